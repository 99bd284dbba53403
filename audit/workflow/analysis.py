"""The long tables of one round, drawn from the store as the analysis reads them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from audit.domain.agency import Agency
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.case import ChosenBy, Origin, Stage
from audit.domain.engagement import RecordedPart, merge_services
from audit.domain.rubric import Rubric
from audit.domain.service import Service
from audit.domain.tables import CaseRow, ContributionRow, PopulationRow, ScoreRow, SectionRow, Tables
from audit.store.audit_round import AuditRound
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.contribution import Contribution
from audit.store.frame import CaseFacts, FrameEntry, Stratum
from audit.store.panel import Purpose
from audit.store.scoresheet import AuthorKind, Rating, Scoresheet
from audit.store.submitted import list_ratings, submitted_sheets
from audit.workflow.round_cases import ScoredCase
from audit.workflow.services import LONDON, area_of, rules_of, services_of

_IN_TREND = (Stage.FINAL, Stage.AMENDED)
# What a plan may hold still between documents, and the column that says it.
COVARIATES: Mapping[str, str] = {
    "need": "need",
    "phase": "phase",
    "age_band": "age_band",
    "sex": "sex",
    "ethnic_group": "ethnicity",
    "social_care": "social_care",
    "placement": "placement",
}


def make_plan(audit_round: AuditRound, rubric: Rubric) -> AnalysisPlan:
    """The plan that was frozen when scoring opened, with the scale and the weights of the frozen rubric."""
    frozen = TypeAdapter(AnalysisPlan).validate_python(audit_round.analysis_plan or {})
    weights = {item.key: item.weight for item in rubric.criteria if not item.is_legal}
    return replace(frozen, levels=len(rubric.levels), good_from=rubric.good_from, criterion_weights=weights)


def read_tables(
    session: Session,
    audit_round: AuditRound,
    rubric: Rubric,
    scored: Sequence[ScoredCase],
    *,
    covariates: Sequence[str] | None = None,
) -> Tables:
    """Original scores in every edition, cases and population of one round, without a peer's checks.

    `covariates`: what the plan that it is analysed by holds still; the round's own if None.
    """
    cases = [each.case for each in scored]
    by_id = {case.row_id: case for case in cases}
    strata = {row.row_id: row for row in session.scalars(sa.select(Stratum))}
    own = (audit_round.analysis_plan or {}).get("covariates", ())
    declared = [name for name in (own if covariates is None else covariates) if name in COVARIATES]
    return Tables(
        scores=tuple(_originals(session, audit_round, by_id)),
        cases=tuple(
            _case_row(each.case, strata[each.case.stratum_id], declared, is_whole=each.is_whole(rubric))
            for each in scored
        ),
        contributions=tuple(_contributions(session, audit_round, by_id)),
        population=tuple(_population(session, audit_round, cases, strata)),
        sections=tuple(_sections(rubric)),
    )


def enters_trend(document: CaseFacts | sa.Row[Any]) -> bool:
    """Only random, final or amended, own documents speak for the list: cases and listed documents alike."""
    return (
        document.chosen_by == ChosenBy.RANDOM
        and Stage(document.stage) in _IN_TREND
        and document.origin == Origin.OURS
    )


def _case_row(case: AuditCase, stratum: Stratum, declared: Sequence[str], *, is_whole: bool) -> CaseRow:
    return CaseRow(
        plan_id=case.own_hash,
        review_no=case.review_no,
        cohort_year=case.cohort_year,
        stratum=within_cohort(stratum),
        weight=stratum.n_listed / stratum.n_drawn if stratum.n_drawn else None,
        in_sample=enters_trend(case),
        is_whole=is_whole,
        covariates={name: _value_of(case, COVARIATES[name]) for name in declared},
    )


def _value_of(case: AuditCase, column: str) -> str:
    value = getattr(case, column)
    return "unknown" if value is None else str(value)


def within_cohort(stratum: Stratum) -> str | None:
    """The group apart from its year. The year is what a trend is about: it is no stratum beside itself."""
    parts = [f"{name}: {value}" for name, value in stratum.values.items() if name != "cohort_year"]
    return ", ".join(parts) or None


def _originals(session: Session, audit_round: AuditRound, cases: dict[int, AuditCase]) -> Iterator[ScoreRow]:
    sheets = submitted_sheets(audit_round.row_id, Purpose.AUDIT)
    for sheet, rating, rater in list_ratings(session, sheets):
        if sheet.author_kind == AuthorKind.MEETING and not sheet.instead_of_own:
            continue  # it settles what differs, as a settlement does: averages use the auditors' own answers
        yield _score(audit_round, cases[sheet.case_id], rating, rater, sheet)


def _score(
    audit_round: AuditRound, case: AuditCase, rating: Rating, rater: str, sheet: Scoresheet
) -> ScoreRow:
    submitted = sheet.submitted_at
    is_imported = sheet.author_kind == AuthorKind.IMPORTED
    return ScoreRow(
        plan_id=case.own_hash,
        review_no=case.review_no,
        cohort_year=case.cohort_year,
        audit_year=audit_round.audit_year,
        rater_id=rater,
        criterion=rating.criterion,
        level=rating.level,
        reason=rating.reason,
        author="meeting" if sheet.author_kind == AuthorKind.MEETING else "auditor",
        source="imported" if is_imported else "original",
        # The day of a past audit is not known: only that it was brought in.
        scored_on=submitted.date().isoformat() if submitted and not is_imported else None,
        edition=sheet.edition,
    )


def _contributions(
    session: Session, audit_round: AuditRound, cases: dict[int, AuditCase]
) -> Iterator[ContributionRow]:
    """What each agency gave to each case, its services taken together, as it stood when the round closed.

    The family is no agency: what it gave stands on the page of advice and attendance, and is no engagement.
    """
    area, kind = area_of(session), audit_round.rubric_version.kind
    services = {service.code: service for service in services_of(area)}
    # Not today: the same facts would give another table tomorrow.
    rules = rules_of(area, (audit_round.closed_at or now()).astimezone(LONDON).date())
    by_case: dict[int, list[RecordedPart]] = {}
    query = sa.select(Contribution).where(Contribution.case_id.in_(cases)).order_by(Contribution.row_id)
    for row in session.scalars(query):
        case, service = cases[row.case_id], services.get(row.service)
        service = service or Service(row.service, row.service, Agency(row.agency))
        if service.agency is Agency.FAMILY:
            continue
        part = RecordedPart(
            document=case.own_hash, service=service, kind=kind, year=case.cohort_year, part=row.part
        )
        by_case.setdefault(row.case_id, []).append(part)
    for case_id, case in cases.items():
        for merged in merge_services(by_case.get(case_id, ()), rules):
            yield ContributionRow(plan_id=case.own_hash, review_no=case.review_no, **asdict(merged))


def count_drawable(session: Session, round_id: int) -> Iterator[tuple[sa.Row[Any], int]]:
    """The documents that could be drawn, counted by all that says in which figures they belong."""
    columns = ("cohort_year", "stratum_id", "chosen_by", "stage", "origin")
    grouped = [getattr(FrameEntry, name) for name in columns]
    query: sa.Select[Any] = sa.select(*grouped, sa.func.count().label("n_documents")).group_by(*grouped)
    for row in session.execute(
        query.where(FrameEntry.round_id == round_id, FrameEntry.stratum_id.is_not(None))
    ):
        yield row, row.n_documents


def _population(
    session: Session, audit_round: AuditRound, cases: list[AuditCase], strata: dict[int, Stratum]
) -> Iterator[PopulationRow]:
    """How many documents a year's group holds that speak for the list, and how many of them were drawn."""

    def group(document: AuditCase | sa.Row[Any]) -> tuple[int, str | None]:
        return document.cohort_year, within_cohort(strata[document.stratum_id])

    sizes: Counter[tuple[int, str | None]] = Counter()
    for row, n_documents in count_drawable(session, audit_round.row_id):
        if enters_trend(row):
            sizes[group(row)] += n_documents
    drawn = Counter(group(case) for case in cases if enters_trend(case))
    for (cohort_year, label), size in sorted(sizes.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield PopulationRow(
            cohort_year=cohort_year, stratum=label, population=size, sampled=drawn[cohort_year, label]
        )


def _sections(rubric: Rubric) -> Iterator[SectionRow]:
    for section in rubric.sections:
        for criterion in section.criteria:
            yield SectionRow(
                criterion=criterion.key,
                section=section.key,
                fed_by=tuple(criterion.fed_by),
                type=criterion.type.value,
            )
