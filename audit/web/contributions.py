"""Advice, attendance and days of one case: for its lead, and for those who audit it."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.case_dates import Days
from audit.domain.contribution import Part
from audit.domain.words import DAYS, PARTS, say
from audit.reporting.figures import counted
from audit.reporting.figures import day as say_day
from audit.store.contribution import Contribution
from audit.web.contributions_forms import (
    WHAT_CAME,
    YES_NO,
    DatesForm,
    TypedLine,
    fields_of,
    fill_lines,
    list_told,
    make_dates_form,
    read_lines,
)
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.workflow.case_dates import save_dates
from audit.workflow.contributions import AdvicePage, RefusedPart, StaleParts, save_advice, show_advice
from audit.workflow.editing import Refused, Stale

blueprint = Blueprint("contributions", __name__, url_prefix="/rounds")
NOT_KNOWN = "Not known"
Texts = list[tuple[str, str, str]]


@blueprint.get("/<key>/cases/<case_key>/advice")
@allow(Permission.RECORD_ENGAGEMENT)
def show(key: str, case_key: str) -> ResponseReturnValue:
    page = _page(key, case_key)
    return _show(page, fill_lines(page), make_dates_form(page, is_sent=False), 200)


@blueprint.post("/<key>/cases/<case_key>/advice")
@allow(Permission.RECORD_ENGAGEMENT)
def save(key: str, case_key: str) -> ResponseReturnValue:
    """Services and days together: neither is kept where the other is refused, and no typing is lost."""
    page = _page(key, case_key)
    lines, dates = read_lines(request.form, page), make_dates_form(page, is_sent=True)
    has_days = bool(dates.list_days())
    days_are_right = dates.validate() if has_days else True
    if not days_are_right or any(line.errors for line in lines):
        return _show(page, lines, dates, 422)
    place = {"round_key": key, "case_key": case_key}
    try:
        n_new = save_advice(db(), current_actor(), **place, told=list_told(lines), today=today())
        is_new = has_days and _save_days(page, dates, place)
    except RefusedPart as refused:
        line = next(line for line in lines if line.service.code == refused.service)
        line.errors[refused.part_field] = refused.message
        return _show(page, lines, dates, 422)
    except Refused as refused:
        dates.refuse(refused)
        return _show(page, lines, dates, 422)
    except StaleParts as stale:
        return _show(page, lines, dates, 409, _compare_parts(lines, stale))
    except Stale:
        dates.version.data = str(page.days_version)
        return _show(page, lines, dates, 409, _compare_days(dates.read_days(page.days), page.days))
    flash(_say_saved(n_new, is_new=is_new))
    return redirect(url_for("contributions.show", key=key, case_key=case_key), 303)


def _save_days(page: AdvicePage, form: DatesForm, place: Mapping[str, str]) -> bool:
    days, version = form.read_days(page.days), form.read_version()
    return save_dates(db(), current_actor(), **place, days=days, version=version, today=today())


def _say_saved(n_new: int, *, is_new: bool) -> str:
    saved = [counted(n_new, "service")] if n_new else []
    saved += ["the days"] if is_new else []
    return f"Saved: {' and '.join(saved)} changed." if saved else "Nothing was changed."


def _page(key: str, case_key: str) -> AdvicePage:
    return show_advice(db(), current_actor(), round_key=key, case_key=case_key, today=today())


def _show(
    page: AdvicePage,
    lines: Sequence[TypedLine],
    dates_form: DatesForm,
    status: int,
    texts: Texts | None = None,
) -> ResponseReturnValue:
    in_table, below = fields_of(page.kind)
    html = render_template(
        "contributions/show.html",
        page=page,
        case=page.case,
        audit_round=page.audit_round,
        lines=lines,
        judged={line.service.code: line.judged for line in page.lines},
        form=PageForm(formdata=None),
        dates=dates_form,
        in_table=in_table,
        below=below,
        words=PARTS,
        yes_no=YES_NO,
        what_came=WHAT_CAME,
        reasons=page.reasons,
        reason_words={reason.key: reason.words for reason in page.rules.book.reasons},
        texts=texts or [],
    )
    return html, status


def _compare_parts(lines: Sequence[TypedLine], stale: StaleParts) -> Texts:
    """Of each service that somebody saved meanwhile what differs; the next save is made from theirs."""
    texts: Texts = []
    for line in lines:
        row: Contribution | None = stale.rows.get(line.service.code)
        if row is None or line.part is None:
            continue
        line.version = row.version
        texts += [
            (f"{line.service.name}: {PARTS[name].lower()}", mine, theirs)
            for name, mine, theirs in _differences(line.part, row.part)
        ]
    return texts


def _differences(mine: Part, theirs: Part) -> list[tuple[str, str, str]]:
    pairs = ((name, getattr(mine, name), getattr(theirs, name)) for name in PARTS)
    return [(name, _say(name, own), _say(name, other)) for name, own, other in pairs if own != other]


def _compare_days(mine: Days, theirs: Days) -> Texts:
    pairs = ((name, getattr(mine, name), getattr(theirs, name)) for name in DAYS)
    return [(DAYS[name], _say(name, own), _say(name, other)) for name, own, other in pairs if own != other]


def _say(name: str, value: object) -> str:
    if value is None or value == ():
        return NOT_KNOWN
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name in ("came", "move"):
        return say(name, str(value))
    if isinstance(value, tuple):
        return ", ".join(str(each).replace("_", " ") for each in value)
    return str(value).replace("_", " ") if isinstance(value, str) else say_day(value)  # type: ignore[arg-type]
