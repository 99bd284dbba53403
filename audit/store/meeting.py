"""Reading panel meetings: who was there, what was noted, and the scoresheets that a meeting wrote."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.agency import Agency
from audit.domain.attendance import Attendee
from audit.domain.moderation import OVERALL
from audit.store.account import Person
from audit.store.case import AuditCase
from audit.store.free_text import Box, FreeText
from audit.store.panel import Meeting, NamedAuditor
from audit.store.scoresheet import AuthorKind, Rating, Scoresheet


def list_meetings(session: Session, round_id: int) -> list[Meeting]:
    """The meetings of a round, the first one first."""
    query = sa.select(Meeting).where(Meeting.round_id == round_id)
    return list(session.scalars(query.order_by(Meeting.held_on, Meeting.row_id)))


def attendees_of(meeting: Meeting) -> tuple[Attendee, ...]:
    """Who was at a meeting."""
    return tuple(Attendee(one["name"], Agency(one["agency"]), one.get("person")) for one in meeting.present)


def list_withheld(session: Session, meeting: Meeting, case_ids: Iterable[int]) -> set[int]:
    """The restricted ones among these cases for which not everybody who was there is named."""
    query = (
        sa.select(AuditCase.row_id, Person.key)
        .outerjoin(NamedAuditor, NamedAuditor.case_id == AuditCase.row_id)
        .outerjoin(Person, Person.row_id == NamedAuditor.person_id)
        .where(AuditCase.row_id.in_(list(case_ids)), AuditCase.restricted)
    )
    named: dict[int, set[str | None]] = {}
    for case_id, key in session.execute(query):
        named.setdefault(case_id, set()).add(key)
    present = {one.person for one in attendees_of(meeting)}
    return {case_id for case_id, keys in named.items() if None in present or not present <= keys}


def as_stored(present: Iterable[Attendee]) -> list[Any]:
    """Who was there, as the meeting keeps it."""
    return [{"name": one.name, "agency": str(one.agency), "person": one.person} for one in present]


def read_note(session: Session, meeting: Meeting) -> str:
    """What was noted at a meeting."""
    kept = _find_note(session, meeting)
    return kept.text if kept else ""


def write_note(session: Session, meeting: Meeting, text: str) -> bool:
    """Keep what was noted; whether it changed."""
    kept = _find_note(session, meeting)
    if (kept.text if kept else "") == text:
        return False
    if kept is None:
        owner = {"area_id": meeting.area_id, "meeting_id": meeting.row_id}
        session.add(FreeText(**owner, box=Box.NOTE, text=text))
    else:
        kept.text = text
    return True


def _find_note(session: Session, meeting: Meeting) -> FreeText | None:
    query = sa.select(FreeText).where(FreeText.meeting_id == meeting.row_id, FreeText.box == Box.NOTE)
    return session.scalars(query).one_or_none()


def list_meeting_sheets(session: Session, case_ids: Iterable[int]) -> dict[int, list[Scoresheet]]:
    """Every edition of what meetings wrote, drafts too, by case; the newest edition last."""
    query = sa.select(Scoresheet).where(
        Scoresheet.author_kind == AuthorKind.MEETING, Scoresheet.case_id.in_(list(case_ids))
    )
    found: dict[int, list[Scoresheet]] = {}
    for sheet in session.scalars(query.order_by(Scoresheet.edition, Scoresheet.row_id)):
        found.setdefault(sheet.case_id, []).append(sheet)
    return found


def read_meeting_answers(session: Session, case_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What the standing scoresheet of a meeting answers, by case; the overall grade under `OVERALL`."""
    newest = [newest_submitted(sheets) for sheets in list_meeting_sheets(session, case_ids).values()]
    standing = {sheet.row_id: sheet for sheet in newest if sheet is not None}
    found: dict[int, set[str]] = {sheet.case_id: set() for sheet in standing.values()}
    for rating in session.scalars(sa.select(Rating).where(Rating.scoresheet_id.in_(standing))):
        found[standing[rating.scoresheet_id].case_id].add(rating.criterion)
    for sheet in standing.values():
        found[sheet.case_id] |= {OVERALL} if sheet.own_grade else set()
    return {case_id: frozenset(names) for case_id, names in found.items()}


def newest_submitted(sheets: Iterable[Scoresheet]) -> Scoresheet | None:
    """The edition that stands, if any was submitted."""
    submitted = [sheet for sheet in sheets if sheet.submitted_at is not None]
    return submitted[-1] if submitted else None
