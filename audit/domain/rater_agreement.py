"""How far raters agree: on first, independent answers to the same criterion of the same case, only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Agreement
from audit.domain.scored_cases import weighted_level
from audit.domain.tables import CaseKey, ScoreRow, Tables
from audit.statistics.agreement import adjacent_agreement, exact_agreement, krippendorff_alpha
from audit.statistics.gwet_ac2 import gwet_ac2
from audit.statistics.intraclass import icc_agreement_single
from audit.statistics.weighted_kappa import RaterPair, mean_weighted_kappa

if TYPE_CHECKING:
    import numpy as np

    Counts = np.ndarray[Any, np.dtype[np.int64]]

Case = tuple[str, int]
Unit = tuple[Case, int, str]
Units = Mapping[Unit, Mapping[str, int]]

# Kappa of a pair that shares fewer answers says next to nothing, and would count as much as any other pair.
LEAST_SHARED = 10


# Whether raters agree at all decides, so its level is no matter of taste (ANALYSIS.md, section 3).
DECIDING_LEVEL = 0.95


def measure_agreement(tables: Tables, plan: AnalysisPlan, n_levels: int) -> Agreement:
    """Alpha and its companions, over the criteria that two or more auditors scored in one year."""
    units = {unit: given for unit, given in sorted(_units(tables).items()) if len(given) > 1}
    number_of: dict[Case, int] = {}
    cases = [number_of.setdefault(case, len(number_of)) for case, _, _ in units]
    drawn: dict[str, Any] = {
        "confidence_level": plan.confidence_level,
        "draws": plan.bootstrap_draws,
        "seed": plan.seed,
    }
    return Agreement(
        n_cases=len(number_of),
        n_raters=len({rater_id for given in units.values() for rater_id in given}),
        **_agree_on_levels(units, n_levels, {"cases": cases, **drawn}),
        **_agree_in_pairs(units, drawn),
        **_agree_on_totals(units, plan, drawn),
    )


def _agree_on_levels(units: Units, n_levels: int, drawn: Mapping[str, Any]) -> dict[str, Any]:
    counts = _count_levels(units, n_levels)
    alpha = deciding = krippendorff_alpha(counts, **drawn)
    if drawn["confidence_level"] != DECIDING_LEVEL:
        deciding = krippendorff_alpha(counts, **{**drawn, "confidence_level": DECIDING_LEVEL})
    exact, adjacent = exact_agreement(counts, **drawn), adjacent_agreement(counts, **drawn)
    ac2 = gwet_ac2(counts, **drawn) if n_levels > 1 else None
    return {
        "n_pairs": exact.n_pairs if exact else 0,
        "n_exact": exact.n_agreeing if exact else 0,
        "n_adjacent": adjacent.n_agreeing if adjacent else 0,
        "krippendorff_alpha_ordinal": alpha.estimate if alpha else None,
        "interval": alpha.interval if alpha else None,
        "deciding_interval": deciding.interval if deciding else None,
        "exact_rate": exact.rate if exact else None,
        "exact_interval": exact.interval if exact else None,
        "adjacent_rate": adjacent.rate if adjacent else None,
        "adjacent_interval": adjacent.interval if adjacent else None,
        "gwet_ac2": ac2.estimate if ac2 else None,
        "gwet_ac2_interval": ac2.interval if ac2 else None,
    }


def _count_levels(units: Units, n_levels: int) -> "Counts":
    """By unit and level: how many raters gave it."""
    import numpy as np

    cells = [
        number * n_levels + level - 1
        for number, given in enumerate(units.values())
        for level in given.values()
    ]
    counts = np.bincount(np.array(cells, dtype=np.int64), minlength=len(units) * n_levels)
    return counts.reshape(len(units), n_levels)


def _agree_in_pairs(units: Units, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """The mean of weighted kappa over the pairs of raters who share enough answers."""
    shared: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit, given in units.items():
        for pair in combinations(sorted(given), 2):
            shared[pair].append(unit)
    pairs = [
        RaterPair(
            [unit[0] for unit in both],
            [units[unit][one] for unit in both],
            [units[unit][other] for unit in both],
        )
        for (one, other), both in sorted(shared.items())
        if len(both) >= LEAST_SHARED
    ]
    kappa = mean_weighted_kappa(pairs, **drawn)
    if kappa is None:
        return {}
    return {
        "mean_weighted_kappa": kappa.estimate,
        "mean_weighted_kappa_interval": kappa.interval,
        "n_rater_pairs": kappa.n_pairs,
    }


def _agree_on_totals(units: Units, plan: AnalysisPlan, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """ICC(A,1) of the mean level that each rater gave a case."""
    totals = list(_totals(units, plan))
    icc = icc_agreement_single(
        [case for case, _, _ in totals],
        [rater_id for _, rater_id, _ in totals],
        [mean for _, _, mean in totals],
        **drawn,
    )
    if icc is None:
        return {}
    return {
        "icc_agreement_single": icc.estimate,
        "icc_agreement_single_interval": icc.interval,
        "n_icc_cases": icc.n_cases,
    }


def _totals(units: Units, plan: AnalysisPlan) -> Iterator[tuple[Case, str, float]]:
    """Each case once, by its first audit year: the mean level by every rater who scored the whole of it (half
    as much as the fullest, or more), over the criteria that all of them answered."""
    by_case: dict[tuple[Case, int], dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for (case, audit_year, criterion), given in units.items():
        for rater_id, level in given.items():
            by_case[case, audit_year][rater_id][criterion] = level
    done = set()
    for (case, _), given_by in sorted(by_case.items()):
        n_fullest = max(len(levels) for levels in given_by.values())
        whole = {rater: levels for rater, levels in given_by.items() if 2 * len(levels) >= n_fullest}
        criteria = sorted(set.intersection(*(set(levels) for levels in whole.values())))
        if case in done or len(whole) < 2 or not criteria:
            continue
        done.add(case)
        for rater_id, levels in sorted(whole.items()):
            yield case, rater_id, weighted_level({name: [levels[name]] for name in criteria}, plan)


def _units(tables: Tables) -> dict[Unit, dict[str, int]]:
    """Each rater's first level for each unit: a rater who scored a case again does not agree with
    themselves."""
    units: dict[Unit, dict[str, int]] = defaultdict(dict)
    cases: dict[Case, Case] = {}  # one tuple for all units of a case: a million answers have few cases
    for score in sorted(tables.first_quality_scores, key=_scoring_order):
        if score.author == "auditor" and score.level is not None:
            plan_id, review_no = score.case
            case = (plan_id, -1 if review_no is None else review_no)
            unit = (cases.setdefault(case, case), score.audit_year, score.criterion)
            units[unit].setdefault(score.rater_id, score.level)
    return units


def _scoring_order(score: ScoreRow) -> tuple[str, int, int]:
    return (score.scored_on or "", score.sequence or 0, score.level or 0)


def linked_cases(tables: Tables) -> dict[CaseKey, set[int]]:
    """The link cases, each with the two or more audit years in which auditors scored it."""
    years: dict[CaseKey, set[int]] = defaultdict(set)
    for score in tables.quality_scores:
        # A meeting is no rater who could link two years, and who marked an imported sheet is unknown.
        if score.author == "auditor" and score.source == "original":
            years[score.case].add(score.audit_year)
    return {case: audit_years for case, audit_years in years.items() if len(audit_years) > 1}
