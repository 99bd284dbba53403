"""The pages on which the lead settles what differs."""

import pytest
from builders import build_round, score_case
from web_client import check_virtues, parse


@pytest.fixture
def built(sessions, cast):
    built = build_round(sessions, cast, shared_out={1: {"Ama": "whole", "Ben": "whole"}})
    score_case(sessions, cast, built, 1, "Ama", level=4, evidence="Ama saw it")
    score_case(sessions, cast, built, 1, "Ben", level=1)
    return built


@pytest.fixture
def case(built) -> str:
    return f"/rounds/{built.audit_round.key}/moderation/{built.cases[1].key}"


def fields_for(client, path: str, name: str) -> dict[str, str]:
    from web_client import read_form

    forms = [form for form in parse(client.get(path).text).find_all("form") if form.get("action") == path]
    return next(fields for fields in map(read_form, forms) if fields["name"] == name)


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


def test_settling_and_settling_anew(client_as, case) -> None:
    lee = client_as("Lee")
    fields = fields_for(lee, case, "a_voice")
    given = {"answer": "2", "method": "agreement", "reason": "The quote on page 2."}
    assert lee.post(case, data={**fields, **given}).status_code == 303
    page = lee.fetch(case)
    assert "Settled: Requires improvement." in page.text and "The quote on page 2." in page.text
    again = {**fields_for(lee, case, "a_voice"), **given, "answer": "3", "method": "chair"}
    assert lee.post(case, data=again).status_code == 303
    assert "Settled earlier: Requires improvement." in lee.fetch(case).text


def test_a_missing_reason_is_asked_for_at_its_question(client_as, case) -> None:
    lee = client_as("Lee")
    fields = fields_for(lee, case, "a_voice")
    answer = lee.post(case, data={**fields, "answer": "2", "method": "chair", "reason": ""})
    assert answer.status_code == 422
    check_virtues(parse(answer.text))
    assert "Say why" in answer.text


def test_two_leads_at_once_see_what_the_other_settled(client_as, case) -> None:
    lee = client_as("Lee")
    first, second = fields_for(lee, case, "a_voice"), fields_for(lee, case, "a_voice")
    lee.post(case, data={**first, "answer": "2", "method": "chair", "reason": "First"})
    answer = lee.post(case, data={**second, "answer": "3", "method": "chair", "reason": "Second"})
    assert answer.status_code == 409
    check_virtues(parse(answer.text))
    assert "settled by somebody else" in answer.text and "Second" in answer.text


def test_only_the_lead_moderates(client_as, built, case) -> None:
    for name in ("Ama", "Pat", "Max", "Adi", "Oz"):
        assert client_as(name).get(case).status_code == 404
