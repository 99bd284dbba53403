"""The guard itself: asked before saving, once, whoever the caller is."""

import pytest
from builders import begin, build_round
from cast import Cast

from audit.domain.personal_data import PersonalData
from audit.store.entry import Entry
from audit.store.sessions import Sessions
from audit.workflow.editing import Refused
from audit.workflow.personal_data import Words, guard_words
from audit.workflow.scoresheets import Stamp, save_section, show_sheet

RING = "ring 01234 567890"


def test_words_wait_until_their_author_says_that_they_must_stay() -> None:
    before = Words("Page 2")
    asked = guard_words("evidence-x", RING, before, keep=())
    assert asked.words == before and [found.kind for found in asked.asks] == [PersonalData.PHONE]
    assert guard_words("evidence-x", RING, before, keep={"evidence-y"}).asks
    assert guard_words("evidence-x", RING, before, keep={"evidence-x"}).words == Words(RING, kept=True)


def test_what_must_stay_is_not_asked_about_again_but_new_words_are() -> None:
    kept = Words(RING, kept=True)
    assert guard_words("x", f"{RING} after 4", kept, keep=()).words == Words(f"{RING} after 4", kept=True)
    assert guard_words("x", f"{RING} at SW1A 1AA", kept, keep=()).asks
    assert guard_words("x", "Page 2", kept, keep=()).words == Words("Page 2", kept=False)


def test_whoever_cannot_answer_at_the_box_is_refused(sessions: Sessions, cast: Cast) -> None:
    key, ama = begin(sessions, cast, build_round(sessions, cast), 1, "Ama"), cast.actor("Ama")
    place = {"key": key, "section_key": "a", "stamp": Stamp(1)}
    with sessions.writing(ama) as session, pytest.raises(Refused, match="telephone number"):
        save_section(session, ama, **place, entries=[Entry("a_voice", None, RING)])
    with sessions.writing(ama) as session:
        view = save_section(session, ama, **place, entries=[Entry("a_voice", None, RING)], keep=())
        assert list(view.held_back) == ["a_voice"] and view.entries == {}
        save_section(session, ama, **place, entries=[Entry("a_voice", None, RING)], keep={"a_voice"})
    with sessions.reading(ama) as session:
        assert show_sheet(session, ama, key=key).words("a_voice") == Words(RING, kept=True)
