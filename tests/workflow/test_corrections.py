"""Following what must be put right."""

from datetime import date

import pytest
from builders import begin, build_round, fill, submit
from cast import Cast, let_lead

from audit.domain.access import NotAllowed, NotFound
from audit.store.audit_round import AuditRound
from audit.store.sessions import Sessions
from audit.workflow.corrections import Show, change_correction, get_correction, list_corrections
from audit.workflow.editing import Refused, Stale
from audit.workflow.moderation import list_moderation
from audit.workflow.round_stages import WhyEarly, close_round
from audit.workflow.scoresheets import Closing, Stamp, save_closing, show_sheet

TODAY = date(2026, 11, 23)


@pytest.fixture
def round_key(sessions: Sessions, cast: Cast) -> str:
    built, ama = build_round(sessions, cast), cast.actor("Ama")
    key = begin(sessions, cast, built, 1, "Ama")
    fill(sessions, cast, "Ama", key)
    with sessions.writing(ama) as session:
        version = show_sheet(session, ama, key=key).sheet.version
        closing = Closing(put_right="Name the therapist\nHours in F2")
        save_closing(session, ama, key=key, closing=closing, stamp=Stamp(version))
    submit(sessions, cast, "Ama", key)
    return built.audit_round.key


def listed(sessions: Sessions, cast: Cast, show: Show = Show.OPEN, round_key: str | None = None):
    with sessions.reading(cast.actor("Lee")) as session:
        return list_corrections(session, cast.actor("Lee"), today=TODAY, show=show, round_key=round_key)


def change(sessions: Sessions, cast: Cast, key: str, **values: object):
    lee = cast.actor("Lee")
    given = {"owner": "", "due_on": None, "reply": "", "is_done": False, **values}
    with sessions.writing(lee) as session:
        return change_correction(session, lee, key=key, today=TODAY, **given)


def test_the_lead_sees_every_task_with_its_case(sessions: Sessions, cast: Cast, round_key: str) -> None:
    found = listed(sessions, cast, round_key=round_key)
    assert [(line.case.number, line.task) for line in found.lines] == [
        (1, "Name the therapist"),
        (1, "Hours in F2"),
    ]


def test_owner_date_reply_and_done_are_kept(sessions: Sessions, cast: Cast, round_key: str) -> None:
    key = listed(sessions, cast).lines[0].correction.key
    change(sessions, cast, key, owner="Therapies", due_on=date(2026, 12, 1), reply="Named.", version=1)
    line = next(line for line in listed(sessions, cast, Show.ALL).lines if line.correction.key == key)
    assert (line.correction.owner, line.correction.status, line.reply) == ("Therapies", "replied", "Named.")
    change(sessions, cast, key, reply="Named.", is_done=True, version=line.correction.version)
    assert [line.correction.key for line in listed(sessions, cast, Show.DONE).lines] == [key]


def test_what_is_late_is_overdue_until_it_is_done(sessions: Sessions, cast: Cast, round_key: str) -> None:
    key = listed(sessions, cast).lines[1].correction.key
    late = {"due_on": date(2026, 11, 22)}
    version = change(sessions, cast, key, version=1, **late).version
    assert [line.correction.key for line in listed(sessions, cast, Show.OVERDUE).lines] == [key]
    assert listed(sessions, cast).lines[0].correction.key == key
    change(sessions, cast, key, version=version, reply="Done.", is_done=True, **late)
    assert listed(sessions, cast, Show.OVERDUE).lines == []


def test_a_stale_change_is_refused_even_if_only_the_reply_changed(
    sessions: Sessions, cast: Cast, round_key: str
) -> None:
    key = listed(sessions, cast).lines[0].correction.key
    change(sessions, cast, key, reply="First", version=1)
    with pytest.raises(Stale):
        change(sessions, cast, key, reply="Second", version=1)
    with sessions.reading(cast.actor("Lee")) as session:
        assert get_correction(session, cast.actor("Lee"), key=key, today=TODAY).reply == "First"


def test_what_is_put_right_says_what_was_done(sessions: Sessions, cast: Cast, round_key: str) -> None:
    key = listed(sessions, cast).lines[0].correction.key
    with pytest.raises(Refused, match="what was done"):
        change(sessions, cast, key, reply=" ", is_done=True, version=1)
    assert listed(sessions, cast, Show.DONE).lines == []


def test_what_was_answered_is_no_longer_to_do(sessions: Sessions, cast: Cast, round_key: str) -> None:
    key = listed(sessions, cast).lines[0].correction.key
    change(sessions, cast, key, reply="We will.", version=1)
    found = listed(sessions, cast, Show.ANSWERED)
    assert [line.correction.key for line in found.lines] == [key]
    assert found.counts == {Show.OPEN: 1, Show.ANSWERED: 1, Show.OVERDUE: 0, Show.DONE: 0, Show.ALL: 2}


def test_an_owner_that_is_an_essay_is_refused(sessions: Sessions, cast: Cast, round_key: str) -> None:
    key = listed(sessions, cast).lines[0].correction.key
    with pytest.raises(Refused):
        change(sessions, cast, key, owner="x" * 121, version=1)


def test_nobody_but_the_lead_follows_corrections(sessions: Sessions, cast: Cast, round_key: str) -> None:
    key = listed(sessions, cast).lines[0].correction.key
    with sessions.reading(cast.actor("Ama")) as session, pytest.raises(NotAllowed):
        list_corrections(session, cast.actor("Ama"), today=TODAY)
    with sessions.reading(cast.outsider) as session, pytest.raises(NotFound):
        get_correction(session, cast.outsider, key=key, today=TODAY)


def test_a_lead_with_a_case_left_to_score_closes_the_round_with_every_correction(
    sessions: Sessions, cast: Cast, round_key: str
) -> None:
    fay = let_lead(sessions, cast, "Fay")  # case 1 waits for her
    with sessions.reading(fay) as session:
        assert list_corrections(session, fay, today=TODAY).lines == []
        version = session.query(AuditRound).filter_by(key=round_key).one().version
    with sessions.writing(fay) as session:
        closed = close_round(session, fay, key=round_key, version=version, why_early=WhyEarly.OUT_OF_TIME)
    assert [line["case_number"] for line in closed.closing_corrections or ()] == [1, 1]
    with sessions.reading(fay) as session:
        found = list_corrections(session, fay, today=TODAY)
        assert len(found.lines) == 2 and not found.is_partly_hidden
        assert list_moderation(session, fay, round_key=round_key).hidden == ()
