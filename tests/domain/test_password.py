"""What a password must be."""

import pytest

from audit.domain.password import find_fault, normalise


@pytest.mark.parametrize(
    "password", ["three purple herons", "x9!kQ2#vLp0z", "ünïcödé wörds", "猫が三匹とても静かに寝ている"]
)
def test_a_long_password_that_nobody_tries_first_will_do(password: str) -> None:
    assert find_fault(password, known=("Lee", "lee")) is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("eleven char", "12 characters or more"),
        ("x" * 129, "128 characters or fewer"),
        ("PassWord1234", "one of the first"),
        ("aaaaaaaaaaaa", "one of the first"),
        ("rivers of Green hills", "must not hold"),
    ],
)
def test_a_weak_one_is_refused_with_the_reason(password: str, words: str) -> None:
    assert words in (find_fault(password, known=("Sam", "Green")) or "")


def test_the_same_characters_typed_on_another_keyboard_are_the_same_password() -> None:
    assert normalise("cafe\u0301") == normalise("caf\u00e9")
