"""The people of the example area: made up, each with a sign-in of this installation's own."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from audit.domain.access import DOOR, Actor, ActorKind, Role
from audit.domain.agency import Agency
from audit.domain.words import AGENCIES, ROLES
from audit.store.area import Area
from audit.store.sessions import Sessions
from audit.workflow.accounts import make_password_link, set_password
from audit.workflow.installation import administrator_of
from audit.workflow.passwords import Passwords
from audit.workflow.people import add_organisation, add_person

DOMAIN = "exampleshire.example"
OPERATOR = f"admin@{DOMAIN}"
_FILE = "example-sign-ins.json"
_WORDS = """
    amber anchor apple autumn badger barley beacon birch bramble bridge candle canyon cedar cherry
    clover copper coral cotton dapple dawn ember falcon fennel garden ginger harbour hazel heather
    island ivory jasmine juniper kettle lagoon lantern linen maple meadow mellow mint nectar nutmeg
    oak olive orchard otter pebble pepper pine plum poppy quartz raven reed river robin saffron sage
    sparrow spruce thistle timber tulip valley velvet walnut willow winter yarrow
"""


@dataclass(frozen=True)
class Player:
    """One made-up person."""

    name: str
    address: str
    organisation: str
    agency: Agency
    role: Role


PLAYERS = (
    Player("Lee Marsh", "lead", "Exampleshire SEND service", Agency.SEND_TEAM, Role.LEAD),
    Player("Ama Hill", "education", "Exampleshire schools advice", Agency.EDUCATION, Role.AUDITOR),
    Player("Ben Stone", "education2", "Exampleshire schools advice", Agency.EDUCATION, Role.AUDITOR),
    Player("Chidi Wood", "health", "Exampleshire community health", Agency.HEALTH, Role.AUDITOR),
    Player("Dana Reed", "socialcare", "Exampleshire children's services", Agency.SOCIAL_CARE, Role.AUDITOR),
    Player("Fay Moor", "forum", "Exampleshire parent carer forum", Agency.FORUM, Role.AUDITOR),
    Player("Pat Vale", "peer", "Otherfolk Council", Agency.OTHER, Role.PEER),
    Player("Max Field", "manager", "Exampleshire SEND service", Agency.SEND_TEAM, Role.MANAGER),
    Player("Adi Brook", "admin", "Exampleshire SEND service", Agency.SEND_TEAM, Role.ADMINISTRATOR),
)


@dataclass(frozen=True)
class SignInLine:
    """Whom to sign in as to see one role."""

    role: str
    name: str
    email: str
    password: str


def add_players(sessions: Sessions, area: Area, instance: Path) -> dict[str, Actor]:
    """Accounts for everybody, with passwords set; returns who they are as actors, by address."""
    actor, passwords, lines, actors = administrator_of(area), Passwords(), [], {}
    with sessions.writing(actor) as session:
        organisations: dict[str, str] = {}
        for player in PLAYERS:
            if player.organisation not in organisations:
                made = add_organisation(session, actor, name=player.organisation, agency=player.agency)
                organisations[player.organisation] = made.key
        tokens = {each: _add(session, actor, each, organisations[each.organisation]) for each in PLAYERS}
    for player, token in tokens.items():
        password = _make_password()
        with sessions.writing(DOOR) as session:
            person = set_password(session, DOOR, token=token, password_hash=passwords.hash(password))
        lines.append(SignInLine(_describe(player), player.name, person.email, password))
        actors[player.address] = Actor(
            ActorKind.PERSON, player.name, area.row_id, person.row_id, frozenset({player.role})
        )
    _write(instance / _FILE, lines)
    return actors


def _add(session: Session, actor: Actor, player: Player, organisation_key: str) -> str:
    person = add_person(
        session,
        actor,
        name=player.name,
        email=f"{player.address}@{DOMAIN}",
        organisation_key=organisation_key,
        agency=player.agency,
        roles=[player.role],
    )
    return make_password_link(session, actor, person_key=person.key)


def _make_password() -> str:
    return "-".join([*(secrets.choice(_WORDS.split()) for _ in range(4)), f"{secrets.randbelow(100):02}"])


def _describe(player: Player) -> str:
    if player.role is Role.AUDITOR:
        return f"{ROLES[player.role]}, {AGENCIES[player.agency].lower()}"
    return ROLES[player.role]


def _write(path: Path, lines: list[SignInLine]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(line) for line in lines], file, indent=1)


def read_sign_ins(instance: Path) -> list[SignInLine]:
    """The example's sign-ins as they were made; none in a real installation."""
    path = instance / _FILE
    if not path.exists():
        return []
    return [SignInLine(**line) for line in json.loads(path.read_text(encoding="utf-8"))]
