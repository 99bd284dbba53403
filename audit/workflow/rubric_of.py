"""The standards that a round froze."""

from audit.domain.rubric import Rubric
from audit.intake.rubric import read_rubric
from audit.store.audit_round import AuditRound


def rubric_of(audit_round: AuditRound) -> Rubric:
    """Read the round's own text; reading remembers, so each version is parsed once a process."""
    return read_rubric(audit_round.rubric_version.text)
