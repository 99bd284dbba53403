"""Scoring a case: section by section, then the closing words. Saves itself where scripts run."""

from datetime import datetime, timedelta

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict, Permission
from audit.domain.personal_data import find_personal_data
from audit.domain.rating import Answer
from audit.domain.words import FACTS, REASON_HINTS, say, say_answer
from audit.reporting.figures import moment
from audit.store.base import now
from audit.store.scoresheet import Scoresheet
from audit.web.cases import find_locator
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.merging import (
    Clash,
    choose_closing,
    choose_entries,
    list_closing_clashes,
    list_section_clashes,
)
from audit.web.scoresheets_forms import (
    ClosingForm,
    ScoringForm,
    fill_section,
    read_section,
    section_form,
    value_of,
)
from audit.workflow.editing import Refused, Stale
from audit.workflow.scoresheets import get_editable_sheet, save_closing, save_section, show_sheet
from audit.workflow.sheet_view import SectionProgress, SheetView

blueprint = Blueprint("scoresheets", __name__, url_prefix="/scoresheets")
LONGEST_SITTING = timedelta(hours=3)


@blueprint.context_processor
def scoring_words() -> dict[str, object]:
    """What the pages of scoring say codes with."""
    return {
        "say": say,
        "say_answer": say_answer,
        "value_of": value_of,
        "facts": FACTS,
        "reason_hints": REASON_HINTS,
        "Answer": Answer,
        "clock": clock,
        "find_personal_data": find_personal_data,
        "locator_of": lambda view: find_locator(view.assignment.key),
    }


def clock(at: datetime | None) -> str:
    """The time of day in London: 14:48."""
    return moment(at)[-5:]


def wants_json() -> bool:
    """Whether the page's own script asks."""
    return request.accept_mimetypes.best == "application/json"


@blueprint.get("/<key>")
@allow(Permission.SCORE)
def show(key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    return render_template("scoresheets/show.html", view=view)


@blueprint.get("/<key>/sections/<section_key>")
@allow(Permission.SCORE)
def section(key: str, section_key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    part = view.part(section_key)
    if view.barrier:
        return redirect(url_for("scoresheets.show", key=key), 303)
    form = section_form(view.rubric, part.asked)(formdata=None)
    fill_section(form, part.asked, view.entries)
    return _show_section(view, part, form, 200)


@blueprint.post("/<key>/sections/<section_key>")
@allow(Permission.SCORE)
def save(key: str, section_key: str) -> ResponseReturnValue:
    try:
        get_editable_sheet(db(), current_actor(), key=key)
    except Conflict as shut:
        return _answer_shut(shut)
    view = show_sheet(db(), current_actor(), key=key)
    part = view.part(section_key)
    form = section_form(view.rubric, part.asked)()
    try:
        sent = read_section(form, part.asked)
        clashes, chosen = list_section_clashes(view, sent), _read_chosen()
        if form.merging.data and any(clash.name not in chosen for clash in clashes):
            return _answer_stale(view, form, clashes, has_chosen=False)
        entries = choose_entries(sent, chosen)
        place = {"key": key, "section_key": section_key}
        after = save_section(db(), current_actor(), **place, entries=entries, stamp=form.read_stamp())
    except Refused as refused:
        return _answer_refused(form, refused) or _show_section(view, part, form, 422)
    except Stale:
        return _answer_stale(view, form, clashes)
    if wants_json():
        boxes = {entry.criterion: entry.evidence for entry in after.entries.values()}
        return _answer_saved(after, after.section_state(section_key), boxes)
    return redirect(_after_section(after, section_key), 303)


@blueprint.get("/<key>/closing")
@allow(Permission.SCORE)
def closing(key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    if view.barrier:
        return redirect(url_for("scoresheets.show", key=key), 303)
    form = ClosingForm(formdata=None)
    form.fill(view.closing, estimate_minutes(view.sheet))
    return _show_closing(view, form, 200)


@blueprint.post("/<key>/closing")
@allow(Permission.SCORE)
def save_words(key: str) -> ResponseReturnValue:
    try:
        get_editable_sheet(db(), current_actor(), key=key)
    except Conflict as shut:
        return _answer_shut(shut)
    view, form = show_sheet(db(), current_actor(), key=key), ClosingForm()
    try:
        wanted, chosen = form.read(), _read_chosen()
        clashes = list_closing_clashes(view, wanted, set(request.form))
        if form.merging.data:
            if any(clash.name not in chosen for clash in clashes):
                return _answer_stale(view, form, clashes, has_chosen=False)
            wanted = choose_closing(view.closing, wanted, chosen)
        after = save_closing(db(), current_actor(), key=key, closing=wanted, stamp=form.read_stamp())
    except Refused as refused:
        return _answer_refused(form, refused) or _show_closing(view, form, 422)
    except Stale:
        return _answer_stale(view, form, clashes)
    if wants_json():
        words = {name: getattr(after.closing, name) for name in ("works", "better", "put_right")}
        return _answer_saved(after, after.closing_state, words)
    return redirect(url_for("submission.check", key=key), 303)


def estimate_minutes(sheet: Scoresheet) -> int | None:
    """From the first look to now; None when that was no single sitting."""
    sitting = (sheet.saved_at or now()) - sheet.started_at
    return max(1, round(sitting.total_seconds() / 60)) if sitting < LONGEST_SITTING else None


def _show_section(
    view: SheetView, part: SectionProgress, form: ScoringForm, status: int
) -> ResponseReturnValue:
    _stamp(form, view, view.section_state(part.section.key))
    following = view.part_after(part.section.key)
    page = render_template(
        "scoresheets/section.html",
        view=view,
        part=part,
        form=form,
        following=following,
        saved=_just_saved(view),
    )
    return page, status


def _show_closing(view: SheetView, form: ClosingForm, status: int) -> ResponseReturnValue:
    _stamp(form, view, view.closing_state)
    form.offer_grades(view.rubric.grades)
    return render_template("scoresheets/closing.html", view=view, form=form, saved=_just_saved(view)), status


def _stamp(form: ScoringForm, view: SheetView, state: str) -> None:
    """Say from what the page is made; one that was sent and refused keeps what it said."""
    if not form.is_submitted():
        form.version.data, form.state.data = str(view.sheet.version), state


def _just_saved(view: SheetView) -> SectionProgress | None:
    """The section whose save led to this page."""
    named = request.args.get("saved")
    return next((part for part in view.sections if part.section.key == named), None)


def _after_section(view: SheetView, section_key: str) -> str:
    key = view.sheet.key
    if request.form.get("then") == "overview":
        return url_for("scoresheets.show", key=key, saved=section_key)
    following = view.part_after(section_key)
    if following is None:
        return url_for("scoresheets.closing", key=key, saved=section_key)
    return url_for("scoresheets.section", key=key, section_key=following.section.key, saved=section_key)


def _read_chosen() -> dict[str, str]:
    """Which text was chosen for which question on the page that shows both."""
    prefix = "keep-"
    return {name.removeprefix(prefix): text for name, text in request.form.items() if name.startswith(prefix)}


def _answer_saved(view: SheetView, state: str, boxes: dict[str, str]) -> ResponseReturnValue:
    warnings = {name: found for name, text in boxes.items() if (found := find_personal_data(text))}
    return jsonify(
        saved=clock(view.sheet.saved_at),
        version=view.sheet.version,
        state=state,
        warnings=warnings,
        progress=f"{view.n_answered} of {view.n_asked} answered",
    )


def _answer_refused(form: ScoringForm, refused: Refused) -> ResponseReturnValue | None:
    if wants_json():
        return jsonify(field=refused.field, message=refused.message), 422
    form.refuse(refused)
    return None


def _answer_shut(shut: Conflict) -> ResponseReturnValue:
    """Nothing more can be saved here: say why. The error page shows what was typed."""
    if wants_json():
        return jsonify(kind="shut", message=str(shut)), 409
    raise shut


def _answer_stale(
    view: SheetView, form: ScoringForm, clashes: list[Clash], *, has_chosen: bool = True
) -> ResponseReturnValue:
    if wants_json():
        return jsonify(kind="stale"), 409
    fresh = ScoringForm(formdata=None)
    state = view.closing_state if isinstance(form, ClosingForm) else view.section_state(_section_key())
    fresh.version.data, fresh.state.data, fresh.merging.data = str(view.sheet.version), state, "yes"
    page = render_template(
        "scoresheets/merge.html", view=view, form=fresh, clashes=clashes, has_chosen=has_chosen
    )
    return page, 409


def _section_key() -> str:
    return str((request.view_args or {})["section_key"])
