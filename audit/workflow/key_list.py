"""The key list: which case is which document of the council's own system. The only way back, and recorded."""

import csv
import io
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.frame import Locator
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.area_keys import load_area_keys
from audit.workflow.needs import needs

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@needs(Permission.SEE_LOCATOR)
def export_key_list(session: Session, actor: Actor, *, round_key: str, keys_folder: Path) -> bytes:
    """Case number and the council's own number, for whoever fetches the documents; recorded."""
    audit_round = get_by_key(session, AuditRound, round_key)
    keys = load_area_keys(session, audit_round, keys_folder)
    query = (
        sa.select(AuditCase.number, Locator.ciphertext, Locator.key_version)
        .join(Locator, Locator.entry_id == AuditCase.entry_id)
        .where(AuditCase.round_id == audit_round.row_id)
        .order_by(AuditCase.number)
    )
    rows = [(number, keys.decrypt(boxed, version)) for number, boxed, version in session.execute(query)]
    record(session, actor, "key_list_downloaded", f"round {audit_round.key}", {"cases": len(rows)})
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Case", "Council's own number"])
    writer.writerows((number, _plain(own_number)) for number, own_number in rows)
    return ("\ufeff" + text.getvalue()).encode()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
