"""My cases, the question before a case, and handing back."""

from builders import begin, build_round


def test_an_empty_list_says_what_will_come(client_as) -> None:
    page = client_as("Ama").fetch("/cases")
    assert "You have no cases yet" in page.text


def test_from_the_list_to_the_first_question_in_two_clicks(client_as, sessions, cast, settings) -> None:
    built = build_round(sessions, cast, keys_folder=settings.keys)
    ama, key = client_as("Ama"), built.assignments[1, "Ama"].key
    page = ama.fetch("/cases")
    assert "You have 2 cases to score" in page.text
    assert "EHC-0001" not in page.text
    answer = ama.submit("/cases", action=f"/cases/{key}/open")
    assert answer.status_code == 303
    asked = ama.fetch(f"/cases/{key}")
    assert "Do you know this child" in asked.text
    assert "EHC-0001" in asked.text
    assert "send you the document by your usual secure route" in asked.text
    answer = ama.submit(f"/cases/{key}", action=f"/cases/{key}/start")
    assert answer.headers["Location"].endswith("/sections/a")
    assert "Views, interests" in ama.fetch(answer.headers["Location"]).find("h1").text
    begun = ama.fetch(answer.headers["Location"].split("/sections")[0])
    assert "send you the document by your usual secure route" in begun.text


def test_yes_hands_the_case_back_in_one_click(client_as, sessions, cast) -> None:
    built = build_round(sessions, cast)
    ama, address = client_as("Ama"), f"/cases/{built.assignments[1, 'Ama'].key}"
    answer = ama.submit(address, {"because": "interest"}, action=f"{address}/hand-back")
    assert answer.status_code == 303
    assert ama.get(address).status_code == 404
    assert "You have 1 case to score" in ama.fetch("/cases").text


def test_handing_back_later_asks_once_more(client_as, sessions, cast) -> None:
    built = build_round(sessions, cast)
    begin(sessions, cast, built, 1, "Ama")
    ama, address = client_as("Ama"), f"/cases/{built.assignments[1, 'Ama'].key}/hand-back"
    assert "Hand back case 1" in ama.fetch(address).find("h1").text
    assert ama.submit(address, {"because": "no such reason"}).status_code == 422
    assert ama.submit(address, {"because": "other"}).status_code == 303
    assert "You have 1 case to score" in ama.fetch("/cases").text


def test_a_peer_sees_their_case_and_no_other_page_of_the_work(client_as, sessions, cast) -> None:
    built = build_round(sessions, cast)
    pat = client_as("Pat")
    page = pat.fetch("/cases")
    assert "Case 3" in page.text and "Case 1" not in page.text
    assert "For peer assurance" in page.text
    for path in (f"/cases/{built.assignments[1, 'Ama'].key}", f"/rounds/{built.audit_round.key}/moderation"):
        assert pat.get(path).status_code == 404


def test_whether_a_case_is_scored_twice_is_told_nowhere(client_as, sessions, cast) -> None:
    build_round(sessions, cast)
    words = client_as("Ama").fetch("/cases").text.lower()
    assert "double" not in words and "ben" not in words.split()
