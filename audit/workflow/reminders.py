"""Who has not finished in an open round, and reminding them with one click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.reminding import by_hand_key, day_of, say_due, scoring_letter, takes_mail
from audit.reporting.figures import day
from audit.store.area import Area
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.mail import MailPurpose, queue_mail
from audit.store.queries import get_by_key
from audit.store.scoresheet import list_minutes
from audit.store.trail import record
from audit.store.waiting import Given, list_given
from audit.workflow.needs import needs

PEER = "peer"


@dataclass(frozen=True)
class AgencyWaiting:
    """How far one agency is. `group` is its code, or "peer" for reviewers from another council.

    `waiting`: who has something left to score and can be reminded.
    """

    group: str
    n_people: int
    n_given: int
    n_submitted: int
    waiting: Sequence[Given]
    median_minutes: float | None

    @property
    def n_waiting(self) -> int:
        """How many people have not finished."""
        return len(self.waiting)

    @property
    def reminded_on(self) -> date | None:
        """When any of those who have not finished was last reminded."""
        days = [day_of(each.reminded_at) for each in self.waiting if each.reminded_at]
        return max(days, default=None)


@dataclass(frozen=True)
class Reminder:
    """Who would be reminded now, and who was reminded today already."""

    audit_round: AuditRound
    people: Sequence[Given]
    reminded_today: Sequence[Given]


@needs(Permission.REMIND)
def list_waiting(session: Session, actor: Actor, *, round_key: str) -> list[AgencyWaiting]:
    """Agency by agency: scoresheets given and in, who has not finished, and when they were last reminded."""
    audit_round = get_by_key(session, AuditRound, round_key)
    minutes, groups = list_minutes(session, audit_round.row_id), dict[str, list[Given]]()
    for each in list_given(session, audit_round.row_id):
        groups.setdefault(_group(each), []).append(each)
    return [
        _agency(group, groups[group], minutes) for group in sorted(groups, key=lambda it: (it == PEER, it))
    ]


@needs(Permission.REMIND)
def prepare_reminder(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    today: date,
    group: str | None = None,
    person_key: str | None = None,
) -> Reminder:
    """Who would be reminded: everybody who has not finished, those of one agency, or one person."""
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status != RoundStatus.OPEN:
        raise Conflict("Reminders can be sent only while a round is open for scoring.")
    given = list_given(session, audit_round.row_id)
    asked = [each for each in given if _is_asked(each, group, person_key)]
    if not asked:
        raise NotFound("nobody of that name or agency is in this round")
    waiting = [each for each in asked if _waits(each)]
    done = [each for each in waiting if each.reminded_at and day_of(each.reminded_at) == today]
    return Reminder(audit_round, [each for each in waiting if each not in done], done)


@needs(Permission.REMIND)
def remind(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    today: date,
    address: str,
    group: str | None = None,
    person_key: str | None = None,
) -> int:
    """Write a reminder to each of them; returns how many. Nobody gets a second one on the same day."""
    place = {"round_key": round_key, "group": group, "person_key": person_key}
    found = prepare_reminder(session, actor, today=today, **place)  # type: ignore[arg-type]
    if not found.people:
        raise Conflict(
            "They were reminded today already. Somebody is reminded of the same thing once a day at most."
            if found.reminded_today
            else "Nobody is left to remind: all have finished, or cannot sign in."
        )
    sent = [
        each
        for each in found.people
        if write_reminder(
            session,
            found.audit_round,
            each,
            today=today,
            address=address,
            once=by_hand_key(found.audit_round.key, each.person.key, today),
        )
    ]
    details = {"n_people": len(sent), "people": [each.person.key for each in sent]}
    record(session, actor, "reminded", f"round {found.audit_round.key}", details)
    return len(sent)


def write_reminder(
    session: Session, audit_round: AuditRound, given: Given, *, today: date, address: str, once: str
) -> bool:
    """One letter, in the transaction of whoever reminds; False where the same was written before."""
    area = session.scalars(sa.select(Area).where(Area.row_id == audit_round.area_id)).one()
    due_on = audit_round.due_on
    letter = scoring_letter(
        area.name,
        audit_round.title,
        n_left=given.n_left,
        due=say_due(due_on, today, day(due_on)) if due_on else "",
        link=f"{address}/sign-in",
        is_guest=given.is_guest,
        is_example=area.is_example,
    )
    mail = queue_mail(
        session,
        area_id=audit_round.area_id,
        purpose=MailPurpose.REMINDER,
        address=given.person.email,
        letter=letter,
        person_id=given.person.row_id,
        round_id=audit_round.row_id,
        once=once,
    )
    return mail is not None


def list_remindable(session: Session, audit_round: AuditRound, today: date) -> list[Given]:
    """Who has something left to score, can be reminded, and was not reminded today."""
    return [
        each
        for each in list_given(session, audit_round.row_id)
        if _waits(each) and not (each.reminded_at and day_of(each.reminded_at) == today)
    ]


def _waits(each: Given) -> bool:
    return each.n_left > 0 and each.can_be_reminded and takes_mail(each.person.email)


def _group(each: Given) -> str:
    return PEER if each.is_peer else each.agency


def _is_asked(each: Given, group: str | None, person_key: str | None) -> bool:
    return group in (None, _group(each)) and person_key in (None, each.person.key)


def _agency(group: str, given: Sequence[Given], minutes: dict[int, list[int]]) -> AgencyWaiting:
    spent = [each for one in given for each in minutes.get(one.person.row_id, [])]
    return AgencyWaiting(
        group=group,
        n_people=len(given),
        n_given=sum(each.n_given for each in given),
        n_submitted=sum(each.n_submitted for each in given),
        waiting=[each for each in given if _waits(each)],
        median_minutes=median(spent) if spent else None,
    )
