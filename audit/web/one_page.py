"""A whole scoresheet in one form: what keying in from paper and a meeting's scoresheet share."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from audit.web.forms import tidy
from audit.web.merging import (
    Clash,
    Undecided,
    check_chosen,
    choose_closing,
    choose_entries,
    list_closing_clashes,
    list_section_clashes,
)
from audit.web.saving import ask_at_boxes, read_chosen, read_kept
from audit.web.scoresheets_forms import (
    ClosingForm,
    ScoringForm,
    fill_section,
    read_section,
    read_stamp,
    section_form,
)
from audit.workflow.editing import Refused, Stale
from audit.workflow.one_page import OnePage

Save = Callable[..., OnePage]
MISSING, SUBMIT = "unanswered", "submit"


def one_page_form(page: OnePage) -> type[ClosingForm]:
    """A form class with the fields of every question and of the end."""
    return type("OnePageForm", (section_form(page.rubric, page.asked), ClosingForm), {})


def show_one_page(page: OnePage, words: dict[str, Any]) -> ResponseReturnValue:
    """The form with what was put down so far; what has no answer yet is listed when somebody asked."""
    form = one_page_form(page)(formdata=None)
    fill_section(form, page.asked, page.entries)
    form.fill(page.closing, None)
    form.version.data, form.state.data = str(page.sheet.version), page.state
    return _show(page, form, words, 200, lists_missing=MISSING in request.args)


def _show(
    page: OnePage, form: ClosingForm, words: dict[str, Any], status: int, *, lists_missing: bool = False
) -> ResponseReturnValue:
    form.offer_grades(page.rubric.grades)
    form.own_grade.label.text, form.minutes.label.text = "Overall judgement", "Minutes spent on this case"
    html = render_template("one_page/edit.html", view=page, form=form, lists_missing=lists_missing, **words)
    return html, status


def take_one_page(
    page: OnePage, words: dict[str, Any], *, save: Save, submit: Callable[[], object], left: str, done: str
) -> ResponseReturnValue:
    """Keep what was sent, and hand it in if that was asked and nothing is missing.

    `left` and `done` are where to go on after saving and after handing in.
    """
    form = one_page_form(page)()
    try:
        typed = tidy(request.form)
        sent, closing, chosen = read_section(typed, page.rubric, page.asked), form.read(), read_chosen()
        clashes = [
            *list_section_clashes(page, sent),
            *list_closing_clashes(page, closing, set(request.form)),
        ]
        if form.merging.data:
            check_chosen(clashes, chosen)
            sent, closing = choose_entries(sent, chosen), choose_closing(page.closing, closing, chosen)
        after = save(entries=sent, closing=closing, stamp=read_stamp(typed), keep=read_kept())
    except Refused as refused:
        form.refuse(refused)
        return _show(page, form, words, 422)
    except (Stale, Undecided) as clash:
        return _show_both(page, clashes, has_chosen=isinstance(clash, Stale))
    if after.held_back:
        return _ask(after, words)
    if form.merging.data:
        return redirect(request.path, 303)
    if request.form.get("then") != SUBMIT:
        return redirect(left, 303)
    if after.unanswered:
        return redirect(f"{request.path}?{MISSING}=1", 303)
    submit()
    return redirect(done, 303)


def _ask(page: OnePage, words: dict[str, Any]) -> ResponseReturnValue:
    """The page again: all is saved but the boxes with a question."""
    form = one_page_form(page)(formdata=None)
    fill_section(form, page.asked, page.entries)
    form.fill(page.closing, page.closing.minutes)
    ask_at_boxes(form, page, {criterion.key: f"evidence-{criterion.key}" for criterion in page.asked})
    form.version.data, form.state.data = str(page.sheet.version), page.state
    return _show(page, form, words, 200)


def _show_both(page: OnePage, clashes: list[Clash], *, has_chosen: bool) -> ResponseReturnValue:
    fresh = ScoringForm(formdata=None)
    fresh.version.data, fresh.state.data = str(page.sheet.version), page.state
    fresh.merging.data = "yes"
    html = render_template(
        "scoresheets/merge.html",
        view=page,
        form=fresh,
        clashes=clashes,
        has_chosen=has_chosen,
        place="one-page",
    )
    return html, 409
