"""A made-up audit becomes a folder that `analyse` reads back, with the truth beside it."""

import csv
import io
import json
import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.simulation import SimulatedAudit
from audit.domain.tables import Tables
from audit.intake.table_columns import (
    CASE_COLUMNS,
    CONTRIBUTION_COLUMNS,
    POPULATION_COLUMNS,
    SCORE_COLUMNS,
    SECTION_COLUMNS,
    Column,
)

COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "scores": SCORE_COLUMNS,
    "cases": CASE_COLUMNS,
    "contributions": CONTRIBUTION_COLUMNS,
    "population": POPULATION_COLUMNS,
    "sections": SECTION_COLUMNS,
}


class FolderInUse(Exception):
    """Something is in the folder already."""


def write_simulated_folder(folder: Path, audit: SimulatedAudit, plan: AnalysisPlan) -> None:
    """The tables as CSV files, the plan as analysis.yaml and the truth as truth.json: all of them or none.

    Whoever interrupts it finds what was there before. Raises FolderInUse rather than write over anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(f"{folder} is not empty. Name a folder that is empty or not there yet.")
    # In the folder if it is there: it stays the one that somebody stands in or has linked to.
    home = folder if folder.exists() else folder.parent
    home.mkdir(parents=True, exist_ok=True)
    part = home / f".{secrets.token_hex(8)}.part"  # nobody else's can have this name
    try:
        part.mkdir()
        _fill(part, audit, plan)
        if home == folder:
            _move_all(part, folder)
        else:
            part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _fill(part: Path, audit: SimulatedAudit, plan: AnalysisPlan) -> None:
    for name, content in _files(audit.tables):
        (part / f"{name}.csv").write_text(content, encoding="utf-8", newline="")
    (part / "analysis.yaml").write_text(_settings(plan), encoding="utf-8")
    truth = json.dumps(audit.truth.as_dict(), allow_nan=False, indent=1)
    (part / "truth.json").write_text(truth + "\n", encoding="utf-8")


def _move_all(part: Path, folder: Path) -> None:
    moves = [(file, folder / file.name) for file in sorted(part.iterdir())]
    try:
        for file, target in moves:
            file.replace(target)
    except BaseException:
        for _, target in moves:
            target.unlink(missing_ok=True)
        raise


def _files(tables: Tables) -> Iterable[tuple[str, str]]:
    for name, columns in COLUMNS.items():
        rows = getattr(tables, name)
        if rows:
            yield name, _csv(rows, columns)


def _csv(rows: Sequence[Any], columns: Mapping[str, Column]) -> str:
    """The columns that are needed or say anything, then the covariates."""
    defaults = {each.name: None if each.default is MISSING else each.default for each in fields(rows[0])}
    wanted = [
        name
        for name, column in columns.items()
        if column.is_needed or any(getattr(row, name) != defaults[name] for row in rows)
    ]
    covariates = sorted({name for row in rows for name in getattr(row, "covariates", ())})
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*wanted, *covariates])
    for row in rows:
        cells = [_cell(getattr(row, name)) for name in wanted]
        writer.writerow(cells + [row.covariates.get(name, "") for name in covariates])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _settings(plan: AnalysisPlan) -> str:
    """The choices that differ from the defaults, one a line."""
    default = AnalysisPlan()
    chosen = {each.name: getattr(plan, each.name) for each in fields(plan)}
    return "".join(
        f"{name}: {json.dumps(value)}\n" for name, value in chosen.items() if value != getattr(default, name)
    )
