"""Every table, loaded by one import."""

from audit.store import (
    account,
    area,
    audit_round,
    case,
    correction,
    frame,
    free_text,
    moderation,
    panel,
    report,
    rubric,
    scoresheet,
    sign_in,
    trail,
)
from audit.store.base import Base

__all__ = [
    "Base",
    "account",
    "area",
    "audit_round",
    "case",
    "correction",
    "frame",
    "free_text",
    "moderation",
    "panel",
    "report",
    "rubric",
    "scoresheet",
    "sign_in",
    "trail",
]
