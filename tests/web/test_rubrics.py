"""The pages of the standards."""

import io
from collections.abc import Callable

from web_client import Client, check_virtues, parse

from audit.folders import folder

SignInAs = Callable[[str], Client]
TEXT = (folder("rubrics") / "plan_short_2026.yaml").read_bytes()


def bring_in(client: Client, content: bytes, name: str = "plan.yaml") -> tuple[int, str, str]:
    answer = client.submit("/standards/new", {"file": (io.BytesIO(content), name)})
    return answer.status_code, answer.location or "", answer.text


def test_a_version_is_brought_in_and_can_be_read_by_everybody_of_the_area(client_as: SignInAs) -> None:
    assert "No standards are here yet" in client_as("Ama").fetch("/standards").text
    status, path, _ = bring_in(client_as("Adi"), TEXT)
    assert status == 303
    for name in ("Ama", "Max", "Lee", "Adi"):
        page = client_as(name).fetch(path)
        assert len(page.find_all("article")) == 10
        assert "Outstanding" in page.text and "Rules that cap the grade" in page.text
    for name in ("Oz", "Pat"):
        assert client_as(name).get(path).status_code == 404


def test_the_same_file_twice_is_one_version(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    assert bring_in(adi, TEXT)[1] == bring_in(adi, TEXT)[1]
    assert adi.get("/standards").text.count("/standards/new") == 1


def test_other_words_under_the_same_version_are_refused(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    bring_in(adi, TEXT)
    status, _, text = bring_in(adi, TEXT + b"\n# another remark\n")
    assert status == 422 and "give this file a new version" in text


def test_a_broken_file_is_answered_with_line_and_field(client_as: SignInAs) -> None:
    broken = TEXT.replace(b"good_from: 3", b"good_from: lots", 1)
    status, _, text = bring_in(client_as("Adi"), broken, "../../etc/passwd")
    page = parse(text)
    check_virtues(page)
    line = next(i for i, row in enumerate(broken.split(b"\n"), 1) if row.startswith(b"good_from"))
    assert status == 422
    assert f"{line} " in page.find("table").find("tbody").text


def test_odd_files_are_refused_in_plain_words(client_as: SignInAs) -> None:
    adi = client_as("Adi")
    odd = (
        b"",
        b"\xff\xfe",
        b"\0\0",
        b"x" * 2_000_000,
        b"- a\n- b",
        "key: \u202eabc".encode(),
        b"a: !!python/object:x {}",
    )
    for content in odd:
        status, _, text = bring_in(adi, content)
        assert status == 422, content[:20]
        check_virtues(parse(text))
    assert adi.submit("/standards/new").status_code == 422
