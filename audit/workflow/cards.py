"""One panel of the start page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """What waits for somebody: `endpoint` is the page that it opens, `count` how much waits there."""

    title: str
    text: str
    endpoint: str
    count: int | None = None
