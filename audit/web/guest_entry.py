"""The door for guests. A mail scanner may open the link as often as it likes: only the button uses it."""

from typing import cast

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from audit.domain.access import DOOR, NotFound
from audit.web.database import db
from audit.web.forms import PageForm
from audit.web.sign_in_session import SignInInterface, current_visitor, fresh_contents, own_session
from audit.workflow.guest_entry import GuestDoor, UsedElsewhere, enter_as_guest, show_guest_door

blueprint = Blueprint("guest_entry", __name__, url_prefix="/guest")
# Longer than any round: the link itself ends with its round.
_KEPT_SECONDS = 400 * 24 * 3600


@blueprint.route("/<token>", methods=["GET", "POST"])
def enter(token: str) -> ResponseReturnValue:
    door = show_guest_door(db(), DOOR, token=token)
    visitor = current_visitor()
    if visitor is not None:
        if visitor.actor.person_id == door.link.person_id:
            return redirect(url_for("scoring.my_cases"), 303)
        return _show(door, 409 if request.method == "POST" else 200)
    if not door.fits(_secret_of(door)):
        raise UsedElsewhere(door)
    form = PageForm()
    if not form.validate_on_submit():
        return _show(door, 200)
    return _let_in(door, token)


def _show(door: GuestDoor, status: int) -> ResponseReturnValue:
    return render_template("guests/enter.html", door=door, form=PageForm(formdata=None)), status


def _let_in(door: GuestDoor, token: str) -> Response:
    entered = enter_as_guest(db(), DOOR, token=token, secret=_secret_of(door), contents=fresh_contents())
    response = make_response(redirect(url_for("scoring.my_cases"), 303))
    _keep_secret(response, entered.door, entered.secret)
    own_session().begin(entered.token)
    return response


@blueprint.errorhandler(NotFound)
def ended(_error: NotFound) -> ResponseReturnValue:
    """What a link answers that has ended, or never was."""
    return render_template("guests/ended.html"), 404


@blueprint.errorhandler(UsedElsewhere)
def used_elsewhere(error: UsedElsewhere) -> ResponseReturnValue:
    """What a link answers in any browser but the first."""
    return render_template("guests/elsewhere.html", door=error.door), 409


def _secret_of(door: GuestDoor) -> str | None:
    return request.cookies.get(_cookie(door))


def _keep_secret(response: Response, door: GuestDoor, secret: str) -> None:
    response.set_cookie(
        _cookie(door),
        secret,
        max_age=_KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=_interface().secure,
        path="/",
    )


def _cookie(door: GuestDoor) -> str:
    """One a link: two guests may share a browser, each with a link of their own."""
    return f"{'__Host-' if _interface().secure else ''}guest_{door.link.key}"


def _interface() -> SignInInterface:
    return cast(SignInInterface, current_app.session_interface)
