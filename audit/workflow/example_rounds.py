"""The rounds of plans of the example area, set up by its lead as any lead would."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Role
from audit.domain.case import Basis, ChosenBy
from audit.domain.programme import YearKind
from audit.domain.rubric import WHOLE
from audit.domain.sampling import How, Stratum
from audit.intake.example import FIRST_COHORT, LAST_COHORT, example_workbook
from audit.settings import Settings
from audit.store.audit_round import AuditRound
from audit.store.sessions import Sessions
from audit.workflow.assignments import assign_case
from audit.workflow.example_engagement import record_engagement
from audit.workflow.example_scores import score_cases, score_some, settle_and_correct
from audit.workflow.frames import add_frame
from audit.workflow.panel import add_member, show_panel
from audit.workflow.progress import show_progress
from audit.workflow.round_stages import close_round, open_round
from audit.workflow.rounds import get_round, plan_round
from audit.workflow.rubrics import list_rubrics
from audit.workflow.sample import draw_cases
from audit.workflow.sample_design import SampleDesign
from audit.workflow.sharing import share_out_cases

SEED = 2026
N_A_COHORT = 9
N_NEW = 20
N_PEER = 3
# Who scores only their own sections; everybody else scores whole documents.
LENSES = {"Chidi Wood": "health"}


@dataclass(frozen=True)
class Setting:
    """What the lead enters to start a round: its list, its standards and how it is drawn and shared out."""

    title: str
    period: tuple[int, int]
    content: bytes
    file_name: str
    design: SampleDesign
    rubric: str = "plan_2026"
    basis: Basis = Basis.FIRST_PLANS
    double_share: float = 0.25
    chosen_by: ChosenBy = ChosenBy.RANDOM


@dataclass(frozen=True)
class Stage:
    """Where the example is played, and by whom."""

    sessions: Sessions
    settings: Settings
    actors: Mapping[str, Actor]
    today: date
    say: Callable[[str], None]

    @property
    def lead(self) -> Actor:
        """The audit lead."""
        return self.actors["lead"]

    def month_ago(self, n_months: int) -> tuple[int, int]:
        """The year and the month so many months ago."""
        years, month = divmod(self.today.year * 12 + self.today.month - 1 - n_months, 12)
        return years, month + 1


def make_finished_round(stage: Stage) -> None:
    """Plans of nine years scored together, settled, and closed."""
    cohorts: dict[Stratum, int] = {(str(year),): N_A_COHORT for year in range(FIRST_COHORT, LAST_COHORT + 1)}
    title = f"Plans issued in {FIRST_COHORT} to {LAST_COHORT}"
    key = set_up(stage, _of_plans(stage, title, stage.month_ago(1), cohorts))
    stage.say("Scoring the plans of nine years")
    score_and_close(stage, key, SEED)


def score_and_close(stage: Stage, key: str, seed: int) -> None:
    """Everybody scores, the panel settles, the lead follows what must be put right and ends the round."""
    record_engagement(stage.sessions, stage.lead, round_key=key, seed=seed, today=stage.today)
    score_cases(stage.sessions, stage.actors, round_key=key, seed=seed)
    settle_and_correct(stage.sessions, stage.lead, round_key=key, seed=seed, today=stage.today)
    with stage.sessions.writing(stage.lead) as session:
        close_round(session, stage.lead, key=key, version=_version(session, stage.lead, key))


def make_running_round(stage: Stage) -> None:
    """This month's round: some cases are scored, some begun, and some wait for each auditor."""
    title = f"New plans, {stage.today:%B %Y}"
    setting = _of_plans(stage, title, stage.month_ago(0), {(str(LAST_COHORT),): N_NEW})
    key = set_up(stage, replace(setting, double_share=0.3))
    _give_to_peer(stage, key)
    record_engagement(stage.sessions, stage.lead, round_key=key, seed=SEED, today=stage.today, share=0.6)
    score_some(stage.sessions, stage.actors, round_key=key, seed=SEED)


def _of_plans(stage: Stage, title: str, period: tuple[int, int], by_hand: Mapping[Stratum, int]) -> Setting:
    design = SampleDesign(
        by=("cohort_year",),
        how=How.BY_HAND,
        total=sum(by_hand.values()),
        n_reserve=2,
        seed=SEED,
        by_hand=_every_cohort(by_hand),
    )
    content = example_workbook(SEED, today=stage.today)
    return Setting(title, period, content, "exampleshire-annex-a-list-1.xlsx", design)


def set_up(stage: Stage, setting: Setting) -> str:
    """Start a round, draw its sample, share it out and open it; returns its key."""
    stage.say(f"Setting up the round “{setting.title}”")
    lead = stage.lead
    with stage.sessions.writing(lead) as session:
        key = _plan(session, lead, setting).key
        add_frame(
            session,
            lead,
            round_key=key,
            content=setting.content,
            file_name=setting.file_name,
            basis=setting.basis,
            today=stage.today,
            keys_folder=stage.settings.keys,
        )
    with stage.sessions.writing(lead) as session:
        version = _version(session, lead, key)
        draw_cases(session, lead, round_key=key, version=version, design=setting.design)
    with stage.sessions.writing(lead) as session:
        _fill_panel(session, lead, key)
        version = _version(session, lead, key)
        double_share = setting.double_share
        share_out_cases(session, lead, round_key=key, version=version, double_share=double_share)
    with stage.sessions.writing(lead) as session:
        open_round(session, lead, key=key, version=_version(session, lead, key))
    return key


def _every_cohort(by_hand: Mapping[Stratum, int]) -> Mapping[Stratum, int]:
    return {(str(year),): by_hand.get((str(year),), 0) for year in range(FIRST_COHORT, LAST_COHORT + 1)}


def _plan(session: Session, lead: Actor, setting: Setting) -> AuditRound:
    rubric = next(row for row in list_rubrics(session, lead) if row.name == setting.rubric)
    return plan_round(
        session,
        lead,
        title=setting.title,
        audit_year=setting.period[0],
        audit_month=setting.period[1],
        year_kind=YearKind.ACADEMIC,
        rubric_key=rubric.key,
        chosen_by=setting.chosen_by,
    )


def _version(session: Session, actor: Actor, key: str) -> int:
    session.flush()
    return get_round(session, actor, key=key).version


def _fill_panel(session: Session, lead: Actor, key: str) -> None:
    for membership in show_panel(session, lead, round_key=key).candidates:
        lens = LENSES.get(membership.person.name, WHOLE)
        add_member(session, lead, round_key=key, membership_key=membership.key, lens=lens)


def _give_to_peer(stage: Stage, key: str) -> None:
    """The other council checks a few cases."""
    with stage.sessions.writing(stage.lead) as session:
        panel = show_panel(session, stage.lead, round_key=key)
        peer = next(member for member in panel.members if member.membership.role == Role.PEER)
        cases = _first_cases(session, stage.lead, key)
        for case_key in cases:
            assign_case(session, stage.lead, round_key=key, case_key=case_key, member_key=peer.key)


def _first_cases(session: Session, lead: Actor, key: str) -> Sequence[str]:
    page = show_progress(session, lead, round_key=key)
    return [line.case.key for line in page.cases[:N_PEER]]
