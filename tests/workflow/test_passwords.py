"""How a password is kept."""

from argon2 import PasswordHasher

from audit.workflow.passwords import Passwords

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_what_is_kept_is_argon2id_and_differs_each_time() -> None:
    kept = {CHEAP.hash("three purple herons") for _ in range(2)}
    assert len(kept) == 2 and all(each.startswith("$argon2id$") for each in kept)


def test_only_the_same_password_holds() -> None:
    kept = CHEAP.hash("caf\u00e9 au lait twice")
    assert CHEAP.holds("cafe\u0301 au lait twice", kept)
    assert not CHEAP.holds("cafe au lait twice", kept)


def test_nothing_holds_where_nothing_is_kept() -> None:
    assert not CHEAP.holds("nobody has this password", None)
    assert not CHEAP.holds("x" * 1_000_000, None)
    assert not CHEAP.holds("three purple herons", "not a hash")
