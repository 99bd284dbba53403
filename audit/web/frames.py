"""Lists of documents: upload, what was read, refusals, taking one back."""

from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.case import Basis, bases_of
from audit.intake.annex_a import ADDED, HEADINGS, REQUIRED, USES
from audit.intake.cases_csv import COLUMNS, template_csv
from audit.intake.frame import MAX_ROWS, UnreadableFile
from audit.settings import Settings
from audit.store.frame import Frame
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.forms import PageForm
from audit.web.frames_forms import FrameForm
from audit.web.gate import allow, takes_upload
from audit.workflow.editing import Refused
from audit.workflow.frames import (
    HeadingFault,
    add_frame,
    count_frame_cohorts,
    export_refusals,
    get_frame,
    list_headings,
    remove_frame,
    show_frames,
)

blueprint = Blueprint("frames", __name__, url_prefix="/rounds")
ROWS_PER_PAGE = 100
# For which sorts of list a heading must be there.
NEEDED = {key: [basis for basis, needed in REQUIRED.items() if key in needed] for key in HEADINGS | ADDED}


def keys_folder() -> Path:
    """Where the areas' keys lie."""
    return cast(Settings, current_app.extensions["settings"]).keys


@blueprint.get("/list-template.csv")
@allow(Permission.READ_FRAME)
def template() -> ResponseReturnValue:
    return as_csv(template_csv(), "list-template.csv")


def as_csv(content: bytes, file_name: str) -> Response:
    """A CSV file to take away."""
    answer = Response(content, mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


@blueprint.get("/<key>/list")
@allow(Permission.READ_FRAME)
def index(key: str) -> ResponseReturnValue:
    return _show_index(key, FrameForm(), 200)


@blueprint.post("/<key>/list")
@allow(Permission.READ_FRAME)
@takes_upload
def upload(key: str) -> ResponseReturnValue:
    form = FrameForm()
    if not form.validate():
        return _show_index(key, form, 422)
    try:
        frame = add_frame(
            db(),
            current_actor(),
            round_key=key,
            content=form.file.data.read(),
            file_name=form.file.data.filename or "",
            basis=Basis(form.basis.data),
            today=today(),
            keys_folder=keys_folder(),
            request_key=form.read_request_key(),
        )
    except UnreadableFile as error:
        form.refuse(Refused("file", str(error)))
        return _show_index(key, form, 422)
    except Refused as refused:
        form.refuse(refused)
        return _show_index(key, form, 422)
    return redirect(url_for("frames.show", key=key, frame_key=frame.key), 303)


def _show_index(key: str, form: FrameForm, status: int) -> ResponseReturnValue:
    page = show_frames(db(), current_actor(), round_key=key)
    form.offer(bases_of(page.audit_round.rubric_version.kind), page.audit_round.basis or page.copied_basis)
    html = render_template(
        "frames/index.html",
        page=page,
        audit_round=page.audit_round,
        form=form,
        columns=COLUMNS,
        annex_a=HEADINGS | ADDED,
        uses=USES,
        needed=NEEDED,
        most_rows=MAX_ROWS,
    )
    return html, status


@blueprint.get("/<key>/list/<frame_key>")
@allow(Permission.READ_FRAME)
def show(key: str, frame_key: str) -> ResponseReturnValue:
    frame = get_frame(db(), current_actor(), round_key=key, key=frame_key)
    page = show_frames(db(), current_actor(), round_key=key)
    number, n_pages = _page_number(frame)
    start = (number - 1) * ROWS_PER_PAGE
    return render_template(
        "frames/show.html",
        page=page,
        audit_round=page.audit_round,
        frame=frame,
        missing=list_headings(db(), current_actor(), frame=frame, fault=HeadingFault.MISSING),
        unknown=list_headings(db(), current_actor(), frame=frame, fault=HeadingFault.UNKNOWN),
        cohorts=count_frame_cohorts(db(), current_actor(), frame=frame),
        refused=frame.refused[start : start + ROWS_PER_PAGE],
        page_number=number,
        n_pages=n_pages,
        form=PageForm(),
    )


def _page_number(frame: Frame) -> tuple[int, int]:
    n_pages = max(1, -(-len(frame.refused) // ROWS_PER_PAGE))
    wanted = request.args.get("page", 1, type=int)
    return min(max(wanted, 1), n_pages), n_pages


@blueprint.post("/<key>/list/<frame_key>/refusals")
@allow(Permission.READ_FRAME)
def refusals(key: str, frame_key: str) -> ResponseReturnValue:
    content = export_refusals(db(), current_actor(), round_key=key, key=frame_key)
    return as_csv(content, "refused-rows.csv")


@blueprint.route("/<key>/list/<frame_key>/remove", methods=["GET", "POST"])
@allow(Permission.READ_FRAME)
def remove(key: str, frame_key: str) -> ResponseReturnValue:
    form = PageForm()
    if not form.validate_on_submit():
        frame = get_frame(db(), current_actor(), round_key=key, key=frame_key)
        page = show_frames(db(), current_actor(), round_key=key)
        return render_template(
            "frames/remove.html", page=page, audit_round=page.audit_round, frame=frame, form=form
        )
    remove_frame(db(), current_actor(), round_key=key, key=frame_key)
    flash("The list is taken back.")
    return redirect(url_for("frames.index", key=key), 303)
