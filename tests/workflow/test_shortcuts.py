"""Keys are switched on and off by whoever uses them, for themselves alone."""

import pytest
from cast import Cast

from audit.store.account import Person
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.editing import Stale
from audit.workflow.shortcuts import choose_shortcuts, get_shortcuts


def test_a_person_switches_the_keys_off_for_themselves_alone(sessions: Sessions, cast: Cast) -> None:
    ama = cast.actor("Ama")
    with sessions.writing(ama) as session:
        person = get_shortcuts(session, ama)
        assert person.shortcuts, "they are on until somebody switches them off"
        choose_shortcuts(session, ama, wanted=False, version=person.version)
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        chosen = {person.name: person.shortcuts for person in session.query(Person)}
        lines = [event.subject for event in session.query(Event).filter_by(verb="shortcuts_chosen")]
    assert (chosen["Ama"], chosen["Ben"]) == (False, True)
    assert lines == [f"person {cast.people['Ama'].key}"]


def test_a_choice_from_an_old_page_is_stale(sessions: Sessions, cast: Cast) -> None:
    ama = cast.actor("Ama")
    with sessions.writing(ama) as session, pytest.raises(Stale):
        choose_shortcuts(session, ama, wanted=False, version=7)
