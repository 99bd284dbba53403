"""Who may see which rows: for everybody who looks, a decision about every table."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from audit.domain.access import Actor, ActorKind, Permission, Role
from audit.store.account import Membership, Person
from audit.store.alert import Alert
from audit.store.area import Area, Organisation
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.case import AuditCase
from audit.store.case_dates import CaseDates
from audit.store.contribution import Contribution
from audit.store.correction import Correction
from audit.store.deviation import Deviation
from audit.store.frame import Frame, FrameEntry, Locator, Stratum
from audit.store.free_text import FreeText
from audit.store.guest_link import GuestLink
from audit.store.mail import Mail
from audit.store.moderation import Settlement
from audit.store.panel import (
    TO_SCORE,
    Assignment,
    AssignmentStatus,
    Interest,
    Meeting,
    NamedAuditor,
    PanelMember,
    Purpose,
)
from audit.store.reply_link import ReplyLink
from audit.store.report import STRICTNESS, Report, ReportFile, ReportRound
from audit.store.rubric import RubricVersion
from audit.store.scoresheet import AuthorKind, Rating, Scoresheet
from audit.store.sign_in import PasswordLink, SignIn, SignInAttempt
from audit.store.target import Target
from audit.store.trail import Event, EventDetail
from audit.store.whose import takes_jobs

Condition = Any
Rules = Mapping[type, Condition]

_ACCOUNTS = (Person, Membership, Area, Organisation)
_SIGN_IN = (SignIn, SignInAttempt, PasswordLink)
_PREPARED = (Programme, AuditRound, RubricVersion, Frame, FrameEntry, Locator, Stratum, AuditCase, Deviation)
_PANEL = (PanelMember, Interest, NamedAuditor, Assignment, Meeting)
_SCORED = (Scoresheet, Rating, FreeText)
_SETTLED = (Settlement, Correction)
_REPORTED = (Report, ReportFile, ReportRound)
_ALERTS = (Alert,)
_ENGAGEMENT = (Contribution, CaseDates)
_TARGETS = (Target,)
_LINKS = (GuestLink, ReplyLink)
_MAIL = (Mail,)
_HISTORY = (Event, EventDetail)


def decide(actor: Actor) -> Rules:
    """Which rows of each table somebody may see, of their own area. What is not named is closed."""
    if actor.kind is ActorKind.DOOR:
        closed = _closed(
            _PREPARED, _PANEL, _SCORED, _SETTLED, _REPORTED, _ALERTS, _MAIL, _ENGAGEMENT, _TARGETS
        )
        # A guest's link says for which round it is, and ends with it.
        return {**closed, **_open(_ACCOUNTS, _SIGN_IN, _LINKS, _HISTORY, (AuditRound,))}
    if takes_jobs(actor):
        closed = _closed(_SIGN_IN, _PREPARED, _PANEL, _SCORED, _SETTLED, _REPORTED, _ALERTS, _LINKS, _HISTORY)
        closed |= _closed(_ENGAGEMENT, _TARGETS)
        seen = _open((Person, Membership, Area, AuditRound, Report, ReportRound), _MAIL)
        return {**closed, Organisation: sa.false(), **seen, Event: _is_newest()}
    if actor.kind is ActorKind.LINK:
        return _by_link(actor)
    return {**_accounts(actor), **_of_the_audit(actor)}


def _of_the_audit(actor: Actor) -> Rules:
    if actor.kind is ActorKind.WORKER:
        return _worker()
    return _lead(actor.person_id) if Role.LEAD in actor.roles else _narrow(actor)


def _open(*groups: Iterable[type]) -> dict[type, Condition]:
    return {model: sa.true() for group in groups for model in group}


def _closed(*groups: Iterable[type]) -> dict[type, Condition]:
    return {model: sa.false() for group in groups for model in group}


def _accounts(actor: Actor) -> Rules:
    """People of the area. An administrator makes their password links and ends their sign-ins.

    Whoever invites guests ends theirs.
    """
    membership = table_of(Membership)
    people = sa.select(membership.c.person_id).where(membership.c.area_id == actor.area_id)
    manages = Role.ADMINISTRATOR in actor.roles
    guests = people.where(membership.c.role == Role.GUEST)
    of_guests = SignIn.person_id.in_(guests) if actor.may(Permission.INVITE) else sa.false()
    return {
        Area: Area.row_id == actor.area_id,
        Person: Person.row_id.in_(people),
        Membership: sa.true(),
        Organisation: sa.true(),
        SignIn: SignIn.area_id == actor.area_id if manages else of_guests,
        PasswordLink: PasswordLink.person_id.in_(people) if manages else sa.false(),
        SignInAttempt: sa.false(),
    }


def _worker() -> Rules:
    """On somebody's behalf: all that was submitted. By itself it reminds whoever was asked by link."""
    sheet = table_of(Scoresheet)
    submitted = sa.select(sheet.c.id).where(sheet.c.submitted_at.is_not(None))
    return {
        GuestLink: sa.false(),
        **_open(_PREPARED, _PANEL, _SETTLED, _REPORTED, _ALERTS, _MAIL, (ReplyLink,)),
        **_open(_ENGAGEMENT, _TARGETS),
        **_sheets(Scoresheet.submitted_at.is_not(None), submitted),
        Event: _is_newest(),
        EventDetail: sa.false(),
    }


def _lead(person_id: int | None) -> Rules:
    """All of the round, but of a case that they still have to score only their own sheet, and alerts."""
    waiting, sheet = still_to_score(person_id), table_of(Scoresheet)

    def readable(columns: Any) -> Condition:
        # A draft belongs to its author; that of a meeting, or from paper, to the leads who type it in too.
        shared = sa.or_(
            columns.submitted_at.is_not(None),
            columns.author_kind == AuthorKind.MEETING,
            columns.typed_by_id.is_not(None),
        )
        return sa.or_(columns.person_id == person_id, sa.and_(shared, columns.case_id.not_in(waiting)))

    def done(model: type) -> Any:
        table = table_of(model)
        return sa.select(table.c.id).where(table.c.case_id.not_in(waiting))

    sheets = sa.select(sheet.c.id).where(readable(sheet.c))
    words = sa.or_(
        FreeText.scoresheet_id.in_(sheets),
        FreeText.correction_id.in_(done(Correction)),
        FreeText.settlement_id.in_(done(Settlement)),
        # A worry about a child never waits until the lead has scored.
        FreeText.alert_id.is_not(None),
        FreeText.reply_link_id.in_(done(ReplyLink)),
        FreeText.meeting_id.is_not(None),
    )
    return {
        **_open(_PREPARED, _PANEL, _REPORTED, _ALERTS, _LINKS, _MAIL, _HISTORY),
        # Facts of advice and attendance are nobody's judgement, so they hide from no lead.
        **_open(_ENGAGEMENT, _TARGETS),
        **_sheets(readable(Scoresheet), sheets),
        FreeText: words,
        Correction: Correction.case_id.not_in(waiting),
        # That somebody was asked tells already that something is wrong.
        ReplyLink: ReplyLink.case_id.not_in(waiting),
        Settlement: Settlement.case_id.not_in(waiting),
    }


def still_to_score(person_id: int | None) -> Any:
    """The cases that somebody has yet to score. Once a round is closed nobody can, and all lies open."""
    assignment, case, audit_round = table_of(Assignment), table_of(AuditCase), table_of(AuditRound)
    return (
        sa.select(assignment.c.case_id)
        .join(case, case.c.id == assignment.c.case_id)
        .join(audit_round, audit_round.c.id == case.c.round_id)
        .where(
            assignment.c.person_id == person_id,
            assignment.c.status.in_(TO_SCORE),
            audit_round.c.status == RoundStatus.OPEN,
        )
    )


def subjects_to_score(person_id: int | None) -> Any:
    """Nouns and keys under which the history speaks of the cases that somebody has yet to score."""
    waiting = still_to_score(person_id)
    parts = []
    of_cases = {
        "scoresheet": Scoresheet,
        "correction": Correction,
        "reply link": ReplyLink,
        "alert": Alert,
    }
    for noun, model in {"case": AuditCase, **of_cases}.items():
        table = table_of(model)
        of_case = table.c.id if model is AuditCase else table.c.case_id
        parts.append(
            sa.select((sa.literal(f"{noun} ") + table.c.key).label("subject")).where(of_case.in_(waiting))
        )
    return sa.union_all(*parts)


def _sheets(sheets: Condition, sheet_ids: Any) -> Rules:
    return {
        Scoresheet: sheets,
        Rating: Rating.scoresheet_id.in_(sheet_ids),
        FreeText: sa.or_(FreeText.scoresheet_id.is_(None), FreeText.scoresheet_id.in_(sheet_ids)),
    }


def _narrow(actor: Actor) -> Rules:
    """Auditors and peers see what they were given; managers and administrators see rounds and reports."""
    scores = bool(actor.roles & {Role.AUDITOR, Role.PEER, Role.GUEST})
    manages = bool(actor.roles & {Role.MANAGER, Role.ADMINISTRATOR})
    rules = _closed(_PREPARED, _PANEL, _SCORED, _SETTLED, _REPORTED, _ALERTS, _LINKS, _MAIL)
    rules |= _closed(_ENGAGEMENT, _TARGETS)
    rules |= _given(actor.person_id) if scores else {}
    rules |= _recorded(actor.person_id) if actor.may(Permission.RECORD_ENGAGEMENT) else {}
    rules |= _open((Programme, AuditRound), _REPORTED, _TARGETS) if manages else {}
    rules[ReportFile] = _report_files(actor.person_id, manages=manages, scores=scores)
    rules |= _open((RubricVersion,)) if actor.may(Permission.READ_RUBRICS) else {}
    rules |= _own_account(actor.person_id) if Role.ADMINISTRATOR not in actor.roles else {}
    if actor.may(Permission.READ_HISTORY):
        return {**rules, **_open(_HISTORY)}
    return {**rules, Event: _is_newest(), EventDetail: sa.false()}


def _report_files(person_id: int | None, *, manages: bool, scores: bool) -> Condition:
    """Findings are for managers; how strictly somebody marks is for themselves (and the lead) alone."""
    person = table_of(Person)
    own = sa.select(sa.literal(STRICTNESS) + person.c.key).where(person.c.id == person_id)
    is_own = ReportFile.name.in_(own) if scores else sa.false()
    is_of_somebody = ReportFile.name.startswith(STRICTNESS, autoescape=True)
    return sa.or_(is_own, sa.not_(is_of_somebody)) if manages else is_own


def _given(person_id: int | None) -> Rules:
    """What somebody was given and did not hand back, with the round and the standards that it belongs to.

    A restricted case stays in the dark for whoever is not named for it, even if it was given to them.
    Their own alerts stay in their sight whatever becomes of the case.
    """
    case, audit_round = table_of(AuditCase), table_of(AuditRound)
    sheet, alert = table_of(Scoresheet), table_of(Alert)
    cases = _cases_given(person_id)
    rounds = sa.select(case.c.round_id).where(case.c.id.in_(cases))
    rubrics = sa.select(audit_round.c.rubric_version_id).where(audit_round.c.id.in_(rounds))
    programmes = sa.select(audit_round.c.programme_id).where(audit_round.c.id.in_(rounds))
    own_sheets = sa.select(sheet.c.id).where(sheet.c.person_id == person_id)
    own_alerts = sa.select(alert.c.id).where(alert.c.raised_by_id == person_id)
    return {
        AuditCase: AuditCase.row_id.in_(cases),
        Locator: Locator.entry_id.in_(sa.select(case.c.entry_id).where(case.c.id.in_(cases))),
        AuditRound: AuditRound.row_id.in_(rounds),
        RubricVersion: RubricVersion.row_id.in_(rubrics),
        Programme: Programme.row_id.in_(programmes),
        Assignment: Assignment.person_id == person_id,
        Scoresheet: Scoresheet.person_id == person_id,
        Rating: Rating.scoresheet_id.in_(own_sheets),
        Alert: Alert.raised_by_id == person_id,
        FreeText: sa.or_(FreeText.scoresheet_id.in_(own_sheets), FreeText.alert_id.in_(own_alerts)),
        Interest: Interest.person_id == person_id,
    }


def _cases_given(person_id: int | None, *purposes: Purpose) -> Any:
    """The cases that somebody was given (for one of these purposes) and may see."""
    assignment, case, named = table_of(Assignment), table_of(AuditCase), table_of(NamedAuditor)
    names = sa.select(named.c.case_id).where(named.c.person_id == person_id)
    query = (
        sa.select(assignment.c.case_id)
        .join(case, case.c.id == assignment.c.case_id)
        .where(assignment.c.person_id == person_id, assignment.c.status != AssignmentStatus.HANDED_BACK)
        .where(sa.or_(sa.not_(case.c.restricted), case.c.id.in_(names)))
    )
    return query.where(assignment.c.purpose.in_(purposes)) if purposes else query


def _recorded(person_id: int | None) -> Rules:
    """Advice and attendance of the cases that somebody audits; a peer who checks one needs none of it."""
    cases = _cases_given(person_id, Purpose.AUDIT)
    return {Contribution: Contribution.case_id.in_(cases), CaseDates: CaseDates.case_id.in_(cases)}


def _by_link(actor: Actor) -> Rules:
    """The note of one link: what must be put right, its message and the answers, and nothing else."""
    link, case, correction = table_of(ReplyLink), table_of(AuditCase), table_of(Correction)
    cases = sa.select(link.c.case_id).where(link.c.id == actor.link_id)
    rounds = sa.select(case.c.round_id).where(case.c.id.in_(cases))
    asked = sa.select(correction.c.id).where(correction.c.reply_link_id == actor.link_id)
    closed = _closed(_ACCOUNTS, _SIGN_IN, _PREPARED, _PANEL, _SCORED, _SETTLED, _REPORTED)
    return {
        **closed,
        **_closed(_ALERTS, _LINKS, _MAIL, _HISTORY, _ENGAGEMENT, _TARGETS),
        Area: Area.row_id == actor.area_id,
        ReplyLink: ReplyLink.row_id == actor.link_id,
        AuditCase: AuditCase.row_id.in_(cases),
        AuditRound: AuditRound.row_id.in_(rounds),
        RubricVersion: sa.true(),
        Correction: Correction.reply_link_id == actor.link_id,
        FreeText: sa.or_(FreeText.reply_link_id == actor.link_id, FreeText.correction_id.in_(asked)),
        Event: _is_newest(),
    }


def _own_account(person_id: int | None) -> Rules:
    membership, sheet = table_of(Membership), table_of(Scoresheet)
    places = sa.select(membership.c.organisation_id).where(membership.c.person_id == person_id)
    typists = sa.select(sheet.c.typed_by_id).where(sheet.c.person_id == person_id)
    return {
        # Their own, and whoever keyed in what they scored on paper.
        Person: sa.or_(Person.row_id == person_id, Person.row_id.in_(typists)),
        Membership: Membership.person_id == person_id,
        Organisation: Organisation.row_id.in_(places),
    }


def _is_newest() -> Condition:
    """The last line of an area's history: whoever writes adds to it, and needs no other."""
    line = table_of(Event).alias()
    newest = sa.select(sa.func.max(line.c.sequence)).where(line.c.area_id == Event.area_id)
    return Event.sequence == newest.scalar_subquery()


def table_of(model: type[Any]) -> Any:
    """The bare table of a model, past the row filter: only to ask about rows, never to read them out."""
    return sa.inspect(model).local_table
