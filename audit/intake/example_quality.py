"""How good Exampleshire's made-up plans are, and how its made-up auditors score them.

Grades are spread as in the one full set of counts that is public (Central Bedfordshire 2020, n = 1,797:
Inadequate 4.5%, Requires improvement 57.8%, Good 36.9%, Outstanding 0.8%). Two things are planted:
quality falls a little from cohort to cohort, and advice comes on time less often, which costs the
sections that the late agency feeds. Everything hangs on the seed and the names of things alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from statistics import NormalDist

from audit.domain.agency import Agency

CENTRE_COHORT = 2022.2  # between the middle cohort and the middle plan
FALL_A_YEAR = 0.08  # in standard deviations of quality between plans
GRADE_SHARES = (0.0445, 0.5782, 0.3695, 0.0078)  # 80, 1,039, 664 and 14 of 1,797, the worst first
ON_TIME_RATES: dict[Agency, tuple[float, float]] = {  # in 2018 and in 2026
    Agency.EDUCATION: (0.93, 0.86),
    Agency.PSYCHOLOGY: (0.86, 0.62),
    Agency.HEALTH: (0.82, 0.54),
    Agency.SOCIAL_CARE: (0.74, 0.47),
}
COST_OF_LATENESS = 0.25  # levels, in the sections that the agency feeds
NOT_APPLICABLE_RATE, NOT_SUPPLIED_RATE, OUTSIDE_ROLE_RATE, CANNOT_TELL_RATE = 0.025, 0.008, 0.015, 0.02
_NOT_MET_RATES = (0.30, 0.045, 0.004, 0.0005)  # of a legal question, by the grade of the plan
_LIFT = 0.05  # levels; what caps and the ends of the scale take from the mean
_NOISE = 0.42  # levels, within one auditor from question to question


@dataclass(frozen=True, slots=True)
class PlanQuality:
    """The made-up truth about one plan: `mean_level` is where its levels gather, `level` its grade."""

    plan: str
    cohort_year: int
    mean_level: float
    level: int
    on_time: Mapping[Agency, bool]


@dataclass(frozen=True, slots=True)
class ExampleRating:
    """One answer: a level, or a reason for having none."""

    level: int | None
    reason: str | None = None


def _dice(*parts: object) -> Random:
    return Random(":".join(map(str, parts)))  # noqa: S311 - made-up scores, not secrets


def plan_quality(seed: int, plan: str, cohort_year: int) -> PlanQuality:
    """How good a plan is, from its name and its cohort."""
    dice = _dice(seed, "quality", plan)
    latent = FALL_A_YEAR * (CENTRE_COHORT - cohort_year) + dice.gauss(0, _spread_within_cohort())
    mean_level = _mean_level_of(latent)
    on_time = {agency: dice.random() < on_time_rate(agency, cohort_year) for agency in ON_TIME_RATES}
    return PlanQuality(plan, cohort_year, mean_level, level_of(mean_level), on_time)


def on_time_rate(agency: Agency, cohort_year: int) -> float:
    """The planted share of advice that comes on time."""
    first, last = ON_TIME_RATES[agency]
    return first + (last - first) * (cohort_year - 2018) / 8


def _spread_within_cohort() -> float:
    """What is left of a spread of 1 once nine even cohorts have taken their part."""
    return float((1 - FALL_A_YEAR**2 * 60 / 9) ** 0.5)


def _mean_level_of(latent: float) -> float:
    """Quality in levels: the published shares of grades fall at 1.5, 2.5 and 3.5."""
    shares = (GRADE_SHARES[0], sum(GRADE_SHARES[:2]), sum(GRADE_SHARES[:3]))
    low, middle, high = (NormalDist().inv_cdf(share) for share in shares)
    if latent < middle:
        return max(1.0, 2.5 + (latent - middle) / (middle - low))
    return min(4.0, 2.5 + (latent - middle) / (high - middle))


def level_of(mean_level: float) -> int:
    """The grade of a mean level: the bands meet at 1.5, 2.5 and 3.5."""
    return 1 + sum(mean_level >= bound for bound in (1.5, 2.5, 3.5))


def severity_of(seed: int, person: str) -> float:
    """How many levels an auditor marks below the average: a small difference, as between trained people."""
    return max(-0.3, min(0.3, _dice(seed, "severity", person).gauss(0, 0.13)))


def difficulty_of(seed: int, criterion: str) -> float:
    """How many levels plans do worse on this question than on the average one."""
    return _dice(seed, "difficulty", criterion).gauss(0, 0.2)


def rate_quality(
    seed: int, plan: PlanQuality, *, person: str, criterion: str, fed_by: Collection[Agency] = ()
) -> ExampleRating:
    """One auditor's level for one question of one plan, 1 to 4, or a reason for having none."""
    reason = _reason_for_none(seed, plan.plan, person, criterion)
    if reason:
        return ExampleRating(None, reason)
    # What the text says on the question is the same for all who read it; only the rest is the reader's.
    shared = _dice(seed, "text", plan.plan, criterion).gauss(0, _NOISE * 0.8)
    own = _dice(seed, "reading", plan.plan, criterion, person).gauss(0, _NOISE * 0.6)
    value = plan.mean_level - difficulty_of(seed, criterion) - severity_of(seed, person)
    value += _LIFT + shared + own + _lateness(plan, fed_by)
    return ExampleRating(max(1, min(4, round(value))))


def _lateness(plan: PlanQuality, fed_by: Collection[Agency]) -> float:
    """Late advice costs and punctual advice gains; over all plans the two cancel out."""
    feeding = [agency for agency in fed_by if agency in plan.on_time]
    gains = [plan.on_time[agency] - sum(ON_TIME_RATES[agency]) / 2 for agency in feeding]
    return COST_OF_LATENESS * sum(gains) / len(gains) if gains else 0.0


def rate_legal(seed: int, plan: PlanQuality, *, person: str, criterion: str) -> ExampleRating:
    """One auditor's answer to a legal question: met (1), not met (0), or a reason for neither."""
    reason = _reason_for_none(seed, plan.plan, person, criterion)
    if reason:
        return ExampleRating(None, reason)
    reading = _dice(seed, "reading", plan.plan, criterion, person).random()
    if reading < CANNOT_TELL_RATE:
        return ExampleRating(None, "cannot_tell")
    is_met = _dice(seed, "text", plan.plan, criterion).random() >= _NOT_MET_RATES[plan.level - 1]
    return ExampleRating(int(is_met))


def rate_time(plan: PlanQuality, fed_by: Collection[Agency]) -> ExampleRating | None:
    """Whether a limit was kept, as everybody reads off the dates: not if most of those it needs were late."""
    feeding = [plan.on_time[agency] for agency in fed_by if agency in plan.on_time]
    return ExampleRating(int(sum(feeding) * 2 >= len(feeding))) if feeding else None


def _reason_for_none(seed: int, plan: str, person: str, criterion: str) -> str | None:
    about_text = _dice(seed, "applies", plan, criterion).random()
    if about_text < NOT_APPLICABLE_RATE:
        return "not_applicable"
    if about_text < NOT_APPLICABLE_RATE + NOT_SUPPLIED_RATE:
        return "not_supplied"
    is_outside = _dice(seed, "role", plan, criterion, person).random() < OUTSIDE_ROLE_RATE
    return "outside_role" if is_outside else None


def minutes_spent(seed: int, plan: str, person: str, *, is_whole: bool) -> int:
    """How long a sheet took: about 45 minutes for a whole plan, 15 for one agency's sections."""
    return max(6, round(_dice(seed, "minutes", plan, person).gauss(45, 9) / (1 if is_whole else 3)))
