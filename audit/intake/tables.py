"""A folder of CSV files becomes the tables of an analysis. Every problem is named, all at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from audit.domain.tables import (
    BridgeRow,
    CaseRow,
    ContributionRow,
    PopulationRow,
    ScoreRow,
    SectionRow,
    Tables,
)
from audit.intake.table_checks import NumberedTables, check_tables
from audit.intake.table_columns import (
    BRIDGE_COLUMNS,
    CASE_COLUMNS,
    CONTRIBUTION_COLUMNS,
    POPULATION_COLUMNS,
    SCORE_COLUMNS,
    SECTION_COLUMNS,
    Column,
)
from audit.intake.table_file import NumberedRow, Problem, TableFile

Row = TypeVar("Row")
SHOWN_PROBLEMS = 50


class TablesError(Exception):
    """The folder cannot be analysed. `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:SHOWN_PROBLEMS]]
        if len(self.problems) > SHOWN_PROBLEMS:
            lines.append(f"and {len(self.problems) - SHOWN_PROBLEMS} more")
        super().__init__("\n".join(lines))


def read_tables(folder: Path, *, levels: int | None = None) -> Tables:
    """The tables of a folder: scores.csv and cases.csv, and the others where they are there.

    `levels` is the highest level that the analysis plan allows. Raises TablesError with every problem.
    """
    reader = _FolderReader(folder)
    numbered = NumberedTables(
        scores=reader.read("scores", SCORE_COLUMNS, ScoreRow, is_needed=True),
        cases=reader.read("cases", CASE_COLUMNS, CaseRow, is_needed=True, others_as="covariates"),
        contributions=reader.read("contributions", CONTRIBUTION_COLUMNS, ContributionRow),
        population=reader.read("population", POPULATION_COLUMNS, PopulationRow),
        sections=reader.read("sections", SECTION_COLUMNS, SectionRow),
        bridges=reader.read("bridges", BRIDGE_COLUMNS, BridgeRow),
    )
    if not reader.problems:
        reader.problems.extend(check_tables(numbered, levels))
    if reader.problems:
        raise TablesError(reader.problems)
    return Tables(
        _values(numbered.scores),
        _values(numbered.cases),
        _values(numbered.contributions),
        _values(numbered.population),
        _values(numbered.sections),
        _values(numbered.bridges),
    )


def _values(rows: list[NumberedRow[Row]]) -> tuple[Row, ...]:
    return tuple(row.value for row in rows)


@dataclass
class _FolderReader:
    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def read(
        self,
        name: str,
        columns: Mapping[str, Column],
        make: Callable[..., Row],
        *,
        is_needed: bool = False,
        others_as: str | None = None,
    ) -> list[NumberedRow[Row]]:
        file = TableFile(self.folder / f"{name}.csv", self.problems)
        if file.path.is_file():
            return file.read(columns, make, others_as=others_as)
        if is_needed:
            file.complain(None, None, f"is missing from {self.folder}")
        return []
