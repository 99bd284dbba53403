"""Rounds: the list, starting one, its tasks, opening and closing it."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from audit.domain.access import Permission
from audit.domain.case import ChosenBy
from audit.reporting.figures import day
from audit.store.audit_round import AuditRound
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.rounds_forms import CHOSEN_BY_HINTS, WHOLE_YEAR, CloseForm, RoundForm, StartForm
from audit.workflow.abandoning import abandon_round
from audit.workflow.editing import Refused, Stale
from audit.workflow.moderation import list_moderation
from audit.workflow.panel import count_scorers
from audit.workflow.round_stages import close_round, open_round
from audit.workflow.round_tasks import show_tasks
from audit.workflow.rounds import change_round, get_round, is_copyable, list_rounds, plan_round
from audit.workflow.starting import RoundSuggestion, suggest_round

blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")
# Endpoint, what it calls the round's key, text, hint, and when.
_WHILE_OPEN, _FROM_OPENING, _ONCE_CLOSED = ("open",), ("open", "closed"), ("closed",)
_LATER = (
    ("progress.show", "key", "Progress", "Who has submitted, and what is missing.", _FROM_OPENING),
    ("moderation.index", "round_key", "Agree the scores", "Cases where auditors differ.", _FROM_OPENING),
    ("meetings.index", "round_key", "Panel meetings", "Who was there, and the shared screen.", _FROM_OPENING),
    ("corrections.of_round", "round_key", "Must be put right", "What is wrong for a child.", _FROM_OPENING),
    ("findings.show", "key", "Findings and report", "What the round found, and the files.", _ONCE_CLOSED),
    ("rounds.close", "key", "Close the round", "Ends scoring and makes the report.", _WHILE_OPEN),
)


@blueprint.get("")
@allow(Permission.SEE_ROUNDS)
def index() -> ResponseReturnValue:
    lines = list_rounds(db(), current_actor())
    return render_template("rounds/index.html", lines=lines)


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Permission.PLAN_ROUND)
def start() -> ResponseReturnValue:
    asked = request.args.get("kind")
    suggestion = suggest_round(db(), current_actor(), today=today(), kind=asked)
    form = _fill_start(suggestion)
    if not form.validate_on_submit():
        return _show_start(form, suggestion, 422 if form.is_submitted() else 200)
    due_on, meets_on = form.read_days()
    try:
        audit_round = plan_round(
            db(),
            current_actor(),
            title=form.title.data or "",
            audit_year=form.audit_year.data or 0,
            audit_month=form.read_month(),
            year_kind=form.year_kind.data,
            rubric_key=form.rubric.data,
            chosen_by=ChosenBy(form.chosen_by.data),
            double_share=(form.double_percent.data or 0) / 100,
            due_on=due_on,
            meets_on=meets_on,
            reminds=bool(form.reminds.data),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_start(form, suggestion, 422)
    return redirect(url_for("rounds.show", key=audit_round.key), 303)


def _fill_start(suggestion: RoundSuggestion) -> StartForm:
    form = StartForm(
        title=suggestion.title,
        audit_year=suggestion.audit_year,
        audit_month=str(suggestion.audit_month),
        year_kind=suggestion.year_kind.value,
        rubric=suggestion.rubrics[0].key if suggestion.rubrics else "",
        double_percent=round(suggestion.double_share * 100),
        due_on=suggestion.due_on,
        meets_on=suggestion.meets_on,
        reminds=suggestion.reminds,
    )
    form.rubric.choices = [SelectChoice(rubric.key, rubric.title) for rubric in suggestion.rubrics]
    return form


def _show_start(form: StartForm, suggestion: RoundSuggestion, status: int) -> ResponseReturnValue:
    html = render_template(
        "rounds/start.html", form=form, suggestion=suggestion, chosen_by_hints=CHOSEN_BY_HINTS
    )
    return html, status


@blueprint.get("/<key>")
@allow(Permission.SEE_ROUNDS)
def show(key: str) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    page = show_tasks(db(), current_actor(), key=key) if current_actor().may(Permission.PLAN_ROUND) else None
    return render_template(
        "rounds/show.html",
        audit_round=audit_round,
        page=page,
        form=PageForm(),
        links=_list_links(audit_round),
        can_copy=is_copyable(audit_round),
    )


def _address(endpoint: str, keys: dict[str, Any]) -> str:
    return url_for(endpoint, **keys)


def _list_links(audit_round: AuditRound) -> list[tuple[str, str, str]]:
    return [
        (_address(endpoint, {name: audit_round.key}), text, hint)
        for endpoint, name, text, hint, statuses in _LATER
        if audit_round.status in statuses
    ]


@blueprint.route("/<key>/edit", methods=["GET", "POST"])
@allow(Permission.PLAN_ROUND)
def edit(key: str) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    form = RoundForm(
        title=audit_round.title,
        audit_year=audit_round.audit_year,
        audit_month=str(audit_round.audit_month or WHOLE_YEAR),
        due_on=audit_round.due_on,
        meets_on=audit_round.meets_on,
        reminds=audit_round.reminds,
        version=audit_round.version,
    )
    if not form.validate_on_submit():
        return _show_edit(audit_round, form, 422 if form.is_submitted() else 200)
    due_on, meets_on = form.read_days()
    try:
        change_round(
            db(),
            current_actor(),
            key=key,
            version=form.read_version(),
            title=form.title.data or "",
            audit_year=form.audit_year.data or 0,
            audit_month=form.read_month(),
            due_on=due_on,
            meets_on=meets_on,
            reminds=bool(form.reminds.data),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_edit(audit_round, form, 422)
    except Stale:
        form.version.data = str(audit_round.version)
        return _show_edit(audit_round, form, 409, is_stale=True)
    return redirect(url_for("rounds.show", key=key), 303)


def _show_edit(
    audit_round: AuditRound, form: RoundForm, status: int, *, is_stale: bool = False
) -> ResponseReturnValue:
    # A version that was sent stays in the form until the two texts were shown side by side.
    texts = _both_texts(audit_round, form) if is_stale else []
    return render_template("rounds/edit.html", audit_round=audit_round, form=form, texts=texts), status


def _both_texts(audit_round: AuditRound, form: RoundForm) -> list[tuple[str, str, str]]:
    """Yours and what was saved meanwhile."""
    mine = (form.audit_month.data, form.audit_year.data)
    theirs = (audit_round.audit_month or WHOLE_YEAR, audit_round.audit_year)
    return [
        ("Title", form.title.data or "", audit_round.title),
        ("Month and year", f"{mine[0]}/{mine[1]}", f"{theirs[0]}/{theirs[1]}"),
        ("Scoresheets are due on", _say(form.due_on.data), _say(audit_round.due_on)),
        ("The panel meets on", _say(form.meets_on.data), _say(audit_round.meets_on)),
        ("Send reminders by e-mail", _yes(form.reminds.data), _yes(audit_round.reminds)),
    ]


def _say(when: date | None) -> str:
    return day(when) if when else "Not set"


def _yes(is_so: object) -> str:
    return "Yes" if is_so else "No"


@blueprint.route("/<key>/abandon", methods=["GET", "POST"])
@allow(Permission.PLAN_ROUND)
def abandon(key: str) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    form = PageForm(version=audit_round.version)
    if not form.validate_on_submit():
        return render_template("rounds/abandon.html", audit_round=audit_round, form=form)
    abandon_round(db(), current_actor(), key=key, version=form.read_version())
    flash(f"“{audit_round.title}” is gone.")
    return redirect(url_for("rounds.index"), 303)


@blueprint.route("/<key>/open", methods=["GET", "POST"])
@allow(Permission.OPEN_ROUND)
def open_for_scoring(key: str) -> ResponseReturnValue:
    page = show_tasks(db(), current_actor(), key=key)
    form = PageForm(version=page.audit_round.version)
    if not form.validate_on_submit():
        scorers = count_scorers(db(), current_actor(), round_key=key)
        return render_template(
            "rounds/open.html", page=page, audit_round=page.audit_round, form=form, scorers=scorers
        )
    open_round(db(), current_actor(), key=key, version=form.read_version())
    flash("The round is open. Auditors see their cases from now on.")
    return redirect(url_for("rounds.show", key=key), 303)


@blueprint.route("/<key>/close", methods=["GET", "POST"])
@allow(Permission.OPEN_ROUND)
def close(key: str) -> ResponseReturnValue:
    page = show_tasks(db(), current_actor(), key=key)
    form = CloseForm(version=page.audit_round.version)
    status = 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                reason = form.read_reason()
                close_round(db(), current_actor(), key=key, version=form.read_version(), why_early=reason)
                flash("The round is closed. Its findings and its report are being made.")
                return redirect(url_for("rounds.show", key=key), 303)
        except Refused as refused:
            form.refuse(refused)
    queue = list_moderation(db(), current_actor(), round_key=key)
    html = render_template(
        "rounds/close.html",
        page=page,
        audit_round=page.audit_round,
        form=form,
        n_unsettled=sum(line.n_open > 0 for line in queue.lines),
    )
    return html, status
