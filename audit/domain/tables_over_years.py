"""The tables of several rounds as one: the same document is one case, whichever rounds scored it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from audit.domain.tables import (
    BridgeRow,
    CaseKey,
    CaseRow,
    ContributionRow,
    PopulationRow,
    ScoreRow,
    SectionRow,
    SheetKey,
    Tables,
)

Row = TypeVar("Row", CaseRow, ScoreRow, ContributionRow)
Listed = tuple[str, int | None, int, str | None]


@dataclass(frozen=True)
class RoundTables:
    """The tables of one round, and which version of the standards it scored by."""

    tables: Tables
    version: str


def combine(rounds: Sequence[RoundTables], listed: Sequence[Listed]) -> Tables:
    """All rounds together, given from the oldest to the newest.

    listed: each document that could be drawn in any of them (plan, review number, cohort, group), as often
    as it was on a list; it counts once.
    """
    parts = [_name_documents(part) for part in rounds]
    cohorts, cases = _merge_cases(parts)
    return Tables(
        scores=tuple(_merge_scores(parts, cohorts)),
        cases=tuple(cases.values()),
        contributions=_merge_contributions(parts),
        population=_count_population(listed, list(cases.values())),
        sections=_merge_sections(parts),
        bridges=_all_bridges(parts),
    )


def _name_documents(part: RoundTables) -> RoundTables:
    """A document without a review number is told apart from others of its plan by its year alone."""
    years = {row.case: row.cohort_year for row in part.tables.cases}

    def name(row: Row) -> Row:
        if row.review_no is not None or row.case not in years:
            return row
        return replace(row, plan_id=apart(row.plan_id, years[row.case]))

    named = replace(
        part.tables,
        cases=tuple(name(row) for row in part.tables.cases),
        scores=tuple(name(row) for row in part.tables.scores),
        contributions=tuple(name(row) for row in part.tables.contributions),
    )
    return RoundTables(named, part.version)


def apart(plan_id: str, cohort_year: int) -> str:
    """What a plan is called for one of its documents of which nobody knows the number."""
    return f"{plan_id}/{cohort_year}"


def _merge_cases(parts: Sequence[RoundTables]) -> tuple[dict[CaseKey, int], dict[CaseKey, CaseRow]]:
    """The cohort that each document was first put in, and one row of it: the round's that drew it by chance,
    else the first round's."""
    cohorts: dict[CaseKey, int] = {}
    cases: dict[CaseKey, CaseRow] = {}
    for part in parts:
        for row in part.tables.cases:
            year = cohorts.setdefault(row.case, row.cohort_year)
            known = cases.get(row.case)
            if known is None or (row.in_sample and not known.in_sample):
                was_whole = known is not None and known.is_whole
                cases[row.case] = replace(row, cohort_year=year, is_whole=row.is_whole or was_whole)
            elif row.is_whole and not known.is_whole:
                cases[row.case] = replace(known, is_whole=True)
    return cohorts, cases


def _merge_scores(parts: Sequence[RoundTables], cohorts: dict[CaseKey, int]) -> list[ScoreRow]:
    """Who scores a document again in the same year hands in a later edition."""
    differ = len({part.version for part in parts}) > 1
    newest: dict[SheetKey, int] = {}
    scores: list[ScoreRow] = []
    for part in parts:
        before = dict(newest)
        for row in part.tables.scores:
            edition = row.edition + before.get(row.sheet, 0)
            newest[row.sheet] = max(newest.get(row.sheet, 0), edition)
            version = part.version if differ else row.rubric_version
            year = cohorts.get(row.case, row.cohort_year)
            scores.append(replace(row, edition=edition, rubric_version=version, cohort_year=year))
    return scores


def _merge_contributions(parts: Sequence[RoundTables]) -> tuple[ContributionRow, ...]:
    """Each agency's part as the newest round that knows anything of it has it."""
    known: dict[tuple[CaseKey, str], ContributionRow] = {}
    for part in parts:
        for row in part.tables.contributions:
            nothing = ContributionRow(plan_id=row.plan_id, review_no=row.review_no, agency=row.agency)
            if row != nothing or (row.case, row.agency) not in known:
                known[row.case, row.agency] = row
    return tuple(known.values())


def _count_population(listed: Sequence[Listed], cases: Sequence[CaseRow]) -> tuple[PopulationRow, ...]:
    documents: dict[CaseKey, tuple[int, str | None]] = {}
    for plan_id, review_no, cohort_year, group in listed:
        name = plan_id if review_no is not None else apart(plan_id, cohort_year)
        documents.setdefault((name, review_no), (cohort_year, group))
    sizes = Counter(documents.values())
    drawn = Counter((row.cohort_year, row.stratum) for row in cases if row.in_sample)
    return tuple(
        PopulationRow(cohort_year=year, stratum=group, population=size, sampled=drawn[year, group])
        for (year, group), size in sorted(sizes.items(), key=lambda item: (item[0][0], item[0][1] or ""))
    )


def _merge_sections(parts: Sequence[RoundTables]) -> tuple[SectionRow, ...]:
    """As the newest standards have it; questions that only older ones ask come after."""
    known: dict[str, SectionRow] = {}
    for part in reversed(parts):
        for row in part.tables.sections:
            known.setdefault(row.criterion, row)
    return tuple(known.values())


def _all_bridges(parts: Sequence[RoundTables]) -> tuple[BridgeRow, ...]:
    return tuple(dict.fromkeys(row for part in parts for row in part.tables.bridges))
