"""What finished rounds found, and the files to take away."""

import re

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import NotFound, Permission
from audit.reporting.companion_rows import PAIR_HEADINGS, agreement_rows, pair_rows, trend_rows
from audit.reporting.methods import list_methods, say_companions
from audit.reporting.plain_sentences import say_averages
from audit.reporting.sentences import say_verdict, summarise
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.workflow.findings import FindingsPage, get_chart, list_findings, show_findings
from audit.workflow.report import ask_again, download
from audit.workflow.round_report import PDF, WORKBOOK
from audit.workflow.years import list_years

blueprint = Blueprint("findings", __name__, url_prefix="/findings")
FILES = {"pdf": (PDF, "report.pdf"), "xlsx": (WORKBOOK, "round.xlsx")}


@blueprint.get("")
@allow(Permission.READ_FINDINGS)
def index() -> ResponseReturnValue:
    return render_template(
        "findings/index.html",
        pages=list_findings(db(), current_actor()),
        over_years=list_years(db(), current_actor()),
        form=PageForm(),
    )


@blueprint.get("/<key>")
@allow(Permission.READ_FINDINGS)
def show(key: str) -> ResponseReturnValue:
    page = show_findings(db(), current_actor(), round_key=key)
    form = PageForm()
    if page.content is None:
        return _refreshing(render_template("findings/waiting.html", page=page, form=form), page)
    return render_template(
        "findings/show.html",
        page=page,
        form=form,
        content=page.content,
        findings=page.content.findings,
        charts=page.charts,
        sentences=summarise(page.content),
        agreement_rows=agreement_rows(page.content.findings.agreement),
        trend_rows=trend_rows(page.content.findings.cohort_trend, page.content.findings.review_trend),
        pairs={"headings": PAIR_HEADINGS, "rows": pair_rows(page.content.findings.cohort_trend)},
        averages=say_averages(page.content.findings.overall),
        criteria={item.criterion: item for item in page.content.findings.criteria},
        sections={item.section: item for item in page.content.findings.sections},
        say_verdict=say_verdict,
        methods=list_methods(page.content),
        companions=say_companions(page.content),
    )


def _refreshing(html: str, page: FindingsPage) -> Response:
    """A page that waits looks again by itself, with or without scripts."""
    answer = Response(html)
    if page.waiting is not None and page.waiting.failure is None:
        answer.headers["Refresh"] = "3"
    return answer


@blueprint.get("/<key>/charts/<name>.svg")
@allow(Permission.READ_FINDINGS)
def chart(key: str, name: str) -> ResponseReturnValue:
    return Response(get_chart(db(), current_actor(), round_key=key, name=name), mimetype="image/svg+xml")


@blueprint.post("/<key>/<form_of>")
@allow(Permission.READ_FINDINGS)
def take(key: str, form_of: str) -> ResponseReturnValue:
    if form_of not in FILES:
        raise NotFound(form_of)
    stored_name, ending = FILES[form_of]
    page = show_findings(db(), current_actor(), round_key=key)
    if page.report is None:
        raise NotFound(key)
    file = download(db(), current_actor(), report=page.report, name=stored_name)
    answer = Response(file.content, mimetype=file.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_slug(page.audit_round.title)}-{ending}"'
    return answer


def _slug(title: str) -> str:
    """A title as part of a file name: letters and figures that every system takes."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60] or "audit"


@blueprint.post("/<key>/again")
@allow(Permission.MAKE_REPORT)
def again(key: str) -> ResponseReturnValue:
    page = show_findings(db(), current_actor(), round_key=key)
    request_key = PageForm().read_request_key()
    ask_again(db(), current_actor(), audit_round=page.audit_round, request_key=request_key)
    return redirect(url_for("findings.show", key=key), 303)
