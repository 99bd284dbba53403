"""An alert: what somebody saw in a document that cannot wait for the audit to end."""

from enum import StrEnum


class AlertKind(StrEnum):
    """What the worry is about."""

    SAFEGUARDING = "safeguarding"
    STATUTORY_BREACH = "statutory_breach"


class AlertStatus(StrEnum):
    """How far an alert is."""

    RAISED = "raised"
    SEEN = "seen"
    ANSWERED = "answered"
