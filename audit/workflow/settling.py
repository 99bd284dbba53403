"""Settling what differs, one question or a page of them at once, each with a way and a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, NotFound, Permission
from audit.domain.moderation import OVERALL
from audit.domain.moderation import Method as Method
from audit.domain.rating import Answer, AnswerError, check_answer
from audit.domain.rubric import Rubric
from audit.domain.typed_text import clean_text
from audit.store.audit_round import RoundStatus
from audit.store.free_text import Box, FreeText
from audit.store.moderation import Settlement
from audit.store.panel import Meeting
from audit.store.trail import record
from audit.workflow.editing import Refused, Stale, find_by_request_key
from audit.workflow.moderation import CaseView, show_moderation_case
from audit.workflow.needs import needs

REASON_LENGTH = 2_000


@dataclass(frozen=True)
class Choice:
    """How one question is to be settled. `edition` is the newest settlement that was seen."""

    name: str
    answer: Answer
    method: str
    reason: str
    edition: int
    request_key: str | None = None


class Unsettled(Exception):
    """Nothing was settled: what is wrong with each question, and which were settled meanwhile."""

    def __init__(self, refusals: Mapping[str, Sequence[Refused]], stale: Mapping[str, Stale]) -> None:
        self.refusals, self.stale = refusals, stale
        super().__init__("Nothing was settled.")


@needs(Permission.MODERATE)
def settle_all(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    case_key: str,
    choices: Sequence[Choice],
    meeting: Meeting | None = None,
) -> list[Settlement]:
    """Settle several questions of one case, perhaps at a meeting: all of them, or none and `Unsettled`."""
    done = {choice.name: find_by_request_key(session, Settlement, choice.request_key) for choice in choices}
    wanted = [choice for choice in choices if done[choice.name] is None]
    view = show_moderation_case(session, actor, round_key=round_key, case_key=case_key)
    if wanted:
        _check_may_settle(view, wanted)
    found = {choice.name: _find_refusals(view.rubric, choice) for choice in wanted}
    refusals = {name: refused for name, refused in found.items() if refused}
    stale = {choice.name: late for choice in wanted if (late := _find_stale(view, choice))}
    if refusals or stale:
        raise Unsettled(refusals, stale)
    return [done[choice.name] or _write(session, actor, view, choice, meeting) for choice in choices]


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
    """Settle one question, or settle it anew as a further edition."""
    choice = Choice(name, answer, method, reason, edition, request_key)
    try:
        return settle_all(session, actor, round_key=round_key, case_key=case_key, choices=[choice])[0]
    except Unsettled as unsettled:
        raise (unsettled.stale.get(name) or unsettled.refusals[name][0]) from None


def _check_may_settle(view: CaseView, choices: Sequence[Choice]) -> None:
    if view.is_hidden:
        raise Conflict("You still have to score this case yourself, so you cannot settle it yet.")
    if view.audit_round.status != RoundStatus.OPEN:
        raise Conflict("This audit has been closed, so its settled scores stay as they are.")
    if view.meeting_sheet is not None:
        raise Conflict("A panel meeting has scored this case anew. Correct its scoresheet instead.")
    questions = {each.key: each.question for each in view.rubric.criteria}
    questions[OVERALL] = "the overall judgement"
    if any(choice.name not in questions for choice in choices):
        raise NotFound("no such question in these standards")
    gone = [questions[choice.name] for choice in choices if choice.name not in view.names]
    if gone:
        raise Conflict(f"Nobody differs on this, so nothing was settled: {'; '.join(gone)}")


def _find_stale(view: CaseView, choice: Choice) -> Stale | None:
    earlier = view.settlements.get(choice.name, ())
    if len(earlier) == choice.edition:
        return None
    return Stale(earlier[-1].settlement if earlier else None)


def _find_refusals(rubric: Rubric, choice: Choice) -> list[Refused]:
    found = (_refuse_answer(rubric, choice), _refuse_method(choice), _refuse_reason(choice))
    return [refused for refused in found if refused]


def _refuse_answer(rubric: Rubric, choice: Choice) -> Refused | None:
    if choice.name == OVERALL:
        if choice.answer.level in range(1, len(rubric.grades) + 1):
            return None
        return Refused("answer", "Choose the judgement that the panel settled on.")
    try:
        check_answer(rubric, choice.answer)
    except AnswerError as error:
        return Refused("answer", str(error))
    return None


def _refuse_method(choice: Choice) -> Refused | None:
    if choice.method in {each.value for each in Method}:
        return None
    return Refused("method", "Choose how this was settled.")


def _refuse_reason(choice: Choice) -> Refused | None:
    words = clean_text(choice.reason)
    if not words:
        return Refused("reason", "Say why: auditors and inspectors may ask.")
    if len(words) > REASON_LENGTH:
        return Refused("reason", f"Keep the reason to {REASON_LENGTH:,} characters.")
    return None


def _write(
    session: Session, actor: Actor, view: CaseView, choice: Choice, meeting: Meeting | None
) -> Settlement:
    settlement = Settlement(
        area_id=view.case.area_id,
        case_id=view.case.row_id,
        criterion=choice.name,
        edition=choice.edition + 1,
        method=Method(choice.method),
        meeting_id=meeting.row_id if meeting else None,
        settled_by_id=actor.person_id,
        request_key=choice.request_key,
        level=choice.answer.level,
        reason=choice.answer.reason,
    )
    session.add(settlement)
    session.flush()
    owner = {"area_id": view.case.area_id, "settlement_id": settlement.row_id}
    text = clean_text(choice.reason)
    session.add(FreeText(**owner, box=Box.REASON, criterion=choice.name, text=text))
    details = {"question": choice.name, "edition": settlement.edition, "method": settlement.method}
    details |= {"meeting": meeting.key} if meeting else {}
    record(session, actor, "case_settled", f"case {view.case.key}", details)
    return settlement
