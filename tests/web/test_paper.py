"""Forms to print: for an auditor, and for the lead."""

import pytest
from builders import BuiltRound, begin, build_round, fill, submit

from audit.domain.access import INSTALLER
from audit.store.area import Area

WORDS = "Canaryevidence"


@pytest.fixture
def built(sessions, cast, settings) -> BuiltRound:
    return build_round(sessions, cast, rubric_name="plan_short_2026", keys_folder=settings.keys)


def test_an_auditor_prints_their_own_case_with_the_question_about_interest_on_top(client_as, built) -> None:
    ama, path = client_as("Ama"), f"/cases/{built.assignments[1, 'Ama'].key}"
    assert f"{path}/paper" in [link["href"] for link in ama.fetch(path).find_all("a")]
    page = ama.fetch(f"{path}/paper")
    words = page.find("table", class_="paper").text
    assert words.index("Do you know this child") < words.index("Look for")
    for each in ("Case 1", "Plan audit, November 2026", "Minutes spent", "Evidence", "What works well"):
        assert each in words
    assert len(page.find_all("div", class_="paper-question")) > 5


def test_the_councils_number_is_there_only_once_the_case_was_opened(client_as, sessions, cast, built) -> None:
    ama, path = client_as("Ama"), f"/cases/{built.assignments[1, 'Ama'].key}/paper"
    assert "EHC-0001" not in ama.fetch(path).text
    begin(sessions, cast, built, 1, "Ama")
    assert "EHC-0001" in ama.fetch(path).text
    lee = client_as("Lee")
    assert "EHC-0001" not in lee.fetch(f"/rounds/{built.audit_round.key}/paper").text


def test_no_form_holds_an_answer_whoever_prints_it(client_as, sessions, cast, built) -> None:
    sheet = begin(sessions, cast, built, 1, "Ama")
    fill(sessions, cast, "Ama", sheet, evidence=WORDS)
    submit(sessions, cast, "Ama", sheet)
    place = f"/rounds/{built.audit_round.key}"
    lee = client_as("Lee")
    for path in (f"{place}/paper", f"{place}/cases/{built.cases[1].key}/paper"):
        assert WORDS not in lee.get(path).text
    mine = client_as("Ama").get(f"/cases/{built.assignments[1, 'Ama'].key}/paper").text
    assert WORDS not in mine and "checked" not in mine


def test_a_made_up_area_says_so_on_every_form(client_as, sessions, cast, built) -> None:
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, cast.area.row_id).is_example = True
    page = client_as("Lee").fetch(f"/rounds/{built.audit_round.key}/paper")
    forms = page.find_all("table", class_="paper")
    assert len(forms) == 3
    assert all("made up" in form.find("thead").text for form in forms)


def test_the_lead_chooses_whose_sections_are_printed(client_as, built) -> None:
    lee, place = client_as("Lee"), f"/rounds/{built.audit_round.key}"
    page = lee.fetch(f"{place}/paper?lens=health")
    assert "Health sections" in page.find("table", class_="paper").find("thead").text
    assert lee.get(f"{place}/paper?lens=nonsense").status_code == 404
    assert lee.get(f"{place}/paper?first=-3").status_code == 200
    assert "no cases" in lee.fetch(f"{place}/paper?first=99").text.lower()


def test_a_peer_and_an_auditor_print_no_round(client_as, built) -> None:
    for name in ("Ama", "Pat", "Max", "Adi", "Oz"):
        assert client_as(name).get(f"/rounds/{built.audit_round.key}/paper").status_code == 404, name
