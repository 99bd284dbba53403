"""The example's auditors at work: they declare, score, finish and submit, and their lead settles."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Role
from audit.domain.case import Fact
from audit.domain.moderation import OVERALL
from audit.domain.rating import Answer, Reason, grade_of
from audit.domain.rubric import WHOLE, Criterion
from audit.domain.words import AGENCIES
from audit.intake.example_quality import (
    ExampleRating,
    PlanQuality,
    minutes_spent,
    plan_quality,
    rate_legal,
    rate_quality,
    rate_time,
)
from audit.intake.example_words import find_correction, write_closing, write_evidence, write_page
from audit.store.case import AuditCase
from audit.store.entry import Entry
from audit.store.sessions import Sessions
from audit.workflow.cases import list_my_cases, open_case, start_case
from audit.workflow.corrections import Show, change_correction, list_corrections
from audit.workflow.moderation import list_moderation, show_moderation_case
from audit.workflow.rounds import get_round
from audit.workflow.scoresheets import Stamp, open_draft, save_closing, save_section, show_sheet
from audit.workflow.settling import Method, settle
from audit.workflow.sheet_view import Closing, SheetView
from audit.workflow.submission import submit_sheet

# An Annex A list does not say these of a child, so they are asked of all; in the example they hold of nobody.
NEVER_TRUE = frozenset({Fact.EOTAS, Fact.PERSONAL_BUDGET})
# Standards with no more questions than these take a quarter of an hour, as one agency's sections do.
N_QUICK = 16
# In the running round each auditor has handed in this many cases, and begun one more.
N_SUBMITTED = 2


def score_cases(sessions: Sessions, actors: Mapping[str, Actor], *, round_key: str, seed: int) -> None:
    """Everybody scores all that they were given."""
    for actor in _scorers(actors):
        for key in _given(sessions, actor, round_key):
            with sessions.writing(actor) as session:
                _score_one(session, actor, key, seed)


def score_some(sessions: Sessions, actors: Mapping[str, Actor], *, round_key: str, seed: int) -> None:
    """Everybody has scored a few and begun one; the rest waits. The first auditor has begun none."""
    for place, actor in enumerate(_scorers(actors)):
        for number, key in enumerate(_given(sessions, actor, round_key)):
            if number <= N_SUBMITTED - (place == 0):
                with sessions.writing(actor) as session:
                    _score_one(session, actor, key, seed, finish=number < N_SUBMITTED)


def _scorers(actors: Mapping[str, Actor]) -> Iterable[Actor]:
    return [actor for actor in actors.values() if Role.AUDITOR in actor.roles]


def _given(sessions: Sessions, actor: Actor, round_key: str) -> list[str]:
    with sessions.reading(actor) as session:
        mine = [row for row in list_my_cases(session, actor) if row.audit_round.key == round_key]
        return [row.assignment.key for row in sorted(mine, key=lambda row: row.case.number)]


def _score_one(session: Session, actor: Actor, key: str, seed: int, *, finish: bool = True) -> None:
    open_case(session, actor, key=key)
    sheet = start_case(session, actor, key=key)
    session.flush()
    view = show_sheet(session, actor, key=sheet.key)
    _score_sections(session, actor, view, seed, finish=finish)
    if finish:
        _finish(session, actor, view, seed)


def _score_sections(session: Session, actor: Actor, view: SheetView, seed: int, *, finish: bool) -> None:
    plan, draft = quality_of(view.case, seed), open_draft(session, actor, key=view.sheet.key)
    for part in view.sections if finish else view.sections[:2]:
        entries = [_entry(plan, actor.label, criterion, seed, view.rubric.kind) for criterion in part.asked]
        draft = save_section(
            session,
            actor,
            key=draft.sheet.key,
            section_key=part.section.key,
            entries=entries,
            stamp=Stamp(draft.sheet.version),
        )


def quality_of(case: AuditCase, seed: int) -> PlanQuality:
    """The made-up truth about a case; by its number, so that every installation tells the same story."""
    return plan_quality(seed, f"{case.cohort_year}-{case.number}", case.cohort_year)


def _entry(plan: PlanQuality, person: str, criterion: Criterion, seed: int, kind: str) -> Entry:
    if criterion.applies_when in NEVER_TRUE:
        return Entry(criterion.key, Answer(criterion.key, reason=Reason.NOT_APPLICABLE))
    in_time = rate_time(plan, criterion.fed_by) if criterion.key.endswith("_time") else None
    if in_time is not None:
        rating = in_time
    elif criterion.is_legal:
        rating = rate_legal(seed, plan, person=person, criterion=criterion.key)
    else:
        rating = rate_quality(seed, plan, person=person, criterion=criterion.key, fed_by=criterion.fed_by)
    value: int | str = rating.reason or 0 if rating.level is None else rating.level
    words = write_evidence(
        seed, plan.plan, person, criterion.key, value, is_legal=criterion.is_legal, kind=kind
    )
    page = write_page(seed, plan.plan, person, criterion.key) if words and rating.level is not None else ""
    return Entry(criterion.key, _answer(criterion.key, rating), words, page)


def _answer(criterion: str, rating: ExampleRating) -> Answer:
    return Answer(criterion, rating.level, Reason(rating.reason) if rating.reason else None)


def _finish(session: Session, actor: Actor, view: SheetView, seed: int) -> None:
    plan, sheet = quality_of(view.case, seed), open_draft(session, actor, key=view.sheet.key).sheet
    texts = write_closing(seed, plan.plan, actor.label, plan.level, kind=view.rubric.kind)
    is_whole = view.assignment.lens == WHOLE and len(view.rubric.criteria) > N_QUICK
    closing = Closing(
        own_grade=grade_of(view.rubric, plan.mean_level) or "",
        works=texts.works_well,
        better=texts.better_if,
        put_right=texts.put_right,
        minutes=minutes_spent(seed, plan.plan, actor.label, is_whole=is_whole),
    )
    draft = save_closing(session, actor, key=sheet.key, closing=closing, stamp=Stamp(sheet.version))
    submit_sheet(session, actor, key=sheet.key, version=draft.sheet.version)


def settle_and_correct(sessions: Sessions, lead: Actor, *, round_key: str, seed: int, today: date) -> None:
    """The panel meets over the cases that need it, and the lead follows what must be put right.

    It met a month ago: by now some is put right, some is answered, and some is overdue.
    """
    agreed_on = today - timedelta(days=30)
    with sessions.writing(lead) as session:
        for line in list_moderation(session, lead, round_key=round_key).lines:
            _settle_case(session, lead, round_key, line.case, seed)
    with sessions.writing(lead) as session:
        kind = get_round(session, lead, key=round_key).rubric_version.kind
        for each in list_corrections(session, lead, today=today, show=Show.ALL, round_key=round_key).lines:
            case = each.correction.case
            plan = quality_of(case, seed).plan
            found = find_correction(seed, plan, each.task, agreed_on=agreed_on, kind=kind)
            change_correction(
                session,
                lead,
                key=each.correction.key,
                owner=AGENCIES[found.owner],
                due_on=found.due_on,
                reply=found.reply,
                is_done=found.is_done,
                version=each.correction.version,
                today=today,
            )


def _settle_case(session: Session, lead: Actor, round_key: str, case: AuditCase, seed: int) -> None:
    view = show_moderation_case(session, lead, round_key=round_key, case_key=case.key)
    truth = quality_of(case, seed)
    for name in view.must_settle:
        levels = [value for _author, value in view.found[name].values if isinstance(value, int)]
        level = truth.level if name == OVERALL else min(levels)
        settle(
            session,
            lead,
            round_key=round_key,
            case_key=case.key,
            name=name,
            answer=Answer(name, level),
            method=Method.AGREEMENT,
            reason="The panel read the page together and agreed.",
            edition=0,
        )
