"""The rows of a round's workbook: cases, answers and settlements in words, never names or councils' ids."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from audit.domain.agency import Agency
from audit.domain.rubric import Rubric
from audit.domain.words import AGENCIES, BY_MEETING, METHODS, say, say_answer
from audit.reporting.content import ReportContent
from audit.reporting.plain_sentences import say_averages
from audit.reporting.sentences import summarise
from audit.reporting.workbook_rows import CaseRow, CorrectionRow, ModeratedRow, RatingRow, WorkbookContent
from audit.reporting.workbook_summaries import summarise_cohorts, summarise_criteria, summarise_sections
from audit.store.audit_round import AuditRound
from audit.store.frame import Stratum
from audit.store.panel import Assignment, Purpose
from audit.store.scoresheet import AuthorKind
from audit.store.submitted import list_ratings, newest_sheets
from audit.workflow.round_cases import ScoredCase, answer_of
from audit.workflow.round_facts import describe_corrections

Rows = tuple[tuple[CaseRow, ...], tuple[RatingRow, ...], tuple[ModeratedRow, ...]]


def read_rows(session: Session, audit_round: AuditRound, rubric: Rubric, cases: Sequence[ScoredCase]) -> Rows:
    """Cases, original answers and settled answers of a round."""
    return (
        tuple(_case_row(session, rubric, scored) for scored in cases),
        tuple(_rating_rows(session, audit_round, rubric, cases)),
        tuple(_moderated_rows(rubric, cases)),
    )


def _case_row(session: Session, rubric: Rubric, scored: ScoredCase) -> CaseRow:
    case = scored.case
    found = scored.computed(rubric)
    own = sorted((sheet.grade for sheet in scored.sheets if sheet.grade), key=rubric.grades.index)
    stratum = session.get(Stratum, case.stratum_id)
    return CaseRow(
        case_number=case.number,
        cohort_year=case.cohort_year,
        review_no=case.review_no,
        stratum=stratum.label if stratum else "",
        stage=say("stage", case.stage),
        origin=say("origin", case.origin),
        placement=say("placement", case.placement) if case.placement else "",
        chosen_by=say("chosen_by", case.chosen_by),
        age_band=say("age_band", case.age_band) if case.age_band else "",
        need=case.need or "",
        phase=(case.phase or "").replace("_", " "),
        mean_level=found.mean if found else None,
        grade=found.grade or "" if found else "",
        judgement=scored.judgement(rubric) or "",
        own_grades="; ".join(own),
    )


def _rating_rows(
    session: Session, audit_round: AuditRound, rubric: Rubric, cases: Sequence[ScoredCase]
) -> Iterator[RatingRow]:
    numbers = {scored.case.row_id: scored.case.number for scored in cases}
    titles = _section_titles(rubric)
    newest = newest_sheets(audit_round.row_id, Purpose.AUDIT)
    for sheet, rating, _rater in list_ratings(session, newest):
        if sheet.author_kind == AuthorKind.MEETING and not sheet.instead_of_own:
            continue  # stands among what was settled
        given = session.get(Assignment, sheet.assignment_id) if sheet.assignment_id else None
        answer = answer_of(rating)
        yield RatingRow(
            case_number=numbers[sheet.case_id],
            agency=AGENCIES[Agency(given.agency)] if given else say("author", sheet.author_kind),
            section=titles[rating.criterion],
            criterion=rubric.criterion(rating.criterion).question,
            level=rating.level,
            answer=say_answer(rubric, answer),
        )


def _moderated_rows(rubric: Rubric, cases: Sequence[ScoredCase]) -> Iterator[ModeratedRow]:
    titles = _section_titles(rubric)
    for scored in cases:
        yield from _meeting_rows(rubric, scored, titles)
        for row in scored.questions():
            yield ModeratedRow(
                case_number=scored.case.number,
                section=titles[row.criterion],
                criterion=rubric.criterion(row.criterion).question,
                level=row.level,
                answer=say_answer(rubric, answer_of(row)),
                method=METHODS.get(row.method, row.method),
                settled_on=row.settled_at.date(),
            )


def _meeting_rows(rubric: Rubric, scored: ScoredCase, titles: dict[str, str]) -> Iterator[ModeratedRow]:
    """What a meeting's scoresheet answers, where it came after the auditors' own."""
    if scored.meeting is None or scored.meeting.is_instead:
        return
    for answer in scored.meeting.sheet.answers:
        yield ModeratedRow(
            case_number=scored.case.number,
            section=titles[answer.criterion],
            criterion=rubric.criterion(answer.criterion).question,
            level=answer.level,
            answer=say_answer(rubric, answer),
            method=BY_MEETING,
            settled_on=scored.meeting.submitted_on,
        )


def _section_titles(rubric: Rubric) -> dict[str, str]:
    return {criterion.key: section.title for section in rubric.sections for criterion in section.criteria}


def describe_closing_corrections(audit_round: AuditRound) -> tuple[CorrectionRow, ...]:
    """Owners and dates as they stood when the round closed; the words about a child stay in the workbench."""
    return tuple(
        CorrectionRow(
            case_number=row.case_number,
            owner=row.owner,
            due_on=row.due_on,
            replied_on=row.replied_on,
            status=row.status,
        )
        for row in describe_corrections(audit_round)
    )


def workbook_content(
    content: ReportContent, rows: Rows, corrections: tuple[CorrectionRow, ...]
) -> WorkbookContent:
    """Everything that the workbook holds."""
    cases, ratings, moderated = rows
    return WorkbookContent(
        area=content.area,
        is_example=content.is_example,
        title=content.title,
        period=content.period,
        closed_at=content.closed_at,
        fingerprint=content.fingerprint,
        level_names=content.rubric.level_names,
        notes=(
            *((f"{say('author', 'imported')}.",) if content.is_imported else ()),
            *summarise(content),
            say_averages(content.findings.overall),
            "What auditors typed stays in the workbench: it is about a child.",
        ),
        cases=cases,
        ratings=ratings,
        moderated=moderated,
        sections=summarise_sections(content.findings, content.rubric),
        criteria=summarise_criteria(content.findings, content.rubric),
        cohorts=summarise_cohorts(content.findings),
        corrections=corrections,
    )
