"""Making an installation: settings, database, an area with its key, and its first administrator."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import INSTALLER, Actor, ActorKind, Conflict, Permission, Role
from audit.domain.agency import Agency
from audit.folders import folder
from audit.settings import Settings, create_settings, load_settings
from audit.store.area import Area
from audit.store.engine import DatabaseMissing, create_database, make_engine
from audit.store.keys import create_keys, key_file
from audit.store.migrate import upgrade
from audit.store.sessions import Sessions
from audit.workflow.accounts import make_password_link
from audit.workflow.area import install_area
from audit.workflow.needs import needs
from audit.workflow.people import add_organisation, add_person, list_organisations, list_people
from audit.workflow.rubrics import install_rubric

Say = Callable[[str], None]


def prepare(instance: Path, *, operator: str = "") -> tuple[Settings, Sessions]:
    """Settings and a database at the newest revision; what is there already is kept."""
    has_settings = (instance / "settings.toml").exists()
    settings = load_settings(instance) if has_settings else create_settings(instance, operator=operator)
    if not settings.database.exists() and settings.keys.exists():
        raise DatabaseMissing(
            f"{settings.keys} holds keys, but there is no database. Bring it back from a backup."
        )
    if not settings.database.exists():
        create_database(settings.database)
    sessions = Sessions(make_engine(settings.database))
    upgrade(sessions.engine)
    return settings, sessions


def update_installation(instance: Path, *, say: Say) -> None:
    """Bring an installation that is there up to date."""
    make_engine(load_settings(instance).database).dispose()
    prepare(instance)
    say("The database is up to date.")


def create_installation(instance: Path, *, area_name: str, name: str, email: str, say: Say) -> str | None:
    """Make an area, or what a first try left unmade. Returns a link to set a password, if one is due."""
    settings, sessions = prepare(instance, operator=email)
    with sessions.reading(INSTALLER) as session:
        found = find_area(session, INSTALLER, name=area_name)
    area = found or make_area(settings, sessions, name=area_name, is_example=False)
    actor = administrator_of(area)
    with sessions.writing(actor) as session:
        token = _link_for_administrator(session, actor, area_name=area_name, name=name, email=email)
    if token is None:
        say(f"{area_name} is here already, and {email} has a password. The database is up to date.")
        return None
    say(f"{area_name} is ready. {name} sets a password with this link, once, within seven days:")
    return f"{settings.address}/set-password/{token}"


def _link_for_administrator(
    session: Session, actor: Actor, *, area_name: str, name: str, email: str
) -> str | None:
    people = list_people(session, actor)
    known = next((person for person in people if person.email == email.strip().casefold()), None)
    if known is not None:
        return None if known.has_password else make_password_link(session, actor, person_key=known.key)
    if any(Role.ADMINISTRATOR in person.roles and person.has_password for person in people):
        raise Conflict(f"{area_name} has an administrator. Ask them to make this account on the page People.")
    organisation = next(iter(list_organisations(session, actor)), None) or add_organisation(
        session, actor, name=area_name, agency=Agency.SEND_TEAM
    )
    person = add_person(
        session,
        actor,
        name=name,
        email=email,
        organisation_key=organisation.key,
        agency=Agency.SEND_TEAM,
        roles=[Role.ADMINISTRATOR],
    )
    return make_password_link(session, actor, person_key=person.key)


def make_area(settings: Settings, sessions: Sessions, *, name: str, is_example: bool) -> Area:
    """An area with its key file and the standards that come with the workbench."""
    with sessions.writing(INSTALLER) as session:
        area = install_area(session, INSTALLER, name=name, is_example=is_example)
        if key_file(settings.keys, area.key).exists():
            raise Conflict(f"There is a key file for {name} already: keep it, and seek advice.")
        for file in sorted(folder("rubrics").glob("*.yaml")):
            text = file.read_text(encoding="utf-8")
            install_rubric(session, INSTALLER, text=text, name=file.stem, area_id=area.row_id)
        create_keys(settings.keys, area.key)
    return area


def administrator_of(area: Area) -> Actor:
    """Set-up itself, acting within one area before that has an administrator."""
    roles = frozenset({Role.ADMINISTRATOR})
    return Actor(ActorKind.OPERATOR, "set-up", area_id=area.row_id, roles=roles)


@needs(Permission.INSTALL)
def find_area(session: Session, actor: Actor, *, name: str) -> Area | None:
    """The area of this name, if it is here."""
    return session.scalars(sa.select(Area).where(Area.name == name)).one_or_none()
