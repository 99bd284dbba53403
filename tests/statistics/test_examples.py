import doctest
import importlib

import pytest

MODULES = ("share", "mean", "trend", "agreement", "identification", "simulated_levels")


@pytest.mark.parametrize("name", MODULES)
def test_the_worked_examples_of_the_docstrings_hold(name):
    outcome = doctest.testmod(importlib.import_module(f"audit.statistics.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
