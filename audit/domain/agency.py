"""The services and people that make, feed or judge a document."""

from enum import StrEnum


class Agency(StrEnum):
    """Who somebody speaks for. One list for panels, lenses and contributions."""

    EDUCATION = "education"
    PSYCHOLOGY = "psychology"
    HEALTH = "health"
    SOCIAL_CARE = "social_care"
    FAMILY = "family"
    FORUM = "forum"
    SEND_TEAM = "send_team"
    OTHER = "other"
