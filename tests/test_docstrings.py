"""Examples in docstrings are run: what a reader copies from there must hold."""

import doctest
import importlib
from pathlib import Path

import pytest

import audit

PACKAGE = Path(audit.__file__).parent
WITH_EXAMPLES = sorted(
    "audit." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_in_docstrings_give_what_they_say(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(module))
    assert outcome.attempted
    assert not outcome.failed
