"""What is recorded of all documents of an area, for counting: nothing here says which document it was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.agency import Agency
from audit.domain.case import ChosenBy, Origin
from audit.domain.engagement import RecordedCase, RecordedPart
from audit.domain.service import Service
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.case_dates import CaseDates, days_of
from audit.store.contribution import Contribution, part_of
from audit.store.rubric import RubricVersion
from audit.store.visible_rules import table_of
from audit.store.whose import actor_of


@dataclass(frozen=True)
class Recorded:
    """All parts and days that count, and how many documents stay out because they were chosen on purpose."""

    parts: tuple[RecordedPart, ...]
    cases: tuple[RecordedCase, ...]
    n_on_purpose: int

    @property
    def all(self) -> tuple[RecordedPart | RecordedCase, ...]:
        """Everything that says of which year and of which kind of document it is."""
        return (*self.parts, *self.cases)


def school_asked_on(rows: Iterable[Any]) -> date | None:
    """When the school was first asked for advice."""
    days = [row.sought_on for row in rows if row.agency == Agency.EDUCATION and row.sought_on]
    return min(days, default=None)


def read_recorded(session: Session, services: Mapping[str, Service]) -> Recorded:
    """Everything recorded in the area of the session's actor, for figures alone.

    Past the row filter, since who may read figures may see no case: so no key and no number leaves here.
    Documents drawn at random and made here speak for the list; one that several rounds drew counts once,
    as the newest of them recorded it.
    """
    area_id = actor_of(session).area_id
    newest: dict[tuple[str, str, int | None], Any] = {}
    for row in session.execute(_documents(area_id)):
        newest[row.kind, row.own_hash, row.review_no] = row
    counted = {row.case_id: str(place) for place, row in enumerate(newest.values()) if _speaks(row)}
    facts = {row.case_id: row for row in newest.values()}
    by_case: dict[int, list[Any]] = {}
    for row in session.execute(_of_area(Contribution, area_id)):
        by_case.setdefault(row.case_id, []).append(row)
    parts = tuple(
        RecordedPart(
            document=counted[case_id],
            service=services.get(row.service) or Service(row.service, row.service, Agency(row.agency)),
            kind=facts[case_id].kind,
            year=facts[case_id].cohort_year,
            part=part_of(row),
        )
        for case_id, rows in by_case.items()
        if case_id in counted
        for row in rows
    )
    cases = tuple(
        RecordedCase(
            document=counted[row.case_id],
            kind=facts[row.case_id].kind,
            year=facts[row.case_id].cohort_year,
            days=days_of(row),
            school_asked_on=school_asked_on(by_case.get(row.case_id, ())),
        )
        for row in session.execute(_of_area(CaseDates, area_id))
        if row.case_id in counted
    )
    return Recorded(parts, cases, len(newest) - len(counted))


def _speaks(row: Any) -> bool:  # noqa: ANN401 - a row of bare columns
    return bool(row.chosen_by == ChosenBy.RANDOM and row.origin == Origin.OURS)


def _documents(area_id: int | None) -> sa.Select[Any]:
    """Documents of which something is recorded, those of older rounds first."""
    case, audit_round = table_of(AuditCase), table_of(AuditRound)
    rubric, part, dates = table_of(RubricVersion), table_of(Contribution), table_of(CaseDates)
    recorded = sa.union(sa.select(part.c.case_id), sa.select(dates.c.case_id))
    return (
        sa.select(
            case.c.id.label("case_id"),
            case.c.own_hash,
            case.c.review_no,
            case.c.cohort_year,
            case.c.chosen_by,
            case.c.origin,
            rubric.c.kind,
        )
        .join(audit_round, audit_round.c.id == case.c.round_id)
        .join(rubric, rubric.c.id == audit_round.c.rubric_version_id)
        .where(case.c.area_id == area_id, case.c.id.in_(recorded))
        .order_by(case.c.id)
    )


def _of_area(model: type[Any], area_id: int | None) -> sa.Select[Any]:
    """Every row of the area, each column under the name that the model gives it."""
    table = table_of(model)
    columns = [column for column in table.c if column.name not in ("id", "key")]
    return sa.select(*columns).where(table.c.area_id == area_id).order_by(table.c.id)
