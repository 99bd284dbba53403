"""Advice and attendance of the area as figures: by agency, service, year and section, beside the targets."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.agency import Agency
from audit.domain.clock import Clock
from audit.domain.engagement import (
    Count,
    Engagement,
    RecordedCase,
    RecordedPart,
    Rules,
    count_answers,
    count_limits,
    sum_up,
)
from audit.domain.rubric import Rubric, Section
from audit.domain.service import Service
from audit.intake.rubric import read_rubric
from audit.store.engagement import Recorded, read_recorded
from audit.store.rubric import RubricVersion
from audit.workflow.needs import needs
from audit.workflow.services import area_of, rules_of, services_of
from audit.workflow.targets import TargetLine, has_draft, judge_targets


@dataclass(frozen=True)
class AgencyLine:
    """What one agency gave, over the year that is looked at and year by year."""

    agency: Agency
    engagement: Engagement
    by_year: Mapping[int, Engagement]


@dataclass(frozen=True)
class SectionLine:
    """One section of the standards, who feeds it, and what they gave together."""

    section: Section
    agencies: Sequence[Agency]
    engagement: Engagement


@dataclass(frozen=True)
class EngagementPage:
    """All figures of one kind of document, of one year or of all."""

    kinds: Sequence[str]
    kind: str
    years: Sequence[int]
    year: int | None
    agencies: Sequence[AgencyLine]
    services: Sequence[tuple[Service, Engagement]]
    sections: Sequence[SectionLine]
    limits: Sequence[tuple[Clock, Count]]
    planning_meetings: Count
    targets: Sequence[TargetLine]
    n_documents: int
    n_on_purpose: int
    standards: str


@needs(Permission.SEE_ENGAGEMENT)
def show_engagement(
    session: Session, actor: Actor, *, kind: str | None, year: int | None, today: date
) -> EngagementPage:
    """What is recorded of documents drawn at random, as numbers alone: no case can be told from another."""
    area = area_of(session)
    services = {service.code: service for service in services_of(area)}
    recorded, rules = read_recorded(session, services), rules_of(area, today)
    kinds = _list_kinds(recorded)
    chosen = kind if kind in kinds else kinds[0] if kinds else "plan"
    parts = [part for part in recorded.parts if part.kind == chosen]
    cases = [case for case in recorded.cases if case.kind == chosen]
    years = sorted({each.year for each in recorded.all if each.kind == chosen}, reverse=True)
    looked_at = year if year in years else None
    now = [part for part in parts if looked_at in (None, part.year)]
    counted = [case for case in cases if looked_at in (None, case.year)]
    found = count_limits(counted, rules)
    standards, rubric = _newest_standards(session, chosen)
    return EngagementPage(
        kinds=kinds,
        kind=chosen,
        years=years,
        year=looked_at,
        agencies=_by_agency(parts, now, years, rules),
        services=_by_service(now, rules),
        sections=_by_section(rubric, now, rules) if rubric else [],
        limits=[(clock, found[clock.key]) for clock in rules.book.of_kind(chosen) if clock.key in found],
        planning_meetings=_count_planning(counted),
        targets=judge_targets(session, actor, recorded=recorded, rules=rules),
        n_documents=len({part.document for part in now} | {case.document for case in counted}),
        n_on_purpose=recorded.n_on_purpose,
        standards=standards,
    )


def _list_kinds(recorded: Recorded) -> list[str]:
    """The kinds of which something is recorded, that of most documents first."""
    documents = {(each.kind, each.document) for each in recorded.all}
    n_each = Counter(kind for kind, _document in documents)
    return sorted(n_each, key=lambda kind: (-n_each[kind], kind))


def _by_agency(
    parts: Sequence[RecordedPart], now: Sequence[RecordedPart], years: Sequence[int], rules: Rules
) -> list[AgencyLine]:
    found = []
    for agency in Agency:
        own = [part for part in parts if part.service.agency is agency]
        if not own:
            continue
        by_year = {year: sum_up([part for part in own if part.year == year], rules) for year in years}
        here = sum_up([part for part in now if part.service.agency is agency], rules)
        found.append(AgencyLine(agency, here, by_year))
    return found


def _by_service(now: Sequence[RecordedPart], rules: Rules) -> list[tuple[Service, Engagement]]:
    order = list(Agency)
    services = sorted({part.service for part in now}, key=lambda one: (order.index(one.agency), one.name))
    return [(one, sum_up([part for part in now if part.service == one], rules)) for one in services]


def _by_section(rubric: Rubric, now: Sequence[RecordedPart], rules: Rules) -> list[SectionLine]:
    """The services of the agencies that feed each section; who is asked for nothing feeds it unseen."""
    recorded = {part.service.agency for part in now}
    found = []
    for section in rubric.sections:
        feeding = {agency for criterion in section.criteria for agency in criterion.fed_by}
        agencies = [agency for agency in Agency if agency in feeding & recorded]
        if agencies:
            own = [part for part in now if part.service.agency in agencies]
            found.append(SectionLine(section, agencies, sum_up(own, rules)))
    return found


def _count_planning(cases: Iterable[RecordedCase]) -> Count:
    return count_answers(
        (case.document, case.days.planning_meeting) for case in cases if has_draft(case.kind)
    )


def _newest_standards(session: Session, kind: str) -> tuple[str, Rubric | None]:
    """The newest standards of a kind with the most sections: a short set for dip samples feeds on less."""
    query = sa.select(RubricVersion).where(RubricVersion.kind == kind)
    found = [
        (row.title, read_rubric(row.text)) for row in session.scalars(query.order_by(RubricVersion.row_id))
    ]
    return max(found, key=lambda each: len(each[1].criteria), default=("", None))
