"""When a made-up audit scores which documents."""

from enum import StrEnum


class Design(StrEnum):
    """When which documents are scored.

    retrospective: one audit scores all cohorts, in random order.
    linked: each document in its own year, and the same link cases by every rater in every audit year.
    live: each document in its own year, without links.
    """

    RETROSPECTIVE = "retrospective"
    LINKED = "linked"
    LIVE = "live"
