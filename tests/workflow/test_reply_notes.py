"""What the holder of a link sees and may do: their own note, and nothing else at all."""

import pytest
import sqlalchemy as sa
from asking import TODAY, ask, build_noted, correction_keys, visit
from builders import BuiltRound
from cast import Cast

from audit.domain.access import DOOR, INSTALLER, Actor, ActorKind, Conflict, NotFound
from audit.store.base import now
from audit.store.correction import Correction
from audit.store.free_text import FreeText
from audit.store.reply_link import ReplyLink
from audit.store.sessions import Sessions
from audit.store.tables import Base
from audit.store.trail import Event, verify
from audit.workflow.corrections import CorrectionLine, accept_answer, ask_again, get_correction
from audit.workflow.editing import Refused, Stale
from audit.workflow.reply_notes import Note, NoteAnswer, answer_note, find_link, note_opened, show_note


@pytest.fixture
def built(sessions: Sessions, cast: Cast) -> BuiltRound:
    return build_noted(sessions, cast)


@pytest.fixture
def writer(sessions: Sessions, cast: Cast, built: BuiltRound) -> Actor:
    """Whoever holds the link of case 1; case 2 was asked of somebody else."""
    fresh = ask(sessions, cast, built)
    ask(sessions, cast, built, 2, owner="School", message="Other7Q message")
    return visit(sessions, fresh).actor


def note(sessions: Sessions, writer: Actor) -> Note:
    with sessions.reading(writer) as session:
        return show_note(session, writer)


def answer(sessions: Sessions, writer: Actor, *answers: NoteAnswer) -> int:
    with sessions.writing(writer) as session:
        return answer_note(session, writer, answers=answers)


def kept(sessions: Sessions, cast: Cast, key: str) -> CorrectionLine:
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        return get_correction(session, lee, key=key, today=TODAY)


def first(sessions: Sessions, writer: Actor, reply: str, evidence: str = "") -> NoteAnswer:
    line = note(sessions, writer).lines[0]
    return NoteAnswer(line.correction.key, reply, evidence, line.correction.version)


def test_a_note_shows_the_case_the_message_and_its_own_corrections(sessions: Sessions, writer: Actor) -> None:
    found = note(sessions, writer)
    assert (found.case.number, found.kind, found.message) == (1, "plan", "Section B is clear. Thank you.")
    assert [line.task for line in found.lines] == ["Name the therapist", "Hours in F2"]


def test_the_holder_of_a_link_sees_no_other_row_of_any_table(sessions: Sessions, writer: Actor) -> None:
    seen = {}
    with sessions.reading(writer) as session:
        for mapper in Base.registry.mappers:
            if rows := session.scalars(sa.select(mapper.class_)).all():
                seen[mapper.class_.__name__] = len(rows)
        texts = list(session.scalars(sa.select(FreeText.text)))
    assert seen == {
        "Area": 1,
        "AuditRound": 1,
        "AuditCase": 1,
        "Correction": 2,
        "Event": 1,
        "FreeText": 3,
        "ReplyLink": 1,
        "RubricVersion": 1,
    }
    assert not any("Other7Q" in text for text in texts)


def test_what_is_asked_by_another_link_is_not_there(sessions: Sessions, cast: Cast, writer: Actor) -> None:
    [other] = correction_keys(sessions, cast, 2)
    with pytest.raises(NotFound):
        answer(sessions, writer, NoteAnswer(other, "Mine now", "", 2))
    assert kept(sessions, cast, other).reply == ""


def test_a_correction_asked_of_somebody_else_later_leaves_the_note(
    sessions: Sessions, cast: Cast, built: BuiltRound, writer: Actor
) -> None:
    keys = correction_keys(sessions, cast, 1)
    ask(sessions, cast, built, 1, keys=keys[:1], owner="School", request_key="moved")
    assert [line.correction.key for line in note(sessions, writer).lines] == keys[1:]


def test_an_answer_is_kept_with_its_evidence_and_its_event(
    sessions: Sessions, cast: Cast, writer: Actor
) -> None:
    sent = first(sessions, writer, "Named on page 4.", "Page 4")
    assert answer(sessions, writer, sent) == 1
    line = kept(sessions, cast, sent.key)
    assert (line.reply, line.evidence, line.correction.status) == ("Named on page 4.", "Page 4", "replied")
    assert line.correction.replied_at is not None
    with sessions.reading(INSTALLER) as session:
        event = session.scalars(sa.select(Event).order_by(Event.row_id.desc())).first()
        assert event and (event.verb, event.person_id) == ("note_answered", None)
        assert event.actor == writer.label and writer.label.startswith("reply link ")
        assert verify(session, cast.area.row_id) is None
    assert answer(sessions, writer, first(sessions, writer, "Named on page 4.", "Page 4")) == 0


def test_all_answers_are_kept_or_none(sessions: Sessions, cast: Cast, writer: Actor) -> None:
    one, two = (line.correction for line in note(sessions, writer).lines)
    for wrong, error in (
        (NoteAnswer(two.key, "", "Page 4", two.version), Refused),
        (NoteAnswer(two.key, "x" * 5_001, "", two.version), Refused),
        (NoteAnswer(two.key, "Done", "x" * 5_001, two.version), Refused),
        (NoteAnswer(two.key, "Done", "", two.version - 1), Stale),
    ):
        with pytest.raises(error):
            answer(sessions, writer, NoteAnswer(one.key, "Done", "", one.version), wrong)
    assert kept(sessions, cast, one.key).reply == ""


def test_what_is_not_enough_is_asked_again_with_the_reason_until_it_is_accepted(
    sessions: Sessions, cast: Cast, writer: Actor
) -> None:
    lee, sent = cast.actor("Lee"), first(sessions, writer, "We will.")
    answer(sessions, writer, sent)
    with pytest.raises(Refused), sessions.writing(lee) as session:
        ask_again(session, lee, key=sent.key, reason=" ", version=3)
    version = kept(sessions, cast, sent.key).correction.version
    with sessions.writing(lee) as session:
        ask_again(session, lee, key=sent.key, reason="Say when.", version=version)
    line = note(sessions, writer).lines[0]
    assert (line.correction.status, line.reason, line.reply) == ("open", "Say when.", "We will.")
    version = line.correction.version
    with pytest.raises(Conflict), sessions.writing(lee) as session:
        accept_answer(session, lee, key=sent.key, version=version)
    answer(sessions, writer, first(sessions, writer, "Done on 1 March."))
    version = kept(sessions, cast, sent.key).correction.version
    with pytest.raises(Stale), sessions.writing(lee) as session:
        accept_answer(session, lee, key=sent.key, version=version - 1)
    with sessions.writing(lee) as session:
        accept_answer(session, lee, key=sent.key, version=version)
    done = kept(sessions, cast, sent.key).correction
    assert done.status == "done" and done.done_at is not None
    with pytest.raises(Conflict, match="closed"):
        answer(sessions, writer, first(sessions, writer, "And more."))


def test_only_the_first_opening_is_noted(sessions: Sessions, writer: Actor) -> None:
    for _ in range(3):
        with sessions.writing(writer) as session:
            note_opened(session, writer)
    with sessions.reading(INSTALLER) as session:
        assert session.scalar(sa.select(sa.func.count()).where(Event.verb == "note_opened")) == 1


def test_a_link_that_ends_while_its_page_is_open_takes_no_answer(sessions: Sessions, writer: Actor) -> None:
    sent = first(sessions, writer, "Too late.")
    with sessions.writing(INSTALLER) as session:
        session.get_one(ReplyLink, writer.link_id).ended_at = now()
    with pytest.raises(NotFound):
        answer(sessions, writer, sent)
    with sessions.reading(INSTALLER) as session:
        assert session.query(Correction).filter_by(key=sent.key).one().status == "open"


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "'; --", "é"])
def test_a_token_that_is_none_opens_nothing(sessions: Sessions, writer: Actor, token: str) -> None:
    with sessions.reading(DOOR) as session, pytest.raises(NotFound):
        find_link(session, DOOR, token=token)


def test_an_actor_without_a_link_sees_no_note(sessions: Sessions, cast: Cast, writer: Actor) -> None:
    nobody = Actor(ActorKind.LINK, "reply link x", area_id=cast.area.row_id)
    for actor in (nobody, Actor(ActorKind.LINK, "x", area_id=cast.far_area.row_id, link_id=writer.link_id)):
        with sessions.reading(actor) as session, pytest.raises(NotFound):
            show_note(session, actor)
