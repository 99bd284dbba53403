import doctest
import importlib
import inspect
import pkgutil

import pytest

import audit.domain
import audit.statistics


def modules_with_examples():
    for package in (audit.statistics, audit.domain):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if ">>> " in inspect.getsource(importlib.import_module(module.name)):
                yield module.name


@pytest.mark.parametrize("name", sorted(modules_with_examples()))
def test_the_worked_examples_of_the_docstrings_hold(name):
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0
