"""Every address × method × person: what each may open is written out here, line by line.

A new route without a line fails. Missing and forbidden are one answer (404); signed out means the sign-in
page (302) or, for what writes, 401; what writes without the page's token is 400.
"""

import re
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from busy_area import PASSWORD, Opened, add_role, join, make_busy_area, open_copy, token_of
from web_client import Client
from werkzeug.routing import Rule

from audit.domain.access import INSTALLER, MembershipStatus, Role
from audit.store.account import Membership

AUDITORS, LEADS, PEERS, MANAGERS, ADMINS = {"Ama", "Dana"}, {"Lee", "Oz"}, {"Pat"}, {"Max"}, {"Adi"}
GUESTS = {"Gus"}
SCORING = AUDITORS | PEERS | LEADS | GUESTS
OWNERS = {"Ama", "Pat"}
SIGNED_IN = SCORING | MANAGERS | ADMINS
SIGNED_OUT = {"nobody", "suspended", "revoked", "invited"}
RECORDERS = LEADS | AUDITORS
WATCHERS, READERS = LEADS | ADMINS, LEADS | ADMINS | MANAGERS
ANYBODY = SIGNED_IN | SIGNED_OUT


@dataclass(frozen=True)
class Line:
    """Who may open an endpoint, and what its GET and an empty POST answer them.

    `on` says which thing stands in the address: the one of Testshire, and of scoring people their own.
    """

    who: set[str]
    get: int | None = None
    post: int | None = None
    on: dict[str, str] | None = None


OPEN = {"key": "open round"}
PLANNED = {"key": "planned round"}
DRAWN = {"key": "drawn round"}
CLOSED = {"key": "closed round"}
BEGUN = {"key": "begun sheet"}
WAITING = {"key": "waiting case"}
RECORDED = {"key": "open round", "case_key": "moderated case"}
MEETING = {"round_key": "open round", "meeting_key": "meeting"}

MATRIX = {
    "static": Line(ANYBODY, 200, on={"filename": "=autosave.js"}),
    "account.sign_in": Line(ANYBODY, 200, 422),
    "account.set_password": Line(ANYBODY, 200, 422, on={"token": "password link"}),
    "guest_entry.enter": Line(ANYBODY, 200, 303, on={"token": "link of Gil"}),
    "answers.show": Line(ANYBODY, 200, on={"token": "answer link"}),
    "answers.save": Line(ANYBODY, None, 303, on={"token": "answer link"}),
    "account.sign_out": Line(SIGNED_IN, None, 303),
    "account.stay": Line(SIGNED_IN, None, 303),
    "pages.brand": Line(ANYBODY, 200),
    "pages.accessibility": Line(ANYBODY, 200),
    "pages.privacy": Line(ANYBODY, 200),
    "pages.cookies": Line(ANYBODY, 200),
    "pages.health": Line(ANYBODY, 200),
    "home.show": Line(SIGNED_IN, 200),
    "rubrics.index": Line(SIGNED_IN - PEERS - GUESTS, 200),
    "rubrics.show": Line(SIGNED_IN - PEERS - GUESTS, 200, on={"rubric_key": "rubric"}),
    "rubrics.new": Line(ADMINS, 200, 422),
    "scoring.my_cases": Line(SCORING, 200),
    "scoring.show": Line(SCORING, 200, on=WAITING),
    "scoring.open_case": Line(SCORING, None, 303, on=WAITING),
    "scoring.start": Line(SCORING, None, 303, on=WAITING),
    "scoring.hand_back": Line(SCORING, 200, 422, on=WAITING),
    "scoresheets.show": Line(SCORING, 200, on=BEGUN),
    "scoresheets.section": Line(SCORING, 200, on={**BEGUN, "section_key": "section"}),
    "scoresheets.read": Line(SCORING, 404, on={**BEGUN, "section_key": "section"}),
    "shortcuts.show": Line(SCORING, 200),
    "shortcuts.choose": Line(SCORING, None, 409),
    # Nothing is sent, not even from what the page was made: that page cannot be told from a stale one.
    "scoresheets.save": Line(SCORING, None, 409, on={**BEGUN, "section_key": "section"}),
    "closing.show": Line(SCORING, 200, on=BEGUN),
    "closing.save": Line(SCORING, None, 303, on=BEGUN),
    "submission.check": Line(SCORING, 200, on=BEGUN),
    "submission.submit": Line(SCORING, None, 409, on=BEGUN),
    "submission.done": Line(SCORING, 303, on=BEGUN),
    "submission.reopen": Line(SCORING, 200, 422, on={"key": "submitted sheet"}),
    "alerts.tell": Line(SCORING, 200, 422, on=WAITING),
    "alerts.mine": Line(SCORING, 200),
    "alerts.index": Line(LEADS, 200),
    "alerts.show": Line(LEADS, 200, on={"key": "alert"}),
    "alerts.see": Line(LEADS, None, 303, on={"key": "alert"}),
    "alerts.answer": Line(LEADS, None, 422, on={"key": "alert"}),
    "alerts.locator": Line(LEADS, None, 200, on={"key": "alert"}),
    "paper.mine": Line(SCORING, 200, on=WAITING),
    "paper.of_case": Line(LEADS, 200, on={**DRAWN, "case_key": "drawn case"}),
    "paper.of_round": Line(LEADS, 200, on=DRAWN),
    "rounds.index": Line(WATCHERS, 200),
    "rounds.start": Line(LEADS, 200, 422),
    "imports.start": Line(LEADS, 200, 422),
    "exports.take": Line(LEADS, None, 200, on=OPEN),
    "rounds.show": Line(WATCHERS, 200, on=OPEN),
    "rounds.edit": Line(LEADS, 200, 422, on=PLANNED),
    "rounds.open_for_scoring": Line(LEADS, 200, 409, on=DRAWN),
    "rounds.abandon": Line(LEADS, 200, 409, on=PLANNED),
    "rounds.close": Line(LEADS, 200, 409, on=OPEN),
    "same_again.copy": Line(LEADS, 200, 422, on=CLOSED),
    "one_step.show": Line(LEADS, 200, on=PLANNED),
    "one_step.go": Line(LEADS, None, 409, on=PLANNED),
    "one_plan.score": Line(LEADS, 200, 422),
    "programmes.index": Line(WATCHERS, 200),
    "programmes.show": Line(WATCHERS, 200, on={"key": "programme"}),
    "programmes.edit": Line(LEADS, 200, 422, on={"key": "programme"}),
    "frames.template": Line(LEADS, 200),
    "frames.index": Line(LEADS, 200, on=PLANNED),
    "frames.upload": Line(LEADS, None, 422, on=PLANNED),
    "frames.show": Line(LEADS, 200, on={**PLANNED, "frame_key": "frame"}),
    "frames.refusals": Line(LEADS, None, 200, on={**PLANNED, "frame_key": "frame"}),
    "frames.remove": Line(LEADS, 200, 303, on={**PLANNED, "frame_key": "frame"}),
    "analysis_plans.show": Line(LEADS, 200, 422, on=PLANNED),
    "analysis_plans.deviate": Line(LEADS, None, 422, on=OPEN),
    "sample.index": Line(LEADS, 200, 422, on=PLANNED),
    "sample.preview": Line(LEADS, 303, on=PLANNED),
    "sample.draw": Line(LEADS, None, 422, on=PLANNED),
    "sample.numbers": Line(LEADS, None, 303, on=PLANNED),
    "sample.links": Line(LEADS, None, 409, on=PLANNED),
    "sample.remove_links": Line(LEADS, None, 303, on=PLANNED),
    "panel.index": Line(LEADS, 200, 422, on=DRAWN),
    "panel.remove": Line(LEADS, None, 303, on={**DRAWN, "member_key": "member"}),
    "guests.invite": Line(LEADS, 200, 422, on=OPEN),
    "guests.renew": Line(LEADS, None, 200, on={**OPEN, "link_key": "guest Gil"}),
    "guests.end": Line(LEADS, None, 303, on={**OPEN, "link_key": "guest Gil"}),
    "case_pages.show": Line(LEADS, 200, on={**DRAWN, "case_key": "drawn case"}),
    "case_pages.restrict": Line(LEADS, None, 422, on={**DRAWN, "case_key": "drawn case"}),
    "case_pages.flag": Line(LEADS, None, 303, on={**DRAWN, "case_key": "drawn case"}),
    "inviting.paste": Line(LEADS, 200, on=DRAWN),
    "inviting.look": Line(LEADS, None, 422, on=DRAWN),
    "inviting.invite": Line(LEADS, None, 422, on=DRAWN),
    "sharing.show": Line(LEADS, 200, on=DRAWN),
    "sharing.share_out": Line(LEADS, None, 422, on=DRAWN),
    "sharing.give": Line(LEADS, 200, 422, on={**DRAWN, "case_key": "drawn case"}),
    "sharing.key_list": Line(LEADS, None, 200, on=DRAWN),
    "progress.show": Line(LEADS, 200, on=OPEN),
    "reminders.show": Line(LEADS, 200, on=OPEN),
    "reminders.send": Line(LEADS, None, 303, on=OPEN),
    "mail.index": Line(LEADS, 200),
    "mail.again": Line(LEADS, None, 409, on={"key": "message"}),
    "moderation.index": Line(LEADS, 200, on={"round_key": "open round"}),
    "moderation.show": Line(LEADS, 200, on={"round_key": "open round", "case_key": "moderated case"}),
    "moderation.settle": Line(LEADS, None, 422, on={"round_key": "open round", "case_key": "moderated case"}),
    "meetings.index": Line(LEADS, 200, on={"round_key": "open round"}),
    "meetings.start": Line(LEADS, 200, 422, on={"round_key": "open round"}),
    "meetings.show": Line(LEADS, 200, on=MEETING),
    "meetings.edit": Line(LEADS, 200, 422, on=MEETING),
    "meeting_screen.start": Line(LEADS, 303, on=MEETING),
    "meeting_screen.show": Line(LEADS, 200, on={**MEETING, "case_key": "moderated case"}),
    "meeting_screen.settle": Line(LEADS, None, 422, on={**MEETING, "case_key": "moderated case"}),
    "meeting_sheets.begin": Line(LEADS, 200, 422, on={**MEETING, "case_key": "other case"}),
    "meeting_sheets.show": Line(LEADS, 200, on={"key": "meeting sheet"}),
    "meeting_sheets.save": Line(LEADS, None, 303, on={"key": "meeting sheet"}),
    "meeting_sheets.correct": Line(LEADS, 200, 409, on={"key": "meeting sheet"}),
    "keying.begin": Line(LEADS, 200, 422, on={"key": "paper case"}),
    "keying.show": Line(LEADS, 200, on={"key": "keyed case"}),
    "keying.save": Line(LEADS, None, 303, on={"key": "keyed case"}),
    "keying.leave": Line(LEADS, None, 303, on={"key": "keyed case"}),
    "corrections.index": Line(LEADS, 200),
    "corrections.of_round": Line(LEADS, 200, on={"round_key": "open round"}),
    "corrections.edit": Line(LEADS, 200, on={"key": "correction"}),
    "corrections.save": Line(LEADS, None, 409, on={"key": "correction"}),
    "corrections.accept": Line(LEADS, None, 409, on={"key": "correction"}),
    "corrections.again": Line(LEADS, None, 422, on={"key": "correction"}),
    "reply_links.index": Line(LEADS, 200),
    "reply_links.show": Line(LEADS, 200, on={"key": "reply link"}),
    "reply_links.end": Line(LEADS, None, 409, on={"key": "reply link"}),
    "reply_links.renew": Line(LEADS, None, 409, on={"key": "reply link"}),
    "reply_links.ask": Line(LEADS, 200, 422, on={"case_key": "moderated case"}),
    "findings.index": Line(READERS, 200),
    "findings.show": Line(READERS, 200, on=CLOSED),
    "findings.chart": Line(READERS, 200, on={**CLOSED, "name": "=sections"}),
    "findings.take": Line(READERS, None, 200, on={**CLOSED, "form_of": "=pdf"}),
    "findings.again": Line(WATCHERS, None, 303, on=CLOSED),
    "contributions.show": Line(RECORDERS, 200, on=RECORDED),
    "contributions.save": Line(RECORDERS, None, 422, on=RECORDED),
    "contribution_lists.show": Line(LEADS, 200, on=OPEN),
    "contribution_lists.services": Line(LEADS, 200, on=OPEN),
    "contribution_lists.dates": Line(LEADS, 200, on=OPEN),
    "contribution_lists.look": Line(LEADS, None, 422, on=OPEN),
    "contribution_lists.keep": Line(LEADS, None, 303, on=OPEN),
    "engagement.show": Line(READERS, 200),
    "targets.new": Line(WATCHERS, 200, 422),
    "targets.edit": Line(WATCHERS, 200, 422, on={"key": "target"}),
    "targets.remove": Line(WATCHERS, None, 409, on={"key": "target"}),
    "services.show": Line(ADMINS, 200, 303),
    "years.show": Line(READERS, 200, on={"kind": "=plan"}),
    "years.progress": Line(READERS, 303, on={"kind": "=plan"}),
    "years.chart": Line(READERS, 200, on={"kind": "=plan", "name": "=trend"}),
    "years.take": Line(READERS, None, 200, on={"kind": "=plan"}),
    "years.again": Line(WATCHERS, None, 303, on={"kind": "=plan"}),
    "years.stop": Line(WATCHERS, None, 409, on={"kind": "=plan"}),
    "strictness.mine": Line(SCORING, 200),
    "strictness.index": Line(LEADS, 200),
    "people.index": Line(WATCHERS, 200),
    "people.new": Line(ADMINS, 200, 422),
    "people.show": Line(ADMINS, 200, on={"person_key": "person"}),
    "people.change": Line(ADMINS, None, 422, on={"person_key": "person"}),
    "people.move": Line(ADMINS, None, 409, on={"person_key": "person", "move": "=suspend"}),
    "people.password_link": Line(ADMINS, None, 200, on={"person_key": "person"}),
    "people.new_organisation": Line(ADMINS, 200, 422),
    "area.show": Line(ADMINS, 200),
    "area.change": Line(ADMINS, None, 422),
    "history.index": Line(WATCHERS, 200),
    "history.check": Line(WATCHERS, 200),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated_file) -> Opened:
    busy = make_busy_area(tmp_path_factory.getbasetemp() / "busy", migrated_file)
    return open_copy(busy, tmp_path_factory.mktemp("matrix") / "instance")


@pytest.fixture(scope="module")
def browsers(opened: Opened) -> dict[str, Client]:
    """Everybody in a browser. Suspended, revoked and invited were active when they signed in."""
    found = {name: opened.client_as(name) for name in ("Ama", "Dana", "Lee", "Pat", "Max", "Adi")}
    found["Gus"] = opened.client_as("Gus")
    found["Oz"] = opened.client_as("Lee", opened.far)
    found["nobody"] = opened.app.test_client()
    for status in ("suspended", "revoked", "invited"):
        found[status] = _sign_in_then(opened, MembershipStatus(status))
    return found


def _sign_in_then(opened: Opened, status: MembershipStatus) -> Client:
    """Somebody who held every role, signed in, and then stopped being active."""
    area, email = opened.near.cast.area, f"{status}@testshire.example"
    with opened.sessions.writing(INSTALLER) as session:
        password = opened.near.cast.people["Lee"].password or ""
        person, first = join(session, area, status.title(), email, "send_team", Role.LEAD, password)
        for role in set(Role) - {Role.LEAD}:
            add_role(session, area, person, first.organisation_id, "send_team", role)
    client = opened.sign_in(email)
    assert client.get("/rounds").status_code == 200
    with opened.sessions.writing(INSTALLER) as session:
        for membership in session.scalars(sa.select(Membership).where(Membership.person_id == person.row_id)):
            membership.status = status
    return client


def rules_of(opened: Opened) -> list[tuple[Rule, str]]:
    """Each address with each method that it takes."""
    return [
        (rule, method)
        for rule in opened.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if rule.endpoint in MATRIX
    ]


def address(opened: Opened, rule: Rule, name: str) -> str:
    """The address of the thing that the line names; scoring people stand before their own."""
    keys = opened.near.keys
    owner = name if name in OWNERS else "Ama"
    values = {}
    for argument, what in (MATRIX[rule.endpoint].on or {}).items():
        values[argument] = what[1:] if what[0] == "=" else keys.get(what) or keys[f"{what} of {owner}"]
    built = rule.build(values)
    assert built is not None, (rule, values)
    return built[1]


def ask(client: Client, method: str, path: str) -> int:
    """The status of the answer. (It is closed: a static file is sent from an open one.)"""
    with client.open(path, method=method) as answer:
        return answer.status_code


def expected(rule: Rule, method: str, name: str) -> int:
    """What the table says of one person."""
    line = MATRIX[rule.endpoint]
    if rule.endpoint == "account.sign_in" and name in SIGNED_IN:
        return 303  # signed in already
    if rule.endpoint == "home.show" and name == "Gus":
        return 303  # a guest has nothing but their cases
    if rule.endpoint == "guest_entry.enter" and method == "POST" and name in SIGNED_IN:
        return 409  # as somebody else than the link is for
    if name not in line.who:
        return (302 if method == "GET" else 401) if name in SIGNED_OUT else 404
    not_theirs = name in SCORING - OWNERS and line.who == SCORING or name == "Dana" and line.who == RECORDERS
    if line.on and (name == "Oz" and line.who != ANYBODY or not_theirs):
        return 404  # Oz leads another area, and what the address names was given to Ama
    wanted = line.get if method == "GET" else line.post
    assert wanted is not None, f"the line of {rule.endpoint} says nothing of {method}"
    return wanted


def test_every_endpoint_has_a_line_and_every_line_an_endpoint(opened: Opened) -> None:
    assert {rule.endpoint for rule in opened.app.url_map.iter_rules()} == set(MATRIX)


def test_every_line_speaks_of_the_methods_that_the_address_takes(opened: Opened) -> None:
    for endpoint, line in MATRIX.items():
        methods = set().union(*(rule.methods or set() for rule in opened.app.url_map.iter_rules(endpoint)))
        assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}, endpoint
        # Two endpoints may share an address, one a method.
        assert ("GET" in methods, "POST" in methods) == (line.get is not None, line.post is not None), (
            endpoint
        )


@pytest.mark.parametrize("name", sorted(ANYBODY))
def test_everybody_may_look_at_what_the_table_says_and_at_nothing_else(
    opened: Opened, browsers: dict[str, Client], name: str
) -> None:
    client, wrong = browsers[name], []
    for rule, method in rules_of(opened):
        if method == "GET":
            path = address(opened, rule, name)
            status = ask(client, "GET", path)
            wrong += [(rule.endpoint, path, status)] if status != expected(rule, "GET", name) else []
            assert ask(client, "HEAD", path) == status, path
    assert wrong == []


@pytest.mark.parametrize("name", sorted(ANYBODY))
def test_everybody_may_send_what_the_table_says_and_nothing_else(
    opened: Opened, browsers: dict[str, Client], name: str
) -> None:
    client, restore, wrong = browsers[name], opened.snapshot(), []
    cookie = client.get_cookie("sign_in")
    for rule, method in rules_of(opened):
        if method != "POST":
            continue
        path = address(opened, rule, name)
        token = token_of(client) if name in SIGNED_IN else _token_of_visitor(client)
        status = client.post(path, data={"csrf_token": token}).status_code
        wrong += [(rule.endpoint, path, status)] if status != expected(rule, "POST", name) else []
        if status < 400:
            restore()
            client.set_cookie("sign_in", cookie.value if cookie else "")
    assert wrong == []


def _token_of_visitor(client: Client) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    assert found
    return found[1]


@pytest.mark.parametrize("name", sorted(ANYBODY))
def test_nothing_is_taken_without_the_token_of_the_page(
    opened: Opened, browsers: dict[str, Client], name: str
) -> None:
    client = browsers[name]
    for rule, method in rules_of(opened):
        if method != "POST":
            continue
        path = address(opened, rule, name)
        may = name in MATRIX[rule.endpoint].who
        wanted = 400 if may else expected(rule, "POST", name)
        for data in ({}, {"csrf_token": "ImZvcmdlZCI.forged.forged"}):
            assert client.post(path, data=data).status_code == wanted, (rule.endpoint, data)


@pytest.mark.parametrize("name", ["nobody", "Ama", "Lee", "Adi"])
def test_no_address_takes_a_method_that_it_does_not_name(
    opened: Opened, browsers: dict[str, Client], name: str
) -> None:
    for rule in opened.app.url_map.iter_rules():
        path = address(opened, rule, name)
        taken = set().union(
            *(r.methods or set() for r in opened.app.url_map.iter_rules() if r.rule == rule.rule)
        )
        for method in set(METHODS) - taken:
            assert browsers[name].open(path, method=method).status_code in (404, 405), (method, path)


def test_a_case_that_was_handed_back_is_gone_for_whoever_had_it(
    opened: Opened, browsers: dict[str, Client]
) -> None:
    dana, keys = browsers["Dana"], opened.near.keys
    sheet, case = f"/scoresheets/{keys['sheet of Dana']}", f"/cases/{keys['case of Dana']}"
    pages = [sheet, f"{sheet}/closing", f"{sheet}/check", f"{sheet}/done", f"{sheet}/correct", case]
    pages += [f"{case}/hand-back", f"{sheet}/sections/{keys['section']}"]
    answers = {path: dana.get(path).status_code for path in pages}
    assert set(answers.values()) == {404}, answers
    token = token_of(dana)
    for path in (f"{case}/open", f"{case}/start", f"{sheet}/submit", f"{sheet}/closing"):
        status = dana.post(path, data={"csrf_token": token}).status_code
        assert status in (404, 409), path


def test_signed_out_means_signed_out_even_with_the_cookie_kept(opened: Opened) -> None:
    client = opened.client_as("Lee")
    cookie = client.get_cookie("sign_in")
    assert cookie is not None
    client.submit("/", action="/sign-out")
    client.set_cookie("sign_in", cookie.value)
    assert client.get("/rounds").status_code == 302


def test_a_role_taken_away_counts_with_the_next_click(opened: Opened) -> None:
    restore, client = opened.snapshot(), opened.client_as("Max")
    assert client.get("/findings").status_code == 200
    with opened.sessions.writing(INSTALLER) as session:
        person = opened.near.cast.people["Max"].row_id
        session.scalars(sa.select(Membership).where(Membership.person_id == person)).one().role = Role.AUDITOR
    assert client.get("/findings").status_code == 404
    restore()


def test_nobody_who_is_not_active_can_sign_in_again(opened: Opened, browsers: dict[str, Client]) -> None:
    for status in ("suspended", "revoked", "invited"):
        fields = {"email": f"{status}@testshire.example", "password": PASSWORD}
        assert opened.app.test_client().submit("/sign-in", fields).status_code == 422, status
