"""The sample: what a draw would give, and the draw itself, which is for good."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.case import ChosenBy, Restriction
from audit.domain.sampling import Draw, How, LeftOut, Stratum, allocate, find_eligible
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.draw import keep_cases, keep_purpose_stratum, keep_strata, mark_entries
from audit.store.frame import Stratum as StratumRow
from audit.store.frame_entries import delete_undrawn_locators, list_entries, list_hashes_drawn_before
from audit.store.queries import get_by_key
from audit.store.trail import record
from audit.workflow.editing import check_version
from audit.workflow.needs import needs
from audit.workflow.sample_design import (
    Ready,
    SampleDesign,
    SamplePreview,
    allocate_ready,
    check_design,
    count_drawn_cohorts,
    draw_ready,
    judge_line,
    make_ready,
    try_allocation,
)

A_MONTHS_CASES = 20
A_YEARS_CASES = 60


@dataclass(frozen=True)
class Drawable:
    """What can be drawn, how much of it another round has drawn before, and what a round would take."""

    n_plans: int
    n_drawn_before: int
    n_cohorts: int
    suggested_total: int
    restricted: Mapping[Restriction, int] = field(default_factory=dict)
    n_restricted_on_purpose: int = 0
    cohorts: Mapping[int, int] = field(default_factory=dict, compare=False)

    def suggest_cohorts(self) -> dict[int, int]:
        """How many of each year the suggested number of cases would hold, drawn in proportion."""
        sizes: dict[Stratum, int] = {
            (str(year),): n_plans for year, n_plans in self.cohorts.items() if n_plans
        }
        total = min(self.suggested_total, sum(sizes.values()))
        chosen = allocate(sizes, total, How.PROPORTIONAL) if total else {}
        return {int(stratum[0]): n_drawn for stratum, n_drawn in chosen.items()}


@needs(Permission.DRAW_SAMPLE)
def count_drawable(session: Session, actor: Actor, *, round_key: str) -> Drawable:
    """How many documents can be drawn: the numbers that the choice of a sample starts from."""
    audit_round = get_by_key(session, AuditRound, round_key)
    entries = list_entries(session, audit_round.row_id).values()
    found = find_eligible(entries)
    eligible = found.entries
    before = list_hashes_drawn_before(session, audit_round.row_id)
    n_before = sum(entry.own_hash in before for entry in eligible)
    usual = A_YEARS_CASES if audit_round.audit_month is None else A_MONTHS_CASES
    return Drawable(
        n_plans=len(eligible),
        n_drawn_before=n_before,
        restricted=found.restricted,
        n_restricted_on_purpose=sum(
            entry.restricted and entry.chosen_by is not ChosenBy.RANDOM for entry in entries
        ),
        n_cohorts=len({entry.cohort_year for entry in eligible}),
        cohorts=Counter(entry.cohort_year for entry in eligible if entry.own_hash not in before),
        suggested_total=max(1, min(usual, len(eligible) - n_before)),
    )


@needs(Permission.DRAW_SAMPLE)
def list_strata(session: Session, actor: Actor, *, round_key: str) -> list[StratumRow]:
    """The groups of a drawn sample, in the order of the draw."""
    audit_round = get_by_key(session, AuditRound, round_key)
    query = sa.select(StratumRow).where(StratumRow.round_id == audit_round.row_id)
    return list(session.scalars(query.order_by(StratumRow.row_id)))


@needs(Permission.DRAW_SAMPLE)
def preview_sample(session: Session, actor: Actor, *, round_key: str, design: SampleDesign) -> SamplePreview:
    """What would be drawn, group by group; nothing is written."""
    audit_round = _get_undrawn(session, round_key)
    check_design(design)
    ready = make_ready(session, audit_round, design)
    sizes = {stratum: len(keys) for stratum, keys in ready.strata.items()}
    allocation, error = try_allocation(sizes, design)
    lines = [judge_line(stratum, size, allocation[stratum], design) for stratum, size in sizes.items()]
    draw = None if error or any(line.error for line in lines) else draw_ready(ready, allocation, design)
    return SamplePreview(
        audit_round=audit_round,
        design=design,
        lines=lines,
        cohorts=count_drawn_cohorts(ready, draw),
        n_listed=len(ready.entries),
        n_eligible=sum(sizes.values()),
        n_on_purpose=len(ready.on_purpose) - len(ready.links),
        n_links=len(ready.links),
        left_out=ready.left_out,
        restricted=ready.restricted,
        error=error,
    )


@needs(Permission.DRAW_SAMPLE)
def draw_cases(
    session: Session, actor: Actor, *, round_key: str, version: int, design: SampleDesign
) -> AuditRound:
    """Draw for good: cases get their numbers, and who the undrawn documents are is forgotten."""
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status != RoundStatus.PLANNED and _is_same_draw(audit_round, design):
        return audit_round  # a double submit
    _get_undrawn(session, round_key)
    check_version(audit_round, version)
    check_design(design)
    ready = make_ready(session, audit_round, design)
    allocation = allocate_ready(ready, design)
    draw = draw_ready(ready, allocation, design)
    _note_design(audit_round, design, ready)
    _keep(session, audit_round, ready, draw, allocation)
    n_forgotten = delete_undrawn_locators(session, audit_round.row_id)
    details = {
        "seed": design.seed,
        "by": list(design.by),
        "how": str(design.how),
        "chosen_by": audit_round.chosen_by,
        "cases": len(draw.sample) + len(ready.on_purpose),
        "on_purpose": len(ready.on_purpose) - len(ready.links),
        "links": len(ready.links),
        "reserves": len(draw.reserves),
        "listed": len(ready.entries),
        "left_out": audit_round.left_out,
        "identities_deleted": n_forgotten,
    }
    record(session, actor, "sample_drawn", f"round {audit_round.key}", details)
    return audit_round


def _is_same_draw(audit_round: AuditRound, design: SampleDesign) -> bool:
    return (audit_round.seed, audit_round.allocation, tuple(audit_round.stratified_by)) == (
        design.seed,
        design.how,
        design.by,
    )


def _get_undrawn(session: Session, round_key: str) -> AuditRound:
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status != RoundStatus.PLANNED:
        raise Conflict("The sample of this round is drawn. To draw others, start another round.")
    return audit_round


def _keep(
    session: Session,
    audit_round: AuditRound,
    ready: Ready,
    draw: Draw,
    allocation: Mapping[Stratum, int],
) -> None:
    sizes = {stratum: (len(keys), allocation.get(stratum, 0)) for stratum, keys in ready.strata.items()}
    stratum_ids = keep_strata(session, audit_round, audit_round.stratified_by, sizes)
    rows = {entry.own_hash: row_id for row_id, entry in ready.entries.items()}
    orders = {rows[one.key]: one.order for one in (*draw.sample, *draw.reserves)}
    members = {rows[key]: stratum_ids[stratum] for stratum, keys in ready.strata.items() for key in keys}
    mark_entries(session, audit_round, members, orders)
    cases = {rows[one.key]: stratum_ids[one.stratum] for one in draw.sample}
    for are_links in (False, True):
        chosen = [row_id for row_id in ready.on_purpose if (row_id in ready.links) is are_links]
        if chosen:
            purpose_id = keep_purpose_stratum(session, audit_round, len(chosen), are_links=are_links)
            cases |= dict.fromkeys(chosen, purpose_id)
    keep_cases(session, audit_round, cases, draw.seed)


def _note_design(audit_round: AuditRound, design: SampleDesign, ready: Ready) -> None:
    audit_round.status, audit_round.drawn_at = RoundStatus.DRAWN, now()
    audit_round.stratified_by, audit_round.allocation = list(design.by), design.how
    audit_round.seed, audit_round.n_reserve = design.seed, design.n_reserve
    audit_round.n_restricted_left_out = ready.left_out.get(LeftOut.RESTRICTED, 0)
    n_drawn_before = ready.left_out.get(LeftOut.DRAWN_BEFORE, 0)
    audit_round.n_drawn_before_left_out = n_drawn_before
    audit_round.left_out = {str(because): n_plans for because, n_plans in sorted(ready.restricted.items())}
    if n_drawn_before:
        audit_round.left_out |= {str(LeftOut.DRAWN_BEFORE): n_drawn_before}
