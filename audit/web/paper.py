"""Scoresheets to print. The browser prints them; nothing is written, and no answer is ever on them."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from audit.domain.access import Permission
from audit.domain.rating import allowed_levels, allowed_reasons
from audit.domain.rubric import WHOLE
from audit.domain.words import LEGAL_LEVELS
from audit.web.cases import find_locator
from audit.web.database import current_actor, db
from audit.web.gate import allow
from audit.workflow.paper import Paper, get_my_paper, get_paper, list_papers

blueprint = Blueprint("paper", __name__)


@blueprint.get("/cases/<key>/paper")
@allow(Permission.SCORE)
def mine(key: str) -> ResponseReturnValue:
    return _show(get_my_paper(db(), current_actor(), key=key), locator=find_locator(key))


@blueprint.get("/rounds/<key>/cases/<case_key>/paper")
@allow(Permission.KEY_IN)
def of_case(key: str, case_key: str) -> ResponseReturnValue:
    return _show(get_paper(db(), current_actor(), round_key=key, case_key=case_key, lens=_lens()))


@blueprint.get("/rounds/<key>/paper")
@allow(Permission.KEY_IN)
def of_round(key: str) -> ResponseReturnValue:
    first = request.args.get("first", 0, type=int)
    found = list_papers(db(), current_actor(), round_key=key, lens=_lens(), first=max(first, 0))
    return _show(found, is_round=True)


def _lens() -> str:
    return request.args.get("lens") or WHOLE


def _show(paper: Paper, *, locator: str | None = None, is_round: bool = False) -> ResponseReturnValue:
    return render_template(
        "paper/show.html",
        paper=paper,
        audit_round=paper.audit_round,
        locator=locator,
        is_round=is_round,
        whole=WHOLE,
        allowed_levels=allowed_levels,
        allowed_reasons=allowed_reasons,
        legal_levels=LEGAL_LEVELS,
    )
