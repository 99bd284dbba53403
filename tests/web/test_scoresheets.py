"""The scoring pages: saving with and without scripts, two windows, and what shuts a sheet."""

from datetime import timedelta

import pytest
from builders import begin, build_round, fill, score_case
from busy_area import token_of
from web_client import check_virtues, find_form, parse, read_form

from audit.folders import folder
from audit.intake.rubric import read_rubric
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.free_text import FreeText
from audit.store.scoresheet import Scoresheet
from audit.web.headers import BARE_HEADERS
from audit.workflow.cases import hand_back
from audit.workflow.scoresheets import show_sheet

JSON = {"Accept": "application/json"}


@pytest.fixture
def built(sessions, cast):
    return build_round(sessions, cast)


@pytest.fixture
def sheet(sessions, cast, built) -> str:
    return f"/scoresheets/{begin(sessions, cast, built, 1, 'Ama')}"


def look(sessions, cast, sheet: str):
    with sessions.reading(cast.actor("Ama")) as session:
        return show_sheet(session, cast.actor("Ama"), key=sheet.rsplit("/", 1)[1])


def form_of(client, path: str) -> dict[str, str]:
    return read_form(find_form(parse(client.get(path).text), path))


def test_a_section_is_saved_and_leads_to_the_next(ama, sheet, sessions, cast) -> None:
    fields = {"answer-a_voice": "2", "evidence-a_voice": "Her own words.", "page-a_voice": "2"}
    answer = ama.submit(f"{sheet}/sections/a", fields)
    assert answer.status_code == 303
    assert answer.location == f"{sheet}/sections/b?saved=a"
    page = ama.fetch(answer.location)
    assert "Section A is saved: 3 questions left in it for later." in page.text
    assert look(sessions, cast, sheet).entries["a_voice"].evidence == "Her own words."
    assert page.find("nav", aria_label="Sections of case 1")


def test_what_a_script_is_answered_is_no_page_and_is_not_kept(ama, sheet) -> None:
    typed = form_of(ama, f"{sheet}/sections/a") | {"answer-a_voice": "2"}
    answer = ama.post(f"{sheet}/sections/a", data=typed, headers=JSON)
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    assert {name: answer.headers.get(name) for name in BARE_HEADERS} == BARE_HEADERS
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Vary"] == "Cookie"


def test_what_was_saved_is_shown_again(ama, sheet) -> None:
    ama.submit(f"{sheet}/sections/a", {"answer-a_voice": "not_supplied", "evidence-a_voice": "<b>&"})
    shown = form_of(ama, f"{sheet}/sections/a")
    assert (shown["answer-a_voice"], shown["evidence-a_voice"]) == ("not_supplied", "<b>&")
    assert "<b>" not in ama.get(f"{sheet}/sections/a").text


def test_every_page_of_scoring_has_the_virtues(ama, sheet, sessions, cast) -> None:
    for section in ("a", "b", "c", "d", "e", "f", "g", "h", "ijk", "thread", "whole"):
        ama.fetch(f"{sheet}/sections/{section}")
    for page in ("", "/closing", "/check"):
        ama.fetch(f"{sheet}{page}")


def test_a_section_of_another_lens_is_not_there(client_as, built, sessions, cast) -> None:
    chidi = client_as("Chidi")
    sheet = f"/scoresheets/{begin(sessions, cast, built, 1, 'Chidi')}"
    chidi.fetch(f"{sheet}/sections/c")
    assert chidi.get(f"{sheet}/sections/a").status_code == 404


def test_a_peer_reviewer_reads_the_standards_where_they_score(client_as, built, sessions, cast) -> None:
    pat = client_as("Pat")
    page = pat.fetch(f"/scoresheets/{begin(sessions, cast, built, 3, 'Pat')}/sections/a")
    rubric = read_rubric((folder("rubrics") / "plan_2026.yaml").read_text(encoding="utf-8"))
    asked = rubric.sections_for("whole")[0].criteria[0]
    assert asked.question in page.text and asked.look_for[0] in page.text
    assert "Standards" not in [link.text.strip() for link in page.find_all("a")]


def test_a_question_that_is_not_asked_says_why(ama, sheet) -> None:
    words = ama.fetch(f"{sheet}/sections/e").text
    assert "Not asked of this document" in words
    assert "year 9 and above" in words


def test_an_answer_that_no_page_offers_is_refused_at_its_question(ama, sheet) -> None:
    answer = ama.submit(f"{sheet}/sections/a", {"answer-a_voice": "9", "evidence-a_voice": "Kept words"})
    assert answer.status_code == 422
    assert "Choose one of the levels shown" in answer.text
    assert "Kept words" in answer.text


def test_a_save_by_script_answers_with_time_and_stamps(ama, sheet) -> None:
    data = {**form_of(ama, f"{sheet}/sections/a"), "answer-a_voice": "3", "evidence-a_voice": "Page 2"}
    answer = ama.post(f"{sheet}/sections/a", data=data, headers=JSON)
    told = answer.get_json()
    assert answer.status_code == 200
    assert len(told["saved"]) == 5 and told["version"] == 2 and told["progress"].startswith("1 of ")
    assert told["asks"] == {}
    assert told["sections"]["a"]["answered"] == 1 and told["sections"]["b"]["answered"] == 0
    again = ama.post(f"{sheet}/sections/a", data=data, headers=JSON)
    assert again.get_json()["version"] == 2


PERSONAL = {"answer-a_voice": "3", "evidence-a_voice": "ring 01234 567890", "evidence-a_story": "Page 2"}


def test_words_like_personal_data_are_asked_about_and_all_else_is_saved(ama, sheet, sessions, cast) -> None:
    path = f"{sheet}/sections/a"
    answer = ama.submit(path, PERSONAL)
    page = parse(answer.text)
    check_virtues(page)
    assert answer.status_code == 200
    assert "This looks like a telephone number (“01234 567890”)" in page.find(id="asks-a_voice").text
    again = read_form(find_form(page, path))
    assert again["evidence-a_voice"] == "ring 01234 567890" and again["evidence-a_story"] == "Page 2"
    entries = look(sessions, cast, sheet).entries
    assert (entries["a_voice"].answer.level, entries["a_voice"].evidence) == (3, "")
    assert entries["a_story"].evidence == "Page 2"
    assert ama.post(path, data={**again, "stays-a_voice": "y"}).status_code == 303
    assert look(sessions, cast, sheet).entries["a_voice"].evidence == "ring 01234 567890"
    more = {"evidence-a_voice": "Must stay: ring 01234 567890"}
    assert ama.submit(path, more).status_code == 303, "asked once for the same words"
    assert "This looks like" not in ama.fetch(path).text


def test_a_script_is_told_which_boxes_ask(ama, sheet) -> None:
    path = f"{sheet}/sections/a"
    told = ama.post(path, data={**form_of(ama, path), **PERSONAL}, headers=JSON).get_json()
    assert list(told["asks"]) == ["a_voice"] and told["asks"]["a_voice"].startswith("This looks like a tele")
    kept = {**form_of(ama, path), **PERSONAL, "stays-a_voice": "y"}
    assert ama.post(path, data=kept, headers=JSON).get_json()["asks"] == {}


def test_closing_words_ask_as_well(ama, sheet, sessions, cast) -> None:
    path = f"{sheet}/closing"
    answer = ama.submit(path, {"works": "Thanks to Amelia Brown", "better": "Dates", "minutes": "30"})
    assert answer.status_code == 200 and "somebody&#39;s name (“Amelia Brown”)" in answer.text
    closing = look(sessions, cast, sheet).closing
    assert (closing.works, closing.better, closing.minutes) == ("", "Dates", 30)
    again = read_form(find_form(parse(answer.text), path))
    assert ama.post(path, data={**again, "stays-works": "y"}).status_code == 303
    assert look(sessions, cast, sheet).closing.works == "Thanks to Amelia Brown"


def test_words_that_nobody_was_asked_about_are_asked_about_before_handing_in(
    ama, sheet, sessions, cast
) -> None:
    fill(sessions, cast, "Ama", sheet.rsplit("/", 1)[1], evidence="Page 2")
    with sessions.writing(cast.actor("Ama")) as session:
        for row in session.query(FreeText).filter_by(criterion="a_voice", box="evidence"):
            row.text = "ring 01234 567890"
    page = ama.fetch(f"{sheet}/check")
    assert "Some words look like personal data" in page.text
    assert not [form for form in page.find_all("form") if form.get("action").endswith("/submit")]
    fields = {"version": str(look(sessions, cast, sheet).sheet.version), "csrf_token": token_of(ama)}
    assert ama.post(f"{sheet}/submit", data=fields).status_code == 409
    assert ama.submit(f"{sheet}/sections/a", {"stays-a_voice": "y"}).status_code == 303
    assert ama.submit(f"{sheet}/check", action=f"{sheet}/submit").status_code == 303


def test_two_windows_meet_both_texts_and_nothing_is_lost(ama, sheet, sessions, cast) -> None:
    path = f"{sheet}/sections/a"
    first, second = form_of(ama, path), form_of(ama, path)
    ama.post(path, data={**first, "answer-a_voice": "2", "evidence-a_voice": "From the first"})
    stale = {**second, "answer-a_voice": "4", "evidence-a_voice": "From the second", "answer-a_story": "3"}
    answer = ama.post(path, data=stale)
    assert answer.status_code == 409
    assert "From the first" in answer.text and "From the second" in answer.text
    assert look(sessions, cast, sheet).entries["a_voice"].evidence == "From the first"
    _choose(ama, path, answer, {"keep-a_voice": "theirs", "keep-a_story": "mine"})
    entries = look(sessions, cast, sheet).entries
    assert entries["a_voice"].evidence == "From the first"
    assert entries["a_story"].answer.level == 3


def _choose(client, path, answer, chosen):
    page = parse(answer.text)
    check_virtues(page)
    fields = read_form(find_form(page, path))
    missing = client.post(path, data=fields)
    assert missing.status_code == 409
    assert "Choose which to keep" in missing.text
    assert client.post(path, data={**fields, **chosen}).status_code == 303


def test_mine_can_be_kept_with_words_mended_on_the_way(ama, sheet, sessions, cast) -> None:
    path = f"{sheet}/sections/a"
    first, second = form_of(ama, path), form_of(ama, path)
    ama.post(path, data={**first, "evidence-a_voice": "First"})
    answer = ama.post(path, data={**second, "evidence-a_voice": "Second"})
    _choose(ama, path, answer, {"keep-a_voice": "mine", "evidence-a_voice": "First and second"})
    assert look(sessions, cast, sheet).entries["a_voice"].evidence == "First and second"


def test_a_stale_save_by_script_says_so(ama, sheet) -> None:
    path = f"{sheet}/sections/a"
    first, second = form_of(ama, path), form_of(ama, path)
    ama.post(path, data={**first, "evidence-a_voice": "First"}, headers=JSON)
    answer = ama.post(path, data={**second, "evidence-a_voice": "Second"}, headers=JSON)
    assert (answer.status_code, answer.get_json()["kind"]) == (409, "stale")


def test_the_closing_words_of_two_windows_meet_too(ama, sheet, sessions, cast) -> None:
    path = f"{sheet}/closing"
    first, second = form_of(ama, path), form_of(ama, path)
    ama.post(path, data={**first, "works": "One", "own_grade": "Good"})
    answer = ama.post(path, data={**second, "works": "Two", "minutes": "30"})
    assert answer.status_code == 409
    _choose(ama, path, answer, {"keep-works": "mine", "keep-minutes": "theirs"})
    closing = look(sessions, cast, sheet).closing
    assert (closing.works, closing.own_grade) == ("Two", "Good")


def test_a_closed_audit_says_why_and_gives_the_words_back(ama, sheet, built, sessions, cast) -> None:
    path = f"{sheet}/sections/a"
    data = {**form_of(ama, path), "evidence-a_voice": "Hours of work"}
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built.audit_round.row_id).status = RoundStatus.CLOSED
    answer = ama.post(path, data=data)
    assert answer.status_code == 409
    assert "has been closed" in answer.text and "Hours of work" in answer.text
    told = ama.post(path, data=data, headers=JSON)
    assert (told.status_code, told.get_json()["kind"]) == (409, "shut")
    assert "has been closed" in ama.fetch(sheet).text


def test_a_case_handed_back_in_another_window_gives_the_words_back(ama, sheet, built, sessions, cast) -> None:
    path = f"{sheet}/sections/a"
    data = {**form_of(ama, path), "evidence-a_voice": "Hours of work"}
    with sessions.writing(cast.actor("Ama")) as session:
        hand_back(session, cast.actor("Ama"), key=built.assignments[1, "Ama"].key, knows_it=False)
    answer = ama.post(path, data=data)
    assert answer.status_code == 409
    assert "handed this case back" in answer.text and "Hours of work" in answer.text


def test_a_signed_out_script_is_told_so(app, ama, sheet) -> None:
    data = form_of(ama, f"{sheet}/sections/a")
    answer = app.test_client().post(f"{sheet}/sections/a", data=data, headers=JSON)
    assert answer.status_code in (400, 401)


def test_nobody_else_reaches_a_sheet(client_as, sheet) -> None:
    for name in ("Ben", "Pat", "Lee", "Max", "Adi", "Oz"):
        client = client_as(name)
        for page in ("", "/sections/a", "/closing", "/check", "/done", "/correct"):
            assert client.get(f"{sheet}{page}").status_code == 404


def test_minutes_that_are_no_number_are_refused_with_the_page_as_typed(ama, sheet) -> None:
    answer = ama.submit(f"{sheet}/closing", {"minutes": "about an hour", "works": "Clear outcomes"})
    assert answer.status_code == 422
    assert "whole number" in answer.text and "Clear outcomes" in answer.text


def test_a_whole_case_from_first_question_to_thanks(ama, sheet, sessions, cast) -> None:
    fill(sessions, cast, "Ama", sheet.rsplit("/", 1)[1], evidence="Page 2")
    answer = ama.submit(f"{sheet}/closing", {"own_grade": "Good", "put_right": "Name the therapist"})
    assert answer.location == f"{sheet}/check?saved=closing"
    assert "Name the therapist" in ama.fetch(answer.location).text
    answer = ama.submit(f"{sheet}/check", action=f"{sheet}/submit")
    assert answer.location == f"{sheet}/done"
    assert "Case 1 is submitted" in ama.fetch(answer.location).find("h1").text
    assert "You submitted it on" in ama.fetch(sheet).text
    assert ama.get(f"{sheet}/sections/a").status_code == 303


def test_open_questions_are_listed_with_links_before_submitting(ama, sheet) -> None:
    page = ama.fetch(f"{sheet}/check")
    assert "questions without an answer" in page.text
    assert not [form for form in page.find_all("form") if form.get("action").endswith("/submit")]
    links = [link["href"] for link in page.find_all("a")]
    assert f"{sheet}/sections/a#question-a_voice" in links


def test_failures_without_evidence_are_pointed_out_and_may_be_submitted(ama, sheet, sessions, cast) -> None:
    fill(sessions, cast, "Ama", sheet.rsplit("/", 1)[1], evidence="Page 2")
    assert "no evidence" not in ama.fetch(f"{sheet}/check").text
    bare = {"answer-a_voice": "1", "evidence-a_voice": "", "answer-a_story": "1", "evidence-a_story": ""}
    page_only = {"answer-a_aspirations": "1", "evidence-a_aspirations": "", "page-a_aspirations": "3"}
    ama.submit(f"{sheet}/sections/a", bare | page_only)
    page = ama.fetch(f"{sheet}/check")
    assert "2 answers say that something is missing and give no evidence" in page.text
    links = [link["href"] for link in page.find_all("a")]
    assert f"{sheet}/sections/a#evidence-a_voice" in links
    assert f"{sheet}/sections/a#evidence-a_aspirations" not in links
    assert ama.submit(f"{sheet}/check", action=f"{sheet}/submit").status_code == 303


def test_the_next_case_is_of_the_same_audit_first_and_else_names_its_audit(
    ama, client_as, built, sessions, cast
) -> None:
    later = build_round(sessions, cast, title="December plans", shared_out={1: {"Ama": "whole"}})
    begin(sessions, cast, later, 1, "Ama")
    first, second = (score_case(sessions, cast, built, number, "Ama") for number in (1, 2))
    page = ama.fetch(f"/scoresheets/{second}/done")
    assert "last case in Plan audit, November 2026" in page.text
    assert "Go on with case 1 of December plans" in page.text
    words = ama.fetch("/cases").text
    assert "Go on with case 1 of December plans" in words
    assert "See case 1 of Plan audit, November 2026" in words


def test_a_case_left_in_the_same_audit_comes_before_one_begun_in_another(ama, built, sessions, cast) -> None:
    later = build_round(sessions, cast, title="December plans", shared_out={1: {"Ama": "whole"}})
    begin(sessions, cast, later, 1, "Ama")
    page = ama.fetch(f"/scoresheets/{score_case(sessions, cast, built, 1, 'Ama')}/done")
    assert "1 case left in Plan audit, November 2026, and 1 in other audits" in page.text
    assert "Open case 2" in page.text


@pytest.mark.parametrize(("minutes", "shown"), [(1, ""), (4, ""), (5, "5"), (40, "40"), (200, "")])
def test_minutes_are_guessed_only_from_a_sitting_that_can_be_one(
    ama, sheet, sessions, cast, minutes, shown
) -> None:
    with sessions.writing(cast.actor("Ama")) as session:
        row = session.query(Scoresheet).filter_by(key=sheet.rsplit("/", 1)[1]).one()
        row.saved_at = row.started_at + timedelta(minutes=minutes)
    assert form_of(ama, f"{sheet}/closing")["minutes"] == shown


def test_the_finish_page_says_who_reads_it(ama, sheet) -> None:
    words = ama.fetch(f"{sheet}/closing").text
    assert "The audit lead reads this" in words and "who wrote the document will read" not in words


def test_submitting_from_an_old_check_page_shows_the_new_one(ama, sheet, sessions, cast) -> None:
    fill(sessions, cast, "Ama", sheet.rsplit("/", 1)[1])
    fields = read_form(find_form(parse(ama.get(f"{sheet}/check").text), f"{sheet}/submit"))
    ama.submit(f"{sheet}/sections/a", {"evidence-a_voice": "A late thought"})
    answer = ama.post(f"{sheet}/submit", data=fields)
    assert answer.status_code == 409
    assert "changed after you opened this page" in answer.text


def test_a_submitted_case_is_corrected_by_a_new_edition(ama, built, sessions, cast) -> None:
    sheet = f"/scoresheets/{score_case(sessions, cast, built, 1, 'Ama')}"
    assert ama.submit(f"{sheet}/correct", {"reason": ""}).status_code == 422
    answer = ama.submit(f"{sheet}/correct", {"reason": "The wrong page"})
    assert answer.status_code == 303
    assert "All 3 answered" in ama.fetch(answer.location).text


@pytest.mark.parametrize(
    "typed",
    [
        "nul \x00 inside",
        "turned \u202e round",
        "👩‍👧 שלום مرحبا",
        "e\u0301" * 500,
        "=1+1",
        "<script>alert(1)</script>",
    ],
)
def test_whatever_is_pasted_is_kept_or_refused_but_never_breaks(ama, sheet, typed) -> None:
    path = f"{sheet}/sections/a"
    assert ama.submit(path, {"evidence-a_voice": typed}).status_code == 303
    for page in (path, f"{sheet}/check"):
        ama.fetch(page)


def test_a_novel_is_refused_and_stays_on_the_page(ama, sheet) -> None:
    answer = ama.submit(f"{sheet}/sections/a", {"evidence-a_voice": "word " * 1_500})
    assert answer.status_code == 422
    assert "The most that can be kept is 5,000" in answer.text
    assert "word word word" in answer.text
