"""How strictly people mark: each their own, the lead all, nobody else any."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.store.account import Person
from audit.store.report import STRICTNESS, ReportFile
from audit.workflow.needs import needs
from audit.workflow.strictness_files import FEWEST_PEOPLE, Strictness


@dataclass(frozen=True)
class PersonStrictness:
    """One person's marking in the newest findings of one kind. `found` None: two people or fewer were
    compared, so their own figure would give away the other's."""

    name: str
    about: str
    found: Strictness | None


@needs(Permission.SCORE)
def show_own_strictness(session: Session, actor: Actor) -> list[PersonStrictness]:
    """How strictly the actor marks, by kind of document; empty until findings over the years were made."""
    person = session.get_one(Person, actor.person_id)
    found = _read(session, ReportFile.name == f"{STRICTNESS}{person.key}")
    newest = {each.about: each for _, each in found}
    return [
        PersonStrictness(person.name, about, each if each.n_people >= FEWEST_PEOPLE else None)
        for about, each in newest.items()
    ]


@needs(Permission.SEE_STRICTNESS)
def list_strictness(session: Session, actor: Actor) -> dict[str, list[PersonStrictness]]:
    """How strictly everybody marks, by what it is about, the strictest first."""
    found = _read(session, ReportFile.name.startswith(STRICTNESS, autoescape=True))
    newest = {each.about: report_id for report_id, each in found}
    names = {person.key: person.name for person in session.scalars(sa.select(Person))}
    people: dict[str, list[PersonStrictness]] = {about: [] for about in newest}
    for report_id, each in sorted(found, key=lambda pair: -pair[1].shrunken):
        if report_id == newest[each.about]:
            name = names.get(each.person, "Somebody who has left")
            people[each.about].append(PersonStrictness(name, each.about, each))
    return people


def _read(session: Session, which: sa.ColumnElement[bool]) -> list[tuple[int, Strictness]]:
    """What was found of people, by report, the oldest first."""
    files = session.scalars(sa.select(ReportFile).where(which).order_by(ReportFile.row_id))
    return [(file.report_id, Strictness.from_json(file.content.decode())) for file in files]
