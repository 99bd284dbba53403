"""Agreeing the score: the queue of cases that differ, and one case side by side."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.moderation import OVERALL
from audit.domain.rating import Answer
from audit.domain.rubric import Criterion
from audit.domain.words import METHODS, say, say_answer
from audit.reporting.figures import counted
from audit.store.moderation import Settlement
from audit.store.settling import Author
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.moderation_forms import SettleForm, anchor_of, settle_form
from audit.web.scoresheets_forms import read_answer
from audit.workflow.moderation import CaseView, list_moderation, show_moderation_case
from audit.workflow.settling import Unsettled, settle_all

blueprint = Blueprint("moderation", __name__, url_prefix="/rounds/<round_key>/moderation")
blueprint.context_processor(lambda: {"say": say, "methods": METHODS, "anchor_of": anchor_of})
NOTHING_FILLED_IN = "Nothing is filled in yet: choose an answer, say how it was settled and why."


@blueprint.get("")
@allow(Permission.MODERATE)
def index(round_key: str) -> ResponseReturnValue:
    queue = list_moderation(db(), current_actor(), round_key=round_key)
    return render_template("moderation/index.html", queue=queue)


@blueprint.get("/<case_key>")
@allow(Permission.MODERATE)
def show(round_key: str, case_key: str) -> ResponseReturnValue:
    view = _view(round_key, case_key)
    return _show(view, settle_form(view.rubric, view.names)(formdata=None), 200)


@blueprint.post("/<case_key>")
@allow(Permission.MODERATE)
def settle(round_key: str, case_key: str) -> ResponseReturnValue:
    view = _view(round_key, case_key)
    # Every question of the standards: somebody may have agreed meanwhile on one that was filled in.
    names = [OVERALL, *(criterion.key for criterion in view.rubric.criteria)]
    form = settle_form(view.rubric, names)()
    choices = form.read(names)
    if not choices:
        form.say(NOTHING_FILLED_IN)
        return _show(view, form, 422)
    place: dict[str, Any] = {"round_key": round_key, "case_key": case_key}
    try:
        settle_all(db(), current_actor(), **place, choices=choices)
    except Unsettled as unsettled:
        form.refuse_all(unsettled)
        return _show(view, form, 409 if unsettled.stale else 422, unsettled)
    flash(f"{counted(len(choices), 'question')} settled. What each auditor put down is kept beside it.")
    return redirect(url_for("moderation.show", round_key=round_key, case_key=case_key), 303)


def _view(round_key: str, case_key: str) -> CaseView:
    return show_moderation_case(db(), current_actor(), round_key=round_key, case_key=case_key)


def _show(
    view: CaseView, form: SettleForm, status: int, unsettled: Unsettled | None = None
) -> ResponseReturnValue:
    form.stamp(view.settlements, view.names)
    page = render_template(
        "moderation/show.html",
        view=view,
        form=form,
        stale=unsettled.stale if unsettled else {},
        **settling_words(view),
    )
    return page, status


def settling_words(view: CaseView) -> dict[str, Any]:
    """How the pages of settling speak of this case."""
    return {
        "question": lambda name: _question(view, name),
        "given": lambda author, name: _given(view, author, name),
        "settled_words": lambda settlement: _settled_words(view, settlement),
    }


def _question(view: CaseView, name: str) -> Criterion | None:
    return None if name == OVERALL else view.rubric.criterion(name)


def _given(view: CaseView, author: Author, name: str) -> str:
    if name == OVERALL:
        return author.sheet.own_grade or "Not given"
    entry = author.entries.get(name)
    return say_answer(view.rubric, (entry and entry.answer) or Answer(name))


def _settled_words(view: CaseView, settlement: Settlement) -> str:
    if settlement.criterion == OVERALL:
        return view.rubric.grades[(settlement.level or 1) - 1]
    reason = read_answer(settlement.criterion, settlement.reason)
    return say_answer(view.rubric, reason or Answer(settlement.criterion, level=settlement.level))
