"""What the example's lead records of advice and attendance, and the targets of its made-up statement."""

from collections.abc import Mapping
from datetime import date

from audit.domain.access import Actor
from audit.domain.agency import Agency
from audit.domain.target import Measure, measure_of_limit
from audit.intake.example import FIRST_COHORT, LAST_COHORT
from audit.intake.example_engagement import example_days, example_parts
from audit.store.sessions import Sessions
from audit.workflow.case_dates import save_dates
from audit.workflow.case_page import list_round_cases
from audit.workflow.contributions import ToldPart, save_advice
from audit.workflow.example_scores import quality_of
from audit.workflow.rounds import get_round
from audit.workflow.services import change_services, get_services
from audit.workflow.targets import Aim, add_target

SUMMERS = "\n".join(f"23 July {year} to 2 September {year}" for year in range(FIRST_COHORT, LAST_COHORT + 1))


def record_engagement(
    sessions: Sessions, lead: Actor, *, round_key: str, seed: int, today: date, share: float = 1.0
) -> None:
    """Advice, attendance and days of the first cases of a round. Of a piece of advice nothing is asked."""
    with sessions.writing(lead) as session:
        kind = get_round(session, lead, key=round_key).rubric_version.kind
        cases = list_round_cases(session, lead, round_key=round_key)
        for case in cases[: round(len(cases) * share)] if kind != "advice" else ():
            plan = quality_of(case, seed)
            days = example_days(seed, plan, kind, today=today)
            parts = example_parts(seed, plan, kind, days, today=today)
            told = [ToldPart(service, part, 0) for service, part in parts.items()]
            place = {"round_key": round_key, "case_key": case.key}
            save_dates(session, lead, **place, days=days, version=0, today=today)
            save_advice(session, lead, **place, told=told, today=today)


def set_up_engagement(sessions: Sessions, actors: Mapping[str, Actor], *, today: date) -> None:
    """When schools are closed, and what the area has said that it will reach."""
    admin, lead = actors["admin"], actors["lead"]
    with sessions.writing(admin) as session:
        version = get_services(session, admin).version
        change_services(
            session, admin, services="Sensory support, Education", closures=SUMMERS, version=version
        )
    spring, autumn = date(today.year + 1, 3, 31), date(today.year + 1, 9, 30)
    with sessions.writing(lead) as session:
        for aim in (
            Aim(
                title="Statutory advice in time",
                measure=Measure.ADVICE_ON_TIME,
                wanted_share=0.75,
                by_on=spring,
            ),
            Aim(
                title="All statutory advice in time",
                measure=Measure.ADVICE_ON_TIME,
                wanted_share=1,
                by_on=autumn,
            ),
            Aim(
                title="Health advice in time",
                measure=Measure.ADVICE_ON_TIME,
                wanted_share=0.8,
                by_on=autumn,
                agency=Agency.HEALTH,
            ),
            Aim(
                title="Plans within 20 weeks",
                measure=measure_of_limit("final_20_weeks"),
                wanted_share=0.6,
                by_on=spring,
            ),
            Aim(
                title="A planning meeting at every first draft",
                measure=Measure.PLANNING_MEETING,
                wanted_share=1,
                by_on=autumn,
            ),
            Aim(
                title="Parents signed up to the portal",
                measure=Measure.BY_HAND,
                wanted_share=0.9,
                by_on=spring,
                n_good=1_934,
                n_all=2_512,
                counted_on=date(today.year, today.month, 1),
            ),
        ):
            add_target(session, lead, aim=aim, today=today)
