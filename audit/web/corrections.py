"""What must be put right: the list, over one round or all, and following one up."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.words import say
from audit.reporting.figures import day
from audit.web.corrections_forms import AskAgainForm, CorrectionForm
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.workflow.corrections import (
    CorrectionLine,
    Show,
    accept_answer,
    ask_again,
    change_correction,
    get_correction,
    list_corrections,
)
from audit.workflow.editing import Refused, Stale

blueprint = Blueprint("corrections", __name__)
blueprint.context_processor(lambda: {"say": say})
NOTHING = "Nothing"


@blueprint.get("/corrections")
@allow(Permission.CORRECT)
def index() -> ResponseReturnValue:
    return _list(None)


@blueprint.get("/rounds/<round_key>/corrections")
@allow(Permission.CORRECT)
def of_round(round_key: str) -> ResponseReturnValue:
    return _list(round_key)


def _list(round_key: str | None) -> ResponseReturnValue:
    show = _asked_show() or Show.OPEN
    owner = request.args.get("owner") or None
    found = list_corrections(
        db(), current_actor(), today=today(), show=show, round_key=round_key, owner=owner
    )
    return render_template(
        "corrections/index.html", found=found, show=show, shows=Show, round_key=round_key, owner=owner
    )


@blueprint.get("/corrections/<key>")
@allow(Permission.CORRECT)
def edit(key: str) -> ResponseReturnValue:
    line, form = _line(key), CorrectionForm(formdata=None)
    form.fill(line)
    return _show(line, form, 200)


@blueprint.post("/corrections/<key>")
@allow(Permission.CORRECT)
def save(key: str) -> ResponseReturnValue:
    line, form = _line(key), CorrectionForm()
    if not form.validate():
        return _show(line, form, 422)
    try:
        change_correction(
            db(),
            current_actor(),
            key=key,
            owner=form.owner.data or "",
            due_on=form.due_on.data,
            reply=form.reply.data or "",
            evidence=form.evidence.data or "",
            is_done=bool(form.is_done.data),
            version=form.read_version(),
            today=today(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(line, form, 422)
    except Stale:
        # Saving again from the answered page is made from what that page shows.
        form.version.data = str(line.correction.version)
        return _show(line, form, 409)
    flash(_say_saved(line, form))
    return redirect(_list_of(line), 303)


@blueprint.post("/corrections/<key>/accept")
@allow(Permission.CORRECT)
def accept(key: str) -> ResponseReturnValue:
    line = _line(key)
    accept_answer(db(), current_actor(), key=key, version=CorrectionForm().read_version())
    flash("Put right. Whoever was asked sees that nothing more is wanted.")
    return redirect(_after(line), 303)


@blueprint.post("/corrections/<key>/ask-again")
@allow(Permission.CORRECT)
def again(key: str) -> ResponseReturnValue:
    line, asking = _line(key), AskAgainForm()
    try:
        version = asking.read_version()
        ask_again(db(), current_actor(), key=key, reason=asking.reason.data or "", version=version)
    except Refused as refused:
        asking.refuse(refused)
        form = CorrectionForm(formdata=None)
        form.fill(line)
        return _show(line, form, 422, asking)
    flash("It is open again. The page behind the link shows what is still missing.")
    return redirect(_after(line), 303)


def _after(line: CorrectionLine) -> str:
    """The link by which it was asked, if it was by one; else the list."""
    if line.link is not None:
        return url_for("reply_links.show", key=line.link.key)
    return _list_of(line)


def _say_saved(line: CorrectionLine, form: CorrectionForm) -> str:
    due_on = form.due_on.data
    if form.is_done.data or due_on is None or due_on >= today():
        return "Saved."
    return f"Saved. The date, {day(due_on)}, is in the past: check that you meant it."


def _asked_show() -> Show | None:
    asked = request.args.get("show", "")
    return Show(asked) if asked in set(Show) else None


def _list_of(line: CorrectionLine) -> str:
    """The list that led to this correction: of all rounds or of its own."""
    if request.args.get("of") == "round":
        round_key = line.case.audit_round.key
        return url_for("corrections.of_round", round_key=round_key, show=_asked_show())
    return url_for("corrections.index", show=_asked_show())


def _line(key: str) -> CorrectionLine:
    return get_correction(db(), current_actor(), key=key, today=today())


def _show(
    line: CorrectionLine, form: CorrectionForm, status: int, asking: AskAgainForm | None = None
) -> ResponseReturnValue:
    texts = _both_texts(line, form) if status == 409 else []
    again = asking or AskAgainForm(formdata=None, version=line.correction.version)
    page = render_template(
        "corrections/edit.html", line=line, form=form, again=again, texts=texts, came_from=_list_of(line)
    )
    return page, status


def _both_texts(line: CorrectionLine, form: CorrectionForm) -> list[tuple[str, str, str]]:
    """What differs: yours and what was saved meanwhile."""
    correction = line.correction
    pairs = (
        ("Who puts it right", form.owner.data, correction.owner),
        ("By when", form.due_on.data and day(form.due_on.data), correction.due_on and day(correction.due_on)),
        ("Reply", form.reply.data, line.reply),
        ("What shows it", form.evidence.data, line.evidence),
        ("Put right", "Yes" if form.is_done.data else "No", "Yes" if correction.status == "done" else "No"),
    )
    return [(what, mine or NOTHING, theirs or NOTHING) for what, mine, theirs in pairs if mine != theirs]
