"""How strictly somebody marks, in words: nothing is said to differ where the interval holds the average."""

from dataclasses import dataclass

import pytest

from audit.reporting.strictness import place_on_scale, say_strictness


@dataclass
class Marking:
    low: float
    high: float
    shrunken: float


@pytest.mark.parametrize(
    ("low", "high", "shrunken", "words"),
    [
        (-0.1, 0.5, 0.2, "You mark about as strictly as the average here."),
        (0.1, 0.5, 0.3, "You mark a little more strictly than the average here."),
        (0.5, 0.9, 0.7, "You mark more strictly than the average here."),
        (-1.6, -1.0, -1.3, "You mark much more leniently than the average here."),
    ],
)
def test_it_is_said_in_plain_words(low, high, shrunken, words):
    assert say_strictness(Marking(low, high, shrunken)) == words


def test_the_average_stands_in_the_middle_and_nothing_leaves_the_line():
    assert [place_on_scale(value) for value in (-5.0, -1.0, 0.0, 2.0, 5.0)] == [
        0.0,
        75.0,
        150.0,
        300.0,
        300.0,
    ]
