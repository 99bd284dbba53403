"""The standards that a round froze."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.rubric import Rubric
from audit.intake.rubric import read_rubric
from audit.store.audit_round import AuditRound
from audit.store.rubric import RubricVersion


def rubric_of(audit_round: AuditRound) -> Rubric:
    """Read the round's own text; reading remembers, so each version is parsed once a process."""
    return read_rubric(audit_round.rubric_version.text)


_KNOWN: dict[str, Rubric] = {}


def rubric_by_sha256(session: Session, sha256: str) -> Rubric:
    """The standards whose text has this fingerprint; a process asks for the text only once."""
    if sha256 not in _KNOWN:
        query = sa.select(RubricVersion.text).where(RubricVersion.sha256 == sha256).limit(1)
        _KNOWN[sha256] = read_rubric(session.scalars(query).one())
    return _KNOWN[sha256]


def find_newest_of_same(session: Session, version: RubricVersion) -> RubricVersion:
    """The newest version of the same standards."""
    wanted = read_rubric(version.text).key
    query = sa.select(RubricVersion).where(RubricVersion.kind == version.kind)
    newest = query.order_by(RubricVersion.installed_at.desc(), RubricVersion.row_id.desc())
    return next((row for row in session.scalars(newest) if read_rubric(row.text).key == wanted), version)
