"""A key that is not ours, in every place of every address: nothing there, nothing told, nothing broken."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from busy_area import FAR, Opened, Side, make_busy_area, open_copy, token_of
from web_client import Client
from werkzeug.routing import Rule

from audit.store.base import new_key

# What stands where in an address: the plain name of a thing in the busy area, or "=" and the word itself.
PLACES = {
    "rubrics.show": {"rubric_key": "rubric"},
    "rounds.show": {"key": "open round"},
    "rounds.edit": {"key": "planned round"},
    "rounds.open_for_scoring": {"key": "drawn round"},
    "rounds.abandon": {"key": "planned round"},
    "rounds.close": {"key": "open round"},
    "exports.take": {"key": "open round"},
    "same_again.copy": {"key": "closed round"},
    "one_step.show": {"key": "planned round"},
    "one_step.go": {"key": "planned round"},
    "programmes.show": {"key": "programme"},
    "programmes.edit": {"key": "programme"},
    "frames.index": {"key": "planned round"},
    "frames.upload": {"key": "planned round"},
    "frames.show": {"key": "planned round", "frame_key": "frame"},
    "frames.refusals": {"key": "planned round", "frame_key": "frame"},
    "frames.remove": {"key": "planned round", "frame_key": "frame"},
    "sample.index": {"key": "planned round"},
    "sample.preview": {"key": "planned round"},
    "sample.draw": {"key": "planned round"},
    "sample.numbers": {"key": "planned round"},
    "sample.links": {"key": "planned round"},
    "sample.remove_links": {"key": "planned round"},
    "analysis_plans.show": {"key": "planned round"},
    "analysis_plans.deviate": {"key": "open round"},
    "panel.index": {"key": "drawn round"},
    "panel.remove": {"key": "drawn round", "member_key": "member"},
    "case_pages.show": {"key": "drawn round", "case_key": "drawn case"},
    "case_pages.restrict": {"key": "drawn round", "case_key": "drawn case"},
    "case_pages.flag": {"key": "drawn round", "case_key": "drawn case"},
    "inviting.paste": {"key": "drawn round"},
    "inviting.look": {"key": "drawn round"},
    "inviting.invite": {"key": "drawn round"},
    "sharing.show": {"key": "drawn round"},
    "sharing.share_out": {"key": "drawn round"},
    "sharing.give": {"key": "drawn round", "case_key": "drawn case"},
    "sharing.key_list": {"key": "drawn round"},
    "progress.show": {"key": "open round"},
    "reminders.show": {"key": "open round"},
    "reminders.send": {"key": "open round"},
    "mail.again": {"key": "message"},
    "moderation.index": {"round_key": "open round"},
    "moderation.show": {"round_key": "open round", "case_key": "moderated case"},
    "moderation.settle": {"round_key": "open round", "case_key": "moderated case"},
    "meetings.index": {"round_key": "open round"},
    "meetings.start": {"round_key": "open round"},
    "meetings.show": {"round_key": "open round", "meeting_key": "meeting"},
    "meetings.edit": {"round_key": "open round", "meeting_key": "meeting"},
    "meeting_screen.start": {"round_key": "open round", "meeting_key": "meeting"},
    "meeting_screen.show": {
        "round_key": "open round",
        "meeting_key": "meeting",
        "case_key": "moderated case",
    },
    "meeting_screen.settle": {
        "round_key": "open round",
        "meeting_key": "meeting",
        "case_key": "moderated case",
    },
    "meeting_sheets.begin": {"round_key": "open round", "meeting_key": "meeting", "case_key": "other case"},
    "meeting_sheets.show": {"key": "meeting sheet"},
    "meeting_sheets.save": {"key": "meeting sheet"},
    "meeting_sheets.correct": {"key": "meeting sheet"},
    "keying.begin": {"key": "paper case"},
    "keying.show": {"key": "keyed case"},
    "keying.save": {"key": "keyed case"},
    "keying.leave": {"key": "keyed case"},
    "corrections.of_round": {"round_key": "open round"},
    "corrections.edit": {"key": "correction"},
    "corrections.save": {"key": "correction"},
    "corrections.accept": {"key": "correction"},
    "corrections.again": {"key": "correction"},
    "reply_links.show": {"key": "reply link"},
    "reply_links.end": {"key": "reply link"},
    "reply_links.renew": {"key": "reply link"},
    "reply_links.ask": {"case_key": "moderated case"},
    "findings.show": {"key": "closed round"},
    "findings.chart": {"key": "closed round", "name": "=sections"},
    "findings.take": {"key": "closed round", "form_of": "=pdf"},
    "findings.again": {"key": "closed round"},
    "contributions.show": {"key": "open round", "case_key": "moderated case"},
    "contributions.save": {"key": "open round", "case_key": "moderated case"},
    "contribution_lists.show": {"key": "open round"},
    "contribution_lists.services": {"key": "open round"},
    "contribution_lists.dates": {"key": "open round"},
    "contribution_lists.look": {"key": "open round"},
    "contribution_lists.keep": {"key": "open round"},
    "targets.edit": {"key": "target"},
    "targets.remove": {"key": "target"},
    "people.show": {"person_key": "person"},
    "people.change": {"person_key": "person"},
    "people.move": {"person_key": "person", "move": "=suspend"},
    "people.password_link": {"person_key": "person"},
    "scoring.show": {"key": "waiting case of Ama"},
    "scoring.open_case": {"key": "waiting case of Ama"},
    "scoring.start": {"key": "waiting case of Ama"},
    "scoring.hand_back": {"key": "waiting case of Ama"},
    "scoresheets.show": {"key": "begun sheet of Ama"},
    "scoresheets.section": {"key": "begun sheet of Ama", "section_key": "section"},
    "scoresheets.read": {"key": "begun sheet of Ama", "section_key": "section"},
    "scoresheets.save": {"key": "begun sheet of Ama", "section_key": "section"},
    "closing.show": {"key": "begun sheet of Ama"},
    "closing.save": {"key": "begun sheet of Ama"},
    "submission.check": {"key": "begun sheet of Ama"},
    "submission.submit": {"key": "begun sheet of Ama"},
    "submission.done": {"key": "submitted sheet of Ama"},
    "submission.reopen": {"key": "submitted sheet of Ama"},
    "alerts.tell": {"key": "waiting case of Ama"},
    "alerts.show": {"key": "alert"},
    "alerts.see": {"key": "alert"},
    "alerts.answer": {"key": "alert"},
    "alerts.locator": {"key": "alert"},
    "paper.mine": {"key": "waiting case of Ama"},
    "paper.of_case": {"key": "drawn round", "case_key": "drawn case"},
    "paper.of_round": {"key": "drawn round"},
    "guests.invite": {"key": "open round"},
    "guests.renew": {"key": "open round", "link_key": "guest Gil"},
    "guests.end": {"key": "open round", "link_key": "guest Gil"},
    "guest_entry.enter": {"token": "link of Gil"},
    "account.set_password": {"token": "password link"},
    "answers.show": {"token": "answer link"},
    "answers.save": {"token": "answer link"},
}
OPENERS = {**dict.fromkeys(("scoring", "scoresheets", "closing", "submission"), "Ama"), "people": "Adi"}
# A kind of document is a word that all areas share, and no key of anything.
OF_A_KIND = {f"years.{view}" for view in ("show", "progress", "chart", "take", "again", "stop")}
WITHOUT_KEYS = {"static", *OF_A_KIND}
# The link itself is the proof, whoever opens it.
PROOFS = {"account.set_password", "guest_entry.enter", "answers.show", "answers.save"}
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
QUERY = "?first=need&how=equal&total=3&n_reserve=0&seed=7"
ODD = (
    "x" * 16,
    "x" * 1_000,
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%2f..%2fworkbench.sqlite3",
    "%252e%252e%252f",
    "a%2fb",
    "a%252fb",
    "%00",
    "a%00b",
    "%0d%0aSet-Cookie:x",
    "%ff%fe",
    "%ed%a0%80",
    "%f0%9f%98%80",
    "%e2%80%ae",
    "' OR 1=1 --",
    "1;DROP TABLE person",
    "{{7*7}}",
    "0",
    "-1",
    "None",
    "*",
    "%25",
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated_file) -> Opened:
    busy = make_busy_area(tmp_path_factory.getbasetemp() / "busy", migrated_file)
    return open_copy(busy, tmp_path_factory.mktemp("foreign") / "instance")


@pytest.fixture(scope="module")
def browsers(opened: Opened) -> dict[str, Client]:
    return {name: opened.client_as(name) for name in ("Ama", "Lee", "Adi", "Max", "Pat")}


def keyed_rules(opened: Opened) -> Iterator[Rule]:
    for rule in opened.app.url_map.iter_rules():
        if rule.arguments and rule.endpoint not in WITHOUT_KEYS:
            yield rule


def build(rule: Rule, keys: dict[str, str], **instead: str) -> str:
    """The address with these keys. What is put in `instead` stands there as it is, not quoted."""
    path = rule.rule
    for name, what in PLACES[rule.endpoint].items():
        key = what[1:] if what[0] == "=" else keys[what]
        path = path.replace(f"<{name}>", instead.get(name, key))
    return path


def every_answer(client: Client, path: str, rule: Rule, token: str) -> Iterator[tuple[int, str]]:
    """What this address answers, by every method that it takes."""
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        data = {"csrf_token": token} if method == "POST" else None
        with client.open(path, method=method, data=data) as answer:
            yield answer.status_code, answer.text + str(answer.headers)


def list_wrong(client: Client, rule: Rule, path: str, token: str, *, may_be: tuple[int, ...]) -> list[object]:
    """Each answer that is another than it may be, or that tells something of the other area."""
    answers = every_answer(client, path, rule, token)
    return [
        (rule.endpoint, path[:120], status, FAR in text)
        for status, text in answers
        if status not in may_be or FAR in text
    ]


def test_every_address_with_a_key_is_tried(opened: Opened) -> None:
    endpoints = {rule.endpoint for rule in keyed_rules(opened)}
    assert endpoints == set(PLACES)
    for rule in keyed_rules(opened):
        assert set(PLACES[rule.endpoint]) == rule.arguments, rule


@pytest.mark.parametrize("name", ["Ama", "Lee", "Adi", "Max", "Pat"])
def test_nothing_of_the_other_area_is_there(opened: Opened, browsers: dict[str, Client], name: str) -> None:
    client, wrong = browsers[name], []
    token = token_of(client)
    for rule in keyed_rules(opened):
        if rule.endpoint in PROOFS:
            continue
        path = build(rule, opened.far.keys)
        wrong += list_wrong(client, rule, path + QUERY, token, may_be=(404,))
    assert wrong == []


@pytest.mark.parametrize("name", ["Lee", "Adi", "Max"])
def test_a_key_of_the_other_area_beside_our_own_is_not_there_either(
    opened: Opened, browsers: dict[str, Client], name: str
) -> None:
    client, wrong, n_tried = browsers[name], [], 0
    token = token_of(client)
    for rule in keyed_rules(opened):
        keyed = {place: what for place, what in PLACES[rule.endpoint].items() if what[0] != "="}
        for place in keyed if len(keyed) > 1 and "section_key" not in keyed else ():
            path = build(rule, opened.near.keys, **{place: opened.far.keys[keyed[place]]})
            wrong += list_wrong(client, rule, path, token, may_be=(404,))
            n_tried += 1
    assert wrong == []
    assert n_tried > 10


def test_a_thing_of_one_round_is_not_there_under_another(opened: Opened, browsers: dict[str, Client]) -> None:
    client, keys, wrong = browsers["Lee"], opened.near.keys, []
    token = token_of(client)
    others = [keys[name] for name in ("planned round", "drawn round", "open round", "closed round")]
    for rule in keyed_rules(opened):
        places = PLACES[rule.endpoint]
        named = [place for place, what in places.items() if what.endswith(" round")]
        if len(places) < 2 or not named or rule.endpoint.startswith("findings."):
            continue
        own = keys[places[named[0]]]
        for other in others:
            if other != own:
                path = build(rule, keys, **{named[0]: other})
                # 409: this own round of theirs is past taking lists back.
                may_be = (404, 409) if rule.endpoint == "frames.remove" else (404,)
                wrong += list_wrong(client, rule, path, token, may_be=may_be)
    assert wrong == []


def test_a_key_of_another_sort_is_not_there(opened: Opened, browsers: dict[str, Client]) -> None:
    token = {name: token_of(client) for name, client in browsers.items()}
    keys, wrong = opened.near.keys, []
    instead = {**dict.fromkeys(keys, keys["frame"]), "frame": keys["open round"]}
    for rule in keyed_rules(opened):
        for name in ("Ama", "Lee", "Adi"):
            path = build(rule, {**keys, **instead})
            wrong += list_wrong(browsers[name], rule, path, token[name], may_be=(404,))
    assert wrong == []


def test_what_is_no_key_at_all_breaks_nothing(opened: Opened, browsers: dict[str, Client]) -> None:
    tokens, wrong = {name: token_of(client) for name, client in browsers.items()}, []
    for rule in keyed_rules(opened):
        # Somebody who gets past the gate: for everybody else it is 404 before the key is looked at.
        name = OPENERS.get(rule.endpoint.split(".")[0], "Lee")
        for odd in (*ODD, new_key()):
            for place in PLACES[rule.endpoint]:
                path = build(rule, opened.near.keys, **{place: odd})
                wrong += list_wrong(browsers[name], rule, path, tokens[name], may_be=(308, 400, 404, 405))
    assert wrong == []


def test_a_dot_dot_opens_nothing_but_what_its_own_rule_allows(
    opened: Opened, browsers: dict[str, Client]
) -> None:
    for rule in keyed_rules(opened):
        for place in PLACES[rule.endpoint]:
            path = build(rule, opened.near.keys, **{place: ".."})
            assert browsers["Pat"].get(path).status_code in (302, 303, 308, 404, 405), path


def test_a_key_in_capitals_or_with_a_space_is_another_key(
    opened: Opened, browsers: dict[str, Client]
) -> None:
    client, keys = browsers["Lee"], opened.near.keys
    for key in (keys["open round"].upper(), keys["open round"] + "%20", keys["open round"] + "%00"):
        assert client.get(f"/rounds/{key}").status_code == 404, key


@pytest.mark.parametrize("name", ["Ama", "Lee", "Adi", "Max", "Pat"])
def test_no_page_without_a_key_tells_of_the_other_area(
    opened: Opened, browsers: dict[str, Client], name: str
) -> None:
    rules = [rule for rule in opened.app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    plain = [rule.rule for rule in rules if not rule.arguments]
    of_plans = [
        rule.rule.replace("<kind>", "plan").replace("<name>", "trend")
        for rule in rules
        if rule.endpoint in OF_A_KIND
    ]
    assert of_plans
    for path in (*plain, *of_plans):
        with browsers[name].get(path) as answer:
            assert FAR not in answer.text, path


@pytest.mark.parametrize("name", ["Ama", "Lee", "Adi", "Max", "Pat"])
def test_no_page_of_our_own_things_tells_of_the_other_area(
    opened: Opened, browsers: dict[str, Client], name: str
) -> None:
    n_shown = 0
    for rule in keyed_rules(opened):
        if "GET" in (rule.methods or set()):
            answer = browsers[name].get(build(rule, opened.near.keys))
            assert FAR not in answer.text, rule
            n_shown += answer.status_code == 200
    assert n_shown > 0


def test_the_other_area_sees_its_own_words(opened: Opened) -> None:
    """Else all of this would prove nothing."""
    for name in ("Ama", "Lee", "Adi"):
        client = opened.client_as(name, opened.far)
        shown = [client.get(build(rule, opened.far.keys)) for rule in keyed_rules(opened)]
        assert sum(FAR in answer.text for answer in shown if answer.status_code == 200) > 3, name


def test_a_missing_and_a_forbidden_thing_get_the_same_answer(
    opened: Opened, browsers: dict[str, Client]
) -> None:
    for name, place in (("Lee", "/rounds/{}"), ("Ama", "/scoresheets/{}"), ("Adi", "/people/{}")):
        what = {"Lee": "open round", "Ama": "begun sheet of Ama", "Adi": "person"}[name]
        client, far = browsers[name], opened.far.keys[what]
        missing, forbidden = (client.get(place.format(key)) for key in (new_key(), far))
        assert missing.status_code == forbidden.status_code == 404
        # The token of a page holds the second at which it was made.
        assert TOKEN.sub("", missing.text) == TOKEN.sub("", forbidden.text)
        assert sorted(missing.headers) == sorted(forbidden.headers)


def test_nothing_of_either_area_was_changed_by_all_this(opened: Opened, browsers: dict[str, Client]) -> None:
    """Posts with keys of the other area: its tables stay as they are, to the last row."""
    before = rows_of(opened, opened.far)
    token = token_of(browsers["Lee"])
    for rule in keyed_rules(opened):
        if "POST" in (rule.methods or set()) and rule.endpoint not in PROOFS:
            browsers["Lee"].post(build(rule, opened.far.keys), data={"csrf_token": token, "version": "1"})
    assert rows_of(opened, opened.far) == before


def rows_of(opened: Opened, side: Side) -> dict[str, list[tuple[object, ...]]]:
    """Every row of an area, as it stands."""
    found = {}
    with opened.sessions.engine.connect() as connection:
        for table in sa.inspect(opened.sessions.engine).get_table_names():
            columns = [column["name"] for column in sa.inspect(opened.sessions.engine).get_columns(table)]
            if "area_id" in columns:
                query = f"SELECT * FROM {table} WHERE area_id = ? ORDER BY id"
                rows = connection.exec_driver_sql(query, (side.cast.area.row_id,)).fetchall()
                found[table] = [tuple(row) for row in rows]
    assert sum(len(rows) for rows in found.values()) > 100
    return found
