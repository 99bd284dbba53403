"""The standards: bring a version in, list them, read one."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.rubric import Rubric
from audit.intake.rubric import fingerprint, read_rubric
from audit.store.queries import get_by_key
from audit.store.rubric import RubricVersion
from audit.store.trail import record
from audit.workflow.editing import Refused
from audit.workflow.needs import needs


@dataclass(frozen=True)
class ReadableRubric:
    """One version with all that it says."""

    row: RubricVersion
    rubric: Rubric


@needs(Permission.READ_RUBRICS)
def list_rubrics(session: Session, actor: Actor) -> list[RubricVersion]:
    """Every version brought in, newest first."""
    query = sa.select(RubricVersion).order_by(RubricVersion.installed_at.desc(), RubricVersion.row_id.desc())
    return list(session.scalars(query))


@needs(Permission.READ_RUBRICS)
def show_rubric(session: Session, actor: Actor, *, rubric_key: str) -> ReadableRubric:
    """One version to read."""
    row = get_by_key(session, RubricVersion, rubric_key)
    return ReadableRubric(row, read_rubric(row.text))


@needs(Permission.INSTALL_RUBRIC)
def install_rubric(
    session: Session,
    actor: Actor,
    *,
    text: str | bytes,
    name: str = "",
    area_id: int | None = None,
    request_key: str | None = None,
) -> RubricVersion:
    """Bring in a version; the same file twice is one version. Raises `RubricError` with line and field.

    `area_id` is for set-up, whose actor belongs to no area.
    """
    rubric = read_rubric(text)
    words = text if isinstance(text, str) else text.decode("utf-8-sig")
    owner = actor.area_id if actor.area_id is not None else area_id
    found = _find_version(session, owner, rubric)
    if found is not None:
        if found.sha256 == fingerprint(words):
            return found
        raise Refused(
            "file",
            f"Version {rubric.version} of “{found.title}” is here already, with other words. A version never"
            " changes: give this file a new version, then bring it in again.",
        )
    row = RubricVersion(
        area_id=owner,
        name=(name or rubric.key)[:80],
        kind=rubric.kind,
        title=rubric.title,
        rubric_version=rubric.version,
        text=words,
        sha256=fingerprint(words),
        request_key=request_key,
    )
    session.add(row)
    session.flush()
    details = {"kind": row.kind, "version": row.rubric_version, "sha256": row.sha256}
    record(session, actor, "rubric_installed", f"rubric {row.key}", details, area_id=owner)
    return row


def _find_version(session: Session, area_id: int | None, rubric: Rubric) -> RubricVersion | None:
    same = sa.select(RubricVersion).where(
        RubricVersion.area_id == area_id, RubricVersion.rubric_version == rubric.version
    )
    return next((row for row in session.scalars(same) if read_rubric(row.text).key == rubric.key), None)
