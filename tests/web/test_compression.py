"""Files are compressed for whoever takes it; pages, which hold secrets, never are."""

import gzip

from web_client import Client

STYLE = "/static/scoring.css"
TAKES = {"Accept-Encoding": "gzip, br"}


def test_a_file_is_sent_compressed_and_is_the_same(visitor: Client) -> None:
    plain = visitor.get(STYLE, buffered=True)
    small = visitor.get(STYLE, headers=TAKES, buffered=True)
    assert "Content-Encoding" not in plain.headers and small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data and len(small.data) < len(plain.data) / 2
    assert small.headers["Content-Length"] == str(len(small.data))
    assert "Accept-Encoding" in small.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]


def test_a_file_that_did_not_change_is_not_sent_again(visitor: Client) -> None:
    etag = visitor.get(STYLE, headers=TAKES, buffered=True).headers["ETag"]
    again = visitor.get(STYLE, headers={**TAKES, "If-None-Match": etag}, buffered=True)
    assert again.status_code == 304 and not again.data


def test_pages_and_answers_to_saves_are_never_compressed(client_as) -> None:
    for path in ("/", "/cases", "/brand.css"):
        assert "Content-Encoding" not in client_as("Ama").get(path, headers=TAKES).headers
