"""Advice of a whole round from a file, through the pages."""

from io import BytesIO

import pytest
from builders import build_round
from web_client import Client, parse, read_form

HEADING = "case,service,sought,came"


@pytest.fixture
def path(sessions, cast, settings) -> str:
    return f"/rounds/{build_round(sessions, cast, keys_folder=settings.keys).audit_round.key}/advice"


@pytest.fixture
def lee(client_as) -> Client:
    return client_as("Lee")


def upload(lee: Client, path: str, *lines: str):
    return lee.submit(path, {"file": (BytesIO("\r\n".join(lines).encode()), "filled.csv")})


def test_the_templates_are_downloaded_and_a_filled_one_is_looked_at_and_kept(lee: Client, path):
    template = lee.get(f"{path}/services.csv")
    assert template.text.splitlines()[0].startswith("\ufeffcase,service,sought")
    assert "request_on" in lee.get(f"{path}/dates.csv").text
    answer = upload(lee, path, HEADING, "1,camhs,yes,received", "2,Family,no,")
    page = parse(answer.text)
    assert answer.status_code == 200 and page.find("h1").text == "2 rows would change"
    assert "What came: advice came" in page.text
    form = page.find("form", action=f"{path}/keep")
    assert lee.post(f"{path}/keep", data=read_form(form)).status_code == 303
    assert "2 rows kept." in lee.fetch(path).text
    answer = upload(lee, path, HEADING, "1,camhs,yes,received")
    assert "Nothing would change" in answer.text


def test_a_bad_file_is_refused_with_its_rows_and_cannot_be_kept(lee: Client, path):
    answer = upload(lee, path, HEADING, "1,camhs,perhaps,", "77,camhs,yes,")
    assert answer.status_code == 422
    page = parse(answer.text)
    assert "2 faults" in page.text and "Write yes, no or unknown." in page.text
    assert not page.find_all("form", action=f"{path}/keep")
    assert upload(lee, path, "name").status_code == 422
    assert lee.submit(path).status_code == 422


def test_a_list_of_faults_that_is_cut_off_says_so(lee: Client, path):
    answer = upload(lee, path, HEADING, *["1,camhs,perhaps,"] * 400)
    page = parse(answer.text)
    assert answer.status_code == 422
    assert "400 faults found" in page.text and "Only the first 200 are shown" in page.text
    assert len(page.find_all("tr")) == 1 + 200
    assert "Only the first" not in upload(lee, path, HEADING, "1,camhs,perhaps,").text


def test_a_file_of_headings_alone_is_said_to_have_no_rows(lee: Client, path):
    for lines in ([HEADING], [HEADING, ",,,", ""]):
        answer = upload(lee, path, *lines)
        assert answer.status_code == 422
        assert "The file has headings but no row that is filled in" in answer.text


@pytest.mark.parametrize(
    "row", ["1,Diététique,yes,", "1,camhs,yes,received", "1,camhs,,"], ids=["fault", "change", "nothing"]
)
def test_a_file_that_is_not_in_utf_8_is_read_as_windows_text_with_a_warning(lee: Client, path, row: str):
    for encoding, is_told in (("cp1252", True), ("utf-8", False)):
        content = f"{HEADING},remark\r\n{row},é\r\n".encode(encoding)
        answer = lee.submit(path, {"file": (BytesIO(content), "filled.csv")})
        assert ("The file is not in UTF-8; it was read as Windows text" in answer.text) is is_told


def test_what_comes_back_changed_by_hand_is_refused(lee: Client, path):
    token = read_form(lee.fetch(path).find("form", action=path))
    spoilt = {**token, "carried": f"{HEADING}\r\n1,camhs,yes,perhaps"}
    assert lee.post(f"{path}/keep", data=spoilt).status_code == 409
