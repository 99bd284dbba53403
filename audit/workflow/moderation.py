"""Agreeing the score: which cases differ, who said what, and settling it with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.moderation import MUST_SETTLE, OVERALL, Difference, Kind, differences
from audit.domain.moderation import Method as Method
from audit.domain.rating import Answer, AnswerError, check_answer
from audit.domain.rubric import Rubric
from audit.domain.typed_text import clean_text
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.free_text import Box, FreeText
from audit.store.moderation import Settlement
from audit.store.queries import get_by_key
from audit.store.settling import Author, Settled, list_settlements, list_still_to_score, read_authors
from audit.store.trail import record
from audit.workflow.editing import Refused, Stale, find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.rubric_of import rubric_of

REASON_LENGTH = 2_000
_RANK = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True)
class QueueLine:
    """One case whose original sheets differ."""

    case: AuditCase
    found: tuple[Difference, ...]
    settled: frozenset[str]
    n_sheets: int

    @property
    def n_open(self) -> int:
        return sum(name_of(difference) not in self.settled for difference in self.found)

    @property
    def worst(self) -> Difference:
        """What matters most of what is still open; once all is settled, of everything."""
        still_open = (each for each in self.found if name_of(each) not in self.settled)
        return next(still_open, self.found[0])

    @property
    def n_grave(self) -> int:
        """Open differences that the panel must talk about."""
        open_kinds = (each.kind for each in self.found if name_of(each) not in self.settled)
        return sum(kind in MUST_SETTLE for kind in open_kinds)


@dataclass(frozen=True)
class Queue:
    """The cases of a round that differ, and those that the actor still has to score before seeing."""

    audit_round: AuditRound
    lines: tuple[QueueLine, ...]
    hidden: tuple[AuditCase, ...]
    n_compared: int


@dataclass(frozen=True)
class CaseView:
    """One case with all its original sheets side by side."""

    case: AuditCase
    audit_round: AuditRound
    rubric: Rubric
    authors: tuple[Author, ...]
    found: Mapping[str, Difference]
    settlements: Mapping[str, Sequence[Settled]]
    is_hidden: bool

    @property
    def n_open(self) -> int:
        return sum(name not in self.settlements for name in self.found)


def name_of(difference: Difference) -> str:
    """Under what name a difference is settled."""
    return difference.criterion or OVERALL


@needs(Permission.MODERATE)
def list_moderation(session: Session, actor: Actor, *, round_key: str) -> Queue:
    """The cases that differ, those that matter most first."""
    audit_round = get_by_key(session, AuditRound, round_key)
    rubric = rubric_of(audit_round)
    query = sa.select(AuditCase).where(AuditCase.round_id == audit_round.row_id).order_by(AuditCase.number)
    cases = {case.row_id: case for case in session.scalars(query)}
    authors = read_authors(session, cases)
    settled = list_settlements(session, cases)
    hidden = list_still_to_score(session, actor, cases)
    compared = {case_id: sheets for case_id, sheets in authors.items() if len(sheets) > 1}
    lines = [
        QueueLine(cases[case_id], found, frozenset(settled.get(case_id, {})), len(sheets))
        for case_id, sheets in compared.items()
        if (found := differences(rubric, [author.as_sheet() for author in sheets]))
    ]
    return Queue(
        audit_round,
        tuple(sorted(lines, key=_importance)),
        tuple(cases[case_id] for case_id in sorted(hidden)),
        len(compared),
    )


def _importance(line: QueueLine) -> tuple[bool, int, int, int, int]:
    still_open = [each for each in line.found if name_of(each) not in line.settled]
    worst = min((_RANK[each.kind] for each in still_open), default=len(_RANK))
    widest = max((each.gap for each in still_open), default=0)
    return not still_open, worst, -widest, -len(still_open), line.case.number


@needs(Permission.MODERATE)
def show_moderation_case(session: Session, actor: Actor, *, round_key: str, case_key: str) -> CaseView:
    """One case side by side; empty while the actor still has to score it."""
    audit_round = get_by_key(session, AuditRound, round_key)
    case = get_by_key(session, AuditCase, case_key)
    if case.round_id != audit_round.row_id:
        raise NotFound("the case belongs to another round")
    rubric = rubric_of(audit_round)
    is_hidden = bool(list_still_to_score(session, actor, [case.row_id]))
    # The row filter leaves the actor's own draft in sight; side by side stand submitted sheets only.
    authors = () if is_hidden else tuple(read_authors(session, [case.row_id]).get(case.row_id, ()))
    found = differences(rubric, [author.as_sheet() for author in authors])
    return CaseView(
        case=case,
        audit_round=audit_round,
        rubric=rubric,
        authors=authors,
        found={name_of(difference): difference for difference in found},
        settlements=list_settlements(session, [case.row_id]).get(case.row_id, {}),
        is_hidden=is_hidden,
    )


@needs(Permission.MODERATE)
def settle(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    case_key: str,
    name: str,
    answer: Answer,
    method: str,
    reason: str,
    edition: int,
    request_key: str | None = None,
) -> Settlement:
    """Settle one question, or settle it anew as a further edition. `edition` is the newest that was seen."""
    done = find_by_request_key(session, Settlement, request_key)
    if done is not None:
        return done
    view = show_moderation_case(session, actor, round_key=round_key, case_key=case_key)
    _check_may_settle(view, name)
    earlier = view.settlements.get(name, ())
    if len(earlier) != edition:
        raise Stale(earlier[-1].settlement if earlier else None)
    settlement = Settlement(
        area_id=view.case.area_id,
        case_id=view.case.row_id,
        criterion=name,
        edition=edition + 1,
        method=_check_method(method),
        settled_by_id=actor.person_id,
        request_key=request_key,
        **_check_value(view.rubric, name, answer),
    )
    words = _check_reason(reason)
    session.add(settlement)
    session.flush()
    owner = {"area_id": view.case.area_id, "settlement_id": settlement.row_id}
    session.add(FreeText(**owner, box=Box.REASON, criterion=name, text=words))
    details = {"question": name, "edition": settlement.edition, "method": settlement.method}
    record(session, actor, "case_settled", f"case {view.case.key}", details)
    return settlement


def _check_may_settle(view: CaseView, name: str) -> None:
    if view.is_hidden:
        raise Conflict("You still have to score this case yourself, so you cannot settle it yet.")
    if view.audit_round.status != RoundStatus.OPEN:
        raise Conflict("This audit has been closed, so its settled scores stay as they are.")
    if name not in view.found and name not in view.settlements:
        raise NotFound("nobody differs on this question")


def _check_value(rubric: Rubric, name: str, answer: Answer) -> dict[str, object]:
    if name == OVERALL:
        if answer.level not in range(1, len(rubric.grades) + 1):
            raise Refused("answer", "Choose the judgement that the panel settled on.")
        return {"level": answer.level}
    try:
        check_answer(rubric, answer)
    except AnswerError as error:
        raise Refused("answer", str(error)) from None
    return {"level": answer.level, "reason": answer.reason}


def _check_method(method: str) -> Method:
    if method not in {each.value for each in Method}:
        raise Refused("method", "Choose how this was settled.")
    return Method(method)


def _check_reason(reason: str) -> str:
    words = clean_text(reason)
    if not words:
        raise Refused("reason", "Say why: auditors and inspectors may ask.")
    if len(words) > REASON_LENGTH:
        raise Refused("reason", f"Keep the reason to {REASON_LENGTH:,} characters.")
    return words
