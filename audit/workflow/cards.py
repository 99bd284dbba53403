"""One panel of the start page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """What waits for somebody: `page` is the noun whose page it opens, `count` how much waits there."""

    title: str
    text: str
    page: str
    count: int | None = None
