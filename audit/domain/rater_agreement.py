"""How far raters agree: on first, independent answers to the same criterion of the same case, only."""

from collections import defaultdict
from typing import Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Agreement
from audit.domain.item_summary import count_levels
from audit.domain.scored_cases import first_quality_scores, quality_scores
from audit.domain.tables import CaseKey, ScoreRow, Tables
from audit.statistics.agreement import adjacent_agreement, exact_agreement, krippendorff_alpha

Unit = tuple[str, int, int, str]


def measure_agreement(tables: Tables, plan: AnalysisPlan, n_levels: int) -> Agreement:
    """Alpha, exact and adjacent agreement, over the criteria that two or more auditors scored in one year."""
    units = {unit: given for unit, given in sorted(_units(tables).items()) if len(given) > 1}
    counts = [count_levels(given.values(), n_levels) for given in units.values()]
    cases = [unit[:2] for unit in units]
    drawn: dict[str, Any] = {
        "cases": cases,
        "confidence_level": plan.confidence_level,
        "draws": plan.bootstrap_draws,
        "seed": plan.seed,
    }
    alpha = krippendorff_alpha(counts, **drawn)
    exact, adjacent = exact_agreement(counts, **drawn), adjacent_agreement(counts, **drawn)
    return Agreement(
        n_cases=len(set(cases)),
        n_raters=len({rater_id for given in units.values() for rater_id in given}),
        n_pairs=exact.n_pairs if exact else 0,
        n_exact=exact.n_agreeing if exact else 0,
        n_adjacent=adjacent.n_agreeing if adjacent else 0,
        krippendorff_alpha_ordinal=alpha.estimate if alpha else None,
        interval=alpha.interval if alpha else None,
        exact_rate=exact.rate if exact else None,
        exact_interval=exact.interval if exact else None,
        adjacent_rate=adjacent.rate if adjacent else None,
        adjacent_interval=adjacent.interval if adjacent else None,
    )


def _units(tables: Tables) -> dict[Unit, dict[str, int]]:
    """Each rater's first level for each unit: a rater who scored a case again does not agree with
    themselves."""
    units: dict[Unit, dict[str, int]] = defaultdict(dict)
    for score in sorted(first_quality_scores(tables), key=_scoring_order):
        if score.author == "auditor" and score.level is not None:
            plan_id, review_no = score.case
            unit = (plan_id, -1 if review_no is None else review_no, score.audit_year, score.criterion)
            units[unit].setdefault(score.rater_id, score.level)
    return units


def _scoring_order(score: ScoreRow) -> tuple[str, int, int]:
    return (score.scored_on or "", score.sequence or 0, score.level or 0)


def linked_cases(tables: Tables) -> dict[CaseKey, set[int]]:
    """The link cases, each with the two or more audit years in which auditors scored it."""
    years: dict[CaseKey, set[int]] = defaultdict(set)
    for score in quality_scores(tables):
        # A meeting is no rater who could link two years, and who marked an imported sheet is unknown.
        if score.author == "auditor" and score.source == "original":
            years[score.case].add(score.audit_year)
    return {case: audit_years for case, audit_years in years.items() if len(audit_years) > 1}
