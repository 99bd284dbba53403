"""A guest has no account of their own: one link, one round, and perhaps no e-mail address."""

_NOWHERE = "guest.invalid"


def make_placeholder(key: str) -> str:
    """An address that stands for none: unique, and no mail ever reaches it."""
    return f"{key}@{_NOWHERE}"


def has_address(email: str) -> bool:
    """Whether mail can be sent there."""
    return bool(email) and not email.endswith(f"@{_NOWHERE}")
