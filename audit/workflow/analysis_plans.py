"""The plan of a round's analysis: the lead chooses, opening freezes it, and what departs from it is kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import Session, object_session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.hypothesis import default_plan
from audit.domain.typed_text import clean_text, is_visible
from audit.reporting.content import DeviationText, PlanText
from audit.reporting.plan_sentences import describe_choices
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.deviation import Deviation, list_deviations
from audit.store.frame import FrameEntry
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.analysis import COVARIATES
from audit.workflow.editing import Refused, check_version, find_by_request_key
from audit.workflow.needs import needs
from audit.workflow.personal_data import MustAsk, Words, guard_words

WORDS_LENGTH = 1_000
_FROZEN = "Scoring has begun, so the plan stays as it is. Record a deviation instead."


@dataclass(frozen=True)
class PlanPage:
    """A round's plan as it stands; what its documents could be told apart by; what departed from it."""

    audit_round: AuditRound
    plan: AnalysisPlan
    covariates: Sequence[str]
    deviations: Sequence[Deviation]

    @property
    def is_frozen(self) -> bool:
        return self.audit_round.status not in (RoundStatus.PLANNED, RoundStatus.DRAWN)

    @property
    def frozen_at(self) -> datetime | None:
        return self.audit_round.opened_at if self.is_frozen else None


@dataclass(frozen=True, kw_only=True)
class PlanChoices:
    """What a lead may choose. Shares, not percentages; the rest comes from the standards."""

    margin: float
    alpha: float
    engagement_margin: float
    covariates: tuple[str, ...] = ()
    bootstrap_draws: int = 2000
    seed: int = 2026


@needs(Permission.PLAN_ROUND)
def show_plan(session: Session, actor: Actor, *, round_key: str) -> PlanPage:
    """The plan of a round, defaults filled in until somebody chooses."""
    audit_round = get_by_key(session, AuditRound, round_key)
    plan = _plan_of(audit_round)
    told_apart = _list_covariates(session, audit_round)
    offered = [name for name in COVARIATES if name in told_apart or name in plan.covariates]
    return PlanPage(audit_round, plan, offered, list_deviations(session, audit_round.row_id))


@needs(Permission.PLAN_ROUND)
def change_plan(
    session: Session, actor: Actor, *, round_key: str, version: int, choices: PlanChoices
) -> AnalysisPlan:
    """Choose otherwise, until scoring opens: nobody has seen a score yet."""
    page = show_plan(session, actor, round_key=round_key)
    if page.is_frozen:
        raise Conflict(_FROZEN)
    if all(getattr(page.plan, name) == value for name, value in asdict(choices).items()):
        return page.plan  # nothing new, or a double submit
    check_version(page.audit_round, version)
    if not set(choices.covariates) <= set(page.covariates):
        raise Refused("covariates", "Choose from the list")
    try:
        plan = replace(page.plan, **asdict(choices))
    except ValueError as error:
        raise Refused("", str(error).capitalize()) from error
    before, after = asdict(page.plan), asdict(plan)
    page.audit_round.analysis_plan = after
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record(session, actor, "analysis_plan_changed", f"round {page.audit_round.key}", changed)
    return plan


@needs(Permission.PLAN_ROUND)
def record_deviation(
    session: Session,
    actor: Actor,
    *,
    round_key: str,
    what: str,
    why: str,
    stays: Mapping[str, str] | None = None,
    request_key: str | None = None,
) -> Deviation:
    """Say what is done otherwise than planned, and why. It is printed with every report, for good.

    `stays`: by box, the words of which was said that what looks like personal data in them must stay.
    """
    said = {"what": clean_text(what), "why": clean_text(why)}
    existing = find_by_request_key(session, Deviation, request_key)
    if existing is not None:
        if {"what": existing.what, "why": existing.why} != said:
            raise Conflict(
                "This page has recorded another deviation already. Open it anew and enter this one there."
            )
        return existing
    page = show_plan(session, actor, round_key=round_key)
    if not page.is_frozen:
        raise Conflict("The plan is not frozen yet: change it instead.")
    if actor.person_id is None:
        raise Conflict("A deviation is recorded by a person. Say who you are.")
    kept = _check_words(said, stays or {})
    deviation = Deviation(
        area_id=page.audit_round.area_id,
        round_id=page.audit_round.row_id,
        recorded_by_id=actor.person_id,
        request_key=request_key,
        **said,
    )
    session.add(deviation)
    session.flush()
    details: dict[str, object] = {"deviation": deviation.key, **said}
    if kept:
        details["looks_like_personal_data"] = kept
    record(session, actor, "deviation_recorded", f"round {page.audit_round.key}", details)
    return deviation


def _check_words(said: Mapping[str, str], stays: Mapping[str, str]) -> list[str]:
    """Refuse what cannot be printed or has still to be asked about; returns the boxes that were kept so."""
    asked = {"what": "Enter what is done otherwise than planned", "why": "Enter why"}
    for name, words in said.items():
        if not is_visible(words):
            raise Refused(name, asked[name])
        if len(words) > WORDS_LENGTH:
            raise Refused(name, f"Use {WORDS_LENGTH:,} characters or fewer")
    guarded = {
        name: guard_words(name, words, Words(stays.get(name, ""), kept=True), ())
        for name, words in said.items()
    }
    asks = {name: each.asks for name, each in guarded.items() if each.asks}
    if asks:
        raise MustAsk(asks)
    return [name for name, each in guarded.items() if each.words.kept]


def describe_analysis_plan(audit_round: AuditRound) -> PlanText:
    """What reports print of a round's plan: every choice, the day it was frozen, every deviation."""
    session = object_session(audit_round)
    deviations = list_deviations(session, audit_round.row_id) if session is not None else []
    return PlanText(
        choices=describe_choices(_plan_of(audit_round)),
        frozen_at=None if audit_round.is_imported else audit_round.opened_at,
        is_after_the_fact=audit_round.is_imported,
        deviations=tuple(
            DeviationText(what=row.what, why=row.why, recorded_at=row.recorded_at) for row in deviations
        ),
    )


def describe_deviations(rounds: Iterable[AuditRound]) -> Iterator[DeviationText]:
    """What was done otherwise than planned in any of the rounds, each with its audit."""
    for audit_round in rounds:
        for each in describe_analysis_plan(audit_round).deviations:
            yield replace(each, audit=audit_round.title)


def later_deviations(
    rounds: Iterable[AuditRound], printed: Iterable[DeviationText]
) -> tuple[DeviationText, ...]:
    """What was recorded since findings were made that print the others."""
    known = {(each.recorded_at, each.what) for each in printed}
    return tuple(each for each in describe_deviations(rounds) if (each.recorded_at, each.what) not in known)


def _plan_of(audit_round: AuditRound) -> AnalysisPlan:
    stored = audit_round.analysis_plan
    return TypeAdapter(AnalysisPlan).validate_python(stored) if stored else default_plan()


def _list_covariates(session: Session, audit_round: AuditRound) -> list[str]:
    """What tells the documents of a round apart: its cases or, before the draw, its list."""
    is_drawn = audit_round.status != RoundStatus.PLANNED
    model: type[AuditCase | FrameEntry] = AuditCase if is_drawn else FrameEntry
    columns = [
        sa.func.count(sa.distinct(getattr(model, column))).label(name) for name, column in COVARIATES.items()
    ]
    counts = session.execute(sa.select(*columns).where(model.round_id == audit_round.row_id)).one()
    return [name for name in COVARIATES if getattr(counts, name) > 1]
