"""What tests of the workflow share."""

from pathlib import Path

import pytest
from cast import Cast
from round_steps import Lead, make_lead

from audit.store.sessions import Sessions


@pytest.fixture
def lead(sessions: Sessions, cast: Cast, tmp_path: Path) -> Lead:
    """The lead with keys and standards, about to start a round."""
    return make_lead(sessions, cast, tmp_path / "keys")
