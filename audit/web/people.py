"""People and their accounts."""

from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from audit.domain.access import Conflict, Permission, Role
from audit.domain.agency import Agency
from audit.settings import Settings
from audit.web.database import current_actor, db
from audit.web.forms import PageForm
from audit.web.gate import allow
from audit.web.people_forms import ROLE_HINTS, OrganisationForm, PersonForm, WorkForm, choose_organisation
from audit.workflow import people
from audit.workflow.accounts import make_password_link
from audit.workflow.editing import Refused, Stale

blueprint = Blueprint("people", __name__, url_prefix="/people")
MOVES = {
    "suspend": (people.suspend_person, "{} can no longer sign in."),
    "reactivate": (people.reactivate_person, "{} can sign in again."),
    "end": (people.revoke_person, "The account of {} has ended."),
}


@blueprint.get("")
@allow(Permission.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    return render_template("people/index.html", people=people.list_people(db(), current_actor()))


@blueprint.route("/new", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE)
def new() -> ResponseReturnValue:
    form = PersonForm()
    choose_organisation(form.organisation, people.list_organisations(db(), current_actor()))
    if not form.validate_on_submit():
        return _show_new(form, 422 if form.is_submitted() else 200)
    try:
        person = people.add_person(
            db(),
            current_actor(),
            name=form.name.data,
            email=form.email.data,
            organisation_key=form.organisation.data,
            agency=Agency(form.agency.data),
            roles=[Role(role) for role in form.roles.data],
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_new(form, 422)
    return _show_link(person.key)


@blueprint.get("/<person_key>")
@allow(Permission.MANAGE_PEOPLE)
def show(person_key: str) -> ResponseReturnValue:
    person = people.get_person(db(), current_actor(), person_key=person_key)
    return _show(person, _fill(person), 200)


@blueprint.post("/<person_key>")
@allow(Permission.MANAGE_PEOPLE)
def change(person_key: str) -> ResponseReturnValue:
    person = people.get_person(db(), current_actor(), person_key=person_key)
    form = WorkForm()
    choose_organisation(form.organisation, people.list_organisations(db(), current_actor()))
    if not form.validate():
        return _show(person, form, 422)
    try:
        people.change_person(
            db(),
            current_actor(),
            person_key=person_key,
            organisation_key=form.organisation.data,
            agency=Agency(form.agency.data),
            roles=[Role(role) for role in form.roles.data],
            version=form.read_version(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show(person, form, 422)
    except Stale as stale:
        return _show(stale.row, _fill(stale.row), 409, typed=form)
    flash(f"Saved. {person.name} signs in again with the next click.")
    return redirect(url_for("people.index"), 303)


@blueprint.post("/<person_key>/<move>")
@allow(Permission.MANAGE_PEOPLE)
def move(person_key: str, move: str) -> ResponseReturnValue:
    if move not in MOVES:
        raise NotFound
    act, words = MOVES[move]
    try:
        person = act(db(), current_actor(), person_key=person_key, version=PageForm().read_version())
    except Stale as stale:
        raise Conflict("Somebody else changed this account meanwhile. Open the page again.") from stale
    flash(words.format(person.name))
    return redirect(url_for("people.index"), 303)


@blueprint.post("/<person_key>/password-link")
@allow(Permission.MANAGE_PEOPLE)
def password_link(person_key: str) -> ResponseReturnValue:
    return _show_link(person_key)


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE)
def new_organisation() -> ResponseReturnValue:
    form = OrganisationForm()
    if not form.validate_on_submit():
        return _show_organisation(form, 422 if form.is_submitted() else 200)
    try:
        people.add_organisation(
            db(),
            current_actor(),
            name=form.name.data,
            agency=Agency(form.agency.data),
            request_key=form.read_request_key(),
        )
    except Refused as refused:
        form.refuse(refused)
        return _show_organisation(form, 422)
    flash(f"{form.name.data} is in the list.")
    return redirect(url_for("people.new"), 303)


def _fill(person: people.PersonInArea) -> WorkForm:
    form = WorkForm(
        formdata=None,
        organisation=person.organisation.key,
        agency=person.agency,
        roles=list(person.roles),
        version=person.version,
    )
    choose_organisation(form.organisation, people.list_organisations(db(), current_actor()))
    return form


def _show(
    person: people.PersonInArea, form: WorkForm, status: int, typed: WorkForm | None = None
) -> ResponseReturnValue:
    page = render_template("people/show.html", person=person, form=form, typed=typed, hints=ROLE_HINTS)
    return page, status


def _show_new(form: PersonForm, status: int) -> ResponseReturnValue:
    return render_template("people/new.html", form=form, hints=ROLE_HINTS), status


def _show_organisation(form: OrganisationForm, status: int) -> ResponseReturnValue:
    return render_template("people/new_organisation.html", form=form), status


def _show_link(person_key: str) -> ResponseReturnValue:
    """The one answer to a POST that is a page: the link exists nowhere else and is never shown again."""
    token = make_password_link(db(), current_actor(), person_key=person_key)
    person = people.get_person(db(), current_actor(), person_key=person_key)
    address = own_address()
    link = address + url_for("account.set_password", token=token)
    return render_template(
        "people/password_link.html", person=person, link=link, is_here=is_loopback(address)
    )


def own_address() -> str:
    """Where people reach the workbench: as set, or as the administrator's own browser reached it."""
    settings = cast(Settings, current_app.extensions["settings"])
    # Unless somebody set one, the address names neither the port that is served nor the machine.
    # The host is one of the trusted ones: any other was refused before.
    address = request.host_url if settings.address == Settings.address else settings.address
    return address.rstrip("/")


def is_loopback(address: str) -> bool:
    """Whether an address works only on the machine that serves it."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
