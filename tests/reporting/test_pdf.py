"""The PDF report: made in a child process, accessible, always the same bytes, and fetching nothing."""

import http.server
import io
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import page
import pytest
from pypdf import PdfReader
from sample_content import fill_with, make_content

from audit.reporting.pdf import Limits, ReportFailed, make_pdf

ELSEWHERE = """
import sys
from audit.reporting.content import ReportContent
from audit.reporting.typeset import typeset
sys.stdout.buffer.write(typeset(ReportContent.from_json(sys.stdin.read())))
"""


def text_of(pdf: bytes) -> str:
    """The words of every page; line ends and blanks do not count."""
    return re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages))


@pytest.fixture(scope="module")
def small_pdf():
    return make_pdf(make_content(12, n_sections=3, strata=2, n_corrections=3))


def failures_of(pdf: bytes) -> list[str]:
    return [
        f"{fault.rule_id}: {fault.message}" for fault in page.validate_pdf_bytes(pdf, profile="ua1").failures
    ]


def test_a_report_is_valid_pdf_ua(small_pdf):
    assert failures_of(small_pdf) == []


@pytest.mark.slow
@pytest.mark.parametrize(("n_cases", "n_corrections", "n_sections"), [(270, 60, 12), (0, 0, 3), (1, 1, 3)])
def test_large_empty_and_single_case_reports_are_valid_pdf_ua(n_cases, n_corrections, n_sections):
    content = make_content(n_cases, n_sections=n_sections, n_corrections=n_corrections)
    assert failures_of(make_pdf(content)) == []


def test_one_cohort_is_enough_for_a_report():
    pdf = make_pdf(make_content(5, years=(2026,), n_sections=1, strata=1, n_corrections=0))
    assert failures_of(pdf) == []
    assert "cannottellwhetherqualityhaschanged" in text_of(pdf)


def test_a_report_says_what_it_must_say(small_pdf):
    words = text_of(small_pdf)
    for sentence in (
        "Internal: exact figures, not for publication.",
        "Made-up area. Exampleshire does not exist.",
        "Ceased plans are missing from this list.",
        "Restricted, left out before the draw",
        "20260901",
        "Parent carer forum took no part in this audit.",
        "Krippendorff’s alpha",
        "0.61 (0.48 to 0.71)",
        "58 of 100 (52 to 64 of 100)",
        "bootstrap by case, 95%",
        "Unadjusted slope −0.041 levels a year (−0.101 to 0.019; t on case means, unadjusted, 95%)",
        "given without an interval because it only describes these cases",
        "of 12 documents were graded Good or better once the rules that cap a grade are applied.",
        "b7" * 32,
        "3c" * 32,
        "4,812",
        "30 September 2026 at 16:04",
        "Page 2 of",
        "cannot tell, because the effect of the year cannot yet be separated",
    ):
        assert re.sub(r"\s+", "", sentence) in words, sentence


def test_every_heading_cell_says_what_it_heads(small_pdf):
    reader = PdfReader(io.BytesIO(small_pdf))
    scopes = [
        element["/A"].get("/Scope") for element in structure(reader.root_object["/StructTreeRoot"], "/TH")
    ]
    assert len(scopes) > 50
    assert set(scopes) == {"/Column", "/Row"}


def structure(element, kind):
    """Every structure element of one kind below another."""
    if element.get("/S") == kind:
        yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        child = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(child, dict) and "/S" in child:
            yield from structure(child, kind)


def test_a_report_carries_only_packaged_fonts_and_dates_from_its_content(small_pdf):
    reader = PdfReader(io.BytesIO(small_pdf))
    fonts = {str(font["/BaseFont"]) for sheet in reader.pages for font in fonts_of(sheet)}
    assert fonts
    assert all(re.search("Report|DejaVu", name) for name in fonts), fonts
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20260930150405+00'00"
    assert "/EmbeddedFiles" not in reader.root_object.get("/Names", {})


def fonts_of(sheet):
    return [font.get_object() for font in sheet["/Resources"]["/Font"].values()]


def test_the_same_content_gives_the_same_bytes_whatever_the_machine_is_set_to(small_pdf, tmp_path):
    """Another process with another time zone, locale, hash seed, folder and the fonts of the machine."""
    content = make_content(12, n_sections=3, strata=2, n_corrections=3)
    environment = {
        "TZ": "Asia/Tokyo",
        "LANG": "de_DE.UTF-8",
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PATH": os.defpath,
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=content.to_json().encode(),
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert done.stdout == small_pdf


def test_the_callers_environment_does_not_reach_the_report(small_pdf, monkeypatch):
    for name, value in (
        ("TZ", "America/Lima"),
        ("LC_ALL", "C"),
        ("PYTHONHASHSEED", "7"),
        ("SOURCE_DATE_EPOCH", "1"),
    ):
        monkeypatch.setenv(name, value)
    assert make_pdf(make_content(12, n_sections=3, strata=2, n_corrections=3)) == small_pdf


def test_another_figure_gives_other_bytes(small_pdf):
    assert make_pdf(make_content(12, n_sections=3, strata=2, n_corrections=2)) != small_pdf


def test_a_report_that_takes_too_long_is_stopped():
    with pytest.raises(ReportFailed, match="longer than 1 seconds"):
        make_pdf(make_content(60), limits=Limits(seconds=1))


@pytest.mark.parametrize("megabytes", [40, 100])
def test_a_report_that_needs_too_much_memory_is_stopped(megabytes):
    with pytest.raises(ReportFailed, match=f"more than the {megabytes} MB"):
        make_pdf(make_content(60), limits=Limits(megabytes=megabytes))


PAYLOADS = [
    form.format(url=url)
    for url in (
        "{canary}/x",
        "file:///etc/passwd",
        "{secret}",
        "ftp://127.0.0.1/x",
        "../../setup.cfg",
        "//127.0.0.1/x",
    )
    for form in (
        '<img src="{url}">',
        '<link rel="attachment" href="{url}">',
        '<link rel="stylesheet" href="{url}">',
        '<a rel="attachment" href="{url}">a</a>',
        '<style>@import url("{url}");</style>',
        '<style>@font-face {{ font-family: F; src: url("{url}") }} body {{ font-family: F }}</style>',
        '<p style="background: url({url})">p</p>',
        '<svg><use href="{url}#a"/><image href="{url}"/></svg>',
        '<object data="{url}"></object><embed src="{url}">',
        '<base href="{url}">',
        '<meta http-equiv="refresh" content="0; url={url}">',
    )
]


@pytest.fixture
def canary():
    """A server that nobody may call."""
    hits = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_payload_in_any_field_is_fetched_and_all_are_printed_as_text(canary, tmp_path):
    address, hits = canary
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-7f3a", "utf-8")
    payloads = [text.replace("{canary}", address).replace("{secret}", secret.as_uri()) for text in PAYLOADS]
    assert len(payloads) >= 60
    pdf = make_pdf(fill_with(make_content(3, n_sections=1, strata=1, n_corrections=1), "\n".join(payloads)))
    reader = PdfReader(io.BytesIO(pdf))
    words = text_of(pdf)
    assert hits == []
    assert "CANARY-7f3a" not in words
    assert "/EmbeddedFiles" not in reader.root_object.get("/Names", {})
    assert [text for text in payloads if re.sub(r"\s+", "", text) not in words] == []


@pytest.mark.parametrize("form", PAYLOADS[:11])
def test_a_template_that_asks_for_anything_else_is_refused(form, canary):
    """Should a template ever let HTML through, the fetcher is the second wall."""
    from weasyprint.urls import FatalURLFetchingError

    from audit.reporting.typeset import typeset_html

    address, hits = canary
    html = (
        f'<html lang="en"><title>t</title><body>{form.replace("{canary}", address)}<p>words</p></body></html>'
    )
    try:
        pdf = typeset_html(html)
    except FatalURLFetchingError as error:
        assert "not one of its own files" in str(error)
    else:
        assert "/EmbeddedFiles" not in PdfReader(io.BytesIO(pdf)).root_object.get("/Names", {})
    assert hits == []


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://packaged.invalid/../setup.cfg",
        "http://packaged.invalid/fonts/../../setup.cfg",
        "http://packaged.invalid/round.html",
        "https://packaged.invalid/report.css",
        "http://127.0.0.1/report.css",
        "FILE:///etc/passwd",
        "http://packaged.invalid/report.css/..",
        "ftp://packaged.invalid/report.css",
        "report.css",
    ],
)
def test_the_fetcher_knows_packaged_files_and_data_only(url):
    from weasyprint.urls import FatalURLFetchingError

    from audit.reporting.typeset import PackagedFetcher

    fetcher = PackagedFetcher()
    with pytest.raises(FatalURLFetchingError):
        fetcher.fetch(url)
    assert fetcher.fetch("http://packaged.invalid/report.css").read().startswith(b"/*")
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "שלום עולם, مرحبا بالعالم 😀🎉 中文 $x^2$ \u202egnorw",
        "Donaudampfschifffahrtsgesellschaft" * 9,
        ("The plan says that the child will have support from an adult who knows them well. " * 40)[:3000],
    ],
)
def test_no_text_breaks_the_layout(text):
    pdf = make_pdf(fill_with(make_content(12, n_sections=3, strata=2, n_corrections=3), text))
    assert failures_of(pdf) == []
