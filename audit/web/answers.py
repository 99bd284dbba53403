"""The page behind a reply link: what somebody without an account is asked, and their answers."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import DOOR, NotFound
from audit.domain.personal_data import find_personal_data
from audit.domain.words import say
from audit.reporting.figures import counted
from audit.web.answers_forms import AnswerForm, answer_form
from audit.web.database import come_by_link, db, sessions
from audit.workflow.editing import Refused, Stale
from audit.workflow.reply_notes import LinkVisit, Note, answer_note, find_link, note_opened, show_note

blueprint = Blueprint("answers", __name__)
blueprint.context_processor(lambda: {"find_personal_data": find_personal_data, "say": say})
NOTHING = "Nothing"


@blueprint.get("/answer/<token>")
def show(token: str) -> ResponseReturnValue:
    visit = _let_in(token)
    if not visit.was_opened and request.method == "GET":
        # A short transaction of its own: the one that reads has not begun.
        with sessions().writing(visit.actor) as session:
            note_opened(session, visit.actor)
    note = show_note(db(), visit.actor)
    return _show(token, note, answer_form(note, sent=False), 200)


@blueprint.post("/answer/<token>")
def save(token: str) -> ResponseReturnValue:
    visit = _let_in(token)
    note = show_note(db(), visit.actor)
    form = answer_form(note, sent=True)
    try:
        n_changed = answer_note(db(), visit.actor, answers=form.read(note))
    except Refused as refused:
        form.refuse(refused)
        return _show(token, note, form, 422)
    except Stale:
        texts = _both_texts(note, form)
        form.stamp(note)
        return _show(token, note, form, 409, texts)
    said = f"{counted(n_changed, 'answer')} saved. " if n_changed else "Nothing was changed. "
    flash(f"{said}You can close this page, or come back by the same link.")
    return redirect(url_for("answers.show", token=token), 303)


@blueprint.errorhandler(NotFound)
def link_ended(_error: NotFound) -> ResponseReturnValue:
    """What a link answers that has ended, is too old, or never was."""
    return render_template("answers/link_ended.html"), 404


def _let_in(token: str) -> LinkVisit:
    with sessions().reading(DOOR) as reading:
        visit = find_link(reading, DOOR, token=token)
    come_by_link(visit.actor)
    g.front = visit.front
    return visit


def _show(
    token: str, note: Note, form: AnswerForm, status: int, texts: list[tuple[str, str, str]] | None = None
) -> ResponseReturnValue:
    page = render_template("answers/show.html", token=token, note=note, form=form, texts=texts or [])
    return page, status


def _both_texts(note: Note, form: AnswerForm) -> list[tuple[str, str, str]]:
    """What differs: yours and what was saved meanwhile."""
    pairs = []
    for number, line in enumerate(note.lines, 1):
        key = line.correction.key
        if form.asks(line):
            pairs.append((f"{number}: what was done", form[f"reply-{key}"].data, line.reply))
            pairs.append((f"{number}: what shows it", form[f"evidence-{key}"].data, line.evidence))
    return [(what, mine or NOTHING, theirs or NOTHING) for what, mine, theirs in pairs if mine != theirs]
