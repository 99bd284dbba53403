"""How a save is answered: to the page's own script in JSON, to people in pages; nothing typed is lost."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Conflict
from audit.domain.personal_data import say_findings
from audit.domain.rating import Answer
from audit.domain.words import FACTS, REASON_HINTS, say, say_answer
from audit.reporting.figures import clock
from audit.web.cases import find_locator
from audit.web.database import current_actor, db
from audit.web.days import say_due
from audit.web.merging import Clash, Undecided
from audit.web.scoresheets_forms import ScoringForm, value_of
from audit.web.sign_in_session import time_left
from audit.workflow.editing import Refused, Stale
from audit.workflow.keying import find_typist
from audit.workflow.scoresheets import show_sheet
from audit.workflow.sheet_view import BoxesOfSheet, Draft, SectionProgress, SheetView

STAYS = "stays-"
_JSON = "application/json"
# Flask makes an encoder anew for each answer.
_write = json.JSONEncoder().encode


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
        "say_due": say_due,
        "time_left": time_left,
        "say_findings": say_findings,
        "typist_of": lambda sheet: find_typist(db(), current_actor(), sheet=sheet),
        "locator_of": lambda view: find_locator(view.assignment.key),
    }


def wants_json() -> bool:
    """Whether the page's own script asks."""
    return request.headers.get("Accept") == _JSON or request.accept_mimetypes.best == _JSON


def stamp_form(form: ScoringForm, view: SheetView, state: str) -> None:
    """Say from what the page is made; one that was sent and refused keeps what it said."""
    if not form.is_submitted() or view.held_back:
        form.version.data, form.state.data = str(view.sheet.version), state


def just_saved(view: SheetView) -> SectionProgress | None:
    """The section whose save led to this page."""
    named = request.args.get("saved")
    return next((part for part in view.sections if part.section.key == named), None)


def read_chosen() -> dict[str, str]:
    """Which text was chosen for which question on the page that shows both."""
    prefix = "keep-"
    return {name.removeprefix(prefix): text for name, text in request.form.items() if name.startswith(prefix)}


def read_kept() -> set[str]:
    """The boxes of which it was said that what looks like personal data must stay."""
    return {name.removeprefix(STAYS) for name in request.form if name.startswith(STAYS)}


def ask_at_boxes(form: ScoringForm, view: BoxesOfSheet, fields: Mapping[str, str]) -> None:
    """Show what was typed again where it was held back, each with its question; the rest is saved."""
    for box, found in view.held_back.items():
        field = form[fields.get(box, box)]
        field.data, field.errors = request.form.get(field.name, ""), [say_findings(found)]


def show_held_back(draft: Draft) -> SheetView:
    """The sheet as it stands after a save, with the questions that the save left."""
    view = show_sheet(db(), current_actor(), key=draft.sheet.key)
    return replace(view, held_back=draft.held_back)


def answer_saved(draft: Draft, state: str) -> ResponseReturnValue:
    left = time_left()
    told = {
        "saved": clock(draft.sheet.saved_at),
        "version": draft.sheet.version,
        "state": state,
        "asks": {box: say_findings(found) for box, found in draft.held_back.items()},
        "unanswered": find_unanswered(draft),
        "left": left.seconds,
        "ends": clock(left.ends_at),
        "progress": f"{draft.n_answered} of {draft.n_asked} answered",
        "sections": {
            part.section.key: {"answered": part.n_answered, "asked": len(part.asked)}
            for part in draft.sections
        },
    }
    return Response(_write(told), mimetype=_JSON)


def find_unanswered(draft: Draft) -> str | None:
    """Where the first question without an answer is."""
    if draft.first_unanswered is None:
        return None
    section, criterion = draft.first_unanswered
    return f"{_address(request.root_path, draft.sheet.key, section.key)}#question-{criterion.key}"


@lru_cache(maxsize=4096)
def _address(_root: str, key: str, section_key: str) -> str:
    # The same for save after save, and building it takes as long as a statement to the database.
    return url_for("scoresheets.section", key=key, section_key=section_key)


def answer_refused(refused: Refused) -> ResponseReturnValue | None:
    if wants_json():
        return jsonify(field=refused.field, message=refused.message), 422
    return None


def answer_shut(shut: Conflict) -> ResponseReturnValue:
    """Nothing more can be saved here: say why. The error page shows what was typed."""
    if wants_json():
        return jsonify(kind="shut", message=str(shut)), 409
    raise shut


def answer_stale(
    key: str, clash: Stale | Undecided, list_clashes: Callable[[SheetView], list[Clash]]
) -> ResponseReturnValue:
    """Both texts side by side, of everything that differs."""
    if wants_json():
        return jsonify(kind="stale"), 409
    view = show_sheet(db(), current_actor(), key=key)
    fresh = ScoringForm(formdata=None)
    place = str((request.view_args or {}).get("section_key", "closing"))
    state = view.closing_state if place == "closing" else view.section_state(place)
    fresh.version.data, fresh.state.data, fresh.merging.data = str(view.sheet.version), state, "yes"
    page = render_template(
        "scoresheets/merge.html",
        view=view,
        form=fresh,
        clashes=list_clashes(view),
        has_chosen=isinstance(clash, Stale),
        place=place,
    )
    return page, 409
