"""Saving: nothing lost, nothing overwritten in silence, nothing kept that must not be."""

import random
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from builders import begin, build_round, fill, score_case
from cast import Cast

from audit.domain.access import Conflict, NotFound
from audit.domain.rating import Answer, Reason
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.entry import Entry
from audit.store.panel import Interest
from audit.store.scoresheet import Rating
from audit.store.sessions import Sessions
from audit.store.trail import Event, verify
from audit.workflow.cases import hand_back, start_case
from audit.workflow.editing import Refused, Stale
from audit.workflow.scoresheets import Closing, Stamp, open_draft, save_closing, save_section, show_sheet

EMPTY = Closing()


@pytest.fixture
def ama_sheet(sessions: Sessions, cast: Cast) -> str:
    return begin(sessions, cast, build_round(sessions, cast), 1, "Ama")


def save(sessions, cast, key, *entries, version=0, state="", page="page", section="a", name="Ama"):
    with sessions.writing(cast.actor(name)) as session:
        stamp = Stamp(version, state, page)
        return save_section(
            session, cast.actor(name), key=key, section_key=section, entries=entries, stamp=stamp
        )


def look(sessions: Sessions, cast: Cast, key: str, name: str = "Ama"):
    with sessions.reading(cast.actor(name)) as session:
        return show_sheet(session, cast.actor(name), key=key)


def level(criterion: str, number: int, evidence: str = "") -> Entry:
    return Entry(criterion, Answer(criterion, level=number), evidence)


def test_what_was_saved_is_there_again(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    entry = Entry("a_voice", Answer("a_voice", level=2), "Her words are quoted.", "page 2")
    save(sessions, cast, ama_sheet, entry, version=1)
    assert look(sessions, cast, ama_sheet).entries == {"a_voice": entry}


def test_evidence_may_be_kept_before_a_level_is_chosen(
    sessions: Sessions, cast: Cast, ama_sheet: str
) -> None:
    save(sessions, cast, ama_sheet, Entry("a_voice", None, "Thinking."), version=1)
    view = look(sessions, cast, ama_sheet)
    assert view.n_answered == 0
    assert view.entries["a_voice"].evidence == "Thinking."


def test_a_reason_is_an_answer_and_never_a_level(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    answer = Answer("a_voice", reason=Reason.NOT_SUPPLIED)
    save(sessions, cast, ama_sheet, Entry("a_voice", answer), version=1)
    assert look(sessions, cast, ama_sheet).n_answered == 1
    with sessions.reading(cast.actor("Ama")) as session:
        rating = session.scalars(sa.select(Rating)).one()
    assert (rating.level, rating.reason) == (None, "not_supplied")


def test_an_answer_and_its_words_can_be_taken_back(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    save(sessions, cast, ama_sheet, level("a_voice", 2, "Words"), version=1)
    save(sessions, cast, ama_sheet, Entry("a_voice"))
    assert look(sessions, cast, ama_sheet).entries == {}


def test_questions_that_were_not_sent_stay(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    save(sessions, cast, ama_sheet, level("a_voice", 2), version=1)
    save(sessions, cast, ama_sheet, level("a_story", 3))
    assert set(look(sessions, cast, ama_sheet).entries) == {"a_voice", "a_story"}


def test_a_save_from_another_page_that_did_not_see_the_last_one_is_stale(
    sessions: Sessions, cast: Cast, ama_sheet: str
) -> None:
    view = look(sessions, cast, ama_sheet)
    opened = {"version": view.sheet.version, "state": view.section_state("a")}
    save(sessions, cast, ama_sheet, level("a_voice", 2, "First tab"), page="one", **opened)
    with pytest.raises(Stale):
        save(sessions, cast, ama_sheet, level("a_voice", 4, "Second tab"), page="two", **opened)
    assert look(sessions, cast, ama_sheet).entries["a_voice"].evidence == "First tab"


def test_two_tabs_on_different_sections_do_not_disturb_each_other(
    sessions: Sessions, cast: Cast, ama_sheet: str
) -> None:
    view = look(sessions, cast, ama_sheet)
    version = view.sheet.version
    save(sessions, cast, ama_sheet, level("a_voice", 2), page="one", version=version)
    state = view.section_state("b")
    save(
        sessions, cast, ama_sheet, level("b_clear", 3), page="two", version=version, state=state, section="b"
    )
    assert look(sessions, cast, ama_sheet).n_answered == 2


def test_a_page_whose_answer_got_lost_may_save_again(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    save(sessions, cast, ama_sheet, level("a_voice", 2, "Half a sen"), page="one", version=1)
    save(sessions, cast, ama_sheet, level("a_voice", 2, "Half a sentence, whole."), page="one", version=1)
    assert look(sessions, cast, ama_sheet).entries["a_voice"].evidence == "Half a sentence, whole."


def test_the_same_save_twice_is_one_line_of_history(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    for _ in range(3):
        save(sessions, cast, ama_sheet, level("a_voice", 2, "Same"), page="one", version=1)
    with sessions.reading(cast.actor("Lee")) as session:
        query = sa.select(sa.func.count(Event.row_id)).where(Event.verb == "scoresheet_saved")
        assert session.scalars(query).one() == 1


def test_a_question_of_another_lens_is_refused(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    key = begin(sessions, cast, built, 1, "Chidi")
    with pytest.raises(NotFound):
        save(sessions, cast, key, level("a_voice", 2), version=1, name="Chidi")
    with pytest.raises(Refused):
        save(sessions, cast, key, level("a_voice", 2), version=1, name="Chidi", section="c")


def test_a_question_that_does_not_apply_is_refused_and_is_named_as_not_asked(
    sessions: Sessions, cast: Cast, ama_sheet: str
) -> None:
    with pytest.raises(Refused, match="not asked"):
        save(sessions, cast, ama_sheet, level("e_adulthood", 2), version=1, section="e")
    part = look(sessions, cast, ama_sheet).part("e")
    assert [criterion.key for criterion in part.not_asked] == ["e_adulthood"]


@pytest.mark.parametrize(
    "answer",
    [Answer("a_voice", level=5), Answer("a_voice", level=0), Answer("a_voice", reason=Reason.CANNOT_TELL)],
)
def test_an_answer_off_the_scale_is_refused(sessions, cast, ama_sheet, answer) -> None:
    with pytest.raises(Refused):
        save(sessions, cast, ama_sheet, Entry("a_voice", answer), version=1)


def test_a_novel_is_refused_with_its_length(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    with pytest.raises(Refused, match="6,000 characters") as refusal:
        save(sessions, cast, ama_sheet, Entry("a_voice", None, "x" * 6_000), version=1)
    assert refusal.value.field == "evidence-a_voice"


def test_a_closed_round_keeps_nothing_more(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    key = begin(sessions, cast, built, 1, "Ama")
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    with pytest.raises(Conflict, match="closed"):
        save(sessions, cast, key, level("a_voice", 2), version=1)


def test_a_case_that_was_handed_back_keeps_nothing_more(sessions: Sessions, cast: Cast) -> None:
    built = build_round(sessions, cast)
    key = begin(sessions, cast, built, 1, "Ama")
    with sessions.writing(cast.actor("Ama")) as session:
        hand_back(session, cast.actor("Ama"), key=built.assignments[1, "Ama"].key, knows_it=False)
    with pytest.raises(Conflict, match="handed this case back"):
        save(sessions, cast, key, level("a_voice", 2), version=1)


def test_nobody_saves_on_somebody_elses_sheet(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    for name in ("Ben", "Pat"):
        with pytest.raises(NotFound):
            save(sessions, cast, ama_sheet, level("a_voice", 1), version=1, name=name)


def test_a_submitted_sheet_is_shut(sessions: Sessions, cast: Cast) -> None:
    key = score_case(sessions, cast, build_round(sessions, cast), 1, "Ama")
    with pytest.raises(Conflict, match="submitted"):
        save(sessions, cast, key, level("a_voice", 1), version=1)


def test_the_closing_words_are_kept_and_guarded_like_answers(
    sessions: Sessions, cast: Cast, ama_sheet: str
) -> None:
    ama, words = cast.actor("Ama"), Closing("Good", "Clear", "Outcomes", "Name the therapist", 40)
    with sessions.writing(ama) as session:
        save_closing(session, ama, key=ama_sheet, closing=words, stamp=Stamp(1, page="one"))
    view = look(sessions, cast, ama_sheet)
    assert view.closing == words
    with sessions.writing(ama) as session, pytest.raises(Stale):
        save_closing(session, ama, key=ama_sheet, closing=EMPTY, stamp=Stamp(1, page="two"))
    with sessions.writing(ama) as session, pytest.raises(Refused):
        save_closing(session, ama, key=ama_sheet, closing=Closing("Splendid"), stamp=Stamp(1, page="one"))


def test_no_answer_is_ever_kept_where_an_interest_stands(sessions: Sessions, cast: Cast) -> None:
    shared_out = {number: {"Ama": "whole", "Ben": "whole"} for number in range(1, 9)}
    built, choose = build_round(sessions, cast, shared_out=shared_out), random.Random(4)
    keys = {place: begin(sessions, cast, built, *place) for place in built.assignments}
    barred = {place for place in keys if choose.random() < 0.5}
    with sessions.writing(cast.actor("Lee")) as session:
        for number, name in barred:
            person_id = cast.people[name].row_id
            session.add(Interest(person_id=person_id, own_hash=built.cases[number].own_hash))
    for place, key in keys.items():
        entry = level("a_voice", 3)
        if place in barred:
            with pytest.raises(Conflict, match="know this child"):
                save(sessions, cast, key, entry, version=1, name=place[1])
        else:
            save(sessions, cast, key, entry, version=1, name=place[1])
    for place, key in keys.items():
        assert bool(look(sessions, cast, key, place[1]).entries) == (place not in barred)


def test_of_two_saves_at_once_exactly_one_wins(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    for round_no in range(20):
        view = look(sessions, cast, ama_sheet)
        opened = {"version": view.sheet.version, "state": view.section_state("a")}
        won = _race(sessions, cast, ama_sheet, opened, round_no)
        kept = look(sessions, cast, ama_sheet).entries["a_voice"].evidence
        assert won == [kept]


def _race(sessions, cast, key, opened, round_no) -> list[str]:
    won: list[str] = []
    gate = Barrier(2)

    def run(name: str) -> None:
        words = f"{name} {round_no}"
        gate.wait()
        try:
            save(sessions, cast, key, level("a_voice", 2, words), page=words, **opened)
        except Stale:
            return
        won.append(words)

    threads = [Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won


def test_two_starts_at_once_make_one_sheet(sessions: Sessions, cast: Cast) -> None:
    built, ama, keys = build_round(sessions, cast), cast.actor("Ama"), []

    def run() -> None:
        with sessions.writing(ama) as session:
            keys.append(start_case(session, ama, key=built.assignments[1, "Ama"].key).key)

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_the_history_is_whole_after_all_that(sessions: Sessions, cast: Cast, ama_sheet: str) -> None:
    fill(sessions, cast, "Ama", ama_sheet)
    with sessions.reading(cast.actor("Lee")) as session:
        assert verify(session, cast.area.row_id) is None


def test_a_sheet_whose_case_was_taken_out_of_sight_is_not_there(
    sessions: Sessions, cast: Cast, ama_sheet: str
) -> None:
    ama, lee = cast.actor("Ama"), cast.actor("Lee")
    with sessions.writing(lee) as session:
        for case in session.scalars(sa.select(AuditCase)):
            case.restricted = True
    with sessions.reading(ama) as session:
        for look_at in (show_sheet, open_draft):
            with pytest.raises(NotFound):
                look_at(session, ama, key=ama_sheet)
