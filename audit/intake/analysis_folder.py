"""A folder of CSV files becomes findings, with no database at all."""

from pathlib import Path

from audit.domain.findings import Findings
from audit.domain.hypothesis import Progress, analyse, default_plan
from audit.intake.analysis_plan import read_analysis_plan
from audit.intake.tables import read_tables


def analyse_folder(folder: Path, plan_path: Path | None = None, progress: Progress | None = None) -> Findings:
    """The findings of the folder's tables under the plan named, else its own analysis.yaml, else the default.

    Raises AnalysisPlanError or TablesError with everything that is wrong.
    """
    own = folder / "analysis.yaml"
    if plan_path is None and own.is_file():
        plan_path = own
    plan = default_plan() if plan_path is None else read_analysis_plan(plan_path)
    return analyse(read_tables(folder, levels=plan.levels), plan, progress)
