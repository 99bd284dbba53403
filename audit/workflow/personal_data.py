"""Asking before words are saved that look like personal data: nothing is lost, nothing is kept unasked."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from audit.domain.personal_data import Finding, find_personal_data, say_findings
from audit.workflow.editing import Refused


@dataclass(frozen=True)
class Words:
    """The text of a box, and whether its author has said that what looks like personal data must stay."""

    text: str = ""
    kept: bool = False

    @property
    def asks(self) -> tuple[Finding, ...]:
        """What its author has still to be asked about."""
        return () if self.kept else find_personal_data(self.text)


@dataclass(frozen=True)
class Guarded:
    """What is saved of a box, and what its author is asked about first."""

    words: Words
    asks: tuple[Finding, ...] = ()


class MustAsk(Refused):
    """Boxes that cannot be saved until their author says that what looks like personal data must stay."""

    def __init__(self, asks: Mapping[str, tuple[Finding, ...]]) -> None:
        messages = {field: say_findings(found) for field, found in asks.items()}
        super().__init__(*next(iter(messages.items())))
        self.messages = messages


def guard_words(field: str, typed: str, before: Words, keep: Container[str] | None) -> Guarded:
    """Hold words back that look like personal data until their author says that they must stay.

    `keep` names the fields of which that was said; once said, the same words are not asked about again.
    Whoever cannot answer at the box (`keep` is None) gets a refusal instead.
    """
    if typed == before.text and before.kept:
        return Guarded(before)
    found = find_personal_data(typed)
    known = find_personal_data(before.text) if before.kept else ()
    if not found or set(found) <= set(known) or (keep is not None and field in keep):
        return Guarded(Words(typed, kept=bool(found)))
    if keep is None:
        raise Refused(field, say_findings(found))
    return Guarded(before, found)
