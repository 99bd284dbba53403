"""Stale saves and double submits."""

import pytest
from cast import Cast

from audit.store.account import Person
from audit.store.area import Area
from audit.store.sessions import Sessions
from audit.workflow.editing import Stale, check_version, find_by_request_key


def test_a_save_from_another_version_is_stale() -> None:
    area = Area(name="x", version=3)
    check_version(area, 3)
    with pytest.raises(Stale) as caught:
        check_version(area, 2)
    assert caught.value.row is area


def test_only_a_request_key_that_was_used_finds_a_row(sessions: Sessions, cast: Cast) -> None:
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session:
        session.get_one(Person, cast.people["Lee"].row_id).request_key = "used"
        session.flush()
        found = find_by_request_key(session, Person, "used")
        assert found is not None and found.name == "Lee"
        for key in ("new", "", None):
            assert find_by_request_key(session, Person, key) is None
