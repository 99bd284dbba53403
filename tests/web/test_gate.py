"""The gate: every endpoint has a rule, and the rule holds for every role, signed in or not."""

from collections.abc import Callable, Iterator

import pytest
from cast import PEOPLE, Cast
from web_client import Client
from werkzeug.routing import Rule

from audit.domain.access import PERMISSIONS, Permission
from audit.settings import Settings
from audit.web.app import Workbench, create_app
from audit.web.gate import FORM_BYTES, OPEN, rule_of

SignInAs = Callable[[str], Client]


def closed_rules(app: Workbench) -> Iterator[tuple[Rule, str, Permission]]:
    for rule in app.url_map.iter_rules():
        permission = rule_of(app, rule.endpoint)
        if rule.endpoint not in OPEN and permission is not None:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, permission


def address(rule: Rule) -> str:
    values = {
        name: "1" if "Integer" in type(rule._converters[name]).__name__ else "none" for name in rule.arguments
    }
    built = rule.build(values)
    assert built is not None
    return built[1]


def test_every_endpoint_declares_a_rule_or_is_in_the_short_list(app: Workbench) -> None:
    undeclared = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN and rule_of(app, rule.endpoint) is None
    }
    assert undeclared == set()


def test_the_list_of_open_pages_names_only_what_there_is(app: Workbench) -> None:
    assert set(app.view_functions) >= OPEN


def test_nobody_signed_in_gets_past_the_gate(visitor: Client, app: Workbench) -> None:
    for rule, method, _ in closed_rules(app):
        answer = visitor.open(address(rule), method=method)
        assert answer.status_code in ((302,) if method == "GET" else (401,)), rule


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_a_page_of_another_role_is_not_found(client_as: SignInAs, app: Workbench, name: str) -> None:
    client, allowed = client_as(name), PERMISSIONS[PEOPLE[name][1]]
    for rule, method, permission in closed_rules(app):
        if permission not in allowed:
            assert client.open(address(rule), method=method).status_code == 404, (name, method, rule)


def test_an_endpoint_without_a_rule_is_not_found_even_when_signed_in(settings: Settings, cast: Cast) -> None:
    app = create_app(settings)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    app.test_client_class = Client
    client = app.test_client()
    client.submit("/sign-in", {"email": cast.people["Adi"].email, "password": "three purple herons"})
    assert client.get("/forgotten").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/people%2f", "/people%252f", "/people;x", "/%2fpeople", "/PEOPLE", "/static/../people"],
)
def test_an_address_written_otherwise_opens_nothing_more(client_as: SignInAs, path: str) -> None:
    assert client_as("Ama").get(path, follow_redirects=True).status_code == 404


def test_every_unsafe_address_refuses_without_the_token(client_as: SignInAs, app: Workbench) -> None:
    client = client_as("Adi")
    for rule, method, permission in closed_rules(app):
        if method == "POST" and permission in PERMISSIONS[PEOPLE["Adi"][1]]:
            assert client.post(address(rule)).status_code == 400, rule


def test_too_much_typed_is_refused_in_both_encodings(client_as: SignInAs) -> None:
    client = client_as("Adi")
    text = "x" * (FORM_BYTES + 1)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post("/settings", data={"name": text}, content_type=kind)
        assert answer.status_code == 413, kind
        assert "too large" in answer.text
