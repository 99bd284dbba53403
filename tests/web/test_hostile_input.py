"""What strangers, tired people and old browsers send: the workbench answers plainly and stays whole."""

import io
import threading
import zipfile
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from busy_area import Opened, make_busy_area, open_copy, token_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from round_steps import make_list
from web_client import Client, find_form, parse, read_form
from werkzeug.test import TestResponse

from audit.domain.access import INSTALLER
from audit.folders import folder
from audit.store.area import Area
from audit.store.audit_round import AuditRound
from audit.store.frame import Frame, FrameEntry
from audit.store.panel import Assignment, PanelMember
from audit.store.queries import get_by_key
from audit.store.trail import verify

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
SHELL = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
RTL, NUL, EMOJI = "‮evil", "a\0b", "👩‍👩‍👧"
RUBRIC = (folder("rubrics") / "plan_short_2026.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated_file) -> Opened:
    busy = make_busy_area(tmp_path_factory.getbasetemp() / "busy", migrated_file)
    return open_copy(busy, tmp_path_factory.mktemp("hostile") / "instance")


@pytest.fixture(scope="module")
def browsers(opened: Opened) -> dict[str, Client]:
    return {name: opened.client_as(name) for name in ("Ama", "Lee", "Adi")}


@pytest.fixture(scope="module")
def restore(opened: Opened, browsers: dict[str, Client]) -> Callable[[], None]:
    return opened.snapshot()


@pytest.fixture
def lee(browsers: dict[str, Client], restore: Callable[[], None]):
    yield browsers["Lee"]
    restore()


@pytest.fixture
def ama(browsers: dict[str, Client], restore: Callable[[], None]):
    yield browsers["Ama"]
    restore()


@pytest.fixture
def adi(browsers: dict[str, Client], restore: Callable[[], None]):
    yield browsers["Adi"]
    restore()


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def many_rows(n_rows: int) -> bytes:
    """A workbook of so many rows, written as text: fast to make."""
    import openpyxl

    stream, book = io.BytesIO(), openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("List_1")
    sheet.append(["Unique ID", "Date of birth", "Date initial EHC plan issued"])
    sheet.append(["P1", "01/05/2015", "14/03/2024"])
    book.save(stream)
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>P{0}</t></is></c></row>'
    rows = "".join(row.format(number) for number in range(3, n_rows + 2)).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as good:
        members = {name: good.read(name) for name in good.namelist()}
    name = next(name for name in members if name.startswith("xl/worksheets/sheet"))
    members[name] = members[name].replace(b"</sheetData>", rows + b"</sheetData>")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as big:
        for member, content in members.items():
            big.writestr(member, content)
    return packed.getvalue()


def upload(client: Client, opened: Opened, content: bytes, name: str = "list.xlsx") -> TestResponse:
    path = f"/rounds/{opened.near.keys['planned round']}/list"
    return client.submit(path, {"file": (io.BytesIO(content), name)})


def count(opened: Opened, model: type) -> int:
    with opened.sessions.writing(INSTALLER) as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def is_whole(opened: Opened) -> bool:
    """The database and both histories hold."""
    with opened.sessions.engine.connect() as connection:
        sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        sound = sound and not connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    with opened.sessions.writing(INSTALLER) as session:
        return sound and not any(verify(session, area.row_id) for area in session.scalars(sa.select(Area)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 hello", "This is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"<html><script>alert(1)</script>", "web page"),
        (bytes(range(256)) * 20, "not a list in text"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE, "older Office form"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (archive({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), "not an Excel workbook"),
        (archive({**SHELL, "xl/worksheets/sheet1.xml": b"0" * 50_000_000}), "unpacks to far more"),
        (many_rows(100_000), "60,000"),
        (b"a,b,c\r\n1,2,3\r\n", "own_id"),
    ],
    ids=[
        "empty",
        "pdf",
        "picture",
        "page",
        "bytes",
        "locked",
        "old",
        "cut",
        "word",
        "bomb",
        "rows",
        "headings",
    ],
)
def test_a_file_that_is_no_list_is_refused_at_its_field_and_nothing_is_kept(
    lee: Client, opened: Opened, content: bytes, words: str
) -> None:
    before = count(opened, Frame), count(opened, FrameEntry)
    answer = upload(lee, opened, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert "<script>alert" not in answer.text
    assert (count(opened, Frame), count(opened, FrameEntry)) == before
    assert is_whole(opened)


def test_every_bad_row_is_named_and_the_good_ones_are_kept(lee: Client, opened: Opened) -> None:
    rows = (
        "D1,14/03/2024,,,ASD,primary,,",
        "D1,15/03/2024,,,ASD,primary,,",
        "D2,31/02/2024,,,ASD,primary,,",
        ",14/03/2024,,,ASD,primary,,",
        "D3,14/03/2999,,,ASD,primary,,",
        '"=HYPERLINK(""http://x"")",14/03/2024,,,ASD,primary,,',
        f"{EMOJI},14/03/2024,,,ASD,primary,,",
        f"{RTL},14/03/2024,,,ASD,primary,,",
        f"{NUL},14/03/2024,,,ASD,primary,,",
        f"D4,14/03/2024,,,{EMOJI},{RTL},,",
    )
    before = count(opened, FrameEntry)
    answer = upload(lee, opened, make_list(5, first=500, extra=rows), "../../etc/<b>passwd</b>‮.csv")
    assert answer.status_code == 303, answer.text[-3000:]
    page = lee.fetch(answer.location).text
    for row in (8, 9, 10, 11):
        assert str(row) in page, row
    assert "HYPERLINK" not in page
    assert "../" not in page and "‮" not in page and EMOJI not in page
    with opened.sessions.writing(INSTALLER) as session:
        name = session.scalars(sa.select(Frame).order_by(Frame.row_id.desc())).first().file_name
    assert "/" not in name and "<" not in name
    assert count(opened, FrameEntry) >= before + 6
    assert is_whole(opened)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("title:", "title: Twice\ntitle:", 1), "title"),
        (lambda text: text.replace("  - number: 4\n", "  - number: 5\n", 1), "level"),
        (lambda text: text + "\nx: !!python/object/apply:os.system ['id']\n", "line"),
        (lambda text: "a: &a [x]\n" + "".join(f"b{n}: [{'*a,' * 50}]\n" for n in range(99)), "line"),
        (lambda text: text.replace(":", "", 40), "line"),
        (lambda _text: "\0\x01", "file"),
        (lambda _text: "[" * 5_000, "file"),
        (lambda _text: "x: " + "a" * 3_000_000, "file"),
    ],
    ids=["twice", "level", "python", "aliases", "broken", "bytes", "deep", "long"],
)
def test_standards_that_are_wrong_are_refused_with_the_place(
    adi: Client, opened: Opened, change: Callable[[str], str], words: str
) -> None:
    sent = change(RUBRIC)
    assert sent != RUBRIC
    answer = adi.submit("/standards/new", {"file": (io.BytesIO(sent.encode()), "../../r.yaml")})
    assert answer.status_code == 422
    assert words in answer.text.lower()
    assert is_whole(opened)


def test_standards_that_are_no_utf8_are_refused(adi: Client) -> None:
    sent = {"file": (io.BytesIO(b"\xff\xfe\x00k"), "r.yaml")}
    assert adi.submit("/standards/new", sent).status_code == 422


@pytest.mark.parametrize("total", ["31", "1000000", "99999999999999999999", "-1", "1.5", "x", ""])
def test_a_sample_larger_than_its_list_is_refused_and_draws_nothing(
    lee: Client, opened: Opened, total: str
) -> None:
    key = opened.near.keys["planned round"]
    answer = lee.submit(f"/rounds/{key}/sample", {"total": total, "how": "proportional"})
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        page = lee.get(answer.location)
        assert page.status_code in (200, 303)
        assert f"/rounds/{key}/sample/draw" not in page.text, total


def test_more_from_a_group_than_it_lists_is_refused(lee: Client, opened: Opened) -> None:
    key = opened.near.keys["planned round"]
    asked = {"how": "by_hand", "first": "cohort_year", "second": "", "seed": "7", "n_reserve": "0"}
    page = parse(lee.get(lee.submit(f"/rounds/{key}/sample", asked).location).text)
    fields = {**read_form(page.find("form", id="by-hand")), "csrf_token": token_of(lee)}
    with opened.sessions.writing(INSTALLER) as session:
        fields["version"] = str(get_by_key(session, AuditRound, key).version)
    boxes = [name for name in fields if name.startswith("n~")]
    assert boxes
    for sent in ("999", "-1", "x", "1e3", "99999999999"):
        answer = lee.post(f"/rounds/{key}/sample/draw", data={**fields, **dict.fromkeys(boxes, sent)})
        assert answer.status_code in (409, 422), (sent, answer.status_code)
    with opened.sessions.writing(INSTALLER) as session:
        assert get_by_key(session, AuditRound, key).status == "planned"


def test_an_auditor_is_given_a_case_once(lee: Client, opened: Opened) -> None:
    keys = opened.near.keys
    path = f"/rounds/{keys['drawn round']}/cases/{keys['drawn case']}/give"
    page = parse(lee.get(path).text)
    offered = page.find_all("input", name="member")
    fields, before = read_form(find_form(page, path)), count(opened, Assignment)
    with opened.sessions.writing(INSTALLER) as session:
        members = [row.key for row in session.scalars(sa.select(PanelMember))]
    for member in members:
        for _ in range(2):
            again = {**fields, "member": member, "request_key": f"r{member}"}
            assert lee.post(path, data=again).status_code in (303, 409, 422), member
        again = {**fields, "member": member, "request_key": f"s{member}"}
        assert lee.post(path, data=again).status_code in (409, 422), member
    assert count(opened, Assignment) <= before + len(offered)
    with opened.sessions.writing(INSTALLER) as session:
        pairs = [(row.case_id, row.person_id) for row in session.scalars(sa.select(Assignment))]
    assert len(pairs) == len(set(pairs))


STALE = {
    "round": ("Lee", "/rounds/{planned round}/edit", "title"),
    "correction": ("Lee", "/corrections/{correction}", "reply"),
    "settings": ("Adi", "/settings", "contact"),
    "section": ("Ama", "/scoresheets/{begun sheet of Ama}/sections/{section}", "evidence-"),
    "closing": ("Ama", "/scoresheets/{begun sheet of Ama}/closing", "works"),
}


@pytest.mark.parametrize("what", STALE)
def test_a_stale_form_is_answered_with_both_texts_and_overwrites_nothing(
    opened: Opened, browsers: dict[str, Client], restore: Callable[[], None], what: str
) -> None:
    name, place, field = STALE[what]
    path, client = place.format(**opened.near.keys), browsers[name]
    first, second = (read_form(find_form(parse(client.get(path).text), path)) for _ in range(2))
    box = next(each for each in first if each.startswith(field))
    assert client.post(path, data={**first, box: "The first words"}).status_code == 303
    answer = client.post(path, data={**second, box: "The second words"})
    assert answer.status_code == 409
    assert "The first words" in answer.text and "The second words" in answer.text
    assert "The first words" in client.get(path).text
    restore()


def in_parallel(opened: Opened, client: Client, times: int, send: Callable[[Client], int]) -> list[int]:
    """The same from so many windows of one browser at once; the statuses."""
    cookie = client.get_cookie("sign_in")
    assert cookie is not None
    answers: list[int] = []
    ready = threading.Barrier(times)

    def work() -> None:
        window = opened.app.test_client()
        window.set_cookie("sign_in", cookie.value)
        ready.wait()
        answers.append(send(window))

    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == times
    return answers


def test_a_double_submit_in_parallel_makes_one_round(lee: Client, opened: Opened) -> None:
    fields = read_form(find_form(parse(lee.get("/rounds/new").text), "/rounds/new"))
    before = count(opened, AuditRound)
    for number in range(5):
        sent = {**fields, "title": f"Double {number}", "request_key": f"double-{number}"}
        answers = in_parallel(
            opened, lee, 3, lambda window, sent=sent: window.post("/rounds/new", data=sent).status_code
        )
        assert 303 in answers and set(answers) <= {303, 409}, answers
    assert count(opened, AuditRound) == before + 5
    assert is_whole(opened)


def test_of_racing_saves_from_one_version_exactly_one_wins(ama: Client, opened: Opened) -> None:
    path = "/scoresheets/{begun sheet of Ama}/closing".format(**opened.near.keys)
    for number in range(5):
        fields = read_form(find_form(parse(ama.get(path).text), path))
        words = iter([f"one {number}", f"two {number}", f"three {number}"])

        def send(window: Client, fields=fields, words=words) -> int:
            word = next(words)
            return window.post(
                path, data={**fields, "request_key": word.replace(" ", "-"), "works": word}
            ).status_code

        assert sorted(in_parallel(opened, ama, 3, send)) == [303, 409, 409]
    assert is_whole(opened)


@pytest.mark.parametrize(("path", "n_bytes"), [("/settings", 1_000_001), ("/standards/new", 25_000_001)])
def test_a_body_that_is_too_large_is_refused(adi: Client, path: str, n_bytes: int) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        data = {"csrf_token": token_of(adi), "name": "x" * n_bytes}
        answer = adi.post(path, data=data, content_type=kind)
        assert answer.status_code == 413, kind


def test_no_field_that_is_on_no_form_changes_anything(adi: Client, opened: Opened) -> None:
    extra = {"is_example": "1", "key": "a" * 16, "row_id": "2", "area_id": "2", "created_at": "2000-01-01"}
    old = _area(opened)
    assert adi.submit("/settings", {**extra, "contact": "new"}).status_code == 303
    new = _area(opened)
    assert {name for name in old if old[name] != new[name]} == {"contact", "version"}


def _area(opened: Opened) -> dict[str, object]:
    with opened.sessions.writing(INSTALLER) as session:
        row = session.get_one(Area, opened.near.cast.area.row_id)
        return {column.key: getattr(row, column.key) for column in sa.inspect(Area).column_attrs}


FORMS = {
    "Lee": (
        "/rounds/new",
        "/rounds/{planned round}/edit",
        "/rounds/{planned round}/sample",
        "/rounds/{planned round}/list",
        "/rounds/{drawn round}/panel",
        "/rounds/{drawn round}/share-out",
        "/rounds/{drawn round}/open",
        "/rounds/{drawn round}/cases/{drawn case}/give",
        "/rounds/{open round}/close",
        "/rounds/{open round}/moderation/{moderated case}",
        "/corrections/{correction}",
        "/reply-links/cases/{moderated case}/new",
        "/answer/{answer link}",
        "/rounds/{open round}/cases/{moderated case}/advice",
        "/advice-and-attendance/targets/new",
        "/advice-and-attendance/targets/{target}",
    ),
    "Ama": (
        "/scoresheets/{begun sheet of Ama}/sections/{section}",
        "/scoresheets/{begun sheet of Ama}/closing",
        "/scoresheets/{submitted sheet of Ama}/correct",
        "/cases/{waiting case of Ama}/hand-back",
    ),
    "Adi": (
        "/settings",
        "/settings/services",
        "/people/new",
        "/people/{person}",
        "/people/organisations/new",
        "/standards/new",
    ),
}
TEXT = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        (NUL, RTL, EMOJI, "=1+1", "<script>", "'\";--", "../", "-1", "0", "9" * 30, "1e9", "NaN", "\ud800")
    ),
    st.integers(-(10**12), 10**12).map(str),
    st.text(alphabet="0123456789/-: ", max_size=12),
)


@pytest.fixture(scope="module")
def forms(opened: Opened, browsers: dict[str, Client]) -> list[tuple[str, str, dict[str, object]]]:
    """Every form: who sends it, where to, and what it sends as it stands."""
    found = []
    for name, places in FORMS.items():
        for place in places:
            path = place.format(**opened.near.keys)
            page = parse(browsers[name].get(path).text)
            form = next(form for form in page.find_all("form", action=path) if form.get("method") == "post")
            names = {element.get("name") for element in form.find_all() if element.get("name")}
            found.append((name, path, {**dict.fromkeys(names, ""), **read_form(form)}))
    return found


def test_no_form_breaks_whatever_is_sent(
    opened: Opened, browsers: dict[str, Client], forms, restore: Callable[[], None]
) -> None:
    counts: dict[int, int] = {}

    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(which=st.integers(0, len(forms) - 1), data=st.data())
    def send(which: int, data: st.DataObject) -> None:
        name, path, fields = forms[which]
        spoiled = data.draw(st.dictionaries(st.sampled_from(sorted(fields)), TEXT, min_size=1, max_size=4))
        spoiled.pop("csrf_token", None)
        sent = {key: _as_sent(value) for key, value in {**fields, **spoiled}.items()}
        answer = browsers[name].post(path, data=sent)
        assert answer.status_code < 500, (path, spoiled)
        counts[answer.status_code] = counts.get(answer.status_code, 0) + 1

    send()
    assert sum(counts.values()) >= 400
    assert set(counts) <= {200, 303, 404, 409, 413, 422}, counts
    assert counts.get(422, 0) > 50
    assert is_whole(opened)
    restore()


def _as_sent(value: object) -> object:
    # A browser cannot send half a character; a program can.
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1:1@evil.example", ""])
def test_another_host_name_gets_no_page(opened: Opened, host: str) -> None:
    answer = opened.app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "http:evil.example",
        "/%0d%0aLocation:x",
        "evil",
        "",
        "/\x00/x",
        "////",
    ],
)
def test_sign_in_leads_to_no_other_place(opened: Opened, wanted: str) -> None:
    client, person = opened.app.test_client(), opened.near.cast.people["Max"]
    fields = read_form(find_form(parse(client.get("/sign-in").text), "/sign-in"))
    sent = {**fields, "email": person.email, "password": "three purple herons", "next": wanted}
    answer = client.post("/sign-in", data=sent)
    assert answer.status_code == 303
    assert answer.location.startswith("/") and not answer.location.startswith(("//", "/\\"))
    assert "\n" not in answer.location and "\t" not in answer.location
