"""What an auditor is told about a case before they write: an appeal, a restriction; and others' sections."""

import pytest
from builders import begin, build_round, score_case

from audit.domain.access import INSTALLER
from audit.store.area import Area
from audit.store.case import AuditCase
from audit.store.panel import NamedAuditor

APPEAL = "There is an appeal to the Tribunal about this document: what you write may be asked for."


@pytest.fixture
def built(sessions, cast):
    return build_round(sessions, cast)


def change_case(sessions, built, number: int, **changes) -> None:
    with sessions.writing(INSTALLER) as session:
        case = session.get_one(AuditCase, built.cases[number].row_id)
        for name, value in changes.items():
            setattr(case, name, value)


def test_flags_stand_on_the_case_and_on_every_page_of_scoring(client_as, built, sessions, cast) -> None:
    sheet = f"/scoresheets/{begin(sessions, cast, built, 1, 'Ama')}"
    for number in (1, 2):
        change_case(sessions, built, number, flags=["appeal", "ombudsman"])
    ama = client_as("Ama")
    for path in (
        sheet,
        f"{sheet}/sections/a",
        f"{sheet}/closing",
        f"/cases/{built.assignments[2, 'Ama'].key}",
    ):
        words = ama.fetch(path).find("main").text
        assert APPEAL in words and "The Ombudsman is looking into this document" in words
    assert "Appeal to the Tribunal." in ama.fetch("/cases").text


def test_a_restricted_case_says_so(client_as, built, sessions, cast) -> None:
    ama, path = client_as("Ama"), f"/cases/{built.assignments[2, 'Ama'].key}"
    assert "Restricted" not in ama.fetch(path).text
    ama_id = cast.people["Ama"].row_id
    with sessions.writing(cast.actor("Lee")) as session:
        named_by = cast.people["Lee"].row_id
        session.add(NamedAuditor(case_id=built.cases[2].row_id, person_id=ama_id, named_by_id=named_by))
    change_case(sessions, built, 2, restricted=True, restricted_because="adoption")
    # Ben has the same case, and was not named for it: for him it is gone.
    assert client_as("Ben").get(f"/cases/{built.assignments[2, 'Ben'].key}").status_code == 404
    words = ama.fetch(path).text
    assert "Restricted: only named people may see this case." in words
    assert "doption" not in words, "the reason is the lead's"


def test_the_rest_can_be_read_where_the_area_allows_it(client_as, built, sessions, cast) -> None:
    score_case(sessions, cast, built, 1, "Ama", evidence="Words of Ama")
    sheet = f"/scoresheets/{begin(sessions, cast, built, 1, 'Chidi')}"
    chidi, path = client_as("Chidi"), f"{sheet}/other-sections/a"
    page = chidi.fetch(path)
    assert "Scored by others" in page.text and "Look for" in page.text
    assert not page.find("main").find_all("input") and "Words of Ama" not in page.text
    assert chidi.fetch(sheet).find("a", href=path)
    assert chidi.get(f"{sheet}/other-sections/c").status_code == 404, "an own section is scored, not read"
    assert chidi.get(f"{sheet}/sections/a").status_code == 404
    with sessions.writing(INSTALLER) as session:
        session.get_one(Area, cast.area.row_id).lens_reads_all = False
    assert chidi.get(path).status_code == 404
    assert "Scored by others" not in chidi.fetch(sheet).text


def test_whoever_scores_the_whole_document_has_no_other_sections(client_as, built, sessions, cast) -> None:
    ama, sheet = client_as("Ama"), f"/scoresheets/{begin(sessions, cast, built, 1, 'Ama')}"
    assert "Scored by others" not in ama.fetch(sheet).text
    assert ama.get(f"{sheet}/other-sections/a").status_code == 404
