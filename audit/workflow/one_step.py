"""Draw, share out and open in one step: what would come of it on one page, then all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Conflict, Permission
from audit.domain.panel import PanelCase, Sharing
from audit.domain.sampling import How, Stratum, number_order
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.draw import is_purpose_stratum
from audit.store.frame import Stratum as StratumRow
from audit.store.panel import Interest, PanelMember
from audit.store.queries import get_by_key
from audit.workflow.needs import needs
from audit.workflow.round_stages import open_round
from audit.workflow.sample import count_drawable, draw_cases, preview_sample
from audit.workflow.sample_design import SampleDesign, SamplePreview, allocate_ready, draw_ready, make_ready
from audit.workflow.sharing import (
    PersonShare,
    list_doubles,
    list_scorers,
    name_member,
    propose,
    share_out_cases,
    summarise_shares,
)

USUAL_RESERVE = 1
NO_LIST = "Upload the list of documents first: there is nothing to draw from yet."
NONE_LEFT = "No document of the list can be drawn: all were drawn before or are restricted."
NO_PANEL = "Choose the panel first: there is nobody to share the cases out to."
DRAWN = "The sample of this round is drawn already. Go on from its page."


@dataclass(frozen=True)
class Choice:
    """What may still be chosen: how many cases, how many of them two people score, and the draw number."""

    seed: int
    total: int | None = None
    double_share: float | None = None


@dataclass(frozen=True)
class OneStep:
    """What one step would do. It can be taken when nothing is missing; what cannot be met is said before."""

    audit_round: AuditRound
    total: int
    double_share: float
    sample: SamplePreview | None = None
    shares: Sequence[PersonShare] = ()
    n_double: int = 0
    missing: Sequence[str] = ()
    shortfalls: Sequence[str] = ()

    @property
    def can_go(self) -> bool:
        return not self.missing


@needs(Permission.OPEN_ROUND)
def show_one_step(session: Session, actor: Actor, *, round_key: str, choice: Choice) -> OneStep:
    """What would be drawn and who would score how much; nothing is written."""
    audit_round = get_by_key(session, AuditRound, round_key)
    share = audit_round.double_share if choice.double_share is None else choice.double_share
    if audit_round.status != RoundStatus.PLANNED:
        return OneStep(audit_round, 0, share, missing=[DRAWN])
    members = list_scorers(session, audit_round)
    missing = [] if members else [NO_PANEL]
    design, wanted = _make_design(session, actor, audit_round, choice)
    sample = preview_sample(session, actor, round_key=round_key, design=design)
    if not sample.can_draw:
        why = (NONE_LEFT if sample.n_listed else NO_LIST) if not sample.n_eligible else sample.error
        return OneStep(audit_round, design.total, share, sample, missing=[why, *missing])
    short = [_say_fewer(wanted, sample)] if sample.n_drawn < wanted else []
    if missing:
        return OneStep(audit_round, design.total, share, sample, missing=missing, shortfalls=short)
    return _share(session, audit_round, design, sample, members, share, short)


def _say_fewer(wanted: int, sample: SamplePreview) -> str:
    return f"{wanted} cases were wanted, but only {sample.n_drawn} can be drawn."


def _share(
    session: Session,
    audit_round: AuditRound,
    design: SampleDesign,
    sample: SamplePreview,
    members: Sequence[PanelMember],
    double_share: float,
    short: list[str],
) -> OneStep:
    sharing, numbers = _propose(session, audit_round, design, members, double_share)
    covered = {given.case for given in sharing.assignments}
    n_bare = sum(number not in covered for number in numbers)
    missing = [f"{n_bare} of the cases would have nobody to score them. Add people to the panel."]
    said = [short_of.message for short_of in sharing.shortfalls if not short_of.case]
    return OneStep(
        audit_round,
        design.total,
        double_share,
        sample,
        summarise_shares(members, sharing),
        len(list_doubles(sharing)),
        missing if n_bare else [],
        [*short, *said],
    )


def _propose(
    session: Session,
    audit_round: AuditRound,
    design: SampleDesign,
    members: Sequence[PanelMember],
    double_share: float,
) -> tuple[Sharing, list[str]]:
    """The sharing of the cases as the draw would number them."""
    ready = make_ready(session, audit_round, design)
    draw = draw_ready(ready, allocate_ready(ready, design), design)
    chosen = [one.key for one in draw.sample]
    chosen += [ready.entries[row_id].own_hash for row_id in ready.on_purpose]
    chosen.sort(key=lambda key: number_order(design.seed, key))
    numbers = {key: f"{number:06d}" for number, key in enumerate(chosen, start=1)}
    interests = session.execute(sa.select(Interest.person_id, Interest.own_hash))
    barred = {(person, numbers[key]) for person, key in interests if key in numbers}
    conflicts = {
        (name_member(member), number)
        for member in members
        for person, number in barred
        if person == member.membership.person_id
    }
    links = {numbers[ready.entries[row_id].own_hash] for row_id in ready.links}
    cases = [PanelCase(number, is_for_all=number in links) for number in numbers.values()]
    sharing = propose(members, cases, conflicts, double_share=double_share, seed=design.seed)
    return sharing, list(numbers.values())


def _make_design(
    session: Session, actor: Actor, audit_round: AuditRound, choice: Choice
) -> tuple[SampleDesign, int]:
    """As the round that was copied was drawn, or as the list suggests; and how many cases were wanted."""
    drawable = count_drawable(session, actor, round_key=audit_round.key)
    before = _list_strata(session, audit_round.copied_from_id)
    usual = sum(row.n_drawn for row in before) or drawable.suggested_total
    wanted = choice.total or usual
    is_copied = audit_round.allocation is not None
    by = tuple(audit_round.stratified_by) if is_copied else _suggest_groups(drawable.n_cohorts)
    design = SampleDesign(
        by=by,
        how=How(audit_round.allocation or How.PROPORTIONAL),
        total=max(1, min(wanted, drawable.n_plans - drawable.n_drawn_before)),
        n_reserve=audit_round.n_reserve if is_copied else USUAL_RESERVE,
        seed=choice.seed,
    )
    if design.how is not How.BY_HAND:
        return design, wanted
    numbers = {tuple(str(row.values[name]) for name in by): row.n_drawn for row in before}
    return replace(design, by_hand=_fit(session, audit_round, design, numbers)), usual


def _suggest_groups(n_cohorts: int) -> tuple[str, ...]:
    return ("cohort_year",) if n_cohorts > 1 else ()


def _list_strata(session: Session, round_id: int | None) -> list[StratumRow]:
    rows = session.scalars(sa.select(StratumRow).where(StratumRow.round_id == round_id))
    return [row for row in rows if not is_purpose_stratum(row)]


def _fit(
    session: Session, audit_round: AuditRound, design: SampleDesign, numbers: Mapping[Stratum, int]
) -> dict[Stratum, int]:
    """The numbers that were chosen by hand, as far as this list goes."""
    strata = make_ready(session, audit_round, design).strata
    return {stratum: min(numbers.get(stratum, 0), len(keys)) for stratum, keys in strata.items()}


@needs(Permission.OPEN_ROUND)
def draw_share_and_open(
    session: Session, actor: Actor, *, round_key: str, version: int, choice: Choice
) -> AuditRound:
    """All three or, with anything missing, none of them."""
    audit_round = get_by_key(session, AuditRound, round_key)
    if audit_round.status == RoundStatus.OPEN and audit_round.seed == choice.seed:
        return audit_round  # a double submit
    page = show_one_step(session, actor, round_key=round_key, choice=choice)
    if not page.can_go:
        raise Conflict(" ".join(page.missing))
    design, _wanted = _make_design(session, actor, audit_round, choice)
    with session.begin_nested():  # with a fault in any of them, nothing of the others stays
        draw_cases(session, actor, round_key=round_key, version=version, design=design)
        session.flush()
        version, share = audit_round.version, page.double_share
        share_out_cases(session, actor, round_key=round_key, version=version, double_share=share)
        session.flush()
        open_round(session, actor, key=round_key, version=audit_round.version)
    return audit_round
