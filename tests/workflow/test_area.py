"""Making and changing an area."""

import pytest
from cast import Cast

from audit.domain.access import INSTALLER, Conflict, NotAllowed
from audit.store.area import Area
from audit.store.sessions import Sessions
from audit.store.trail import verify
from audit.workflow.area import change_area, get_area, install_area
from audit.workflow.editing import Refused, Stale


def test_setting_up_makes_an_area_and_its_first_line_of_history(sessions: Sessions) -> None:
    with sessions.writing(INSTALLER) as session:
        area = install_area(session, INSTALLER, name="Exampleshire", is_example=True)
        assert area.is_example and verify(session, area.row_id) is None
    with sessions.writing(INSTALLER) as session, pytest.raises(Conflict):
        install_area(session, INSTALLER, name="Exampleshire")


def test_only_setting_up_makes_an_area(sessions: Sessions, cast: Cast) -> None:
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session, pytest.raises(NotAllowed):
        install_area(session, adi, name="Mine")


def test_an_administrator_changes_only_the_own_area(sessions: Sessions, cast: Cast) -> None:
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session:
        assert get_area(session, adi).name == "Testshire"
        change_area(session, adi, name="New", brand_colour="#003078", contact="", version=1)
    with sessions.reading(INSTALLER) as session:
        assert session.get_one(Area, cast.far_area.row_id).name == "Farshire"
    with sessions.writing(adi) as session, pytest.raises(Stale):
        change_area(session, adi, name="Newer", brand_colour="#003078", contact="", version=1)


@pytest.mark.parametrize("colour", ["red", "#ffff00", "#fffffg"])
def test_a_colour_that_cannot_be_read_is_refused(sessions: Sessions, cast: Cast, colour: str) -> None:
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session, pytest.raises(Refused):
        change_area(session, adi, name="New", brand_colour=colour, contact="", version=1)
