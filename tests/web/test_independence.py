"""Nobody learns what another auditor put down for a case before they have sent their own; most never do.

Ama's words for case 2 hold a canary in every box. Ben has begun the same case, Lee leads and has it to score
as well, Pat checks it from outside. Every page and every answer of every address is searched.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from busy_area import Opened, add_role, close_words, make_busy_area, open_copy, token_of
from web_client import Client
from werkzeug.test import TestResponse

from audit.domain.access import INSTALLER, Role
from audit.domain.rating import Answer
from audit.store.case import AuditCase
from audit.store.correction import Correction
from audit.store.entry import Entry
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.queries import get_by_key
from audit.workflow.scoresheets import Stamp, save_section, show_sheet
from audit.workflow.submission import submit_sheet

CANARY = "Canary7Q4"
OTHERS = ("words of Ama", "words of Ben")
# Anew on every page, whoever looks; and until when the own sign-in counts.
FRESH = re.compile(r'(name="(?:csrf_token|request_key)"[^>]*value="|data-left="|data-ends>)[^"<]*')


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated_file) -> Opened:
    busy = make_busy_area(tmp_path_factory.getbasetemp() / "busy", migrated_file)
    found = open_copy(busy, tmp_path_factory.mktemp("independence") / "instance")
    _give_to_lead(found)
    return found


@pytest.fixture(autouse=True)
def as_it_was(opened: Opened) -> Iterator[None]:
    restore = opened.snapshot()
    yield
    restore()


def _give_to_lead(opened: Opened) -> None:
    """Lee also scores, and has case 2 to score."""
    cast = opened.near.cast
    with opened.sessions.writing(INSTALLER) as session:
        organisation = cast.memberships["Lee"].organisation_id
        add_role(session, cast.area, cast.people["Lee"], organisation, "education", Role.AUDITOR)
    give(opened, "Lee", opened.near.rounds["open round"].cases[2])


def give(opened: Opened, name: str, case: AuditCase) -> str:
    """One more case for somebody; the key of the assignment."""
    given = {"area_id": case.area_id, "case_id": case.row_id, "agency": "education", "lens": "whole"}
    with opened.sessions.writing(INSTALLER) as session:
        assignment = Assignment(**given, person_id=opened.near.cast.people[name].row_id)
        session.add(assignment)
    return assignment.key


def write_canary(opened: Opened, *, send: bool, level: int = 1) -> None:
    """Ama puts the canary into every box of case 2, and sends the sheet or not yet."""
    cast, key = opened.near.cast, opened.near.keys["begun sheet of Ama"]
    actor = cast.actor("Ama")
    with opened.sessions.writing(actor) as session:
        view = show_sheet(session, actor, key=key)
        for part in view.sections:
            entries = [
                Entry(
                    item.key,
                    Answer(item.key, level=0 if item.is_legal else level),
                    f"{CANARY} evidence",
                    f"{CANARY} page",
                )
                for item in part.asked
            ]
            stamp = Stamp(view.sheet.version, page="canary")
            save_section(session, actor, key=key, section_key=part.section.key, entries=entries, stamp=stamp)
            session.flush()
    close_words(opened.sessions, cast, "Ama", key, f"{CANARY} box")
    if send:
        with opened.sessions.writing(actor) as session:
            version = show_sheet(session, actor, key=key).sheet.version
            submit_sheet(session, actor, key=key, version=version)


def keys_by_place(opened: Opened) -> dict[str, list[str]]:
    """Every key that there is, by what its place in an address is called there."""
    keys, built = opened.near.keys, opened.near.rounds["open round"]
    with opened.sessions.writing(INSTALLER) as session:
        corrections = [row.key for row in session.query(Correction)]
    rounds = [key for name, key in keys.items() if name.endswith(" round")]
    return {
        "/cases/<key>": [assignment.key for assignment in built.assignments.values()],
        "/alerts/<key>": [keys["alert"]],
        "/scoresheets/<key>": [key for name, key in keys.items() if "sheet of" in name],
        "/corrections/<key>": corrections,
        "/reply-links/<key>": [keys["reply link"]],
        "/messages/<key>": [keys["message"]],
        "/meeting-sheets/<key>": [keys["meeting sheet"]],
        "/keying-in/<key>": [keys["keyed case"], keys["paper case"], built.assignments[2, "Ama"].key],
        "<meeting_key>": [keys["meeting"]],
        "/programmes/<key>": [keys["programme"]],
        "<key>": rounds,
        "<round_key>": rounds,
        "<case_key>": [built.cases[1].key, built.cases[2].key, keys["drawn case"]],
        "<section_key>": [keys["section"]],
        "<frame_key>": [keys["frame"]],
        "<member_key>": [keys["member"]],
        "<link_key>": [keys["guest Gil"]],
        "<rubric_key>": [keys["rubric"]],
        "<person_key>": [opened.near.cast.people["Ama"].key],
        "<move>": ["suspend"],
        "<form_of>": ["pdf", "xlsx"],
        "<name>": ["sections", "cohorts", "trend"],
        "<kind>": ["plan", "review"],
        "<token>": ["none"],
    }


def addresses(opened: Opened, method: str) -> list[str]:
    """Every address with every key in its place."""
    found = []
    for rule in opened.app.url_map.iter_rules():
        if method in (rule.methods or set()) and rule.endpoint not in ("static", "account.sign_out"):
            paths = [rule.rule]
            for place, keys in keys_by_place(opened).items():
                name = place[place.index("<") :]
                if place in rule.rule and name in paths[0]:
                    paths = [path.replace(name, key) for path in paths for key in keys]
            assert "<" not in "".join(paths), rule
            found += paths
    return found


def words_of(answer: TestResponse) -> str:
    """All that an answer tells: its headers and its text, or the text inside of a workbook."""
    told = answer.data
    if told.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(told)) as packed:
            told = b"\n".join(packed.read(name) for name in packed.namelist())
    return told.decode("utf-8", "replace") + str(answer.headers)


def walk(opened: Opened, client: Client) -> Iterator[tuple[str, str, int]]:
    """Every page and every answer to a form that says little or nothing: address, words, status."""
    for path in addresses(opened, "GET"):
        answer = client.get(path)
        yield path, words_of(answer), answer.status_code
    data = {"csrf_token": token_of(client), "version": "1", "state": "other", "works": "?"}
    for path in addresses(opened, "POST"):
        for accept in ("text/html", "application/json") if path.startswith("/scoresheets") else ("*/*",):
            answer = client.post(path, data=data, headers={"Accept": accept})
            yield f"POST {path}", words_of(answer), answer.status_code


def search(opened: Opened, name: str, *hunted: str) -> list[tuple[str, str]]:
    """Where any of the hunted words reaches the named person."""
    client, found, n_shown = opened.client_as(name), [], 0
    for path, words, status in walk(opened, client):
        assert status < 500, path
        n_shown += status == 200
        found += [(path, hunt) for hunt in hunted if hunt in words]
    assert n_shown > 3, name
    return found


@pytest.mark.parametrize("send", [False, True], ids=["not yet sent", "sent"])
@pytest.mark.parametrize("name", ["Ben", "Lee", "Pat", "Gus", "Max", "Adi", "Chidi"])
def test_no_word_of_one_auditor_reaches_anybody_who_must_not_see_it(
    opened: Opened, name: str, send: bool
) -> None:
    write_canary(opened, send=send)
    assert search(opened, name, CANARY) == []


@pytest.mark.parametrize("name", ["Pat", "Gus", "Max", "Adi", "Dana"])
def test_nothing_that_auditors_wrote_ever_reaches_who_only_checks_reads_or_administers(
    opened: Opened, name: str
) -> None:
    """In a round that is open and in one that is closed and reported, downloads and all."""
    assert search(opened, name, *OTHERS) == []


def test_the_words_are_there_for_whom_they_are_meant(opened: Opened) -> None:
    """Else all of this would prove nothing."""
    write_canary(opened, send=True)
    sheet = opened.near.keys["begun sheet of Ama"]
    assert CANARY in opened.client_as("Ama").get(f"/scoresheets/{sheet}").text
    case = opened.near.rounds["open round"].cases[1].key
    page = opened.client_as("Lee").get(f"/rounds/{opened.near.keys['open round']}/moderation/{case}")
    assert "words of Ama" in page.text


def test_a_lead_sees_the_others_words_once_their_own_are_sent(opened: Opened) -> None:
    case = opened.near.rounds["open round"].cases[1]
    key = give(opened, "Lee", case)
    place, client = f"/rounds/{opened.near.keys['open round']}", opened.client_as("Lee")
    for page in (f"{place}/moderation/{case.key}", f"{place}/moderation", f"{place}/corrections"):
        assert not re.search("words of (Ama|Ben)", client.get(page).text), page
    assert client.get(f"/corrections/{opened.near.keys['correction']}").status_code == 404
    with opened.sessions.writing(INSTALLER) as session:
        get_by_key(session, Assignment, key).status = AssignmentStatus.SUBMITTED
    assert "words of Ama" in client.get(f"{place}/moderation/{case.key}").text
    assert client.get(f"/corrections/{opened.near.keys['correction']}").status_code == 200


@pytest.mark.parametrize("name", ["Ben", "Pat", "Chidi", "Gus"])
def test_no_count_and_no_hint_changes_for_who_has_still_to_score(opened: Opened, name: str) -> None:
    """Page for page the same, whether a fellow auditor gave the worst or the best, has sent it or not."""
    restore, seen = opened.snapshot(), []
    for level, send in ((1, False), (4, True), (1, True)):
        write_canary(opened, send=send, level=level)
        client = opened.client_as(name)
        pages = {path: FRESH.sub(r"\1", client.get(path).text) for path in addresses(opened, "GET")}
        seen.append(pages)
        restore()
    assert [path for path in seen[0] if len({pages[path] for pages in seen}) > 1] == []
