"""Alerts: raised by whoever scores, seen and answered by a lead. They wait for nobody's scores."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from audit.domain.access import Actor, NotFound, Permission
from audit.domain.alert import AlertKind, AlertStatus
from audit.domain.typed_text import clean_text
from audit.store.alert import Alert
from audit.store.alert_rows import AlertLine, Recipient, list_alert_lines, list_recipients
from audit.store.area import Area
from audit.store.assignment import get_visible_assignment
from audit.store.base import now
from audit.store.frame import Locator
from audit.store.free_text import Box, FreeText
from audit.store.panel import Assignment
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.alert_letters import send_alert, send_answer
from audit.workflow.area_keys import load_area_keys
from audit.workflow.editing import Refused, check_version, find_by_request_key
from audit.workflow.needs import needs

WORDS_LENGTH, ANSWER_LENGTH = 2_000, 5_000


@dataclass(frozen=True)
class RaisingPage:
    """The case that a worry is about, and whom to tell whatever this workbench does."""

    assignment: Assignment
    area: Area
    leads: list[Recipient]


@needs(Permission.RAISE_ALERT)
def show_raising(session: Session, actor: Actor, *, key: str) -> RaisingPage:
    """The page for raising an alert about an own case: before, while and after scoring it."""
    assignment = get_visible_assignment(session, actor, key)
    area = session.get_one(Area, assignment.area_id)
    return RaisingPage(assignment, area, list_recipients(session, assignment.area_id))


@needs(Permission.RAISE_ALERT)
def raise_alert(
    session: Session,
    actor: Actor,
    *,
    key: str,
    kind: AlertKind,
    words: str,
    address: str,
    request_key: str | None = None,
) -> Alert:
    """Tell the leads and the safeguarding contact at once. The letters never hold the words."""
    made = find_by_request_key(session, Alert, request_key)
    if made is not None:
        return made
    page = show_raising(session, actor, key=key)
    text = _read_words("words", words, WORDS_LENGTH, "Say in a few words what you saw")
    case = page.assignment.case
    alert = Alert(
        area_id=case.area_id,
        case_id=case.row_id,
        kind=kind,
        raised_by_id=actor.person_id,
        request_key=request_key,
    )
    session.add(alert)
    session.flush()
    session.add(FreeText(area_id=case.area_id, alert_id=alert.row_id, box=Box.TASK, text=text))
    n_letters = send_alert(session, alert, page.assignment, page.area, page.leads, address)
    details = {"kind": str(kind), "case": case.key, "letters": n_letters}
    record(session, actor, "alert_raised", f"alert {alert.key}", details)
    return alert


@needs(Permission.RAISE_ALERT)
def list_own_alerts(session: Session, actor: Actor, *, case_id: int | None = None) -> list[AlertLine]:
    """What the actor raised, of one case or of all, with how far each is."""
    own = Alert.raised_by_id == actor.person_id
    return list_alert_lines(session, own, *([] if case_id is None else [Alert.case_id == case_id]))


@needs(Permission.ANSWER_ALERT)
def list_alerts(session: Session, actor: Actor) -> list[AlertLine]:
    """Every alert of the area: those without an answer first, the longest waiting on top."""
    return list_alert_lines(session)


@needs(Permission.ANSWER_ALERT)
def count_unanswered(session: Session, actor: Actor) -> int:
    """How many alerts wait for an answer."""
    query = sa.select(sa.func.count(Alert.row_id)).where(Alert.status != AlertStatus.ANSWERED)
    return session.scalars(query).one()


@needs(Permission.ANSWER_ALERT)
def get_alert(session: Session, actor: Actor, *, key: str) -> AlertLine:
    """One alert."""
    alert = get_by_key(session, Alert, key)
    return list_alert_lines(session, Alert.row_id == alert.row_id)[0]


@needs(Permission.ANSWER_ALERT)
def mark_seen(session: Session, actor: Actor, *, key: str) -> Alert:
    """Say that a lead has read an alert; only the first to say so is noted."""
    alert = get_by_key(session, Alert, key)
    if alert.status == AlertStatus.RAISED:
        alert.status, alert.seen_by_id, alert.seen_at = AlertStatus.SEEN, actor.person_id, now()
        record(session, actor, "alert_seen", f"alert {alert.key}")
    return alert


@needs(Permission.ANSWER_ALERT)
def answer_alert(
    session: Session, actor: Actor, *, key: str, answer: str, version: int, address: str
) -> Alert:
    """Say what was done about an alert; whoever raised it is told that there is an answer."""
    line = get_alert(session, actor, key=key)
    alert = line.alert
    text = _read_words("answer", answer, ANSWER_LENGTH, "Say what was done, by whom")
    if text == line.answer:
        return alert
    check_version(alert, version)
    _write_answer(session, alert, text)
    if alert.seen_at is None:
        alert.seen_by_id, alert.seen_at = actor.person_id, now()
    alert.status, alert.answered_by_id, alert.answered_at = AlertStatus.ANSWERED, actor.person_id, now()
    # The answer is a row of its own: the alert's version must move with it.
    flag_modified(alert, "status")
    is_mailed = send_answer(session, alert, session.get_one(Area, alert.area_id), address)
    details = {"changed": bool(line.answer), "mailed": is_mailed}
    record(session, actor, "alert_answered", f"alert {alert.key}", details)
    return alert


@needs(Permission.SEE_LOCATOR)
def read_alert_locator(session: Session, actor: Actor, *, key: str, keys_folder: Path) -> str | None:
    """The council's own number of the document that an alert is about; recorded like the key list."""
    case = get_by_key(session, Alert, key).case
    if case is None:
        raise NotFound("the case of the alert is not there")
    query = sa.select(Locator).where(Locator.entry_id == case.entry_id)
    locator = session.scalars(query).one_or_none()
    if locator is None:
        return None
    keys = load_area_keys(session, case.audit_round, keys_folder)
    record(session, actor, "locator_read", f"case {case.key}", {"alert": key})
    return keys.decrypt(locator.ciphertext, locator.key_version)


def _write_answer(session: Session, alert: Alert, text: str) -> None:
    query = sa.select(FreeText).where(FreeText.alert_id == alert.row_id, FreeText.box == Box.REPLY)
    kept = session.scalars(query).one_or_none()
    if kept is None:
        session.add(FreeText(area_id=alert.area_id, alert_id=alert.row_id, box=Box.REPLY, text=text))
    else:
        kept.text = text


def _read_words(field: str, typed: str, most: int, missing: str) -> str:
    text = clean_text(typed)
    if not text:
        raise Refused(field, missing)
    if len(text) > most:
        raise Refused(field, f"This is {len(text):,} characters long. The most that can be kept is {most:,}.")
    return text
