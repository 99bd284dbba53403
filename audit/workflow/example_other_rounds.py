"""The example's finished rounds of needs assessments, annual reviews and advice: small ones."""

from audit.domain.case import Basis, ChosenBy
from audit.domain.sampling import How
from audit.intake.example_lists import example_list
from audit.workflow.example_rounds import SEED, Setting, Stage, score_and_close, set_up
from audit.workflow.sample_design import SampleDesign

# Kind, title, months ago, how many cases are drawn. The advice was chosen on purpose, so nothing is drawn.
ROUNDS = (
    ("advice", "Advice received this term, a dip sample", 2, 1),
    ("assessment", "Needs assessments of two years", 3, 8),
    ("review", "Annual reviews of two years", 4, 8),
)


def make_other_rounds(stage: Stage) -> None:
    """One round of each kind beside plans, scored, settled and ended."""
    for place, (kind, title, n_months, total) in enumerate(ROUNDS, start=1):
        key = set_up(stage, _setting(stage, kind, title, stage.month_ago(n_months), total))
        score_and_close(stage, key, SEED + place)


def _setting(stage: Stage, kind: str, title: str, period: tuple[int, int], total: int) -> Setting:
    by = ("cohort_year",) if total > 1 else ()
    return Setting(
        title=title,
        period=period,
        content=example_list(kind, SEED, today=stage.today),
        file_name=f"exampleshire-{kind}s.csv",
        design=SampleDesign(by=by, how=How.EQUAL, total=total, n_reserve=1, seed=SEED),
        rubric=f"{kind}_2026",
        basis=Basis.DOCUMENTS,
        # A few pieces of advice to look at speak for themselves alone.
        chosen_by=ChosenBy.DIP_SAMPLE if kind == "advice" else ChosenBy.RANDOM,
    )
