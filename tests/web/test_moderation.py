"""The pages on which the lead settles what differs."""

import pytest
from builders import build_round, fill, score_case, submit
from web_client import check_virtues, parse

from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.scoresheet import Scoresheet
from audit.workflow.submission import reopen_sheet


@pytest.fixture
def built(sessions, cast):
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole"}})
    score_case(sessions, cast, built, 1, "Ama", level=4, evidence="Ama saw it")
    score_case(sessions, cast, built, 1, "Ben", level=1)
    return built


@pytest.fixture
def case(built) -> str:
    return f"/rounds/{built.audit_round.key}/moderation/{built.cases[1].key}"


def page_of(client, path: str) -> dict[str, str]:
    """What the page's one form sends as it stands."""
    from web_client import find_form, read_form

    return read_form(find_form(client.fetch(path), path))


def put(name: str, answer: str, reason: str, method: str = "chair") -> dict[str, str]:
    return {f"answer-{name}": answer, f"method-{name}": method, f"reason-{name}": reason}


def test_nothing_to_compare_says_so(client_as, sessions, cast) -> None:
    built = build_round(sessions, cast)
    page = client_as("Lee").fetch(f"/rounds/{built.audit_round.key}/moderation")
    assert "No case has two submitted scoresheets yet" in page.text


def test_the_queue_leads_to_the_case_side_by_side(client_as, built, case) -> None:
    lee = client_as("Lee")
    page = lee.fetch(f"/rounds/{built.audit_round.key}/moderation")
    assert "Needs the panel" in page.text
    assert case in [link["href"] for link in page.find_all("a")]
    shown = lee.fetch(case)
    assert "Ama saw it" in shown.text and "Outstanding" in shown.text and "Inadequate" in shown.text


def test_several_questions_are_settled_in_one_go_and_settled_anew(client_as, case) -> None:
    lee = client_as("Lee")
    given = put("a_voice", "2", "The quote on page 2.", "agreement") | put("a_story", "3", "Page 4.")
    assert lee.post(case, data=page_of(lee, case) | given).status_code == 303
    page = lee.fetch(case)
    assert "2 questions settled" in page.text
    assert "Settled: Requires improvement. Those who scored it agreed. The quote on page 2." in page.text
    assert "Settled: Good. The chair of the panel decided. Page 4." in page.text
    assert lee.post(case, data=page_of(lee, case) | put("a_voice", "3", "No.")).status_code == 303
    assert "Settled earlier: Requires improvement." in lee.fetch(case).text


def test_what_is_filled_in_stays_when_another_question_is_refused(client_as, case) -> None:
    lee = client_as("Lee")
    given = put("a_voice", "2", "") | put("a_story", "", "Read together.") | {"method-b_clear": "chair"}
    answer = lee.post(case, data=page_of(lee, case) | given | put("b_strengths", "3", "Complete"))
    assert answer.status_code == 422
    page = parse(answer.text)
    check_virtues(page)
    links = [link["href"] for link in page.find("div", class_="govuk-error-summary").find_all("a")]
    assert "#reason-a_voice" in links and "#answer-a_story" in links
    assert "Say why" in answer.text and "Choose a level" in answer.text
    assert "Read together." in answer.text and "Complete" in answer.text
    assert "Settled:" not in lee.fetch(case).text


def test_nothing_filled_in_says_so(client_as, case) -> None:
    lee = client_as("Lee")
    answer = lee.post(case, data=page_of(lee, case))
    assert answer.status_code == 422
    assert "Nothing is filled in yet" in answer.text


def test_two_leads_at_once_see_what_the_other_settled(client_as, case) -> None:
    lee = client_as("Lee")
    first, second = page_of(lee, case), page_of(lee, case)
    lee.post(case, data=first | put("a_voice", "2", "First"))
    answer = lee.post(case, data=second | put("a_voice", "3", "Second") | put("a_story", "3", "Third"))
    assert answer.status_code == 409
    page = parse(answer.text)
    check_virtues(page)
    assert "settled by somebody else" in answer.text
    assert "First" in answer.text and "Second" in answer.text and "Third" in answer.text
    from web_client import find_form, read_form

    assert lee.post(case, data=read_form(find_form(page, case))).status_code == 303
    assert "2 questions settled" in lee.fetch(case).text


def test_the_same_page_sent_twice_settles_once(client_as, case) -> None:
    lee = client_as("Lee")
    sent = page_of(lee, case) | put("a_voice", "2", "Once") | put("a_story", "2", "Once")
    for _ in range(2):
        assert lee.post(case, data=sent).status_code == 303
    assert "Settled earlier" not in lee.fetch(case).text


def test_words_for_a_question_that_nobody_differs_on_any_more_are_given_back(
    client_as, built, case, sessions, cast
) -> None:
    lee, ben = client_as("Lee"), cast.actor("Ben")
    sent = page_of(lee, case) | put("a_voice", "2", "Typed at length")
    with sessions.writing(ben) as session:
        key = session.query(Scoresheet).filter_by(person_id=ben.person_id).one().key
        again = reopen_sheet(session, ben, key=key, reason="The wrong plan").key
    fill(sessions, cast, "Ben", again, level=4)
    submit(sessions, cast, "Ben", again)
    answer = lee.post(case, data=sent)
    assert answer.status_code == 409
    assert "Nobody differs on this" in answer.text and "Typed at length" in answer.text
    assert "Request key" not in answer.text


def test_differing_overall_judgements_are_settled_on_the_same_page(client_as, sessions, cast) -> None:
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole", "Fay": "forum"}})
    for name, grade in (("Ama", "Good"), ("Ben", "Inadequate"), ("Fay", "Outstanding")):
        score_case(sessions, cast, built, 1, name, grade=grade)
    case, lee = f"/rounds/{built.audit_round.key}/moderation/{built.cases[1].key}", client_as("Lee")
    section = lee.fetch(case).find("section", id="settle-overall-grade")
    assert "Ama" in section.text and "Ben" in section.text and "Fay" not in section.text
    given = put("overall-grade", "3", "Strong outcomes.")
    assert lee.post(case, data=page_of(lee, case) | given).status_code == 303
    assert "Settled: Good." in lee.fetch(case).find("section", id="settle-overall-grade").text


def test_section_page_and_closing_words_stand_beside_the_answers(client_as, built, case) -> None:
    page = client_as("Lee").fetch(case)
    section = page.find("section", id="settle-a_voice")
    assert "Section A" in section.text and "No page given" in section.text
    closings = page.find("section", aria_labelledby="closings").text
    assert "What works well" in closings and "Own overall judgement" in closings
    assert "The whole document" in closings


def test_a_closed_audit_asks_for_nothing_any_more(client_as, built, case, sessions, cast) -> None:
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    lee = client_as("Lee")
    for path in (case, case.rsplit("/", 1)[0]):
        words = lee.fetch(path).text
        assert "Left open when the audit closed" in words
        assert "Needs the panel" not in words and "To settle" not in words and "to settle" not in words
    assert not lee.fetch(case).find_all("select")


def test_only_the_lead_moderates(client_as, built, case) -> None:
    for name in ("Ama", "Pat", "Max", "Adi", "Oz"):
        assert client_as(name).get(case).status_code == 404
