"""A message that the workbench sends: what it says, and never about a child."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """One message in plain text. It names audits and case numbers; the rest is behind the sign-in."""

    subject: str
    body: str


def compose(area: str, subject: str, *paragraphs: str, is_example: bool = False) -> Letter:
    """A letter of the area with these paragraphs; one of a made-up area says so."""
    made_up = ("This is a made-up example: no child, council or person in it is real.",) if is_example else ()
    ending = f"{area}, EHC quality audit. This message was sent by the workbench; nobody reads replies to it."
    return Letter(f"{area}: {subject}", "\n\n".join((*made_up, *paragraphs, ending)) + "\n")
