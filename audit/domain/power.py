"""What a design can answer: could it tell a fall from stricter marking, and how large a fall would it see?

Answered from the design alone, before anybody scores, by the one rule of the verdict. A document's worth is
taken as normal; what its ratings tell of it, and what links tell of each audit year, comes from the
information that an ordered answer holds. Only the trend over cohorts of first documents is asked about.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from audit.domain.findings import DesignPower, Doubt
from audit.statistics.trend_power import (
    SlopeError,
    draw_slope_errors,
    share_declined,
    share_no_change,
    smallest_fall_seen,
)

LEAST_LINKS = 5
LEAST_COHORTS = 3
USUAL_FALL = 0.15
USUAL_LINKS = 12
POWER = 0.8
# Of four levels at 5, 40, 45 and 10 in a hundred, documents 0.8 and questions 0.5 logits apart, which is how
# the simulated audits are made: what one answer tells (J. Whitehead, Statistics in Medicine 12 (1993) 2257,
# (1 - sum of cubed shares) / 3, averaged over documents), and how many levels one logit is worth.
INFORMATION_PER_ANSWER = 0.263
LEVELS_PER_LOGIT = 0.336

Watch = Callable[[Iterable[SlopeError]], Iterable[SlopeError]]


@dataclass(frozen=True, kw_only=True)
class AuditYear:
    """Documents scored in one year, by cohort. `n_links` of the year's documents, its own or added ones, are
    scored in another audit year as well, here by `raters_per_link` people each."""

    audit_year: int
    n_per_cohort: Mapping[int, int]
    n_links: int = 0
    raters_per_link: float = 4


@dataclass(frozen=True, kw_only=True)
class AuditDesign:
    """All audit years that one comparison rests on. Spreads are standard deviations in logits: of documents
    within a year, and of whole years about their line."""

    audit_years: tuple[AuditYear, ...]
    n_criteria: int = 12
    raters_per_case: float = 2
    document_spread: float = 0.8
    year_spread: float = 0.0
    levels_per_logit: float = LEVELS_PER_LOGIT
    margin: float = 0.05
    alpha: float = 0.05

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))

    @property
    def cohorts(self) -> dict[int, int]:
        """How many cases each cohort has, over all audit years."""
        sizes: dict[int, int] = {}
        for audit in self.audit_years:
            for cohort, n_cases in audit.n_per_cohort.items():
                sizes[cohort] = sizes.get(cohort, 0) + n_cases
        return {cohort: sizes[cohort] for cohort in sorted(sizes) if sizes[cohort]}


def _problems(design: AuditDesign) -> list[str]:
    years = design.audit_years
    checks = {
        "a cohort cannot have fewer than 0 cases": all(
            n >= 0 for audit in years for n in audit.n_per_cohort.values()
        ),
        "links cannot be fewer than 0": all(audit.n_links >= 0 for audit in years),
        "a link is scored by one person or more": all(audit.raters_per_link > 0 for audit in years),
        "an audit year stands twice": len({audit.audit_year for audit in years}) == len(years),
        "there must be one question or more": design.n_criteria >= 1,
        "a case is scored by one person or more": design.raters_per_case >= 1,
        "spreads must be 0 or more": design.document_spread >= 0 and design.year_spread >= 0,
        "levels per logit must be above 0": design.levels_per_logit > 0,
        "margin must be above 0": design.margin > 0,
        "alpha must lie between 0 and 0.5": 0 < design.alpha < 0.5,
    }
    return [problem for problem, is_met in checks.items() if not is_met]


def find_doubt(design: AuditDesign) -> Doubt | None:
    """Why the trend could not be told from these audits, whatever the scores; None where it could."""
    if len(design.cohorts) < LEAST_COHORTS:
        return Doubt.FEWER_THAN_3_COHORTS
    if design.raters_per_case <= 1 and not any(
        audit.n_links and audit.raters_per_link > 1 for audit in design.audit_years
    ):
        return Doubt.NO_CASE_DOUBLE_SCORED
    if _is_within_a_year(design):
        return None if _year_freedom(design) > 0 else Doubt.FEWER_THAN_3_COHORTS
    n_linked_years = sum(audit.n_links > 0 for audit in design.audit_years)
    if n_linked_years < 2 or not _information(design) > 0:
        return Doubt.COHORT_AUDIT_YEAR_ALIASED
    if min(audit.n_links for audit in design.audit_years) < LEAST_LINKS:
        return Doubt.WEAK_LINK
    return None if _year_freedom(design) > 0 else Doubt.FEWER_THAN_3_COHORTS


def _is_within_a_year(design: AuditDesign) -> bool:
    """Does one audit year hold several cohorts, so that marking was the same for them?"""
    return any(sum(n > 0 for n in audit.n_per_cohort.values()) > 1 for audit in design.audit_years)


def measure_power(
    design: AuditDesign,
    *,
    fall: float = USUAL_FALL,
    n_draws: int = 2000,
    seed: int = 2026,
    name: str = "",
    watch: Watch = tuple,
) -> DesignPower:
    """What the design could see of a fall of so many logits a year, from `n_draws` audits of its like, each
    of which passes through `watch`.

    Raises ValueError where the fall is not above 0.

    >>> nine = AuditDesign(audit_years=retrospective(range(2018, 2027), 30))
    >>> measure_power(nine).power_to_see_fall > 0.95
    True
    """
    if not 0 < fall < inf:
        raise ValueError("the fall must be above 0")
    doubt = find_doubt(design)
    shown: dict[str, Any] = {
        "name": name,
        "n_cohorts": len(design.cohorts),
        "n_cases": sum(design.cohorts.values()),
        "n_links": min((audit.n_links for audit in design.audit_years), default=0),
        "fall": fall,
        "fall_in_levels": fall * design.levels_per_logit,
        "margin": design.margin,
        "alpha": design.alpha,
    }
    if doubt is not None:
        return DesignPower(can_answer=False, reason=doubt, **shown)
    drawn = tuple(watch(_draw(design, n_draws, seed)))
    margin = design.margin / design.levels_per_logit
    smallest = smallest_fall_seen(drawn, margin, POWER)
    return DesignPower(
        can_answer=True,
        power_to_see_fall=share_declined(drawn, -fall, margin),
        power_to_say_no_change=share_no_change(drawn, margin),
        smallest_fall=smallest,
        smallest_fall_in_levels=smallest * design.levels_per_logit,
        n_draws=n_draws,
        seed=seed,
        method="drawn from the design by the rule of the verdict",
        **shown,
    )


def _draw(design: AuditDesign, n_draws: int, seed: int) -> Iterable[SlopeError]:
    cohorts = design.cohorts
    n_cases = sum(cohorts.values())
    n_audits = len(design.audit_years)
    return draw_slope_errors(
        list(cohorts),
        [_case_variance(design) / n + _marking_variance(design, cohort) for cohort, n in cohorts.items()],
        information=_information(design),
        case_freedom=max(1, n_cases - 2 - (n_audits - 1)),
        year_freedom=_year_freedom(design),
        alpha=design.alpha,
        n_draws=n_draws,
        seed=seed,
        year_variance=design.year_spread**2,
    )


def _case_variance(design: AuditDesign) -> float:
    """Of what is known of one document: how documents differ, and how little its answers tell."""
    answers = INFORMATION_PER_ANSWER * design.n_criteria * design.raters_per_case
    return design.document_spread**2 + 1 / answers


def _year_variance(design: AuditDesign, audit: AuditYear) -> float:
    """Of how strict an audit year was, as its links tell it; without links nothing is known."""
    if not audit.n_links:
        return inf
    answers = INFORMATION_PER_ANSWER * design.n_criteria * audit.n_links * audit.raters_per_link
    return 1 / answers


def _marking_variance(design: AuditDesign, cohort: int) -> float:
    """What the links leave open of a cohort's mean."""
    if _is_one_audit(design):
        return 0.0
    shares = [
        (audit.n_per_cohort[cohort], _year_variance(design, audit))
        for audit in design.audit_years
        if audit.n_per_cohort.get(cohort)
    ]
    known = [(n, variance) for n, variance in shares if variance < inf]
    return sum(n * variance for n, variance in known) / sum(n for n, _ in shares)


def _is_one_audit(design: AuditDesign) -> bool:
    return len(design.audit_years) == 1


def _information(design: AuditDesign) -> float:
    """On the slope where each case is an observation, the strictness of each audit year left open but for its
    links: generalised least squares, an audit year's cases sharing an error of `_year_variance`."""
    middle = sum(design.cohorts) / len(design.cohorts)
    per_case = 1 / _case_variance(design)
    constant = both = slope = 0.0
    for audit in design.audit_years:
        pairs = [(n * per_case, cohort - middle) for cohort, n in audit.n_per_cohort.items() if n]
        weight = sum(w for w, _ in pairs)
        if not weight:
            continue
        first = sum(w * x for w, x in pairs)
        variance = _year_variance(design, audit)
        shared = 1 / (weight + (1 / variance if variance < inf else 0.0))
        constant += weight - shared * weight * weight
        both += first - shared * weight * first
        slope += sum(w * x * x for w, x in pairs) - shared * first * first
    return slope - both * both / constant if constant > 1e-9 else slope


def _year_freedom(design: AuditDesign) -> int:
    """Cohorts less a constant, a slope, and one for each further set of cohorts that nothing ties to the
    first."""
    return len(design.cohorts) - 2 - (_count_sets(design) - 1)


def _count_sets(design: AuditDesign) -> int:
    """Cohorts scored in one audit year are tied together, and so are all audit years that have links."""
    sets: list[set[int]] = []
    linked: set[int] = set()
    for audit in design.audit_years:
        scored = {cohort for cohort, n in audit.n_per_cohort.items() if n}
        if audit.n_links:
            linked |= scored
        elif scored:
            sets.append(scored)
    for scored in (linked, *sets[:]) if linked else sets[:]:
        tied = [each for each in sets if each & scored]
        sets = [each for each in sets if not each & scored] + [scored.union(*tied)]
    return len(sets)


def retrospective(cohorts: Sequence[int], n_per_cohort: int) -> tuple[AuditYear, ...]:
    """All cohorts scored together in one audit."""
    return (AuditYear(audit_year=max(cohorts), n_per_cohort=dict.fromkeys(cohorts, n_per_cohort)),)


def year_by_year(
    cohorts: Sequence[int], n_per_cohort: int, *, n_links: int = 0, raters_per_link: float = 4
) -> tuple[AuditYear, ...]:
    """Each cohort scored in its own year, and the same link cases in every year."""
    return tuple(
        AuditYear(
            audit_year=cohort,
            n_per_cohort={cohort: n_per_cohort},
            n_links=n_links,
            raters_per_link=raters_per_link,
        )
        for cohort in cohorts
    )
