"""One case at a time on a shared screen: what differs, side by side, and nobody's name anywhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.moderation import Kind
from audit.domain.words import AGENCIES
from audit.store.account import Person
from audit.store.case import AuditCase
from audit.store.meeting import attendees_of, list_withheld
from audit.store.moderation import Settlement
from audit.store.panel import TO_SCORE, Assignment
from audit.store.settling import Author
from audit.workflow.meetings import MeetingView, get_meeting
from audit.workflow.moderation import CaseView, QueueLine, list_moderation, show_moderation_case
from audit.workflow.needs import needs
from audit.workflow.settling import Choice, settle_all

_RANK = {kind: place for place, kind in enumerate(Kind)}
LEAD_SCORES = "Whoever leads the meeting still has to score it."
MEMBER_SCORES = "Somebody at the meeting still has to score it."
RESTRICTED = "It is restricted, and not everybody at the meeting is named for it."


@dataclass(frozen=True)
class Skipped:
    """A case that must not be shown to this meeting yet, and why."""

    case: AuditCase
    reason: str


@dataclass(frozen=True)
class Agenda:
    """The cases that a meeting talks about, those that matter most first, and those that it must skip."""

    view: MeetingView
    lines: Sequence[QueueLine]
    skipped: Sequence[Skipped]

    @property
    def n_settled(self) -> int:
        """In how many of them nothing is open that the panel must talk about."""
        return sum(not line.n_grave for line in self.lines)

    @property
    def next_open(self) -> QueueLine | None:
        """The first case in which something is left to talk about."""
        return next((line for line in self.lines if line.n_grave), None)


@dataclass(frozen=True)
class Screen:
    """One case as everybody in the room sees it. `view` holds no name of a person."""

    agenda: Agenda
    view: CaseView
    place: int

    @property
    def before(self) -> QueueLine | None:
        return self.agenda.lines[self.place - 2] if self.place > 1 else None

    @property
    def after(self) -> QueueLine | None:
        return self.agenda.lines[self.place] if self.place < len(self.agenda.lines) else None


@needs(Permission.MODERATE)
def show_agenda(session: Session, actor: Actor, *, round_key: str, meeting_key: str) -> Agenda:
    """What a meeting has to talk about. Its order does not change while cases are being settled."""
    meeting = get_meeting(session, actor, round_key=round_key, meeting_key=meeting_key)
    queue = list_moderation(session, actor, round_key=round_key)
    still = _list_scored_by_present(session, meeting)
    lines = sorted(queue.lines, key=_importance)
    skipped = [Skipped(case, LEAD_SCORES) for case in queue.hidden]
    hidden = {case.row_id for case in queue.hidden}
    skipped += [
        Skipped(line.case, MEMBER_SCORES)
        for line in lines
        if line.case.row_id in still and line.case.row_id not in hidden
    ]
    withheld = list_withheld(session, meeting.meeting, [line.case.row_id for line in lines])
    withheld -= still | hidden
    skipped += [Skipped(line.case, RESTRICTED) for line in lines if line.case.row_id in withheld]
    shown = [line for line in lines if line.case.row_id not in still | hidden | withheld]
    return Agenda(meeting, shown, sorted(skipped, key=lambda each: each.case.number))


def _importance(line: QueueLine) -> tuple[int, int, int, int]:
    """Of all that differs, settled or not: a case keeps its place in the meeting."""
    worst = min(_RANK[each.kind] for each in line.found)
    widest = max(each.gap for each in line.found)
    return worst, -widest, -len(line.found), line.case.number


def _list_scored_by_present(session: Session, view: MeetingView) -> set[int]:
    """The cases that somebody in the room has yet to score: nobody sees others' answers before that."""
    keys = [one.person for one in attendees_of(view.meeting) if one.person]
    query = (
        sa.select(Assignment.case_id)
        .join(Person, Person.row_id == Assignment.person_id)
        .join(AuditCase, AuditCase.row_id == Assignment.case_id)
        .where(AuditCase.round_id == view.meeting.round_id)
        .where(Person.key.in_(keys), Assignment.status.in_(TO_SCORE))
    )
    return set(session.scalars(query))


@needs(Permission.MODERATE)
def show_screen(session: Session, actor: Actor, *, round_key: str, meeting_key: str, case_key: str) -> Screen:
    """One case of the meeting's list; raises `Conflict` for one that this meeting must not see yet."""
    agenda = show_agenda(session, actor, round_key=round_key, meeting_key=meeting_key)
    view = show_moderation_case(session, actor, round_key=round_key, case_key=case_key)
    for each in agenda.skipped:
        if each.case.row_id == view.case.row_id:
            raise Conflict(f"Case {each.case.number} is not shown to this meeting yet. {each.reason}")
    keys = [line.case.key for line in agenda.lines]
    if case_key not in keys:
        raise NotFound("nobody differs on this case")
    return Screen(agenda, hide_names(view), keys.index(case_key) + 1)


@needs(Permission.MODERATE)
def settle_at_meeting(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    meeting_key: str,
    case_key: str,
    choices: Sequence[Choice],
) -> list[Settlement]:
    """Settle what a meeting talked about; each settlement says at which meeting."""
    place = {"round_key": round_key, "case_key": case_key}
    screen = show_screen(session, actor, meeting_key=meeting_key, **place)
    meeting = screen.agenda.view.meeting
    return settle_all(session, actor, **place, choices=choices, meeting=meeting)


def hide_names(view: CaseView) -> CaseView:
    """The same case with agencies in place of names."""
    labels = label_authors(view.authors)
    authors = [replace(author, name=labels[author.sheet.key]) for author in view.authors]
    settlements = {
        name: [replace(each, by="") for each in settled] for name, settled in view.settlements.items()
    }
    in_order = tuple(sorted(authors, key=lambda author: author.name))
    return replace(view, authors=in_order, settlements=settlements)


def label_authors(authors: Sequence[Author]) -> Mapping[str, str]:
    """Each author's agency, numbered where an agency sent two, in an order that tells nothing of names."""
    n_each, seen, labels = Counter(author.agency for author in authors), Counter[str](), {}
    for author in sorted(authors, key=lambda author: author.sheet.key):
        seen[author.agency] += 1
        words = AGENCIES[author.agency]
        labels[author.sheet.key] = words if n_each[author.agency] == 1 else f"{words} ({seen[author.agency]})"
    return labels
