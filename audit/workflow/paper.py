"""The scoresheet on paper: always blank, whoever prints it, so that it can tell nobody's answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from audit.domain.access import Actor, NotFound, Permission
from audit.domain.agency import Agency
from audit.domain.case import Fact
from audit.domain.rubric import WHOLE, Criterion, Rubric, Section
from audit.store.area import Area
from audit.store.assignment import get_visible_assignment
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.panel import Assignment
from audit.store.panel_rows import list_cases
from audit.store.queries import get_by_key
from audit.workflow.needs import needs
from audit.workflow.panel import agencies_with_sections
from audit.workflow.rubric_of import rubric_of

# More forms than this in one page would make a browser slow.
A_PAGE = 25


@dataclass(frozen=True)
class PaperSection:
    """One section with the questions that are asked of a case."""

    section: Section
    asked: Sequence[Criterion]


@dataclass(frozen=True)
class PaperForm:
    """One blank form: a case, a lens, and what is asked."""

    case: AuditCase
    lens: str
    sections: Sequence[PaperSection]

    @property
    def n_asked(self) -> int:
        return sum(len(part.asked) for part in self.sections)


@dataclass(frozen=True)
class Paper:
    """All that is printed in one go. `assignment` is there when somebody prints their own case."""

    area: Area
    audit_round: AuditRound
    rubric: Rubric
    forms: Sequence[PaperForm]
    lens_agencies: Sequence[Agency]
    lens: str
    n_cases: int
    first: int = 0
    assignment: Assignment | None = None

    @property
    def later(self) -> int | None:
        """Where the next page of forms begins."""
        following = self.first + A_PAGE
        return following if following < self.n_cases else None


@needs(Permission.SCORE)
def get_my_paper(session: Session, actor: Actor, *, key: str) -> Paper:
    """The blank form of an own case, through the own lens."""
    assignment = get_visible_assignment(session, actor, key)
    case = assignment.case
    return replace(_make(session, case.audit_round, [case], assignment.lens), assignment=assignment)


@needs(Permission.KEY_IN)
def get_paper(session: Session, actor: Actor, *, round_key: str, case_key: str, lens: str = WHOLE) -> Paper:
    """The blank form of any case, through any lens."""
    audit_round = get_by_key(session, AuditRound, round_key)
    case = get_by_key(session, AuditCase, case_key)
    if case.round_id != audit_round.row_id:
        raise NotFound("the case belongs to another round")
    return _make(session, audit_round, [case], _check(audit_round, lens))


@needs(Permission.KEY_IN)
def list_papers(
    session: Session, actor: Actor, *, round_key: str, lens: str = WHOLE, first: int = 0
) -> Paper:
    """The blank forms of a round's cases, through one lens; a few at a time. Restricted ones go by hand."""
    audit_round = get_by_key(session, AuditRound, round_key)
    cases = [case for case in list_cases(session, audit_round.row_id) if not case.restricted]
    return _make(session, audit_round, cases, _check(audit_round, lens), first)


def _check(audit_round: AuditRound, lens: str) -> str:
    if lens != WHOLE and lens not in agencies_with_sections(audit_round):
        raise NotFound("these standards have no sections of that agency")
    return lens


def _make(
    session: Session, audit_round: AuditRound, cases: Sequence[AuditCase], lens: str, first: int = 0
) -> Paper:
    rubric = rubric_of(audit_round)
    return Paper(
        area=session.get_one(Area, audit_round.area_id),
        audit_round=audit_round,
        rubric=rubric,
        forms=[_make_form(rubric, case, lens) for case in cases[first : first + A_PAGE]],
        lens_agencies=agencies_with_sections(audit_round),
        lens=lens,
        n_cases=len(cases),
        first=first,
    )


def _make_form(rubric: Rubric, case: AuditCase, lens: str) -> PaperForm:
    facts = {Fact(fact) for fact in case.facts}
    parts = [
        PaperSection(section, [each for each in section.criteria if each.applies(facts)])
        for section in rubric.sections_for(lens)
    ]
    return PaperForm(case, lens, [part for part in parts if part.asked])
