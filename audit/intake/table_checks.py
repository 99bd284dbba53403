"""What must hold between the rows of the analysis tables, once each cell is good by itself."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from audit.domain.analysis_plan import MOST_LEVELS
from audit.domain.tables import (
    BridgeRow,
    CaseRow,
    ContributionRow,
    PopulationRow,
    ScoreRow,
    SectionRow,
)
from audit.intake.table_file import NumberedRow, Problem

Row = TypeVar("Row")


@dataclass(frozen=True)
class NumberedTables:
    """The rows of all files, each with its row number."""

    scores: list[NumberedRow[ScoreRow]]
    cases: list[NumberedRow[CaseRow]]
    contributions: list[NumberedRow[ContributionRow]]
    population: list[NumberedRow[PopulationRow]]
    sections: list[NumberedRow[SectionRow]]
    bridges: list[NumberedRow[BridgeRow]]


def check_tables(tables: NumberedTables, levels: int | None) -> Iterator[Problem]:
    """Every breach of the rules between rows and files. `levels` None: any level may be the highest."""
    yield from _repeats("cases.csv", tables.cases, lambda case: case.case, "this case")
    yield from _repeats(
        "contributions.csv", tables.contributions, lambda row: (row.case, row.agency), "this agency's part"
    )
    yield from _repeats(
        "population.csv", tables.population, lambda row: (row.cohort_year, row.stratum), "this cohort"
    )
    yield from _repeats("sections.csv", tables.sections, lambda row: row, "this row")
    yield from _torn_criteria(tables.sections)
    yield from _repeats("scores.csv", tables.scores, _same_answer, "this rater's answer to this criterion")
    yield from _strangers(tables)
    yield from _kinds(tables.scores)
    legal = {row.value.criterion for row in tables.sections if row.value.type == "legal"}
    for row in tables.scores:
        problem = _level_problem(row.value, row.value.criterion in legal, levels)
        if problem is not None:
            column, reason = problem
            yield Problem("scores.csv", row.row, column, reason)


def _repeats(
    file: str, rows: list[NumberedRow[Row]], key_of: Callable[[Row], Hashable], what: str
) -> Iterator[Problem]:
    first_at: dict[Hashable, int] = {}
    for row in rows:
        first = first_at.setdefault(key_of(row.value), row.row)
        if first != row.row:
            yield Problem(file, row.row, None, f"{what} stands already in row {first}")


def _same_answer(score: ScoreRow) -> Hashable:
    return (
        score.case,
        score.audit_year,
        score.rater_id,
        score.criterion,
        score.source,
        score.rubric_version,
        score.scored_on,
        score.sequence,
    )


def _strangers(tables: NumberedTables) -> Iterator[Problem]:
    cohorts = {row.value.case: row.value.cohort_year for row in tables.cases}
    for score in tables.scores:
        cohort_year = cohorts.get(score.value.case)
        if cohort_year is None:
            yield Problem("scores.csv", score.row, "plan_id", "this plan and review is not in cases.csv")
        elif cohort_year != score.value.cohort_year:
            yield Problem(
                "scores.csv", score.row, "cohort_year", f"cases.csv says {cohort_year} for this case"
            )
    for part in tables.contributions:
        if part.value.case not in cohorts:
            yield Problem(
                "contributions.csv", part.row, "plan_id", "this plan and review is not in cases.csv"
            )


def _torn_criteria(sections: list[NumberedRow[SectionRow]]) -> Iterator[Problem]:
    """A criterion may take several rows, one for each agency that feeds it, but has one section and type."""
    firsts: dict[str, NumberedRow[SectionRow]] = {}
    for row in sections:
        first = firsts.setdefault(row.value.criterion, row)
        for column in ("section", "type"):
            if getattr(first.value, column) != getattr(row.value, column):
                yield Problem(
                    "sections.csv", row.row, column, f"differs from row {first.row}, same criterion"
                )


def _kinds(scores: list[NumberedRow[ScoreRow]]) -> Iterator[Problem]:
    if not scores:
        return
    kind = scores[0].value.kind
    for score in scores:
        if score.value.kind != kind:
            reason = f"one analysis is of one kind of document: {kind or 'none given'} in row {scores[0].row}"
            yield Problem("scores.csv", score.row, "kind", reason)
            return


def _level_problem(score: ScoreRow, is_legal: bool, levels: int | None) -> tuple[str, str] | None:
    if score.level is not None and score.reason is not None:
        return "reason", "an answer has a level or a reason, not both"
    if score.reason == "cannot_tell" and not is_legal:
        return "reason", "cannot_tell is for legal criteria only (type legal in sections.csv)"
    if score.level is None:
        return None
    if is_legal:
        return None if score.level in (0, 1) else ("level", "a legal criterion is 1 (met) or 0 (not met)")
    if score.level < 1:
        return "level", "levels start at 1; a legal criterion needs type legal in sections.csv"
    if score.level > MOST_LEVELS:
        return "level", f"is above {MOST_LEVELS}, the most levels that a scale may have"
    if levels is not None and score.level > levels:
        return "level", f"is above the highest level of the plan, {levels}"
    return None
