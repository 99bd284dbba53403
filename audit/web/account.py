"""Signing in and out, and setting a password through a link."""

from typing import cast

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.domain.access import DOOR, NotFound, Permission
from audit.reporting.figures import moment
from audit.settings import Settings
from audit.store.account import Person
from audit.web.account_forms import SetPasswordForm, SignInForm
from audit.web.database import db, sessions
from audit.web.gate import allow, safe_next
from audit.web.sign_in_session import (
    SignInInterface,
    current_visitor,
    fresh_contents,
    own_session,
    time_left,
)
from audit.workflow import accounts
from audit.workflow.editing import Refused
from audit.workflow.passwords import Passwords
from audit.workflow.sign_in import LockedOut, forget_guesses, start_sign_in, take_guess

blueprint = Blueprint("account", __name__)
NO_MATCH = "The e-mail address or the password is not right, or the account is not active"


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    if current_visitor() is not None:
        return redirect(safe_next(request.args.get("next")), 303)
    form = SignInForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return _show_sign_in(form, 422 if form.is_submitted() else 200)
    try:
        token = _try(form.email.data or "", form.password.data or "")
    except LockedOut as locked:
        form.say(str(locked))
        return _show_sign_in(form, 429)
    if token is None:
        form.say(NO_MATCH)
        return _show_sign_in(form, 422)
    own_session().begin(token)
    return redirect(safe_next(form.next.data), 303)


@blueprint.post("/sign-out")
@allow(Permission.SIGN_OUT)
def sign_out() -> ResponseReturnValue:
    _end()
    flash("You have signed out.")
    return redirect(url_for("account.sign_in"), 303)


@blueprint.post("/stay")
@allow(Permission.SIGN_OUT)
def stay() -> ResponseReturnValue:
    """Somebody is still there: like every request, this one makes the sign-in longer."""
    left = time_left()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(left=left.seconds, ends=moment(left.ends_at)[-5:])
    return redirect(safe_next(request.form.get("next")), 303)


@blueprint.route("/set-password/<token>", methods=["GET", "POST"])
def set_password(token: str) -> ResponseReturnValue:
    form = SetPasswordForm()
    person = _check_link(token)
    if not form.validate_on_submit():
        return _show_set_password(form, person, 422 if form.is_submitted() else 200)
    try:
        _check_link(token, form.password.data)
    except Refused as refused:
        form.refuse(refused)
        return _show_set_password(form, person, 422)
    password_hash = _passwords().hash(form.password.data or "")
    _end()
    accounts.set_password(db(), DOOR, token=token, password_hash=password_hash)
    flash("Your password is set. Sign in with it now.")
    return redirect(url_for("account.sign_in"), 303)


@blueprint.errorhandler(NotFound)
def link_ended(_error: NotFound) -> ResponseReturnValue:
    """What a link answers that was used, is too old, or never was."""
    return render_template("account/link_ended.html"), 404


def _end() -> None:
    cast(SignInInterface, current_app.session_interface).end(own_session())


def _show_sign_in(form: SignInForm, status: int) -> ResponseReturnValue:
    return render_template("account/sign_in.html", form=form), status


def _show_set_password(form: SetPasswordForm, person: Person, status: int) -> ResponseReturnValue:
    return render_template("account/set_password.html", form=form, person=person), status


def _passwords() -> Passwords:
    return cast(Passwords, current_app.extensions["passwords"])


def _try(email: str, password: str) -> str | None:
    """Count, look at the password with no lock held, then let in: three steps, each its own transaction."""
    settings = cast(Settings, current_app.extensions["settings"])
    known = {"email": email, "address": request.remote_addr or "", "secret": settings.secret_key}
    with sessions().writing(DOOR) as counting:
        guess = take_guess(counting, DOOR, **known)
    right = _passwords().holds(password, guess.password)
    if not right or guess.person_key is None:
        return None
    token = start_sign_in(db(), DOOR, person_key=guess.person_key, contents=fresh_contents())
    if token is not None:
        forget_guesses(db(), DOOR, **known)
    return token


def _check_link(token: str, password: str | None = None) -> Person:
    # Read with no lock held: hashing a password takes a while.
    with sessions().reading(DOOR) as reading:
        return accounts.check_new_password(reading, DOOR, token=token, password=password)
