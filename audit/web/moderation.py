"""Agreeing the score: the queue of cases that differ, and one case side by side."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import NotFound, Permission
from audit.domain.moderation import MUST_SETTLE, OVERALL
from audit.domain.rating import Answer
from audit.domain.rubric import Criterion
from audit.domain.words import METHODS, say, say_answer
from audit.store.moderation import Settlement
from audit.store.settling import Author
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.moderation_forms import SettleForm
from audit.web.scoresheets_forms import read_answer
from audit.workflow.editing import Refused, Stale
from audit.workflow.moderation import CaseView, list_moderation, settle, show_moderation_case

blueprint = Blueprint("moderation", __name__, url_prefix="/rounds/<round_key>/moderation")
blueprint.context_processor(lambda: {"say": say, "methods": METHODS, "must_settle": MUST_SETTLE})


@blueprint.get("")
@allow(Permission.MODERATE)
def index(round_key: str) -> ResponseReturnValue:
    queue = list_moderation(db(), current_actor(), round_key=round_key)
    return render_template("moderation/index.html", queue=queue)


@blueprint.get("/<case_key>")
@allow(Permission.MODERATE)
def show(round_key: str, case_key: str) -> ResponseReturnValue:
    return _show(_view(round_key, case_key), None, 200)


@blueprint.post("/<case_key>")
@allow(Permission.MODERATE)
def settle_one(round_key: str, case_key: str) -> ResponseReturnValue:
    form, view = SettleForm(), _view(round_key, case_key)
    name = form.name.data or ""
    if name not in _names(view):
        raise NotFound("nobody differs on this question")
    try:
        settle(
            db(),
            current_actor(),
            round_key=round_key,
            case_key=case_key,
            name=name,
            answer=read_answer(name, form.answer.data) or Answer(name),
            method=form.method.data or "",
            reason=form.reason.data or "",
            edition=form.read_edition(),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(Refused(refused.field if refused.field in form else "answer", refused.message))
        return _show(view, form, 422)
    except Stale:
        return _show(view, form, 409)
    flash("Settled. What each auditor put down is kept beside it.")
    here = url_for("moderation.show", round_key=round_key, case_key=case_key)
    return redirect(here, 303)


def _view(round_key: str, case_key: str) -> CaseView:
    return show_moderation_case(db(), current_actor(), round_key=round_key, case_key=case_key)


def _names(view: CaseView) -> list[str]:
    """What can be settled: what is still open, the most important first, then what was settled."""
    still_open = [name for name in view.found if name not in view.settlements]
    return [*still_open, *view.settlements]


def _show(view: CaseView, sent: SettleForm | None, status: int) -> ResponseReturnValue:
    forms = {name: _form(view, name, sent) for name in _names(view)}
    page = render_template(
        "moderation/show.html",
        view=view,
        forms=forms,
        sent=sent,
        is_stale=status == 409,
        question=lambda name: _question(view, name),
        given=lambda author, name: _given(view, author, name),
        settled_words=lambda settlement: _settled_words(view, settlement),
        first_open=next((name for name in forms if name not in view.settlements), None),
    )
    return page, status


def _form(view: CaseView, name: str, sent: SettleForm | None) -> SettleForm:
    """The sent form goes on under its own question; every other question gets a fresh one."""
    is_sent = sent is not None and sent.name.data == name
    form = sent if is_sent and sent is not None else SettleForm(formdata=None)
    form.name.data, form.edition.data = name, str(len(view.settlements.get(name, ())))
    form.offer(view.rubric, name)
    # Many forms share a page: the question's name keeps their ids apart.
    for field in form:
        field.id = f"{name.replace(':', '-')}-{field.short_name}"
        field.label.field_id = field.id
    return form


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
