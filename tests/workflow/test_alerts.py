"""Alerts: raised at once, told to whoever must know, tracked to an answer."""

import pytest
import sqlalchemy as sa
from builders import BuiltRound, begin, build_round, score_case
from cast import Cast, let_lead

from audit.domain.access import INSTALLER, Conflict, NotAllowed, NotFound
from audit.domain.alert import AlertKind, AlertStatus
from audit.store.alert import Alert
from audit.store.area import Area
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.free_text import FreeText
from audit.store.mail import Mail
from audit.store.sessions import Sessions
from audit.store.trail import Event, EventDetail
from audit.workflow.alerts import (
    answer_alert,
    count_unanswered,
    get_alert,
    list_alerts,
    list_own_alerts,
    mark_seen,
    raise_alert,
    read_alert_locator,
    show_raising,
)
from audit.workflow.cases import hand_back
from audit.workflow.editing import Refused, Stale
from audit.workflow.key_list import export_key_list

WORDS, ANSWER = "Canaryworry about home", "Canaryanswer by the team"
ADDRESS = "https://audit.example"


@pytest.fixture
def built(sessions: Sessions, cast: Cast, tmp_path) -> BuiltRound:
    return build_round(sessions, cast, rubric_name="plan_short_2026", keys_folder=tmp_path / "keys")


def tell(
    sessions: Sessions, cast: Cast, built: BuiltRound, number: int = 1, name: str = "Chidi", **changes: object
) -> Alert:
    asked = {"kind": AlertKind.SAFEGUARDING, "words": WORDS, "address": ADDRESS, **changes}
    key = built.assignments[number, name].key
    with sessions.writing(cast.actor(name)) as session:
        return raise_alert(session, cast.actor(name), key=key, **asked)  # type: ignore[arg-type]


def answer(
    sessions: Sessions, cast: Cast, alert: Alert, text: str = ANSWER, version: int | None = None
) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        found = get_alert(session, lee, key=alert.key).alert.version
        wanted = found if version is None else version
        answer_alert(session, lee, key=alert.key, answer=text, version=wanted, address=ADDRESS)


def letters(sessions: Sessions) -> list[Mail]:
    with sessions.reading(INSTALLER) as session:
        return list(session.scalars(sa.select(Mail).order_by(Mail.row_id)))


def test_an_alert_goes_to_every_lead_and_to_the_safeguarding_contact_once(sessions, cast, built) -> None:
    let_lead(sessions, cast, "Ben")
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, cast.area.row_id).safeguarding_email = "Safe@testshire.example"
    tell(sessions, cast, built)
    sent = letters(sessions)
    assert {mail.address for mail in sent} == {
        cast.people["Lee"].email,
        cast.people["Ben"].email,
        "safe@testshire.example",
    }
    assert len(sent) == 3 and cast.far_lead.email not in {mail.address for mail in sent}


def test_a_letter_names_audit_case_agency_and_time_and_holds_no_word_of_the_alert(
    sessions, cast, built
) -> None:
    alert = tell(sessions, cast, built)
    answer(sessions, cast, alert)
    first, last = letters(sessions)[0], letters(sessions)[-1]
    for said in ("Plan audit, November 2026", "Case: 1", "Health", f"{ADDRESS}/alerts/{alert.key}"):
        assert said in first.body
    assert last.address == cast.people["Chidi"].email
    for mail in letters(sessions):
        assert "Canary" not in mail.subject + mail.body
        assert "Chidi" not in mail.subject + mail.body


def test_the_history_holds_no_word_of_it(sessions, cast, built) -> None:
    answer(sessions, cast, tell(sessions, cast, built))
    with sessions.reading(cast.actor("Lee")) as session:
        assert {"alert_raised", "alert_answered"} <= set(session.scalars(sa.select(Event.verb)))
        assert "Canary" not in str([row.details for row in session.scalars(sa.select(EventDetail))])


def test_an_alert_is_tracked_from_raised_to_seen_to_answered(sessions, cast, built) -> None:
    alert, lee, chidi = tell(sessions, cast, built), cast.actor("Lee"), cast.actor("Chidi")
    with sessions.reading(lee) as session:
        assert count_unanswered(session, lee) == 1
    with sessions.writing(lee) as session:
        mark_seen(session, lee, key=alert.key)
    with sessions.reading(chidi) as session:
        line = list_own_alerts(session, chidi)[0]
        assert line.alert.status == AlertStatus.SEEN and line.alert.seen_at and line.answer == ""
    answer(sessions, cast, alert)
    with sessions.reading(chidi) as session:
        line = list_own_alerts(session, chidi)[0]
        assert line.is_answered and line.answer == ANSWER and line.words == WORDS
    with sessions.reading(lee) as session:
        assert count_unanswered(session, lee) == 0
        assert get_alert(session, lee, key=alert.key).alert.answered_by_id == lee.person_id


def test_seen_is_noted_once_and_never_undoes_an_answer(sessions, cast, built) -> None:
    alert, ben = tell(sessions, cast, built), let_lead(sessions, cast, "Ben")
    answer(sessions, cast, alert)
    with sessions.writing(ben) as session:
        seen = mark_seen(session, ben, key=alert.key)
        assert seen.status == AlertStatus.ANSWERED
        assert seen.seen_by_id == cast.people["Lee"].row_id


def test_those_without_an_answer_come_first_and_the_oldest_on_top(sessions, cast, built) -> None:
    first, second = tell(sessions, cast, built), tell(sessions, cast, built, 2, "Ben")
    third = tell(sessions, cast, built, 3, "Dana")
    answer(sessions, cast, first)
    with sessions.reading(cast.actor("Lee")) as session:
        listed = [line.alert.key for line in list_alerts(session, cast.actor("Lee"))]
    assert listed == [second.key, third.key, first.key]


def test_a_lead_reads_an_alert_about_a_case_that_they_still_have_to_score(sessions, cast, built) -> None:
    ama = let_lead(sessions, cast, "Ama")
    alert = tell(sessions, cast, built, 1, "Chidi")
    with sessions.reading(ama) as session:
        assert get_alert(session, ama, key=alert.key).words == WORDS


def test_an_alert_stays_when_the_case_is_handed_back_and_the_round_is_closed(sessions, cast, built) -> None:
    alert, chidi = tell(sessions, cast, built), cast.actor("Chidi")
    with sessions.writing(chidi) as session:
        hand_back(session, chidi, key=built.assignments[1, "Chidi"].key, knows_it=True)
    with sessions.writing(INSTALLER) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    answer(sessions, cast, alert)
    with sessions.reading(chidi) as session:
        line = list_own_alerts(session, chidi)[0]
        assert line.case is None and line.answer == ANSWER


def test_an_alert_can_be_raised_after_submitting_and_after_the_round_is_closed(sessions, cast, built) -> None:
    score_case(sessions, cast, built, 1, "Ama")
    tell(sessions, cast, built, 1, "Ama")
    with sessions.writing(INSTALLER) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    tell(sessions, cast, built, 1, "Ama", kind=AlertKind.STATUTORY_BREACH)
    with sessions.reading(cast.actor("Lee")) as session:
        assert count_unanswered(session, cast.actor("Lee")) == 2


def test_nobody_raises_an_alert_about_a_case_that_is_not_theirs(sessions, cast, built) -> None:
    key = built.assignments[2, "Ben"].key
    for name in ("Chidi", "Pat"):
        with sessions.reading(cast.actor(name)) as session, pytest.raises(NotFound):
            show_raising(session, cast.actor(name), key=key)


def test_nobody_but_its_raiser_and_leads_sees_an_alert(sessions, cast, built) -> None:
    alert = tell(sessions, cast, built)
    for name in ("Ama", "Fay", "Pat", "Max", "Adi"):
        actor = cast.actor(name)
        with sessions.reading(actor) as session:
            assert session.scalars(sa.select(Alert)).all() == [], name
            assert session.scalars(sa.select(FreeText).where(FreeText.alert_id.is_not(None))).all() == []
            with pytest.raises(NotAllowed):
                get_alert(session, actor, key=alert.key)
    with sessions.reading(cast.outsider) as session:
        assert list_alerts(session, cast.outsider) == []
        with pytest.raises(NotFound):
            get_alert(session, cast.outsider, key=alert.key)


def test_an_alert_needs_words_and_not_too_many(sessions, cast, built) -> None:
    for words in ("", " \n ", "x" * 2_001):
        with pytest.raises(Refused) as refused:
            tell(sessions, cast, built, words=words)
        assert refused.value.field == "words"
    alert = tell(sessions, cast, built)
    with pytest.raises(Refused):
        answer(sessions, cast, alert, "  ")


def test_a_double_submit_raises_one_alert(sessions, cast, built) -> None:
    first = tell(sessions, cast, built, request_key="once")
    assert tell(sessions, cast, built, request_key="once").key == first.key
    assert len(letters(sessions)) == 1


def test_a_stale_answer_overwrites_nothing_and_the_same_answer_twice_is_one(sessions, cast, built) -> None:
    alert = tell(sessions, cast, built)
    answer(sessions, cast, alert, "First", version=1)
    answer(sessions, cast, alert, "First", version=1)
    with pytest.raises(Stale):
        answer(sessions, cast, alert, "Second", version=1)
    with sessions.reading(cast.actor("Lee")) as session:
        assert get_alert(session, cast.actor("Lee"), key=alert.key).answer == "First"
    assert len(letters(sessions)) == 2


def test_a_lead_looks_the_councils_number_up_and_it_is_recorded(sessions, cast, built, tmp_path) -> None:
    alert, lee = tell(sessions, cast, built), cast.actor("Lee")
    with sessions.writing(lee) as session:
        number = read_alert_locator(session, lee, key=alert.key, keys_folder=tmp_path / "keys")
        assert number == "EHC-0001"
        assert number.encode() in export_key_list(
            session, lee, round_key=built.audit_round.key, keys_folder=tmp_path / "keys"
        )
        verbs = session.scalars(sa.select(Event.verb)).all()
        assert "locator_read" in verbs
    with sessions.writing(lee) as session, pytest.raises(Conflict):
        read_alert_locator(session, lee, key=alert.key, keys_folder=tmp_path / "nowhere")


def test_raising_an_alert_moves_nothing_of_a_sheet(sessions, cast, built) -> None:
    sheet = begin(sessions, cast, built, 1, "Chidi")
    tell(sessions, cast, built)
    with sessions.reading(cast.actor("Chidi")) as session:
        page = show_raising(session, cast.actor("Chidi"), key=built.assignments[1, "Chidi"].key)
        assert [lead.name for lead in page.leads] == ["Lee"]
    assert sheet
