"""Panel meetings: when they were held, who was there, who chaired, and which agencies were missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, Conflict, MembershipStatus, NotFound, Permission, Role
from audit.domain.agency import Agency
from audit.domain.attendance import Attendee, count_present, list_absent
from audit.domain.rubric import Rubric
from audit.domain.typed_text import clean_text
from audit.domain.words import AGENCIES
from audit.store.account import Membership, Person
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.meeting import as_stored, attendees_of, list_meetings, read_note, write_note
from audit.store.panel import Meeting
from audit.store.panel_rows import list_members
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import Refused, check_version, find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.rubric_of import rubric_of

NOTE_LENGTH, NAME_LENGTH, MOST_OTHERS = 10_000, 80, 40


@dataclass(frozen=True)
class MeetingView:
    """One meeting in words: the agencies that were there and those that were missing."""

    meeting: Meeting
    chair: str
    chair_key: str
    present: Sequence[Attendee]
    by_agency: Sequence[tuple[Agency, int]]
    absent: Sequence[Agency]
    note: str


@dataclass(frozen=True)
class MeetingPage:
    """The meetings of a round and who could be at one: `offered` by person key, `chairs` by person key."""

    audit_round: AuditRound
    meetings: Sequence[MeetingView]
    offered: Mapping[str, Attendee]
    chairs: Mapping[str, str]

    @property
    def is_open(self) -> bool:
        return self.audit_round.status == RoundStatus.OPEN


@dataclass(frozen=True)
class Minutes:
    """What is put down about a meeting. `others` holds a name and an agency a line."""

    held_on: date | None
    chair_key: str
    ticked: Collection[str]
    others: str
    note: str


@needs(Permission.MODERATE)
def show_meetings(session: Session, actor: Actor, *, round_key: str) -> MeetingPage:
    """The meetings of a round, and whom to choose from for the next one."""
    audit_round = get_by_key(session, AuditRound, round_key)
    people = _list_people(session)
    rubric = rubric_of(audit_round)
    chairs = {one.person.key: one.person.name for one in people}
    views = [_view(session, rubric, one) for one in list_meetings(session, audit_round.row_id)]
    return MeetingPage(audit_round, views, _offer(session, audit_round, people), chairs)


@needs(Permission.MODERATE)
def get_meeting(session: Session, actor: Actor, *, round_key: str, meeting_key: str) -> MeetingView:
    """One meeting of this round."""
    audit_round = get_by_key(session, AuditRound, round_key)
    meeting = get_by_key(session, Meeting, meeting_key)
    if meeting.round_id != audit_round.row_id:
        raise NotFound("the meeting belongs to another round")
    return _view(session, rubric_of(audit_round), meeting)


def _view(session: Session, rubric: Rubric, meeting: Meeting) -> MeetingView:
    present = attendees_of(meeting)
    chair = session.scalars(sa.select(Person).where(Person.row_id == meeting.chair_id)).one()
    return MeetingView(
        meeting,
        chair.name,
        chair.key,
        present,
        count_present(present),
        list_absent(rubric, present),
        read_note(session, meeting),
    )


def _list_people(session: Session) -> list[Membership]:
    """Everybody of the area who works with it now; whoever has several roles comes once."""
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(Membership.status == MembershipStatus.ACTIVE, Membership.role.not_in((Role.PEER, Role.GUEST)))
        .order_by(Person.name, Membership.row_id)
    )
    return list({one.person_id: one for one in reversed(list(session.scalars(query)))}.values())[::-1]


def _offer(session: Session, audit_round: AuditRound, people: Sequence[Membership]) -> dict[str, Attendee]:
    """The panel with the agencies that they speak for on it, then those who lead the audits."""
    found = {
        member.membership.person.key: _attendee(member.membership.person, member.agency)
        for member in list_members(session, audit_round.row_id)
    }
    for one in people:
        if one.role == Role.LEAD:
            found.setdefault(one.person.key, _attendee(one.person, one.agency))
    return found


def _attendee(person: Person, agency: str) -> Attendee:
    return Attendee(person.name, Agency(agency), person.key)


@needs(Permission.MODERATE)
def start_meeting(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    minutes: Minutes,
    today: date,
    request_key: str | None = None,
) -> Meeting:
    """Put a meeting of an open round down. Whoever chairs it was there."""
    existing = find_by_request_key(session, Meeting, request_key)
    if existing is not None:
        return existing
    page = show_meetings(session, actor, round_key=round_key)
    _check_open(page.audit_round)
    held_on, chair, present, note = _sound(session, page, minutes, today)
    place = {"area_id": page.audit_round.area_id, "round_id": page.audit_round.row_id}
    meeting = Meeting(
        **place, held_on=held_on, chair_id=chair, present=as_stored(present), request_key=request_key
    )
    session.add(meeting)
    session.flush()
    write_note(session, meeting, note)
    _record(session, actor, "meeting_started", meeting, page.audit_round)
    return meeting


@needs(Permission.MODERATE)
def change_meeting(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    meeting_key: str,
    minutes: Minutes,
    version: int,
    today: date,
) -> Meeting:
    """Change what was put down about a meeting, until the round is closed."""
    meeting = get_meeting(session, actor, round_key=round_key, meeting_key=meeting_key).meeting
    page = show_meetings(session, actor, round_key=round_key)
    _check_open(page.audit_round)
    held_on, chair, present, note = _sound(session, page, minutes, today, before=attendees_of(meeting))
    wanted, kept = (held_on, chair, as_stored(present)), (meeting.held_on, meeting.chair_id, meeting.present)
    if wanted == kept and note == read_note(session, meeting):
        return meeting
    check_version(meeting, version)
    meeting.held_on, meeting.chair_id, meeting.present = wanted
    if write_note(session, meeting, note):
        # The note is a row of its own: the meeting's version must move with it.
        flag_modified(meeting, "held_on")
    _record(session, actor, "meeting_changed", meeting, page.audit_round)
    return meeting


def _record(session: Session, actor: Actor, verb: str, meeting: Meeting, audit_round: AuditRound) -> None:
    present = attendees_of(meeting)
    absent = list_absent(rubric_of(audit_round), present)
    details = {
        "round": audit_round.key,
        "held_on": meeting.held_on.isoformat(),
        "present": len(present),
        "absent": [str(agency) for agency in absent],
    }
    record(session, actor, verb, f"meeting {meeting.key}", details)


def _check_open(audit_round: AuditRound) -> None:
    if audit_round.status == RoundStatus.CLOSED:
        raise Conflict("This audit has been closed, so its meetings stay as they are.")
    if audit_round.status != RoundStatus.OPEN:
        raise Conflict("Open the round first: a panel meets about what was scored.")


def _sound(
    session: Session, page: MeetingPage, minutes: Minutes, today: date, before: Sequence[Attendee] = ()
) -> tuple[date, int, list[Attendee], str]:
    if minutes.held_on is None:
        raise Refused("held_on", "Enter the day of the meeting, like 27 3 2026")
    if minutes.held_on > today:
        raise Refused("held_on", "The meeting must have begun: enter today or an earlier day")
    if minutes.chair_key not in page.chairs:
        raise Refused("chair", "Choose who chairs the meeting")
    chair = get_by_key(session, Person, minutes.chair_key)
    note = clean_text(minutes.note)
    if len(note) > NOTE_LENGTH:
        raise Refused("note", f"Keep the notes to {NOTE_LENGTH:,} characters.")
    # Somebody who has left the panel since was there all the same.
    offered = {**{one.person: one for one in before if one.person}, **page.offered}
    ticked = [one for key, one in offered.items() if key in minutes.ticked]
    if chair.key not in {one.person for one in ticked}:
        ticked.append(page.offered.get(chair.key) or _attendee(chair, _agency_of(session, chair)))
    return minutes.held_on, chair.row_id, [*ticked, *read_others(minutes.others)], note


def _agency_of(session: Session, person: Person) -> str:
    query = sa.select(Membership.agency).where(
        Membership.person_id == person.row_id, Membership.status == MembershipStatus.ACTIVE
    )
    return session.scalars(query.order_by(Membership.row_id).limit(1)).one()


def read_others(typed: str) -> list[Attendee]:
    """Each line is "name, agency"; raises `Refused` with the line that is not."""
    lines = [line.strip() for line in clean_text(typed).splitlines() if line.strip()]
    if len(lines) > MOST_OTHERS:
        raise Refused("others", f"Enter no more than {MOST_OTHERS} people here.")
    return [_read_line(number, line) for number, line in enumerate(lines, 1)]


def _read_line(number: int, line: str) -> Attendee:
    name, _, agency = (part.strip() for part in line.rpartition(","))
    known = {words.casefold(): Agency(code) for code, words in AGENCIES.items()}
    if not name or agency.casefold() not in known:
        names = ", ".join(AGENCIES.values())
        raise Refused("others", f"Line {number}: write a name, a comma and one of these: {names}.")
    if len(name) > NAME_LENGTH:
        raise Refused("others", f"Line {number}: keep the name to {NAME_LENGTH} characters.")
    return Attendee(name, known[agency.casefold()])


def write_others(present: Sequence[Attendee]) -> str:
    """Those without an account as lines that can be edited."""
    return "\n".join(f"{one.name}, {AGENCIES[one.agency]}" for one in present if one.person is None)
