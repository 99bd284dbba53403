"""Whatever people type, into whatever box: it is kept as typed, or refused with a reason and not lost.

Some 5,000 generated texts go into the text fields of all forms. A refusal shows the words again in their
box; what is accepted stands in the database letter for letter (tidied as every text is: see `clean_text`).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from busy_area import Opened, make_busy_area, open_copy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from web_client import Client, Element, find_form, parse, read_form
from werkzeug.test import TestResponse

from audit.domain.typed_text import clean_text
from audit.store.tables import Base

N_TEXTS = 5_000
TYPED = frozenset({"", "text", "email", "tel", "search", "url"})


@dataclass(frozen=True)
class Place:
    """A form: who fills it, on which page, where it goes, what must be chosen besides the words."""

    who: str
    page: str
    action: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    n_times: int = 8
    # What reads its words as names, addresses or days and keeps something else.
    reads: bool = False


OPEN, PLANNED, DRAWN = "/rounds/{open round}", "/rounds/{planned round}", "/rounds/{drawn round}"
MEETING = OPEN + "/meetings/{meeting}"
PLACES = (
    Place("Ama", "/scoresheets/{begun sheet of Ama}/sections/{section}", n_times=40),
    Place("Ama", "/scoresheets/{begun sheet of Ama}/closing", n_times=40),
    Place("Ama", "/scoresheets/{submitted sheet of Ama}/correct", n_times=16),
    Place("Ama", "/cases/{waiting case of Ama}/alert", chosen={"kind": "safeguarding"}, n_times=30),
    Place("Lee", "/alerts/{alert}", "/alerts/{alert}/answer", n_times=20),
    Place("Lee", "/meeting-sheets/{meeting sheet}", chosen={"then": "later"}, n_times=80),
    Place("Lee", "/keying-in/{keyed case}/answers", chosen={"then": "later"}, n_times=80),
    Place("Lee", "/rounds/{open round}/moderation/{moderated case}", n_times=20),
    Place("Lee", MEETING + "/edit", n_times=12, reads=True),
    Place("Lee", "/corrections/{correction}", n_times=30),
    Place("Lee", "/reply-links/cases/{moderated case}/new", n_times=12, reads=True),
    Place("nobody", "/answer/{answer link}", n_times=30),
    Place("Lee", PLANNED + "/edit", n_times=20),
    Place("Lee", "/rounds/new", n_times=12),
    Place("Lee", "/rounds/one-plan", n_times=12, reads=True),
    Place("Lee", "/rounds/import", n_times=6, reads=True),
    Place("Lee", OPEN + "/same-again", n_times=6, reads=True),
    Place("Lee", PLANNED + "/sample", n_times=6, reads=True),
    Place("Lee", PLANNED + "/analysis-plan", n_times=6, reads=True),
    Place("Lee", OPEN + "/analysis-plan", OPEN + "/analysis-plan/deviations", n_times=16, reads=True),
    Place("Lee", DRAWN + "/panel/paste", n_times=16, reads=True),
    Place("Lee", OPEN + "/guests/new", n_times=12, reads=True),
    Place("Lee", "/programmes/{programme}/edit", n_times=12, reads=True),
    Place("Adi", "/settings", n_times=24),
    Place("Adi", "/people/new", n_times=12, reads=True),
    Place("Adi", "/people/organisations/new", n_times=20, chosen={"agency": "health"}),
    Place("nobody", "/sign-in", n_times=6, reads=True),
)
PLAIN = st.text(alphabet="abcdefghij éü’ß–.,;\n", min_size=1, max_size=60)
TEXT = st.one_of(
    st.text(max_size=40),
    PLAIN,
    st.sampled_from(
        (
            "=1+1", "<script>alert(1)</script>", "'\";--", "{{7*7}}", "a\0b", "\u202eevil", "e\u0301",
            "\r\n\r\n", " ", "\u200b", "9" * 400, "ﷺ" * 30, "Ring Amelia Brown on 07700 900123", "x" * 6_000,
        )
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated_file) -> Opened:
    busy = make_busy_area(tmp_path_factory.getbasetemp() / "busy", migrated_file)
    return open_copy(busy, tmp_path_factory.mktemp("texts") / "instance")


def test_every_text_comes_back_as_typed_or_is_refused_with_a_reason(opened: Opened) -> None:
    browsers = {name: opened.client_as(name) for name in ("Ama", "Lee", "Adi")}
    restore, counts = opened.snapshot(), Counter[str]()
    for place in PLACES:
        client = browsers.get(place.who) or opened.app.test_client()
        type_into(opened, client, place, counts, restore)
    assert counts["texts"] >= N_TEXTS, counts
    assert min(counts["kept"], counts["refused"]) > N_TEXTS // 10, counts


def type_into(
    opened: Opened, client: Client, place: Place, counts: Counter[str], restore: Callable[[], None]
) -> None:
    """Fill the form so many times, each time with other words in all of its boxes."""
    page = place.page.format(**opened.near.keys)
    action = place.action.format(**opened.near.keys) or page

    @settings(
        max_examples=place.n_times,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def fill(data: st.DataObject) -> None:
        form = find_form(parse(client.get(page).text), action)
        words = data.draw(st.sampled_from((TEXT, PLAIN)))
        boxes = list(list_boxes(form, with_numbers=words is TEXT))
        assert boxes or words is PLAIN, page
        typed = {box: data.draw(words) for box in boxes}
        sent = {**read_form(form), **place.chosen, **typed}
        answer = client.post(action, data={name: as_sent(value) for name, value in sent.items()})
        counts["texts"] += len(typed)
        judge(opened, place, answer, action, typed, counts)
        if answer.status_code == 303:
            restore()

    fill()


def list_boxes(form: Element, *, with_numbers: bool) -> Iterator[str]:
    """The names of all that somebody types into; where words are taken, those that ask for numbers stay."""
    for element in form.find_all():
        is_box = element.tag == "textarea" or (element.tag == "input" and element.get("type") in TYPED)
        is_number = element.get("inputmode") == "numeric" and not with_numbers
        if is_box and element.get("name") and not is_number and "readonly" not in element.attributes:
            yield element["name"]


def judge(
    opened: Opened,
    place: Place,
    answer: TestResponse,
    action: str,
    typed: dict[str, str],
    counts: Counter[str],
) -> None:
    """A good answer kept the words; any other says what is wrong, and still holds them."""
    where = (place.page, answer.status_code)
    assert answer.status_code in (200, 303, 409, 422, 429), where
    if answer.status_code == 303:
        counts["kept"] += len(typed)
        if not place.reads:
            kept = words_in(opened)
            lost = [text for text in typed.values() if not is_kept(text, kept)]
            assert not lost, (*where, lost)
        return
    counts["refused"] += len(typed)
    page = parse(answer.text)
    if answer.status_code == 200 and place.reads:
        return  # the next step shows what was understood of the words
    assert page.find_all(role="alert") or page.find_all(role="status"), where
    if answer.status_code == 422:
        shown = read_form(find_form(page, action))
        lost = [name for name, text in typed.items() if tidy(text) != tidy(str(shown.get(name, "")))]
        assert not lost, (*where, {name: (typed[name], shown.get(name)) for name in lost})


def words_in(opened: Opened) -> set[str]:
    """Every text that the database holds, with single spaces."""
    found: set[str] = set()
    with opened.sessions.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.c if isinstance(column.type, sa.String)]
            for row in connection.execute(sa.select(*columns)) if columns else ():
                found |= {tidy(value) for value in row if isinstance(value, str)}
    return found


def tidy(text: str) -> str:
    """As every text is kept, and with single spaces: titles and names are one line."""
    return " ".join(clean_text(text).split())


def is_kept(text: str, kept: set[str]) -> bool:
    """As one text, or, where each line is a thing of its own, line by line."""
    lines = [tidy(line) for line in clean_text(text).splitlines() if tidy(line)]
    return not tidy(text) or tidy(text) in kept or all(line in kept for line in lines)


def as_sent(value: object) -> object:
    # A browser cannot send half a character; a program can.
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
