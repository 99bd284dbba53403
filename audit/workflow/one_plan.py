"""Score one plan now: a round of one document, without a list and without a draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager

from audit.domain.access import Actor, MembershipStatus, Permission, Role
from audit.domain.agency import Agency
from audit.domain.case import AgeBand, Basis, ChosenBy, Fact, FrameEntry, ListedPlan, keep_restricted
from audit.domain.identity import AreaKeys, pseudonymise
from audit.domain.panel import may_hold_restricted
from audit.domain.programme import YearKind, kind_of_year
from audit.domain.rubric import WHOLE
from audit.domain.told_facts import facts_told
from audit.domain.typed_text import clean_text
from audit.intake.rows import FIRST_PLANS_ON, MAX_ID_LENGTH
from audit.store.account import Membership, Person
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.draw import keep_cases, keep_purpose_stratum
from audit.store.frame import Frame
from audit.store.frame import FrameEntry as EntryRow
from audit.store.frame_entries import add_entries, find_restrictions
from audit.store.panel import Assignment, Interest, NamedAuditor, PanelMember, Purpose
from audit.store.rubric import RubricVersion
from audit.store.trail import record
from audit.workflow.area_keys import load_area_keys
from audit.workflow.assignments import make_assignment
from audit.workflow.cases import open_case
from audit.workflow.editing import Refused, find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.round_stages import open_round
from audit.workflow.rounds import plan_round
from audit.workflow.starting import find_last, make_single

FORM = "one document"
MOST_SCORERS = 3
_NO_DAY = "Enter the date of the document: from September 2014 on, and not in the future"


@dataclass(frozen=True)
class OnePlanPage:
    """What the page is filled with: the standards, and who could score (the actor first)."""

    title: str
    rubrics: Sequence[RubricVersion]
    scorers: Sequence[Membership]


@dataclass(frozen=True)
class ToldDocument:
    """What somebody tells of the document: where it is, its date, and what decides the questions."""

    locator: str = field(repr=False)
    plan_on: date | None
    age_band: AgeBand = AgeBand.UNKNOWN
    told: Mapping[Fact, bool | None] = field(default_factory=dict)


@needs(Permission.PLAN_ROUND)
def show_one_plan(session: Session, actor: Actor, *, today: date) -> OnePlanPage:
    """The title, the standards and the people to choose from."""
    rubrics = list(session.scalars(sa.select(RubricVersion).order_by(RubricVersion.installed_at.desc())))
    rubrics.sort(key=lambda rubric: (rubric.kind != "plan", -len(rubric.text)))
    title = make_single(session, f"One plan, {today.day} {today:%B %Y}")
    return OnePlanPage(title, rubrics, _list_possible_scorers(session, actor))


def _list_possible_scorers(session: Session, actor: Actor) -> list[Membership]:
    """The actor, then every auditor of the area by name; each once."""
    query = (
        sa.select(Membership)
        .join(Membership.person)
        .options(contains_eager(Membership.person))
        .where(Membership.status == MembershipStatus.ACTIVE, Person.active)
        .where(Membership.role.in_((Role.AUDITOR, Role.LEAD)))
        .order_by(Membership.person_id != actor.person_id, Person.name, Membership.role)
    )
    found: dict[int, Membership] = {}
    for membership in session.scalars(query):
        if membership.role == Role.AUDITOR or membership.person_id == actor.person_id:
            found.setdefault(membership.person_id, membership)
    return list(found.values())


@needs(Permission.PLAN_ROUND)
def score_one_plan(
    session: Session,
    actor: Actor,
    *,
    title: str,
    rubric_key: str,
    document: ToldDocument,
    scorer_keys: Sequence[str],
    today: date,
    keys_folder: Path,
    request_key: str | None = None,
) -> tuple[AuditRound, Assignment | None]:
    """A round of this one document, open at once; returns what the actor has to score of it, if anything."""
    existing = find_by_request_key(session, AuditRound, request_key)
    if existing is not None:
        return existing, _find_own(session, actor, existing)
    _check_document(document, today)
    scorers = _choose(session, actor, scorer_keys)
    last = find_last(session)
    audit_round = plan_round(
        session,
        actor,
        title=title,
        audit_year=today.year,
        audit_month=today.month,
        year_kind=kind_of_year(last.programme.starts_on) if last else YearKind.ACADEMIC,
        rubric_key=rubric_key,
        chosen_by=ChosenBy.DIP_SAMPLE,
        double_share=0.0,
        reminds=False,
        request_key=request_key,
    )
    case = _make_case(session, audit_round, document, keys_folder)
    _check_interests(session, case, scorers)
    if case.restricted:
        _name(session, actor, case, scorers)
    for membership in scorers:
        _give(session, audit_round, case, membership)
    case.double_marked = len(scorers) > 1
    details = {"people": len(scorers), "standards": audit_round.rubric_version.sha256}
    record(session, actor, "one_plan_taken", f"case {case.key}", details)
    session.flush()
    open_round(session, actor, key=audit_round.key, version=audit_round.version)
    session.flush()
    own = _find_own(session, actor, audit_round)
    if own is not None:
        open_case(session, actor, key=own.key)  # who typed the number need not ask to see it
    return audit_round, own


def _check_document(document: ToldDocument, today: date) -> None:
    locator = clean_text(document.locator)
    if not locator:
        raise Refused("locator", "Enter the council’s own number of the document, or its link")
    if len(locator) > MAX_ID_LENGTH or "\n" in locator:
        raise Refused(
            "locator", f"The number or link must be {MAX_ID_LENGTH} characters or fewer, in one line"
        )
    if document.plan_on is None or not FIRST_PLANS_ON <= document.plan_on <= today:
        raise Refused(
            "plan_on", "Enter the date of the document: from September 2014 on, and not in the future"
        )


def _choose(session: Session, actor: Actor, keys: Sequence[str]) -> list[Membership]:
    possible = {membership.key: membership for membership in _list_possible_scorers(session, actor)}
    chosen = list(dict.fromkeys(keys))
    if not chosen:
        raise Refused("scorers", "Choose who scores it")
    if len(chosen) > MOST_SCORERS:
        raise Refused("scorers", f"Choose {MOST_SCORERS} people at most. For more, start a round")
    if not set(chosen) <= set(possible):
        raise Refused("scorers", "Choose people from the list")
    return [possible[key] for key in chosen]


def _make_case(
    session: Session, audit_round: AuditRound, document: ToldDocument, keys_folder: Path
) -> AuditCase:
    """As from a list of one: the number is encrypted, and known again by its keyed hash alone."""
    versions = load_area_keys(session, audit_round, keys_folder).versions
    frame = Frame(
        round_id=audit_round.row_id,
        area_id=audit_round.area_id,
        file_name=FORM,
        sha256="",
        form=FORM,
        basis=Basis.PLANS_IN_FORCE,
        n_rows=1,
        n_accepted=1,
        n_added=1,
        n_already_listed=0,
        warnings=[],
        refused=[],
    )
    session.add(frame)
    session.flush()
    made = keep_restricted(_make_entry(document, AreaKeys(versions)), find_restrictions(session))
    add_entries(session, frame, [made], versions)
    entry = session.scalars(sa.select(EntryRow).where(EntryRow.round_id == audit_round.row_id)).one()
    stratum_id = keep_purpose_stratum(session, audit_round, 1)
    keep_cases(session, audit_round, {entry.row_id: stratum_id}, seed=0)
    audit_round.status, audit_round.drawn_at = RoundStatus.DRAWN, now()
    return session.scalars(sa.select(AuditCase).where(AuditCase.round_id == audit_round.row_id)).one()


def _make_entry(document: ToldDocument, keys: AreaKeys) -> FrameEntry:
    locator = clean_text(document.locator)
    social_care = document.told.get(Fact.KNOWN_TO_SOCIAL_CARE)
    if document.plan_on is None:
        raise Refused("plan_on", _NO_DAY)
    plan = ListedPlan(
        row=1,
        own_id=locator,
        plan_on=document.plan_on,
        review_no=None,
        social_care=social_care,
        chosen_by=ChosenBy.DIP_SAMPLE,
    )
    facts = facts_told(document.age_band, document.told)
    return replace(pseudonymise(plan, keys), age_band=document.age_band, facts=facts)


def _name(session: Session, actor: Actor, case: AuditCase, scorers: Sequence[Membership]) -> None:
    """Whom the lead chooses for a restricted plan is named for it; a forum member never is."""
    for one in scorers:
        if not may_hold_restricted(one.role, one.agency, is_named=True):
            raise Refused("scorers", f"This plan is restricted, so {one.person.name} must not score it")
        owner = {"area_id": case.area_id, "case_id": case.row_id}
        session.add(NamedAuditor(**owner, person_id=one.person_id, named_by_id=actor.person_id))
    session.flush()


def _check_interests(session: Session, case: AuditCase, scorers: Sequence[Membership]) -> None:
    query = sa.select(Interest.person_id).where(Interest.own_hash == case.own_hash)
    barred = set(session.scalars(query))
    names = [membership.person.name for membership in scorers if membership.person_id in barred]
    if names:
        said = " and ".join(names)
        raise Refused("scorers", f"{said} said before that they know this child or had a part in the plan")


def _give(session: Session, audit_round: AuditRound, case: AuditCase, membership: Membership) -> None:
    member = PanelMember(
        round_id=audit_round.row_id,
        membership=membership,
        agency=Agency(membership.agency),
        lens=WHOLE,
    )
    session.add(member)
    session.flush()
    session.add(make_assignment(case, member, Purpose.AUDIT))


def _find_own(session: Session, actor: Actor, audit_round: AuditRound) -> Assignment | None:
    query = (
        sa.select(Assignment)
        .join(Assignment.case)
        .where(AuditCase.round_id == audit_round.row_id, Assignment.person_id == actor.person_id)
    )
    return session.scalars(query).first()
