"""What Exampleshire's made-up services gave to its made-up plans, and when things happened.

It tells the same story as the quality of the plans does: an agency whose advice is late there is late here.
Some of it is not known, as in any real council. Everything hangs on the seed and the names of things alone.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from audit.domain.agency import Agency
from audit.domain.case_dates import Days
from audit.domain.contribution import Came, Part
from audit.domain.service import USUAL, Service
from audit.intake.example_quality import PlanQuality

# How often a service is asked; the family, the school and the psychologist always are.
_ASKED = {
    "paediatrics": 0.9,
    "speech_language": 0.6,
    "occupational_therapy": 0.3,
    "physiotherapy": 0.12,
    "camhs": 0.18,
    "school_nursing": 0.2,
    "social_care": 0.85,
}
_HARDLY_KNOWN, _NOTHING_KNOWN, _DAY_NOT_KNOWN = 0.05, 0.04, 0.05
_SIX_WEEKS = 42
_KEPT_20_WEEKS = (0.92, 0.55)  # in 2018 and in 2026


def _dice(*parts: object) -> Random:
    return Random(":".join(map(str, parts)))  # noqa: S311 - made-up facts, not secrets


def example_days(seed: int, plan: PlanQuality, kind: str, *, today: date) -> Days:
    """The days of one document of a kind; some are not known."""
    dice = _dice(seed, "days", plan.plan, kind)
    last = min(date(plan.cohort_year, 12, 20), today - timedelta(days=3))
    first = date(plan.cohort_year, 1, 8)
    day = first + timedelta(days=dice.randrange(max(1, (last - first).days)))
    if kind == "review":
        return _days_of_review(dice, day, today)
    share = _between(_KEPT_20_WEEKS, plan.cohort_year)
    n_days = dice.randint(105, 139) if dice.random() < share else dice.randint(142, 260)
    request_on = day - timedelta(days=n_days)
    draft_on = day - timedelta(days=dice.randint(17, 38))
    return Days(
        request_on=request_on,
        decision_on=request_on + timedelta(days=dice.randint(24, 43)),
        draft_on=draft_on if dice.random() > _HARDLY_KNOWN else None,
        final_on=day if kind == "plan" or dice.random() < 0.6 else None,
        planning_meeting=None
        if dice.random() < 0.12
        else dice.random() < _between((0.35, 0.7), plan.cohort_year),
        exceptions=("away",) if dice.random() < 0.03 else (),
    )


def _days_of_review(dice: Random, meeting_on: date, today: date) -> Days:
    decided_on = meeting_on + timedelta(days=dice.choice((14, 20, 24, 27, 28, 33, 45)))
    amended_on = meeting_on + timedelta(days=dice.randint(60, 110))
    return Days(
        meeting_on=meeting_on,
        review_decision_on=decided_on if decided_on <= today and dice.random() > 0.2 else None,
        amended_on=amended_on if amended_on <= today and dice.random() < 0.35 else None,
    )


def example_parts(seed: int, plan: PlanQuality, kind: str, days: Days, *, today: date) -> Mapping[str, Part]:
    """What each usual service gave to one document; one of which nothing is known is left out."""
    found = {}
    for service in USUAL:
        dice = _dice(seed, "part", plan.plan, kind, service.code)
        if dice.random() >= _NOTHING_KNOWN:
            is_good = plan.on_time.get(service.agency, dice.random() < 0.9)
            made = _at_review(dice, service, is_good) if kind == "review" else None
            found[service.code] = made or _of_advice(dice, service, is_good, days, today)
    return found


def _at_review(dice: Random, service: Service, is_good: bool) -> Part:
    if dice.random() > _ASKED.get(service.code, 0.97):
        return Part(invited=False)
    if dice.random() < _HARDLY_KNOWN:
        return Part(invited=True)
    attended = is_good if dice.random() < 0.85 else not is_good
    came = Came.RECEIVED if dice.random() < (0.75 if is_good else 0.35) else Came.NOT_RECEIVED
    circulated = came is Came.RECEIVED and dice.random() < (0.7 if is_good else 0.4)
    return Part(invited=True, attended=attended, came=came, circulated=circulated)


def _of_advice(dice: Random, service: Service, is_good: bool, days: Days, today: date) -> Part:
    if dice.random() > _ASKED.get(service.code, 1.0):
        return Part(sought=False)
    if days.decision_on is None or dice.random() < _HARDLY_KNOWN:
        return Part(sought=True)
    sought_on = days.decision_on + timedelta(days=dice.randint(1, 5))
    if service.agency is Agency.PSYCHOLOGY and dice.random() < 0.06:
        return Part(sought=True, sought_on=sought_on, came=Came.REUSED, used=True)
    if not is_good and dice.random() < 0.22:
        came = Came.NOT_KNOWN if service.agency is Agency.SOCIAL_CARE else Came.NOT_RECEIVED
        return Part(sought=True, sought_on=sought_on, came=Came.REFUSED if dice.random() < 0.1 else came)
    n_days = (
        dice.randint(18, _SIX_WEEKS) if is_good else _SIX_WEEKS + 1 + min(int(dice.expovariate(1 / 18)), 90)
    )
    came_on = sought_on + timedelta(days=n_days)
    if came_on > today:
        return Part(sought=True, sought_on=sought_on, came=Came.NOT_RECEIVED)
    return Part(
        sought=True,
        sought_on=sought_on,
        came=Came.RECEIVED,
        came_on=came_on if dice.random() > _DAY_NOT_KNOWN else None,
        excuse="missed_appointment" if not is_good and dice.random() < 0.06 else None,
        used=None if dice.random() < 0.1 else dice.random() < (0.93 if is_good else 0.75),
    )


def _between(rates: tuple[float, float], year: int) -> float:
    first, last = rates
    return first + (last - first) * (year - 2018) / 8
