"""The shared screen of a panel meeting: one case at a time, nobody's name on it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.moderation import OVERALL
from audit.domain.words import METHODS, say
from audit.reporting.figures import counted
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.web.moderation import NOTHING_FILLED_IN, settling_words
from audit.web.moderation_forms import SettleForm, anchor_of, settle_form
from audit.workflow.meeting_screen import Screen, settle_at_meeting, show_agenda, show_screen
from audit.workflow.settling import Unsettled

blueprint = Blueprint(
    "meeting_screen", __name__, url_prefix="/rounds/<round_key>/meetings/<meeting_key>/screen"
)
blueprint.context_processor(lambda: {"say": say, "methods": METHODS, "anchor_of": anchor_of})


@blueprint.get("")
@allow(Permission.MODERATE)
def start(round_key: str, meeting_key: str) -> ResponseReturnValue:
    """The first case in which something is left to talk about, else the first of all."""
    place: dict[str, Any] = {"round_key": round_key, "meeting_key": meeting_key}
    agenda = show_agenda(db(), current_actor(), **place)
    first = agenda.next_open or next(iter(agenda.lines), None)
    if first is None:
        return redirect(url_for("meetings.show", **place), 303)
    return redirect(url_for("meeting_screen.show", **place, case_key=first.case.key), 303)


@blueprint.get("/<case_key>")
@allow(Permission.MODERATE)
def show(round_key: str, meeting_key: str, case_key: str) -> ResponseReturnValue:
    screen = _screen(round_key, meeting_key, case_key)
    return _show(screen, settle_form(screen.view.rubric, screen.view.names)(formdata=None), 200)


@blueprint.post("/<case_key>")
@allow(Permission.MODERATE)
def settle(round_key: str, meeting_key: str, case_key: str) -> ResponseReturnValue:
    screen = _screen(round_key, meeting_key, case_key)
    names = [OVERALL, *(criterion.key for criterion in screen.view.rubric.criteria)]
    form = settle_form(screen.view.rubric, names)()
    choices = form.read(names)
    if not choices:
        form.say(NOTHING_FILLED_IN)
        return _show(screen, form, 422)
    place: dict[str, Any] = {"round_key": round_key, "meeting_key": meeting_key, "case_key": case_key}
    try:
        settle_at_meeting(db(), current_actor(), **place, choices=choices)
    except Unsettled as unsettled:
        form.refuse_all(unsettled)
        return _show(screen, form, 409 if unsettled.stale else 422, unsettled)
    flash(f"{counted(len(choices), 'question')} settled.")
    return redirect(url_for("meeting_screen.show", **place), 303)


def _screen(round_key: str, meeting_key: str, case_key: str) -> Screen:
    place: dict[str, Any] = {"round_key": round_key, "meeting_key": meeting_key, "case_key": case_key}
    return show_screen(db(), current_actor(), **place)


def _show(
    screen: Screen, form: SettleForm, status: int, unsettled: Unsettled | None = None
) -> ResponseReturnValue:
    form.stamp(screen.view.settlements, screen.view.names)
    page = render_template(
        "meetings/screen.html",
        screen=screen,
        view=screen.view,
        form=form,
        stale=unsettled.stale if unsettled else {},
        hides_names=True,
        **settling_words(screen.view),
    )
    return page, status
