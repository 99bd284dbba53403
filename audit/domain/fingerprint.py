"""The mark by which a reader can tell that two analyses had the same inputs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from hashlib import sha256
from operator import attrgetter
from typing import Any

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.tables import Tables


def fingerprint(tables: Tables, plan: AnalysisPlan) -> str:
    """SHA-256 over the tables and the plan as canonical JSON: the order of rows never changes it.

    Rows are put in order by their own digests: a million rows as text would need a quarter of a gigabyte.
    """
    digest = sha256()
    for table in fields(tables):
        rows = getattr(tables, table.name)
        names = sorted(type(rows[0]).__dataclass_fields__) if rows else []
        digest.update(_canonical([table.name, names]).encode())
        if rows:
            values_of = attrgetter(*names)  # `asdict` copies deeply, which costs ten times as much
            for row in sorted(sha256(_canonical(values_of(row)).encode()).digest() for row in rows):
                digest.update(row)
    digest.update(b"[plan]\n" + _canonical(asdict(plan)).encode())
    return digest.hexdigest()


def fingerprint_of(parts: Mapping[str, Any]) -> str:
    """SHA-256 over named values of any plain kind, dataclasses and days included, as canonical JSON."""
    return sha256(_canonical(parts).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, date) else dict(value)


# One encoder for all rows: `json.dumps` with options makes one for each.
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain).encode
