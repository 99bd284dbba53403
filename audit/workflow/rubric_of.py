"""The standards that a round froze."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.rubric import Rubric
from audit.intake.rubric import read_rubric
from audit.store.asked_often import ask
from audit.store.audit_round import AuditRound
from audit.store.plain import AnySession
from audit.store.rubric import RubricVersion


def rubric_of(audit_round: AuditRound) -> Rubric:
    """Read the round's own text; reading remembers, so each version is parsed once a process."""
    return read_rubric(audit_round.rubric_version.text)


_KNOWN: dict[str, Rubric] = {}


def rubric_by_sha256(session: AnySession, sha256: str) -> Rubric:
    """The standards whose text has this fingerprint; a process asks for the text only once."""
    if sha256 not in _KNOWN:
        (text,), *_ = ask(session, _text_of(), sha256=sha256)
        _KNOWN[sha256] = read_rubric(text)
    return _KNOWN[sha256]


@cache
def _text_of() -> sa.Select[str]:
    return sa.select(RubricVersion.text).where(RubricVersion.sha256 == sa.bindparam("sha256"))


def find_newest_of_same(session: Session, version: RubricVersion) -> RubricVersion:
    """The newest version of the same standards."""
    wanted = read_rubric(version.text).key
    query = sa.select(RubricVersion).where(RubricVersion.kind == version.kind)
    newest = query.order_by(RubricVersion.installed_at.desc(), RubricVersion.row_id.desc())
    return next((row for row in session.scalars(newest) if read_rubric(row.text).key == wanted), version)
