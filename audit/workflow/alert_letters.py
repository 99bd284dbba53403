"""The letters about alerts: which audit and which case, never the words and nothing of a child."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from audit.domain.guest import has_address
from audit.domain.letter import Letter, compose
from audit.domain.words import AGENCIES, ALERT_KINDS
from audit.reporting.figures import moment
from audit.store.alert import Alert
from audit.store.alert_rows import Recipient
from audit.store.area import Area
from audit.store.mail import MailPurpose, queue_mail
from audit.store.panel import Assignment


def send_alert(
    session: Session,
    alert: Alert,
    assignment: Assignment,
    area: Area,
    leads: Sequence[Recipient],
    address: str,
) -> int:
    """Write to every lead and to the safeguarding contact, nobody twice; returns how many letters."""
    case = assignment.case
    letter = compose(
        area.name,
        f"alert about case {case.number}, {case.audit_round.title}",
        f"An alert was raised on {moment(alert.raised_at)} by somebody who scores for"
        f" {AGENCIES[assignment.agency]}: {ALERT_KINDS[alert.kind].lower()}.",
        f"Audit: {case.audit_round.title}\nCase: {case.number}",
        "An alert is not a referral. Whoever raised it was told to follow their own safeguarding procedure.",
        f"The audit lead reads and answers it here: {address}/alerts/{alert.key}",
        is_example=area.is_example,
    )
    to: dict[str, int | None] = {lead.email: lead.person_id for lead in leads}
    if area.safeguarding_email:
        to.setdefault(area.safeguarding_email.casefold(), None)
    for email, person_id in to.items():
        _queue(session, alert, email, letter, person_id, case.round_id)
    return len(to)


def send_answer(session: Session, alert: Alert, area: Area, address: str) -> bool:
    """Tell whoever raised an alert that it was answered, if mail can reach them."""
    raiser, case = alert.raised_by, alert.case
    if not raiser.active or not has_address(raiser.email):
        return False
    letter = compose(
        area.name,
        f"your alert about case {case.number} was answered",
        f"The alert that you raised about case {case.number} of “{case.audit_round.title}” was answered.",
        f"Read the answer here: {address}/alerts/mine",
        is_example=area.is_example,
    )
    _queue(session, alert, raiser.email, letter, raiser.row_id, case.round_id)
    return True


def _queue(
    session: Session, alert: Alert, email: str, letter: Letter, person_id: int | None, round_id: int
) -> None:
    queue_mail(
        session,
        area_id=alert.area_id,
        purpose=MailPurpose.ALERT,
        address=email,
        letter=letter,
        person_id=person_id,
        round_id=round_id,
    )
