"""The page of advice and attendance, its targets, and the services of the area."""

from datetime import date

import pytest
from builders import build_round
from web_client import Client, parse, read_form

from audit.domain.contribution import Came, Part
from audit.workflow.contributions import ToldPart, save_advice

PAGE = "/advice-and-attendance"
TARGET = {
    "title": "Advice in time",
    "measure": "advice_on_time",
    "wanted": "75",
    "by_on-day": "31",
    "by_on-month": "3",
    "by_on-year": "2027",
}


@pytest.fixture
def recorded(sessions, cast, settings) -> None:
    built, lee = build_round(sessions, cast, keys_folder=settings.keys), cast.actor("Lee")
    part = Part(sought=True, sought_on=date(2026, 1, 5), came=Came.RECEIVED, came_on=date(2026, 3, 1))
    with sessions.writing(lee) as session:
        place = {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
        save_advice(session, lee, **place, told=[ToldPart("camhs", part, 0)], today=date(2026, 11, 23))


@pytest.mark.parametrize("name", ["Lee", "Max", "Adi"])
def test_figures_stand_with_their_numbers(client_as, recorded, name: str):
    page = client_as(name).fetch(PAGE)
    row = next(one for one in page.find_all("tr") if one.text.startswith("CAMHS"))
    assert "1 of 1" in row.text and "0 of 1" in row.text
    assert "%" not in row.text  # so few are no percentage
    assert "G. Health provision" in page.text or "Health" in page.text
    assert client_as(name).get(f"{PAGE}?kind=nonsense&year=99999999999").status_code == 200


def test_without_anything_recorded_the_page_says_so(client_as):
    assert "Nothing is recorded yet" in client_as("Max").fetch(PAGE).text


def test_a_target_is_added_judged_changed_and_removed(client_as, recorded):
    lee = client_as("Lee")
    assert lee.submit(f"{PAGE}/targets/new", TARGET).status_code == 303
    page = lee.fetch(PAGE)
    assert "Cannot tell" in page.text and "75%" in page.text
    link = page.find("a", href=next(a["href"] for a in page.find_all("a") if a.text == "Advice in time"))[
        "href"
    ]
    stale = read_form(lee.fetch(link).find("form", action=link))
    assert lee.submit(link, {"wanted": "100"}).status_code == 303
    answer = lee.post(link, data={**stale, "wanted": "90"})
    assert answer.status_code == 409 and "Saved meanwhile" in answer.text
    assert lee.post(f"{link}/remove", data=stale).status_code == 409
    assert lee.submit(link, action=f"{link}/remove").status_code == 303
    assert "No target is set yet" in lee.fetch(PAGE).text


def test_a_target_that_makes_no_sense_is_refused_at_its_field(client_as):
    wrong = {**TARGET, "wanted": "101", "measure": "planning_meeting"}
    answer = client_as("Adi").submit(f"{PAGE}/targets/new", wrong)
    assert answer.status_code == 422 and "from 1 to 100" in answer.text
    wrong = {**TARGET, "measure": "planning_meeting", "agency": "health"}
    answer = client_as("Adi").submit(f"{PAGE}/targets/new", wrong)
    assert answer.status_code == 422 and "not measured by agency" in answer.text


def test_a_targets_title_can_be_seen_and_turns_no_page_around(client_as):
    adi = client_as("Adi")
    answer = adi.submit(f"{PAGE}/targets/new", {**TARGET, "title": "\u200b\u202e"})
    assert answer.status_code == 422 and "Enter a title" in answer.text
    assert adi.submit(f"{PAGE}/targets/new", {**TARGET, "title": "Advice \u202ein time"}).status_code == 303
    assert "Advice in time" in adi.fetch(PAGE).text


@pytest.mark.parametrize("typed", ["½", "1_0", "ten", "0", "9" * 30])
def test_a_wanted_share_that_is_none_is_refused_with_one_plain_message(client_as, typed: str):
    answer = client_as("Adi").submit(f"{PAGE}/targets/new", {**TARGET, "wanted": typed})
    assert answer.status_code == 422
    messages = [one.text for one in parse(answer.text).find("div", role="alert").find_all("li")]
    assert messages == ["Enter a whole number from 1 to 100, without a per cent sign"]
    assert f'value="{typed}"' in answer.text


def test_a_targets_year_out_of_range_is_told_the_range(client_as):
    answer = client_as("Adi").submit(f"{PAGE}/targets/new", {**TARGET, "year": "9999"})
    assert answer.status_code == 422
    assert "Enter a year from 2014 to 2100, or leave it empty" in answer.text


def test_a_manager_sees_targets_and_changes_none(client_as):
    assert client_as("Adi").submit(f"{PAGE}/targets/new", TARGET).status_code == 303
    page = client_as("Max").fetch(PAGE)
    assert "Advice in time" in page.text and not [a for a in page.find_all("a") if "targets" in a.get("href")]


def test_an_administrator_adds_services_and_closures(client_as):
    adi: Client = client_as("Adi")
    path = "/settings/services"
    assert adi.fetch("/settings").find("a", href=path)
    stale = read_form(adi.fetch(path).find("form", action=path))
    sent = {"services": "Dietetics, Health", "closures": "23 July 2026 to 1 September 2026"}
    assert adi.submit(path, sent).status_code == 303
    assert "23 July 2026 to 1 September 2026" in adi.fetch(path).text
    answer = adi.post(path, data={**stale, "services": "Play therapy, Health"})
    assert answer.status_code == 409 and "Dietetics, Health" in parse(answer.text).text
    assert adi.submit(path, {"services": "Dietetics"}).status_code == 422
