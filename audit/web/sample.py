"""The sample: choose, preview, draw."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from audit.domain.access import Conflict, Permission
from audit.domain.grouping import GROUPINGS, say_stratum
from audit.domain.sampling import How, Stratum
from audit.store.audit_round import RoundStatus
from audit.web.database import current_actor, db
from audit.web.foresight import look_ahead
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.sample_forms import (
    HOW_WORDS,
    SampleForm,
    as_query,
    from_query,
    is_as_shown,
    name_of_box,
    name_of_shown,
    new_seed,
    read_boxes,
    read_by_hand,
)
from audit.workflow.editing import Refused
from audit.workflow.links import add_links
from audit.workflow.links import remove_links as take_links_out
from audit.workflow.rounds import get_round
from audit.workflow.sample import count_drawable, draw_cases, list_strata, preview_sample
from audit.workflow.sample_design import SamplePreview

_CHANGED = "You changed the numbers. This is what would be drawn with them: look at it, then draw"

blueprint = Blueprint("sample", __name__, url_prefix="/rounds")


@blueprint.route("/<key>/sample", methods=["GET", "POST"])
@allow(Permission.DRAW_SAMPLE)
def index(key: str) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    if audit_round.status != RoundStatus.PLANNED:
        if request.method == "POST":
            raise Conflict("The sample of this round is drawn. To draw others, start another round.")
        return _show_drawn(key)
    form = _make_form(key)
    if not form.validate_on_submit():
        return _show_choice(key, form, 422 if form.is_submitted() else 200)
    try:
        preview_sample(db(), current_actor(), round_key=key, design=form.read_design())
    except Refused as refused:
        form.refuse(refused)
        return _show_choice(key, form, 422)
    return redirect(url_for("sample.preview", key=key, **as_query(form)), 303)


def _make_form(key: str) -> SampleForm:
    """What was chosen before or, on a fresh page, what this list and this round suggest."""
    if request.method != "GET":
        return SampleForm()
    if request.args:
        return SampleForm(request.args)
    drawable = count_drawable(db(), current_actor(), round_key=key)
    audit_round = get_round(db(), current_actor(), key=key)
    if audit_round.allocation is not None:  # a copy is drawn as its source was
        first, second = [*audit_round.stratified_by, "", ""][:2]
        asked = {"how": audit_round.allocation, "n_reserve": audit_round.n_reserve}
        return SampleForm(total=drawable.suggested_total, first=first, second=second, **asked)
    first = "cohort_year" if drawable.n_cohorts > 1 else ""
    return SampleForm(total=drawable.suggested_total, first=first)


def _show_drawn(key: str) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    return render_template(
        "sample/drawn.html",
        audit_round=audit_round,
        strata=list_strata(db(), current_actor(), round_key=key),
        grouped=" and ".join(GROUPINGS[name] for name in audit_round.stratified_by),
        how_words=HOW_WORDS,
    )


def _show_choice(key: str, form: SampleForm, status: int) -> ResponseReturnValue:
    audit_round = get_round(db(), current_actor(), key=key)
    drawable = count_drawable(db(), current_actor(), round_key=key)
    html = render_template(
        "sample/choose.html",
        audit_round=audit_round,
        form=form,
        drawable=drawable,
        **look_ahead(key, drawable.suggest_cohorts(), drawable.n_plans, drawable.n_cohorts),
    )
    return html, status


@blueprint.post("/<key>/sample/links")
@allow(Permission.DRAW_SAMPLE)
def links(key: str) -> ResponseReturnValue:
    version = PageForm().read_version()
    frame = add_links(db(), current_actor(), round_key=key, version=version, seed=new_seed())
    flash(f"Added to the list, to be scored again by everyone: {frame.n_added}.")
    return _go_back(key)


@blueprint.post("/<key>/sample/links/remove")
@allow(Permission.DRAW_SAMPLE)
def remove_links(key: str) -> ResponseReturnValue:
    take_links_out(db(), current_actor(), round_key=key)
    flash("Taken out of the list again.")
    return _go_back(key)


def _go_back(key: str) -> ResponseReturnValue:
    """To the page that it was asked on, with what was chosen there."""
    chosen = as_query(from_query(request.args)) if request.args else {}
    page = "sample.preview" if chosen else "sample.index"
    return redirect(url_for(page, key=key, _anchor="foresight", **chosen), 303)


@blueprint.get("/<key>/sample/preview")
@allow(Permission.DRAW_SAMPLE)
def preview(key: str) -> ResponseReturnValue:
    get_round(db(), current_actor(), key=key)
    form = from_query(request.args)
    if not request.args or not form.how.data or form.seed.data is None:
        return redirect(url_for("sample.index", key=key), 303)
    return _show_preview(key, form, request.args, 200)


def _show_preview(
    key: str, form: SampleForm, sent: MultiDict[str, str], status: int, *, refusal: str = ""
) -> ResponseReturnValue:
    numbers, wrong = read_by_hand(sent)
    try:
        design = replace(form.read_design(), by_hand=numbers)
        found = preview_sample(db(), current_actor(), round_key=key, design=design)
    except (Refused, ValueError):
        return redirect(url_for("sample.index", key=key), 303)
    form.version.data = str(found.audit_round.version)
    html = render_template(
        "sample/preview.html",
        preview=found,
        audit_round=found.audit_round,
        form=form,
        wrong=_boxes(found, wrong),
        refusal=refusal if found.can_draw else found.error,
        say_group=lambda stratum: say_stratum(design.by, stratum),
        box=name_of_box,
        shown_box=name_of_shown,
        by_hand=design.how is How.BY_HAND,
        typed=sent,
        how_words=HOW_WORDS,
        query=as_query(form),
        **look_ahead(
            key,
            {year: n_drawn for year, _listed, n_drawn in found.cohorts},
            found.n_eligible,
            len(found.cohorts),
        ),
    )
    return html, status


def _boxes(found: SamplePreview, wrong: set[Stratum]) -> dict[Stratum, str]:
    """What is wrong with each group, in words."""
    said = {line.stratum: line.error for line in found.lines if line.error}
    return said | dict.fromkeys(wrong, "Enter a whole number, 0 or more")


@blueprint.post("/<key>/sample/numbers")
@allow(Permission.DRAW_SAMPLE)
def numbers(key: str) -> ResponseReturnValue:
    """The preview with other numbers; nothing is drawn."""
    get_round(db(), current_actor(), key=key)
    chosen = as_query(from_query(request.form)) | read_boxes(request.form)
    return redirect(url_for("sample.preview", key=key, **chosen), 303)


@blueprint.post("/<key>/sample/draw")
@allow(Permission.DRAW_SAMPLE)
def draw(key: str) -> ResponseReturnValue:
    form = SampleForm()
    by_hand, wrong = read_by_hand(request.form)
    if not form.validate() or wrong:
        return _show_preview(key, form, request.form, 422)
    if not is_as_shown(request.form, by_hand):
        return _show_preview(key, form, request.form, 422, refusal=_CHANGED)
    design = replace(form.read_design(), by_hand=by_hand)
    version = form.read_version()
    try:
        audit_round = draw_cases(db(), current_actor(), round_key=key, version=version, design=design)
    except Refused as refused:
        return _show_preview(key, form, request.form, 422, refusal=refused.message)
    flash("The sample is drawn.")
    return redirect(url_for("rounds.show", key=audit_round.key), 303)
