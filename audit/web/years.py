"""Findings over the years: read, made anew, watched while they are made, stopped, taken away."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import NotFound, Permission
from audit.reporting.claim_charts import read_charts
from audit.reporting.claim_words import HEADLINE, say_claims
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.workflow.report import download
from audit.workflow.round_report import PDF
from audit.workflow.years import ask_for_years, get_years_chart, show_years, stop_years

blueprint = Blueprint("years", __name__, url_prefix="/over-the-years")
# Which pictures belong to which question.
PICTURES = {
    "cohort_trend": ("trend", "seen"),
    "review_trend": ("reviews",),
    "pathway": ("groups", "path", "controls"),
}


@blueprint.get("/<kind>")
@allow(Permission.READ_FINDINGS)
def show(kind: str) -> ResponseReturnValue:
    page = show_years(db(), current_actor(), kind=kind)
    content = page.content
    claims = say_claims(content.findings) if content else ()
    return render_template(
        "years/show.html",
        page=page,
        content=content,
        claims=claims,
        headline=HEADLINE,
        pictures=PICTURES,
        readings=read_charts(content.findings) if content else {},
        form=PageForm(),
    )


@blueprint.get("/<kind>/progress")
@allow(Permission.READ_FINDINGS)
def progress(kind: str) -> ResponseReturnValue:
    page = show_years(db(), current_actor(), kind=kind)
    if page.waiting is None and page.stopped is None:
        return redirect(url_for("years.show", kind=kind), 303)
    answer = Response(render_template("years/progress.html", page=page, form=PageForm()))
    if page.waiting is not None:
        answer.headers["Refresh"] = "3"
    return answer


@blueprint.post("/<kind>/again")
@allow(Permission.MAKE_REPORT)
def again(kind: str) -> ResponseReturnValue:
    ask_for_years(db(), current_actor(), kind=kind, request_key=PageForm().read_request_key())
    return redirect(url_for("years.progress", kind=kind), 303)


@blueprint.post("/<kind>/stop")
@allow(Permission.MAKE_REPORT)
def stop(kind: str) -> ResponseReturnValue:
    stop_years(db(), current_actor(), kind=kind)
    return redirect(url_for("years.progress", kind=kind), 303)


@blueprint.get("/<kind>/charts/<name>.svg")
@allow(Permission.READ_FINDINGS)
def chart(kind: str, name: str) -> ResponseReturnValue:
    return Response(get_years_chart(db(), current_actor(), kind=kind, name=name), mimetype="image/svg+xml")


@blueprint.post("/<kind>/pdf")
@allow(Permission.READ_FINDINGS)
def take(kind: str) -> ResponseReturnValue:
    page = show_years(db(), current_actor(), kind=kind)
    if page.report is None:
        raise NotFound(kind)
    file = download(db(), current_actor(), report=page.report, name=PDF)
    answer = Response(file.content, mimetype=file.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{page.kind}-over-the-years.pdf"'
    return answer
