"""A folder of CSV files becomes findings, with no database at all."""

from collections.abc import Iterator
from pathlib import Path

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Findings
from audit.domain.hypothesis import Progress, analyse, default_plan
from audit.domain.tables import Tables
from audit.intake.analysis_plan import AnalysisPlanError, read_analysis_plan
from audit.intake.table_columns import CASE_COLUMNS
from audit.intake.tables import read_tables


def analyse_folder(folder: Path, plan_path: Path | None = None, progress: Progress | None = None) -> Findings:
    """The findings of the folder's tables under the plan named, else its own analysis.yaml, else the default.

    Raises AnalysisPlanError or TablesError with everything that is wrong.
    """
    own = folder / "analysis.yaml"
    if plan_path is None and own.is_file():
        plan_path = own
    plan = default_plan() if plan_path is None else read_analysis_plan(plan_path)
    tables = read_tables(folder, levels=plan.levels)
    if plan_path is not None and (unknown := list(_unknown_names(plan, tables))):
        raise AnalysisPlanError("\n".join(f"{plan_path.name}: {problem}" for problem in unknown))
    return analyse(tables, plan, progress)


def _unknown_names(plan: AnalysisPlan, tables: Tables) -> Iterator[str]:
    """What the plan names and the tables lack: it would be said of the findings and be true of none."""
    columns = {name for case in tables.cases for name in case.covariates}
    for name in plan.covariates if tables.cases else ():
        if name in CASE_COLUMNS:
            yield f"covariates: {name} of cases.csv has a meaning of its own and cannot be held still."
        elif name not in columns:
            yield f"covariates: cases.csv has no column {name}."
    questions = {row.criterion for row in tables.scores} | {row.criterion for row in tables.sections}
    questions |= {name for row in tables.bridges for name in (row.from_criterion, row.to_criterion)}
    for name in plan.criterion_weights:
        if name not in questions:
            yield f"criterion_weights: no question is called {name}."
