"""Recording advice, attendance and days on the page of a case."""

import pytest
from builders import BuiltRound, build_round
from web_client import Client, parse, read_form

from audit.domain.access import INSTALLER
from audit.store.contribution import Contribution
from audit.workflow.contributions import CLOSED


@pytest.fixture
def built(sessions, cast, settings) -> BuiltRound:
    return build_round(sessions, cast, keys_folder=settings.keys)


@pytest.fixture
def path(built: BuiltRound) -> str:
    return f"/rounds/{built.audit_round.key}/cases/{built.cases[1].key}/advice"


def test_an_auditor_records_what_came_from_the_page_of_their_case(ama: Client, built, path):
    case_page = f"/cases/{built.assignments[1, 'Ama'].key}"
    assert ama.fetch(case_page).find("a", href=path)
    sent = {
        "camhs-sought": "yes",
        "camhs-sought_on": "5/1/2026",
        "camhs-came": "received",
        "camhs-came_on": "17/2/2026",
    }
    answer = ama.submit(path, sent)
    assert answer.status_code == 303
    page = ama.fetch(path)
    assert "Saved: 1 service changed." in page.text
    assert "Late: last day 16 Feb 2026" in page.text
    assert page.find("input", id="camhs-came_on")["value"] == "17/2/2026"
    assert ama.submit(path).status_code == 303
    assert "Nothing was changed." in ama.fetch(path).text


def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(ama: Client, path, sessions):
    sent = {"camhs-sought_on": "yesterday", "family-came": "reused", "psychology-due_on": "1/9/2026"}
    answer = ama.submit(path, sent)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.find("a", href="#camhs-sought_on") and page.find("a", href="#psychology-excuse")
    assert page.find("input", id="camhs-sought_on")["value"] == "yesterday"
    assert 'value="reused" selected' in answer.text
    with sessions.reading(INSTALLER) as session:
        assert session.query(Contribution).count() == 0


def test_a_stale_save_is_answered_with_both_texts(ama: Client, client_as, path):
    lee = client_as("Lee")
    mine = read_form(lee.fetch(path).find("form", action=path))
    assert ama.submit(path, {"camhs-sought": "yes"}).status_code == 303
    assert ama.submit(path, {"camhs-sought": "yes", "camhs-came": "refused"}).status_code == 303
    answer = lee.post(path, data={**mine, "camhs-sought": "no"})
    assert answer.status_code == 409
    assert "CAMHS: what came" in answer.text and "Saved meanwhile" in answer.text
    again = read_form(parse(answer.text).find("form", action=path))
    assert lee.post(path, data=again).status_code == 303


def test_a_review_asks_who_was_invited_and_came(client_as, sessions, cast):
    built = build_round(sessions, cast, rubric_name="review_2026", title="Reviews")
    path = f"/rounds/{built.audit_round.key}/cases/{built.cases[1].key}/advice"
    lee = client_as("Lee")
    page = lee.fetch(path)
    assert page.find("select", id="social_care-attended") and not page.find_all(
        "input", id="social_care-sought_on"
    )
    assert "Decision after a review within 4 weeks" in page.text
    assert lee.submit(path, {"social_care-invited": "yes", "social_care-attended": "no"}).status_code == 303


def test_of_a_piece_of_advice_no_days_are_asked(client_as, sessions, cast):
    built = build_round(sessions, cast, rubric_name="advice_2026", title="Advice")
    page = client_as("Lee").fetch(f"/rounds/{built.audit_round.key}/cases/{built.cases[1].key}/advice")
    assert "Legal time limits" not in page.text and page.find("select", id="camhs-came")


def test_the_days_of_a_case_are_saved_and_a_stale_save_shows_both(ama: Client, client_as, path):
    stale = read_form(client_as("Lee").fetch(path).find("form", action=path))
    days = {
        "request_on-day": "5",
        "request_on-month": "1",
        "request_on-year": "2026",
        "planning_meeting": "yes",
    }
    assert ama.submit(path, days, action=path).status_code == 303
    page = ama.fetch(path)
    assert "Final plan within 20 weeks of the request" in page.text and "25 May 2026" in page.text
    later = {"request_on-day": "6", "request_on-month": "1", "request_on-year": "2026"}
    lee = client_as("Lee")
    answer = lee.post(
        path,
        data={
            **stale,
            **later,
            "csrf_token": read_form(lee.fetch(path).find("form", action=path))["csrf_token"],
        },
    )
    assert answer.status_code == 409 and "6 January 2026" in answer.text and "5 January 2026" in answer.text
    wrong = {"final_on-day": "31", "final_on-month": "2", "final_on-year": "2026"}
    assert ama.submit(path, wrong, action=path).status_code == 422


def test_the_summary_names_the_day_that_is_wrong(ama: Client, path):
    for year, words in (("2026", "Enter a date that exists"), ("9999", "Enter a day from September 2014 to")):
        wrong = {
            "final_on-day": "31",
            "final_on-month": "2" if year == "2026" else "1",
            "final_on-year": year,
        }
        answer = ama.submit(path, wrong, action=path)
        assert answer.status_code == 422
        summary = parse(answer.text).find("div", role="alert").text
        assert f"Final plan issued: {words}" in summary


def test_a_peer_sees_no_link_and_no_page(client_as, built):
    pat = client_as("Pat")
    page = pat.fetch(f"/cases/{built.assignments[3, 'Pat'].key}")
    assert "advice and attendance" not in page.text
    path = f"/rounds/{built.audit_round.key}/cases/{built.cases[3].key}/advice"
    assert pat.get(path).status_code == 404


def test_in_a_closed_round_an_auditor_may_look_but_not_save(ama: Client, built, path, sessions):
    token = read_form(ama.fetch(path).find("form", action=path))
    with sessions.writing(INSTALLER) as session:
        session.get_one(type(built.audit_round), built.audit_round.row_id).status = "closed"
    assert not ama.fetch(path).find("form", action=path).find_all("button")
    answer = ama.post(path, data={**token, "camhs-sought": "yes"})
    assert answer.status_code == 409 and CLOSED in answer.text


def asked_of_camhs(page):
    """What is chosen in the box that says whether CAMHS was asked."""
    options = page.find("select", id="camhs-sought").find_all("option")
    return [each["value"] for each in options if "selected" in each.attributes]


def test_what_was_typed_of_services_and_of_days_is_kept_together_or_not_at_all(ama: Client, path):
    final = {"final_on-day": "31", "final_on-month": "2", "final_on-year": "2026"}
    asked = {"request_on-day": "5", "request_on-month": "1", "request_on-year": "2026"}
    answer = ama.submit(path, {"camhs-sought": "yes", **final})
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.find("input", id="final_on-day")["value"] == "31"
    assert asked_of_camhs(page) == ["yes"]
    assert asked_of_camhs(ama.fetch(path)) != ["yes"]
    right = {"camhs-sought": "yes", **asked, **final, "final_on-day": "27"}
    assert ama.submit(path, right).status_code == 303
    page = ama.fetch(path)
    assert asked_of_camhs(page) == ["yes"]
    assert "Saved: 1 service and the days changed." in page.text
