"""What every form of ours does with what was typed."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from audit.web.app import Workbench
from audit.web.forms import DayField, PageForm, WholeNumberField
from audit.workflow.editing import Refused


class NoteForm(PageForm):
    """A form for these tests."""

    class Meta:
        csrf = False

    note = StringField("Note")
    password = PasswordField("Password")
    held_on = DayField("Held on")


def fill(app: Workbench, **sent: str) -> NoteForm:
    with app.test_request_context():
        return NoteForm(formdata=MultiDict(sent))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("two\r\nlines\r", "two\nlines"),
        ("nul\0 and bell\x07", "nul and bell"),
        ("half \ud800 a character", "half  a character"),
        ("cafe\u0301", "caf\u00e9"),
        ("  שלום 🙂  ", "שלום 🙂"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_text_is_tidied_once_for_every_field(app: Workbench, typed: str, kept: str) -> None:
    assert fill(app, note=typed).note.data == kept


def test_a_password_is_taken_as_it_was_typed(app: Workbench) -> None:
    assert fill(app, password=" a b ").password.data == " a b "


@pytest.mark.parametrize(
    ("sent", "version"), [("3", 3), ("", 0), ("x", 0), ("-1", 0), ("9" * 40, 0), ("٣", 0)]
)
def test_a_version_that_is_none_is_one_that_no_row_has(app: Workbench, sent: str, version: int) -> None:
    assert fill(app, version=sent).read_version() == version


def test_every_page_has_a_request_key_of_its_own_and_keeps_it(app: Workbench) -> None:
    with app.test_request_context():
        assert len({NoteForm(formdata=None).request_key.data for _ in range(3)}) == 3
    assert fill(app, request_key="mine").read_request_key() == "mine"
    assert len(fill(app, request_key="x" * 500).read_request_key()) == 64


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("27", "3", "2026"), date(2026, 3, 27)),
        (("31", "2", "2024"), None),
        (("1_0", "3", "2026"), None),
        (("+1", "3", "2026"), None),
        (("", "", ""), None),
    ],
)
def test_a_day_is_read_from_three_boxes(app: Workbench, parts: tuple[str, ...], day: date | None) -> None:
    sent = dict(zip(("held_on-day", "held_on-month", "held_on-year"), parts, strict=True))
    form = fill(app, **sent)
    form.validate()
    assert form.held_on.data == day
    assert form.held_on.parts == parts
    assert bool(form.held_on.errors) == (day is None and any(parts))


def test_a_refusal_is_shown_at_its_field_or_above_the_form(app: Workbench) -> None:
    form = fill(app, note="x")
    form.validate()
    form.refuse(Refused("note", "Mend the note"))
    form.refuse(Refused("elsewhere", "Mend the rest"))
    assert list(form.note.errors) == ["Mend the note"]
    assert form.form_errors == ["Mend the rest"]


def test_a_number_of_four_hundred_digits_is_refused_and_not_counted_with(app):
    class Form(PageForm):
        seed = WholeNumberField("Seed", [NumberRange(0, 100)])

    with app.test_request_context(method="POST", data={"seed": "9" * 400}):
        form = Form(meta={"csrf": False})
        assert not form.validate()
        assert form.seed.errors[0] == "Enter a whole number with fewer digits"


class NumbersForm(PageForm):
    """Whole numbers with and without a range."""

    class Meta:
        csrf = False

    percent = WholeNumberField(
        "Per cent", [InputRequired("Enter one"), NumberRange(1, 100, message="1 to 100")]
    )
    total = WholeNumberField("Total", [Optional()])


@pytest.mark.parametrize(
    ("typed", "kept"), [("10", 10), (" 7 ", 7), ("+7", 7), ("007", 7), ("", None), ("-3", -3)]
)
def test_a_whole_number_is_read_and_may_be_left_empty(app: Workbench, typed: str, kept: int | None) -> None:
    with app.test_request_context():
        form = NumbersForm(formdata=MultiDict({"percent": "5", "total": typed}))
    assert form.validate()
    assert form.total.data == kept


@pytest.mark.parametrize("typed", ["½", "1_0", "1.5", "1e1", "٣", "9" * 19])
def test_what_is_no_whole_number_is_said_once(app: Workbench, typed: str) -> None:
    with app.test_request_context():
        form = NumbersForm(formdata=MultiDict({"percent": typed, "total": typed}))
    assert not form.validate()
    assert list(form.percent.errors) == ["1 to 100"]
    assert len(form.total.errors) == 1
    assert form.total.errors[0].startswith("Enter a whole number")


def test_a_number_that_is_needed_and_empty_is_asked_for_once(app: Workbench) -> None:
    with app.test_request_context():
        form = NumbersForm(formdata=MultiDict({"percent": ""}))
    assert not form.validate()
    assert list(form.percent.errors) == ["Enter one"]
