"""How a password is kept: argon2id, never the words themselves."""

from dataclasses import dataclass, field
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from audit.domain.password import LONGEST, normalise


@dataclass(frozen=True)
class Passwords:
    """Hashes and checks. An unknown account costs as long as a known one."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)

    @cached_property
    def _nobody(self) -> str:
        return self.hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        return self.hasher.hash(normalise(password))

    def holds(self, password: str, kept: str | None) -> bool:
        """Whether the password is the kept one; takes as long when there is none."""
        # Beyond the longest that can be set nothing can be right, and hashing it would only cost time.
        typed = normalise(password[: LONGEST + 1])
        try:
            return self.hasher.verify(kept or self._nobody, typed) and kept is not None
        except (VerificationError, InvalidHashError):
            return False
