"""A round as a workbook, in one click."""

import re

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.web.database import current_actor, db
from audit.web.days import today
from audit.web.gate import allow
from audit.workflow.round_export import export_round
from audit.workflow.round_report import XLSX

blueprint = Blueprint("exports", __name__, url_prefix="/rounds")


@blueprint.post("/<key>/workbook")
@allow(Permission.EXPORT_ROUND)
def take(key: str) -> ResponseReturnValue:
    found = export_round(db(), current_actor(), round_key=key, today=today())
    slug = "-".join(re.findall(r"[a-z0-9]+", found.audit_round.title.lower()))[:60] or "audit"
    answer = Response(found.content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-round.xlsx"'
    return answer
