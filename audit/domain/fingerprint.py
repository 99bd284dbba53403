"""The mark by which a reader can tell that two analyses had the same inputs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.tables import Tables


def fingerprint(tables: Tables, plan: AnalysisPlan) -> str:
    """SHA-256 over the tables and the plan as canonical JSON: the order of rows never changes it.

    Rows are put in order by their own digests: a million rows as text would need a quarter of a gigabyte.
    """
    digest = sha256()
    for table in fields(tables):
        digest.update(f"[{table.name}]\n".encode())
        for row in sorted(_digest(row) for row in getattr(tables, table.name)):
            digest.update(row)
    digest.update(b"[plan]\n" + _canonical(asdict(plan)).encode())
    return digest.hexdigest()


def fingerprint_of(parts: Mapping[str, Any]) -> str:
    """SHA-256 over named values of any plain kind, dataclasses and days included, as canonical JSON."""
    return sha256(_canonical(parts).encode()).hexdigest()


def _digest(row: Any) -> bytes:
    return sha256(_canonical(_flat(row)).encode()).digest()


def _flat(row: Any) -> dict[str, object]:
    """The fields of one row; `asdict` copies deeply, which costs ten times as much."""
    return {name: getattr(row, name) for name in type(row).__dataclass_fields__}


def _canonical(values: Mapping[str, object]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, date) else dict(value)
