"""What a panel meeting puts down for a case itself, after its members' own sheets or instead of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.rubric import WHOLE
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.entry import Entry, write_boxes
from audit.store.free_text import Box
from audit.store.meeting import list_meeting_sheets, list_withheld
from audit.store.panel import Assignment, AssignmentStatus, Meeting, Purpose
from audit.store.panel_rows import list_assignments, list_cases
from audit.store.queries import get_by_key
from audit.store.scoresheet import AuthorKind, Scoresheet
from audit.store.settling import list_still_to_score
from audit.store.trail import record
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.meetings import MeetingView, get_meeting
from audit.workflow.needs import needs
from audit.workflow.one_page import OnePage, hand_in, keep_page, read_page
from audit.workflow.scoresheets import Stamp
from audit.workflow.sheet_view import Closing
from audit.workflow.submission import check_reason, copy_sheet


@dataclass(frozen=True)
class CaseAtMeeting:
    """One case and its own sheets as a meeting finds it. `barrier`: why no meeting may score it now."""

    case: AuditCase
    own: Sequence[Assignment]
    sheet: Scoresheet | None
    barrier: str | None

    @property
    def n_submitted(self) -> int:
        return sum(row.status == AssignmentStatus.SUBMITTED for row in self.own)

    @property
    def unstarted(self) -> list[Assignment]:
        """What would be taken back if the meeting scored the case instead."""
        return [row for row in self.own if row.status == AssignmentStatus.WAITING]

    @property
    def is_instead(self) -> bool:
        """Nobody has begun: the meeting may score it instead of its auditors."""
        return not self.n_submitted


@needs(Permission.MODERATE)
def list_cases_at_meeting(
    session: Session, actor: Actor, *, round_key: str, meeting_key: str
) -> tuple[MeetingView, list[CaseAtMeeting]]:
    """Every case of the round with what a meeting may do about it.

    A restricted case is none of a meeting's unless everybody who was there is named for it.
    """
    view = get_meeting(session, actor, round_key=round_key, meeting_key=meeting_key)
    audit_round = get_by_key(session, AuditRound, round_key)
    cases = list_cases(session, audit_round.row_id)
    sheets = list_meeting_sheets(session, [case.row_id for case in cases])
    own: dict[int, list[Assignment]] = {case.row_id: [] for case in cases}
    for row in list_assignments(session, audit_round.row_id):
        if row.purpose == Purpose.AUDIT and row.status != AssignmentStatus.HANDED_BACK:
            own[row.case_id].append(row)
    still = list_still_to_score(session, actor, list(own))
    withheld = list_withheld(session, view.meeting, own)
    return view, [
        _at_meeting(audit_round, case, own[case.row_id], sheets.get(case.row_id, ()), case.row_id in still)
        for case in cases
        if case.row_id not in withheld
    ]


def _at_meeting(
    audit_round: AuditRound,
    case: AuditCase,
    own: Sequence[Assignment],
    sheets: Sequence[Scoresheet],
    must_score: bool,
) -> CaseAtMeeting:
    barrier = _find_barrier(audit_round, own, must_score=must_score)
    return CaseAtMeeting(case, own, sheets[-1] if sheets and not must_score else None, barrier)


def _find_barrier(audit_round: AuditRound, own: Sequence[Assignment], *, must_score: bool) -> str | None:
    if audit_round.status != RoundStatus.OPEN:
        return "Only in a round that is open can a meeting score a case."
    if must_score:
        return "You still have to score this case yourself."
    found = {AssignmentStatus(row.status) for row in own}
    waits = AssignmentStatus.STARTED in found or (
        AssignmentStatus.WAITING in found and AssignmentStatus.SUBMITTED in found
    )
    if waits:
        return "Somebody still has to submit their own scoresheet of it, or hand the case back."
    return None


@needs(Permission.MODERATE)
def get_case_at_meeting(
    session: Session, actor: Actor, *, round_key: str, meeting_key: str, case_key: str
) -> tuple[MeetingView, CaseAtMeeting]:
    """One case as this meeting finds it."""
    view, cases = list_cases_at_meeting(session, actor, round_key=round_key, meeting_key=meeting_key)
    for each in cases:
        if each.case.key == case_key:
            return view, each
    raise NotFound("no such case in this round")


@needs(Permission.MODERATE)
def begin_meeting_sheet(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    meeting_key: str,
    case_key: str,
    instead_of_own: bool,
    request_key: str | None = None,
) -> Scoresheet:
    """Begin a meeting's scoresheet. Instead of own ones it needs the lead's word that there are none."""
    existing = find_by_request_key(session, Scoresheet, request_key)
    if existing is not None:
        return existing
    place = {"round_key": round_key, "meeting_key": meeting_key, "case_key": case_key}
    view, found = get_case_at_meeting(session, actor, **place)
    if found.barrier:
        raise Conflict(found.barrier)
    if found.sheet is not None:
        raise Conflict("A meeting has scored this case, or has begun to. Go on with that scoresheet.")
    if found.is_instead != instead_of_own:
        raise Refused("instead_of_own", _say_which(found))
    n_taken_back = _take_back(session, found) if instead_of_own else 0
    sheet = _make_sheet(session, actor, view.meeting, found, request_key)
    details = {"case": found.case.number, "instead_of_own": instead_of_own, "taken_back": n_taken_back}
    record(session, actor, "meeting_sheet_begun", f"scoresheet {sheet.key}", details)
    return sheet


def _say_which(found: CaseAtMeeting) -> str:
    if found.is_instead:
        return "Nobody has scored this case: tick that the meeting scores it instead of its auditors"
    return "Scoresheets of this case have been submitted meanwhile, so the meeting's comes after them"


def _take_back(session: Session, found: CaseAtMeeting) -> int:
    for row in found.unstarted:
        session.delete(row)
    session.flush()
    return len(found.unstarted)


def _make_sheet(
    session: Session, actor: Actor, meeting: Meeting, found: CaseAtMeeting, request_key: str | None
) -> Scoresheet:
    sheet = Scoresheet(
        area_id=found.case.area_id,
        case_id=found.case.row_id,
        author_kind=AuthorKind.MEETING,
        meeting_id=meeting.row_id,
        typed_by_id=actor.person_id,
        instead_of_own=found.is_instead,
        request_key=request_key,
    )
    session.add(sheet)
    session.flush()
    return sheet


@needs(Permission.MODERATE)
def show_meeting_sheet(session: Session, actor: Actor, *, key: str) -> OnePage:
    """A meeting's scoresheet, draft or submitted."""
    return read_page(session, _get_sheet(session, key), WHOLE)


def _get_sheet(session: Session, key: str) -> Scoresheet:
    sheet = get_by_key(session, Scoresheet, key)
    if sheet.author_kind != AuthorKind.MEETING:
        raise NotFound("not a meeting's scoresheet")
    return sheet


@needs(Permission.MODERATE)
def find_meeting_of(session: Session, actor: Actor, *, sheet: Scoresheet) -> Meeting:
    """The meeting that speaks on a scoresheet."""
    return session.scalars(sa.select(Meeting).where(Meeting.row_id == sheet.meeting_id)).one()


@needs(Permission.MODERATE)
def find_shut(session: Session, actor: Actor, *, key: str) -> str | None:
    """Why nothing more can be saved on a meeting's scoresheet, or None."""
    sheet = _get_sheet(session, key)
    if sheet.submitted_at is not None:
        return "This scoresheet has been submitted, so it can no longer be changed."
    if sheet.case.audit_round.status != RoundStatus.OPEN:
        return "This audit has been closed, so nothing more can be saved in it."
    return None


@needs(Permission.MODERATE)
def save_meeting_sheet(
    session: Session,
    actor: Actor,
    *,
    key: str,
    entries: Iterable[Entry],
    closing: Closing,
    stamp: Stamp,
    keep: Collection[str] = (),
) -> OnePage:
    """Keep what the meeting says so far."""
    shut = find_shut(session, actor, key=key)
    if shut:
        raise Conflict(shut)
    before = show_meeting_sheet(session, actor, key=key)
    held_back = keep_page(session, actor, before, entries=entries, closing=closing, stamp=stamp, keep=keep)
    session.flush()
    return replace(show_meeting_sheet(session, actor, key=key), held_back=held_back)


@needs(Permission.MODERATE)
def submit_meeting_sheet(session: Session, actor: Actor, *, key: str) -> Scoresheet:
    """Hand the meeting's scoresheet in; the same rule holds as when it was begun."""
    page = show_meeting_sheet(session, actor, key=key)
    if page.sheet.submitted_at is not None:
        return page.sheet
    shut = find_shut(session, actor, key=key)
    if shut:
        raise Conflict(shut)
    meeting = find_meeting_of(session, actor, sheet=page.sheet)
    place = {"round_key": page.case.audit_round.key, "meeting_key": meeting.key, "case_key": page.case.key}
    _, found = get_case_at_meeting(session, actor, **place)
    if found.barrier:
        raise Conflict(found.barrier)
    if found.is_instead and page.sheet.instead_of_own:
        _take_back(session, found)
    elif page.sheet.instead_of_own:
        # Somebody scored it after all: the meeting's sheet comes after theirs.
        page.sheet.instead_of_own = False
    hand_in(session, actor, page, "meeting_sheet_submitted")
    return page.sheet


@needs(Permission.MODERATE)
def correct_meeting_sheet(
    session: Session, actor: Actor, *, key: str, reason: str, request_key: str | None = None
) -> Scoresheet:
    """Begin a new edition of a submitted one, for a reason. The submitted one stays as it is."""
    old = _get_sheet(session, key)
    newest = list_meeting_sheets(session, [old.case_id])[old.case_id][-1]
    if newest.edition > old.edition:
        return newest
    if old.submitted_at is None:
        raise Conflict("This scoresheet has not been submitted, so it can be changed as it is.")
    if old.case.audit_round.status != RoundStatus.OPEN:
        raise Conflict("This audit has been closed, so its scoresheets stay as they are.")
    words = check_reason(reason)
    sheet = copy_sheet(session, old, request_key)
    sheet.typed_by_id = actor.person_id
    write_boxes(session, sheet, {Box.REASON: words})
    record(session, actor, "scoresheet_reopened", f"scoresheet {sheet.key}", {"edition": sheet.edition})
    return sheet
