"""The standing cast of the tests: the same people in every test, and rows that a right query ignores."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from audit.domain.access import INSTALLER, Actor, ActorKind, MembershipStatus, Role
from audit.store.account import Membership, Person
from audit.store.area import Area, Organisation
from audit.store.sessions import Sessions

PEOPLE = {
    "Ama": ("education", Role.AUDITOR),
    "Ben": ("education", Role.AUDITOR),
    "Chidi": ("health", Role.AUDITOR),
    "Dana": ("social_care", Role.AUDITOR),
    "Fay": ("forum", Role.AUDITOR),
    "Lee": ("send_team", Role.LEAD),
    "Max": ("send_team", Role.MANAGER),
    "Adi": ("send_team", Role.ADMINISTRATOR),
    "Pat": ("other", Role.PEER),
}


@dataclass(frozen=True)
class Cast:
    """Area 'Testshire' with its people, and 'Farshire', which nobody here may see."""

    area: Area
    far_area: Area
    people: dict[str, Person]
    memberships: dict[str, Membership]
    far_lead: Person

    def actor(self, name: str, kind: ActorKind = ActorKind.PERSON) -> Actor:
        """The named person as an actor in Testshire."""
        roles = frozenset({PEOPLE[name][1]})
        return Actor(kind, name, area_id=self.area.row_id, person_id=self.people[name].row_id, roles=roles)

    def leading(self, name: str) -> Actor:
        """The named person as an actor who leads the audits as well; `let_lead` writes it down."""
        return replace(self.actor(name), roles=frozenset({PEOPLE[name][1], Role.LEAD}))

    @property
    def outsider(self) -> Actor:
        """The lead of the other area."""
        roles = frozenset({Role.LEAD})
        return Actor(
            ActorKind.PERSON, "Oz", area_id=self.far_area.row_id, person_id=self.far_lead.row_id, roles=roles
        )


def make_cast(sessions: Sessions, password_hash: str | None = None) -> Cast:
    """Fill an empty database with the cast."""
    with sessions.writing(INSTALLER) as session:
        area, far_area = Area(name="Testshire"), Area(name="Farshire")
        session.add_all([area, far_area])
        session.flush()
        people, memberships = {}, {}
        for name, (agency, role) in PEOPLE.items():
            people[name], memberships[name] = _join(session, area, name, agency, role, password_hash)
        far_lead, _ = _join(session, far_area, "Oz", "send_team", Role.LEAD, password_hash)
    return Cast(area, far_area, people, memberships, far_lead)


def let_lead(sessions: Sessions, cast: Cast, name: str) -> Actor:
    """Give one of the cast the lead's role on top of their own."""
    own = cast.memberships[name]
    with sessions.writing(INSTALLER) as session:
        session.add(
            Membership(
                area_id=own.area_id,
                person_id=own.person_id,
                organisation_id=own.organisation_id,
                agency=own.agency,
                role=Role.LEAD,
                status=MembershipStatus.ACTIVE,
            )
        )
    return cast.leading(name)


def _join(
    session: Session, area: Area, name: str, agency: str, role: Role, password_hash: str | None
) -> tuple[Person, Membership]:
    person = Person(email=f"{name.lower()}@{area.name.lower()}.example", name=name, password=password_hash)
    organisation = Organisation(area_id=area.row_id, name=f"{name}'s service", agency=agency)
    session.add_all([person, organisation])
    session.flush()
    membership = Membership(
        area_id=area.row_id,
        person_id=person.row_id,
        organisation_id=organisation.row_id,
        agency=agency,
        role=role,
        status=MembershipStatus.ACTIVE,
    )
    session.add(membership)
    session.flush()
    return person, membership
