"""The plan of an analysis in words: the same on its page, in findings and on paper."""

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.grouping import GROUPINGS
from audit.reporting.content import NamedText
from audit.reporting.figures import decimal, number


def describe_choices(plan: AnalysisPlan) -> tuple[NamedText, ...]:
    """Every choice of a plan that a lead can make, with its name."""
    margin = (
        "not decided" if plan.margin is None else f"{decimal(plan.margin, 3).rstrip('0')} of a level a year"
    )
    held = [GROUPINGS.get(name, name.replace("_", " ")).lower() for name in plan.covariates]
    choices = (
        ("Smallest change of quality that matters", margin),
        (
            "Risk of claiming a fall where there is none",
            f"{_hundredths(plan.alpha)} in 100 audits (one-sided)",
        ),
        (
            "Smallest change in agencies’ contributions that matters",
            f"{_hundredths(plan.engagement_margin)} percentage points a year of what was asked for",
        ),
        ("Held still, beside who scored and when", ", ".join(held) or "nothing else"),
        ("Confidence of intervals that describe", f"{_hundredths(plan.confidence_level)}%"),
        ("Repetitions for the interval of the pathway", number(plan.bootstrap_draws)),
        ("Draw number of the analysis", str(plan.seed)),
    )
    return tuple(NamedText(name=name, text=text) for name, text in choices)


def _hundredths(share: float) -> str:
    """0.05 is "5", 0.025 is "2.5"."""
    text = decimal(share * 100, 2)
    return text.rstrip("0").rstrip(".")
