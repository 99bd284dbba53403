"""The closing page: the overall judgement, three boxes and the minutes."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict, Permission
from audit.store.base import now
from audit.store.scoresheet import Scoresheet
from audit.web.database import current_actor, db, saving
from audit.web.forms import tidy
from audit.web.gate import allow
from audit.web.merging import Undecided, check_chosen, choose_closing, list_closing_clashes
from audit.web.saving import (
    answer_refused,
    answer_saved,
    answer_shut,
    answer_stale,
    ask_at_boxes,
    just_saved,
    read_chosen,
    read_kept,
    scoring_words,
    show_held_back,
    stamp_form,
    wants_json,
)
from audit.web.scoresheets_forms import ClosingForm, read_stamp
from audit.workflow.editing import Refused, Stale
from audit.workflow.scoresheets import open_draft, save_closing, show_sheet
from audit.workflow.sheet_view import Closing, Draft, SheetView

blueprint = Blueprint("closing", __name__, url_prefix="/scoresheets")
blueprint.context_processor(scoring_words)
SHORTEST_SITTING, LONGEST_SITTING = timedelta(minutes=5), timedelta(hours=3)


@blueprint.get("/<key>/closing")
@allow(Permission.SCORE)
def show(key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    if view.barrier:
        return redirect(url_for("scoresheets.show", key=key), 303)
    form = ClosingForm(formdata=None)
    form.fill(view.closing, estimate_minutes(view.sheet))
    return _show(view, form, 200)


@blueprint.post("/<key>/closing")
@allow(Permission.SCORE)
def save(key: str) -> ResponseReturnValue:
    form, wanted = ClosingForm(), Closing()
    try:
        with saving() as session:
            draft = open_draft(session, current_actor(), key=key)
            wanted, chosen = form.read(), read_chosen()
            if form.merging.data:
                check_chosen(list_closing_clashes(draft, wanted, set(request.form)), chosen)
            after = save_closing(
                session,
                current_actor(),
                key=key,
                closing=choose_closing(draft.closing, wanted, chosen) if form.merging.data else wanted,
                stamp=read_stamp(tidy(request.form)),
                keep=read_kept(),
                before=draft,
            )
    except Conflict as shut:
        return answer_shut(shut)
    except Refused as refused:
        return answer_refused(refused) or _show_refused(key, form, refused)
    except (Stale, Undecided) as clash:
        return answer_stale(key, clash, lambda view: list_closing_clashes(view, wanted, set(request.form)))
    if wants_json():
        return answer_saved(after, after.closing_state)
    if after.held_back:
        return _ask(after)
    return redirect(url_for("submission.check", key=key, saved="closing"), 303)


def _show_refused(key: str, form: ClosingForm, refused: Refused) -> ResponseReturnValue:
    """The page as it was sent, with what cannot be taken."""
    form.refuse(refused)
    return _show(show_sheet(db(), current_actor(), key=key), form, 422)


def _ask(after: Draft) -> ResponseReturnValue:
    """The page again: all is saved but the boxes with a question."""
    view = show_held_back(after)
    form = ClosingForm(formdata=None)
    form.fill(view.closing, view.closing.minutes)
    ask_at_boxes(form, view, {})
    return _show(view, form, 200)


def estimate_minutes(sheet: Scoresheet) -> int | None:
    """From the first look to the last save; None when that cannot have been one sitting of scoring."""
    sitting = (sheet.saved_at or now()) - sheet.started_at
    if not SHORTEST_SITTING <= sitting < LONGEST_SITTING:
        return None
    return round(sitting.total_seconds() / 60)


def _show(view: SheetView, form: ClosingForm, status: int) -> ResponseReturnValue:
    stamp_form(form, view, view.closing_state)
    form.offer_grades(view.rubric.grades)
    return render_template("scoresheets/closing.html", view=view, form=form, saved=just_saved(view)), status
