"""Advice and attendance of the area: figures by agency, service, year and section, beside the targets."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.clock import ClockBook
from audit.domain.engagement import ANY_REVIEW
from audit.domain.target import limit_of
from audit.domain.words import say
from audit.intake.clocks import load_clocks
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.forms import read_number
from audit.web.gate import allow
from audit.workflow.engagement import show_engagement

# What is shown of each service, the most telling first: reviews are attended, for all else advice is sent.
OF_REVIEWS = (
    ("attended", "Attended"),
    ("received", "Advice came"),
    ("circulated", "Advice sent round two weeks before"),
    ("contributed", "Attended or sent advice"),
)
OF_OTHERS = (("on_time", "Advice in time"), ("received", "Advice came"), ("used", "Advice used"))
blueprint = Blueprint("engagement", __name__, url_prefix="/advice-and-attendance")


@blueprint.get("")
@allow(Permission.SEE_ENGAGEMENT)
def show() -> ResponseReturnValue:
    kind, year = request.args.get("kind"), read_number(request.args.get("year", ""))
    page = show_engagement(db(), current_actor(), kind=kind, year=year or None, today=today())
    return render_template(
        "engagement/show.html",
        page=page,
        say_measure=partial(say_measure, load_clocks()),
        columns=OF_REVIEWS if page.kind == ANY_REVIEW else OF_OTHERS,
        gap="Times not invited" if page.kind == ANY_REVIEW else "Times not asked",
    )


def say_measure(book: ClockBook, measure: str) -> str:
    """What a target measures, in words; a limit that its file no longer has is named by its key."""
    key = limit_of(measure)
    if key is None:
        return say("measure", measure)
    return next((clock.title for clock in book.clocks if clock.key == key), key.replace("_", " "))
