"""Scoring a case, section by section. Saves itself where scripts run."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict, NotFound, Permission
from audit.store.entry import Entry
from audit.web.database import current_actor, db, saving
from audit.web.forms import tidy
from audit.web.gate import allow
from audit.web.merging import Undecided, check_chosen, choose_entries, list_section_clashes
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
from audit.web.scoresheets_forms import ScoringForm, fill_section, read_section, read_stamp, section_form
from audit.workflow.editing import Refused, Stale
from audit.workflow.scoresheets import list_other_sections, open_draft, save_section, show_sheet
from audit.workflow.sheet_view import Draft, SectionProgress, SheetView

blueprint = Blueprint("scoresheets", __name__, url_prefix="/scoresheets")
blueprint.context_processor(scoring_words)


@blueprint.get("/<key>")
@allow(Permission.SCORE)
def show(key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    others = list_other_sections(db(), current_actor(), view=view)
    return render_template("scoresheets/show.html", view=view, saved=just_saved(view), others=others)


@blueprint.get("/<key>/other-sections/<section_key>")
@allow(Permission.SCORE)
def read(key: str, section_key: str) -> ResponseReturnValue:
    view = show_sheet(db(), current_actor(), key=key)
    others = list_other_sections(db(), current_actor(), view=view)
    found = next((section for section in others if section.key == section_key), None)
    if found is None:
        raise NotFound("no such section to be read")
    return render_template("scoresheets/read.html", view=view, section=found)


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
    sent, entries = tidy(request.form), list[Entry]()
    try:
        with saving() as session:
            draft = open_draft(session, current_actor(), key=key)
            entries = read_section(sent, draft.rubric, draft.part(section_key).asked)
            chosen = read_chosen()
            if sent.get("merging"):
                check_chosen(list_section_clashes(draft, entries), chosen)
            after = save_section(
                session,
                current_actor(),
                key=key,
                section_key=section_key,
                entries=choose_entries(entries, chosen),
                stamp=read_stamp(sent),
                keep=read_kept(),
                before=draft,
            )
    except Conflict as shut:
        return answer_shut(shut)
    except Refused as refused:
        return answer_refused(refused) or _show_refused(key, section_key, refused)
    except (Stale, Undecided) as clash:
        return answer_stale(key, clash, lambda view: list_section_clashes(view, entries))
    if wants_json():
        return answer_saved(after, after.section_state(section_key))
    if after.held_back:
        return _ask(after, section_key)
    return redirect(_after_section(after, section_key), 303)


def _show_refused(key: str, section_key: str, refused: Refused) -> ResponseReturnValue:
    """The page as it was sent, with what cannot be taken."""
    view = show_sheet(db(), current_actor(), key=key)
    part = view.part(section_key)
    form = section_form(view.rubric, part.asked)()
    form.refuse(refused)
    return _show_section(view, part, form, 422)


def _ask(after: Draft, section_key: str) -> ResponseReturnValue:
    """The same section again: all is saved but the boxes with a question."""
    view = show_held_back(after)
    part = view.part(section_key)
    form = section_form(view.rubric, part.asked)(formdata=None)
    fill_section(form, part.asked, view.entries)
    ask_at_boxes(form, view, {criterion.key: f"evidence-{criterion.key}" for criterion in part.asked})
    return _show_section(view, part, form, 200)


def _show_section(
    view: SheetView, part: SectionProgress, form: ScoringForm, status: int
) -> ResponseReturnValue:
    stamp_form(form, view, view.section_state(part.section.key))
    following = view.part_after(part.section.key)
    page = render_template(
        "scoresheets/section.html",
        view=view,
        part=part,
        form=form,
        following=following,
        saved=just_saved(view),
    )
    return page, status


def _after_section(draft: Draft, section_key: str) -> str:
    key = draft.sheet.key
    if request.form.get("then") == "overview":
        return url_for("scoresheets.show", key=key, saved=section_key)
    following = draft.part_after(section_key)
    if following is None:
        return url_for("closing.show", key=key, saved=section_key)
    return url_for("scoresheets.section", key=key, section_key=following.section.key, saved=section_key)
