"""What every answer tells the browser."""

from collections.abc import Callable

import pytest
from web_client import Client

from audit.web.headers import HEADERS


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nothing-here", "/brand.css", "/static/site.css", "/health"]
)
def test_every_answer_carries_every_header(visitor: Client, path: str) -> None:
    with visitor.get(path) as answer:
        assert answer.status_code < 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in answer.headers, "only where the address is https"


def test_another_host_name_is_refused(visitor: Client) -> None:
    assert visitor.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_a_signed_in_error_page_is_not_kept(client_as: Callable[[str], Client]) -> None:
    assert client_as("Lee").get("/nothing-here").headers["Cache-Control"] == "no-store"
