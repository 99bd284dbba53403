"""Asking by link: several corrections of one case at once, told once, ended and made anew."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from asking import ADDRESS, DUE, TODAY, ask, build_noted, correction_keys, visit
from builders import BuiltRound
from cast import Cast, let_lead

from audit.domain.access import INSTALLER, Conflict, NotAllowed, NotFound, worker_of_area
from audit.store.base import now
from audit.store.correction import Correction
from audit.store.mail import Mail
from audit.store.reply_link import ReplyLink
from audit.store.sessions import Sessions
from audit.store.trail import Event, EventDetail
from audit.workflow.corrections import get_correction
from audit.workflow.editing import Refused, Stale
from audit.workflow.reminder_jobs import write_reminders
from audit.workflow.reply_links import (
    LinkLine,
    LinkState,
    end_reply_link,
    list_reply_links,
    prepare_asking,
    renew_reply_link,
    show_reply_link,
)
from audit.workflow.reply_notes import NoteAnswer, answer_note, note_opened


@pytest.fixture
def built(sessions: Sessions, cast: Cast) -> BuiltRound:
    return build_noted(sessions, cast)


def show(sessions: Sessions, cast: Cast, key: str) -> LinkLine:
    lee = cast.actor("Lee")
    with sessions.reading(lee) as session:
        return show_reply_link(session, lee, key=key, today=TODAY)


def mails(sessions: Sessions) -> list[Mail]:
    with sessions.reading(INSTALLER) as session:
        return list(session.scalars(sa.select(Mail).order_by(Mail.row_id)))


def test_several_things_are_asked_of_one_owner_at_once(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    fresh = ask(sessions, cast, built)
    line = show(sessions, cast, fresh.link.key)
    assert [each.task for each in line.lines] == ["Name the therapist", "Hours in F2"]
    assert {(each.correction.owner, each.correction.due_on) for each in line.lines} == {("Therapies", DUE)}
    assert (line.state, line.message) == (LinkState.ASKED, "Section B is clear. Thank you.")
    assert timedelta(days=29) < line.link.expires_at - now() <= timedelta(days=30)


def test_the_token_is_kept_nowhere(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    fresh = ask(sessions, cast, built)
    assert len(fresh.token) >= 43
    with sessions.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        rows = [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables]
    dump = repr(rows)
    assert fresh.token not in dump
    assert fresh.link.token_hash in dump


def test_a_link_that_is_mailed_says_where_to_answer_and_nothing_of_what(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    fresh = ask(sessions, cast, built, email="therapies@nhs.example")
    [mail] = mails(sessions)
    assert fresh.is_mailed and mail.address == "therapies@nhs.example"
    assert f"{ADDRESS}/answer/{fresh.token}" in mail.body and "case 1" in mail.body
    assert "case" not in mail.subject and "therapist" not in mail.body
    with sessions.reading(INSTALLER) as session:
        told = [str(row.details) for row in session.scalars(sa.select(EventDetail))]
    assert not any(word in text for text in told for word in (fresh.token, "Section B", "therapist", "@"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"keys": []}, "corrections"),
        ({"owner": " "}, "owner"),
        ({"owner": "x" * 121}, "owner"),
        ({"email": "nowhere"}, "email"),
        ({"due_on": None}, "due_on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"message": "x" * 5_001}, "message"),
    ],
)
def test_what_is_missing_is_refused_at_its_field(
    sessions: Sessions, cast: Cast, built: BuiltRound, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        ask(sessions, cast, built, **values)
    assert refused.value.field == field
    assert mails(sessions) == []


def test_a_correction_of_another_case_is_never_asked_with_it(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    others = correction_keys(sessions, cast, 2)
    with pytest.raises(Refused):
        ask(sessions, cast, built, 1, keys=others)
    fresh = ask(sessions, cast, built, 1, keys=[*others, *correction_keys(sessions, cast, 1)])
    assert len(show(sessions, cast, fresh.link.key).lines) == 2


def test_a_second_submit_of_the_page_makes_no_second_link(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    ask(sessions, cast, built)
    with pytest.raises(Conflict, match="anew"):
        ask(sessions, cast, built)


def test_a_link_goes_from_asked_to_opened_to_answered(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    fresh = ask(sessions, cast, built)
    writer = visit(sessions, fresh).actor
    with sessions.writing(writer) as session:
        note_opened(session, writer)
    assert show(sessions, cast, fresh.link.key).state == LinkState.OPENED
    for n_answered, key in enumerate(correction_keys(sessions, cast, 1), 1):
        with sessions.writing(writer) as session:
            version = session.query(Correction).filter_by(key=key).one().version
            answer_note(session, writer, answers=[NoteAnswer(key, "Done.", "", version)])
        assert show(sessions, cast, fresh.link.key).n_answered == n_answered
    assert show(sessions, cast, fresh.link.key).state == LinkState.ANSWERED


def test_an_ended_link_opens_nothing_and_made_anew_only_the_new_one_does(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    lee, old = cast.actor("Lee"), ask(sessions, cast, built, email="t@nhs.example")
    with sessions.writing(lee) as session:
        end_reply_link(session, lee, key=old.link.key, version=old.link.version)
    with pytest.raises(NotFound):
        visit(sessions, old)
    assert show(sessions, cast, old.link.key).state == LinkState.ENDED
    version = show(sessions, cast, old.link.key).link.version
    with sessions.writing(lee) as session:
        new = renew_reply_link(session, lee, key=old.link.key, version=version, address=ADDRESS)
    with pytest.raises(NotFound):
        visit(sessions, old)
    assert visit(sessions, new).actor.link_id == old.link.row_id
    assert [new.token in mail.body for mail in mails(sessions)] == [False, True]
    with pytest.raises(Stale), sessions.writing(lee) as session:
        renew_reply_link(session, lee, key=old.link.key, version=version, address=ADDRESS)


def test_a_link_runs_out_after_its_days(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    fresh = ask(sessions, cast, built)
    with sessions.writing(INSTALLER) as session:
        session.get_one(ReplyLink, fresh.link.row_id).expires_at = now()
    with pytest.raises(NotFound):
        visit(sessions, fresh)
    assert show(sessions, cast, fresh.link.key).state == LinkState.EXPIRED


def test_a_lead_who_still_has_to_score_the_case_learns_of_no_link(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    fresh = ask(sessions, cast, built)
    fay = let_lead(sessions, cast, "Fay")  # case 1 waits for her
    with sessions.reading(fay) as session:
        assert list_reply_links(session, fay, today=TODAY) == []
        assert prepare_asking(session, fay, case_key=built.cases[1].key, today=TODAY)[1] == []
        with pytest.raises(NotFound):
            show_reply_link(session, fay, key=fresh.link.key, today=TODAY)


def test_only_the_leads_of_the_area_ask(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    fresh = ask(sessions, cast, built)
    for name in ("Ama", "Pat", "Max", "Adi"):
        with sessions.reading(cast.actor(name)) as session, pytest.raises(NotAllowed):
            list_reply_links(session, cast.actor(name), today=TODAY)
    oz = cast.outsider
    with sessions.reading(oz) as session:
        assert list_reply_links(session, oz, today=TODAY) == []
        with pytest.raises(NotFound):
            show_reply_link(session, oz, key=fresh.link.key, today=TODAY)
        with pytest.raises(NotFound):
            prepare_asking(session, oz, case_key=built.cases[1].key, today=TODAY)


def test_whoever_was_asked_and_has_not_answered_is_reminded_once_each_time(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    ask(sessions, cast, built, 1, email="t@nhs.example")
    ask(sessions, cast, built, 2)
    actor = worker_of_area(cast.area.row_id)
    written = {}
    for n_days in range(-5, 25):
        with sessions.writing(actor) as session:
            today = DUE + timedelta(days=n_days)
            written[n_days] = write_reminders(session, actor, today=today, address=ADDRESS)
    assert {n for n, count in written.items() if count} == {-3, 1, 7}
    last = mails(sessions)[-1]
    assert last.address == "t@nhs.example" and "2 things" in last.body and "case 1" in last.body
    assert "case 1" not in last.subject and "/answer/" not in last.body
    with sessions.reading(INSTALLER) as session:
        assert session.scalar(sa.select(sa.func.count()).where(Event.verb == "owner_reminded")) == 3


def test_who_answered_or_whose_link_was_ended_is_reminded_no_more(
    sessions: Sessions, cast: Cast, built: BuiltRound
) -> None:
    lee = cast.actor("Lee")
    ended, fresh = (
        ask(sessions, cast, built, 2, email="e@x.example"),
        ask(sessions, cast, built, email="t@x.example"),
    )
    with sessions.writing(lee) as session:
        end_reply_link(session, lee, key=ended.link.key, version=ended.link.version)
    writer = visit(sessions, fresh).actor
    with sessions.writing(writer) as session:
        answers = [NoteAnswer(each.key, "Done.", "", each.version) for each in session.query(Correction)]
        answer_note(session, writer, answers=answers)
    n_before = len(mails(sessions))
    actor = worker_of_area(cast.area.row_id)
    with sessions.writing(actor) as session:
        assert write_reminders(session, actor, today=DUE, address=ADDRESS) == 0
    assert len(mails(sessions)) == n_before
    with sessions.reading(lee) as session:
        key = correction_keys(sessions, cast, 1)[0]
        assert get_correction(session, lee, key=key, today=TODAY).reply == "Done."


@pytest.mark.parametrize(
    "email",
    ["a@b.example\nBcc: q@z.example", "a@b.example,c@d.example", "<a@b.example>", "a@b.example?bcc=x", "a"],
)
def test_what_is_not_one_plain_address_is_refused_before_a_link_is_made(
    sessions: Sessions, cast: Cast, built: BuiltRound, email: str
) -> None:
    with pytest.raises(Refused) as told:
        ask(sessions, cast, built, email=email)
    assert told.value.field == "email"
    assert mails(sessions) == []
