"""Pages that say what this is, and small things that every page fetches."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from audit.domain.brand import text_on
from audit.web.context import current_front

blueprint = Blueprint("pages", __name__)


@blueprint.get("/brand.css")
def brand() -> Response:
    colour = current_front().colour
    css = f":root{{--brand:{colour};--brand-text:{text_on(colour)}}}\n"
    answer = Response(css, mimetype="text/css")
    answer.cache_control.private = True
    answer.cache_control.max_age = 60
    return answer


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return render_template("pages/accessibility.html")


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    return render_template("pages/privacy.html")


@blueprint.get("/cookies")
def cookies() -> ResponseReturnValue:
    return render_template("pages/cookies.html")


@blueprint.get("/health")
def health() -> Response:
    return Response("ok\n", mimetype="text/plain")
