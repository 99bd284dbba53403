"""What the lead chooses for a draw, and what comes of it group by group. Nothing here writes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from audit.domain.analysis_plan import LARGEST_SEED
from audit.domain.case import ChosenBy, FrameEntry, Restriction
from audit.domain.sampling import (
    STRATIFIERS,
    AllocationError,
    Draw,
    How,
    LeftOut,
    Stratum,
    allocate,
    draw_sample,
    find_eligible,
    stratify,
)
from audit.store.audit_round import AuditRound
from audit.store.frame_entries import list_entries, list_hashes_drawn_before
from audit.workflow.editing import Refused

MOST_CASES = 2000
MOST_RESERVES = 20
MOST_GROUPINGS = 2


@dataclass(frozen=True)
class SampleDesign:
    """What the lead chooses: groups, how many, and the number that starts the draw.

    `with_restricted`: restricted documents that somebody chose on purpose become cases.
    """

    by: tuple[str, ...]
    how: How
    total: int
    n_reserve: int
    seed: int
    by_hand: Mapping[Stratum, int] = field(default_factory=dict)
    without_drawn_before: bool = True
    with_restricted: bool = False


@dataclass(frozen=True)
class StratumLine:
    """One group: how many it lists, how many are drawn from it, and what is wrong with that."""

    stratum: Stratum
    n_listed: int
    n_drawn: int
    n_reserve: int
    error: str = ""


@dataclass(frozen=True)
class SamplePreview:
    """What a design gives. It can be drawn when nothing is wrong with it."""

    audit_round: AuditRound
    design: SampleDesign
    lines: Sequence[StratumLine]
    cohorts: Sequence[tuple[int, int, int]]
    n_listed: int
    n_eligible: int
    n_on_purpose: int
    left_out: Mapping[LeftOut, int]
    restricted: Mapping[Restriction, int]
    n_links: int = 0
    error: str = ""

    @property
    def n_drawn(self) -> int:
        """Cases that come by the draw."""
        return sum(line.n_drawn for line in self.lines)

    @property
    def n_reserve(self) -> int:
        """Cases kept in reserve."""
        return sum(line.n_reserve for line in self.lines)

    @property
    def n_cases(self) -> int:
        """All cases that the round would have."""
        return self.n_drawn + self.n_on_purpose + self.n_links

    @property
    def can_draw(self) -> bool:
        """Whether the design holds together."""
        return not self.error and not any(line.error for line in self.lines) and self.n_cases > 0


@dataclass(frozen=True)
class Ready:
    """A round's documents, sorted for the draw."""

    entries: dict[int, FrameEntry]
    strata: dict[Stratum, tuple[str, ...]]
    left_out: Mapping[LeftOut, int]
    restricted: Mapping[Restriction, int]
    on_purpose: tuple[int, ...]

    @property
    def links(self) -> frozenset[int]:
        """Those of the chosen ones that everyone scores again."""
        return frozenset(
            row_id for row_id in self.on_purpose if self.entries[row_id].chosen_by is ChosenBy.LINK
        )


def check_design(design: SampleDesign) -> None:
    if len(set(design.by)) != len(design.by) or len(design.by) > MOST_GROUPINGS:
        raise Refused("second", "Choose two different groupings, or leave the second one empty")
    if not set(design.by) <= set(STRATIFIERS):
        raise Refused("first", "Choose a grouping from the list")
    checks = {
        "total": (design.how is How.BY_HAND or 1 <= design.total <= MOST_CASES, f"from 1 to {MOST_CASES:,}"),
        "n_reserve": (0 <= design.n_reserve <= MOST_RESERVES, f"from 0 to {MOST_RESERVES}"),
        "seed": (0 <= design.seed <= LARGEST_SEED, f"from 0 to {LARGEST_SEED:,}"),
    }
    for name, (is_met, wanted) in checks.items():
        if not is_met:
            raise Refused(name, f"Enter a whole number {wanted}")


def make_ready(session: Session, audit_round: AuditRound, design: SampleDesign) -> Ready:
    entries = list_entries(session, audit_round.row_id)
    before = list_hashes_drawn_before(session, audit_round.row_id) if design.without_drawn_before else set()
    eligible = find_eligible(entries.values(), drawn_before=before, with_restricted=design.with_restricted)
    on_purpose = tuple(
        row_id
        for row_id, entry in entries.items()
        if entry.chosen_by is not ChosenBy.RANDOM
        and not (entry.restricted and (entry.chosen_by is ChosenBy.LINK or not design.with_restricted))
        and (entry.chosen_by is ChosenBy.LINK or entry.own_hash not in before)
    )
    left_out: Mapping[LeftOut, int] = {
        why: n for why, n in eligible.left_out.items() if why is not LeftOut.CHOSEN_ON_PURPOSE
    }
    try:
        strata = stratify(eligible.entries, design.by)
    except AllocationError as error:
        raise Refused("first", str(error)) from error
    return Ready(entries, strata, left_out, eligible.restricted, on_purpose)


def try_allocation(sizes: Mapping[Stratum, int], design: SampleDesign) -> tuple[dict[Stratum, int], str]:
    """By hand each group is judged by itself, so that every fault is shown at once.

    Before a number was given by hand, the groups start in proportion: the lead changes what is to differ.
    """
    if design.how is How.BY_HAND and not design.by_hand:
        total = min(max(design.total, 1), sum(sizes.values()))
        return allocate(sizes, total, How.PROPORTIONAL) if sizes else {}, ""
    if design.how is How.BY_HAND:
        chosen = {stratum: design.by_hand.get(stratum, 0) for stratum in sizes}
        error = "" if sum(chosen.values()) or not sizes else "Draw at least one case."
        return chosen, error
    try:
        return allocate(sizes, design.total, design.how) if sizes else {}, ""
    except AllocationError as error:
        return dict.fromkeys(sizes, 0), str(error)


def allocate_ready(ready: Ready, design: SampleDesign) -> dict[Stratum, int]:
    sizes = {stratum: len(keys) for stratum, keys in ready.strata.items()}
    if not sizes and ready.on_purpose:
        return {}
    try:
        return allocate(sizes, design.total, design.how, design.by_hand)
    except AllocationError as error:
        raise Refused("total", str(error)) from error


def judge_line(stratum: Stratum, n_listed: int, n_drawn: int, design: SampleDesign) -> StratumLine:
    error = ""
    if n_drawn < 0:
        error = "The number must be 0 or more"
    elif n_drawn > n_listed:
        error = f"Only {n_listed} can be drawn from this group"
    n_reserve = min(design.n_reserve, n_listed - n_drawn) if n_drawn > 0 and not error else 0
    return StratumLine(stratum, n_listed, n_drawn, n_reserve, error)


def draw_ready(ready: Ready, allocation: Mapping[Stratum, int], design: SampleDesign) -> Draw:
    if not ready.strata:
        return Draw(design.seed, (), (), {})
    return draw_sample(ready.strata, allocation, seed=design.seed, n_reserve=design.n_reserve)


def count_drawn_cohorts(ready: Ready, draw: Draw | None) -> list[tuple[int, int, int]]:
    eligible = {key for keys in ready.strata.values() for key in keys}
    drawn = {one.key for one in draw.sample} if draw else set()
    listed: Counter[int] = Counter()
    chosen: Counter[int] = Counter()
    for entry in ready.entries.values():
        listed[entry.cohort_year] += entry.own_hash in eligible
        chosen[entry.cohort_year] += entry.own_hash in drawn
    return [(year, listed[year], chosen[year]) for year in sorted(listed) if listed[year]]
