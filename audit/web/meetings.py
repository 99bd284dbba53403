"""Panel meetings of a round: the list, putting one down, and what one has to talk about."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.words import AGENCIES
from audit.reporting.figures import day
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.web.meetings_forms import MeetingForm
from audit.workflow.editing import Refused, Stale
from audit.workflow.meeting_screen import show_agenda
from audit.workflow.meeting_sheets import list_cases_at_meeting
from audit.workflow.meetings import (
    MeetingPage,
    MeetingView,
    change_meeting,
    get_meeting,
    show_meetings,
    start_meeting,
    write_others,
)

blueprint = Blueprint("meetings", __name__, url_prefix="/rounds/<round_key>/meetings")
blueprint.context_processor(lambda: {"agencies": AGENCIES})
NOTHING = "Nothing"


@blueprint.get("")
@allow(Permission.MODERATE)
def index(round_key: str) -> ResponseReturnValue:
    page = show_meetings(db(), current_actor(), round_key=round_key)
    return render_template("meetings/index.html", page=page, audit_round=page.audit_round)


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Permission.MODERATE)
def start(round_key: str) -> ResponseReturnValue:
    page, form = show_meetings(db(), current_actor(), round_key=round_key), MeetingForm(held_on=today())
    form.offer(page)
    if not form.is_submitted():
        # Most meetings are led by whoever puts them down.
        form.chair.data = current_actor().person_key
        return _show_form(page, form, 200)
    try:
        meeting = start_meeting(
            db(),
            current_actor(),
            round_key=round_key,
            minutes=form.read(),
            today=today(),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_form(page, form, 422)
    return redirect(url_for("meetings.show", round_key=round_key, meeting_key=meeting.key), 303)


@blueprint.get("/<meeting_key>")
@allow(Permission.MODERATE)
def show(round_key: str, meeting_key: str) -> ResponseReturnValue:
    place: dict[str, Any] = {"round_key": round_key, "meeting_key": meeting_key}
    page = show_meetings(db(), current_actor(), round_key=round_key)
    agenda = show_agenda(db(), current_actor(), **place)
    view, cases = list_cases_at_meeting(db(), current_actor(), **place)
    return render_template("meetings/show.html", page=page, agenda=agenda, view=view, cases=cases)


@blueprint.route("/<meeting_key>/edit", methods=["GET", "POST"])
@allow(Permission.MODERATE)
def edit(round_key: str, meeting_key: str) -> ResponseReturnValue:
    place: dict[str, Any] = {"round_key": round_key, "meeting_key": meeting_key}
    page, view = show_meetings(db(), current_actor(), round_key=round_key), _view(round_key, meeting_key)
    form = MeetingForm()
    form.offer(page, view)
    if not form.is_submitted():
        form.fill(view)
        return _show_form(page, form, 200, view)
    try:
        given: dict[str, Any] = {"minutes": form.read(), "version": form.read_version(), "today": today()}
        change_meeting(db(), current_actor(), **place, **given)
    except Refused as refused:
        form.refuse(refused)
        return _show_form(page, form, 422, view)
    except Stale:
        # Saving again from the answered page is made from what that page shows.
        form.version.data = str(view.meeting.version)
        return _show_form(page, form, 409, view, _both_texts(page, form, view))
    flash("The meeting is saved.")
    return redirect(url_for("meetings.show", **place), 303)


def _view(round_key: str, meeting_key: str) -> MeetingView:
    return get_meeting(db(), current_actor(), round_key=round_key, meeting_key=meeting_key)


def _show_form(
    page: MeetingPage,
    form: MeetingForm,
    status: int,
    view: MeetingView | None = None,
    texts: list[tuple[str, str, str]] | None = None,
) -> ResponseReturnValue:
    html = render_template("meetings/edit.html", page=page, form=form, view=view, texts=texts or [])
    return html, status


def _both_texts(page: MeetingPage, form: MeetingForm, view: MeetingView) -> list[tuple[str, str, str]]:
    """What differs: yours and what was saved meanwhile."""
    mine = form.read()
    ticked = [one.name for key, one in page.offered.items() if key in mine.ticked]
    there = [one.name for one in view.present if one.person]
    pairs = (
        ("When", mine.held_on and day(mine.held_on), day(view.meeting.held_on)),
        ("Chair", page.chairs.get(mine.chair_key), view.chair),
        ("There", ", ".join(sorted(ticked)), ", ".join(sorted(there))),
        ("Anybody else", mine.others, write_others(view.present)),
        ("Notes", mine.note, view.note),
    )
    return [(what, yours or NOTHING, theirs or NOTHING) for what, yours, theirs in pairs if yours != theirs]
