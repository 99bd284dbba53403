"""One case as its lead sees it: facts, flags, restricted or not, who has it."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.case import NEED_NAMES, Flag, Need
from audit.domain.words import FLAGS, RESTRICTIONS
from audit.reporting.figures import counted
from audit.web.case_pages_forms import FlagsForm, RestrictionForm
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.case_page import CasePage, flag_case, show_case
from audit.workflow.editing import Refused, Stale
from audit.workflow.restrictions import restrict_case

blueprint = Blueprint("case_pages", __name__, url_prefix="/rounds")
NOTHING = "Nothing"
Texts = list[tuple[str, str, str]]


@blueprint.get("/<key>/cases/<case_key>")
@allow(Permission.SHARE_OUT)
def show(key: str, case_key: str) -> ResponseReturnValue:
    return _show(_page(key, case_key), None, None, 200)


@blueprint.post("/<key>/cases/<case_key>/restriction")
@allow(Permission.SHARE_OUT)
def restrict(key: str, case_key: str) -> ResponseReturnValue:
    page, form = _page(key, case_key), RestrictionForm()
    form.offer(page.nameable)
    if not form.validate():
        return _show(page, form, None, 422)
    place = {"round_key": key, "case_key": case_key}
    try:
        restrict_case(
            db(),
            current_actor(),
            **place,
            version=form.read_version(),
            because=form.read_because(),
            named=form.named.data or [],
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(page, form, None, 422)
    except Stale:
        form.version.data = str(page.case.version)
        return _show(page, form, None, 409, _compare_restriction(page, form))
    flash(_say_restricted(page, _page(key, case_key)))
    return redirect(url_for("case_pages.show", key=key, case_key=case_key), 303)


def _say_restricted(before: CasePage, after: CasePage) -> str:
    """What a restriction did to those who had the case."""
    n_lost = len(before.held) - len(after.held)
    words = ["Saved."]
    if n_lost:
        people = counted(n_lost, "person", "people")
        words.append(f"{people} had not begun and no longer {'has' if n_lost == 1 else 'have'} the case.")
    if n_lost and not after.held:
        words.append("Nobody has it now: name somebody below, then give it to them.")
    return " ".join(words)


@blueprint.post("/<key>/cases/<case_key>/flags")
@allow(Permission.SHARE_OUT)
def flag(key: str, case_key: str) -> ResponseReturnValue:
    page, form = _page(key, case_key), FlagsForm()
    if not form.validate():
        return _show(page, None, form, 422)
    flags = [Flag(code) for code in form.flags.data or []]
    try:
        flag_case(
            db(),
            current_actor(),
            round_key=key,
            case_key=case_key,
            version=form.read_version(),
            flags=flags,
        )
    except Stale:
        form.version.data = str(page.case.version)
        return _show(page, None, form, 409, [("Under way", _say_flags(flags), _say_flags(page.case.flags))])
    flash("Saved.")
    return redirect(url_for("case_pages.show", key=key, case_key=case_key), 303)


def _page(key: str, case_key: str) -> CasePage:
    return show_case(db(), current_actor(), round_key=key, case_key=case_key)


def _show(
    page: CasePage,
    restriction: RestrictionForm | None,
    flags: FlagsForm | None,
    status: int,
    texts: Texts | None = None,
) -> ResponseReturnValue:
    if restriction is None:
        restriction = RestrictionForm(formdata=None)
        restriction.offer(page.nameable)
        restriction.fill(page)
    if flags is None:
        flags = FlagsForm(formdata=None)
        flags.fill(page)
    html = render_template(
        "case_pages/show.html",
        page=page,
        case=page.case,
        audit_round=page.audit_round,
        restriction=restriction,
        flags=flags,
        texts=texts or [],
        need=NEED_NAMES[Need(page.case.need)] if page.case.need else "Not known",
        said_flags=_say_flags(page.case.flags),
    )
    return html, status


def _say_flags(flags: list[Flag] | list[str]) -> str:
    return ", ".join(FLAGS[code] for code in flags) or NOTHING


def _compare_restriction(page: CasePage, form: RestrictionForm) -> Texts:
    """What differs: yours and what was saved meanwhile."""
    people = {choice.value: choice.label for choice in form.named.choices}

    def name(keys: Iterable[str]) -> str:
        return "; ".join(sorted(people[key] for key in keys if key in people)) or NOTHING

    def say_why(because: str | None) -> str:
        return RESTRICTIONS.get(because or "", "Not restricted")

    texts = (
        ("Restricted", say_why(form.because.data), say_why(page.case.restricted_because)),
        ("Named auditors", name(form.named.data or ()), name(page.named)),
    )
    return [text for text in texts if text[1] != text[2]]
