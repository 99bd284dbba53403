"""The keys of the area that a round belongs to."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Conflict
from audit.store.area import Area
from audit.store.audit_round import AuditRound
from audit.store.keys import KeysMissing, StoredKeys, load_keys

MISSING = (
    "The key file of this area is missing, so lists cannot be read and cases cannot be found again. "
    "Ask your administrator to bring it back from a backup."
)


def load_area_keys(session: Session, audit_round: AuditRound, keys_folder: Path) -> StoredKeys:
    """The keys; a missing file is said in words that help, without telling where it should lie."""
    area_key = session.scalars(sa.select(Area.key).where(Area.row_id == audit_round.area_id)).one()
    try:
        return load_keys(keys_folder, area_key)
    except KeysMissing as error:
        raise Conflict(MISSING) from error
