"""Which cases are drawn: strata, how many from each, and a draw that an outsider can repeat."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.domain.case import ChosenBy, FrameEntry, Restriction

Stratum = tuple[str, ...]
STRATIFIERS: tuple[str, ...] = (
    "cohort_year",
    "need",
    "phase",
    "age_band",
    "sex",
    "ethnic_group",
    "social_care",
    "stage",
    "origin",
    "placement",
)
MAX_STRATA = 500


class How(StrEnum):
    """How many come from each stratum: by its size, the same from each, or as the lead says."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    BY_HAND = "by_hand"


class LeftOut(StrEnum):
    """Why a document of the frame could not be drawn."""

    RESTRICTED = "restricted"
    DRAWN_BEFORE = "drawn_before"
    CHOSEN_ON_PURPOSE = "chosen_on_purpose"


class AllocationError(ValueError):
    """The numbers asked for cannot be had; the message names the stratum."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """What may be drawn, and how many were left out for which reason; the restricted ones also by theirs."""

    entries: tuple[FrameEntry, ...]
    left_out: Mapping[LeftOut, int]
    restricted: Mapping[Restriction, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn document; it stands for `weight` documents of its stratum, a reserve for none yet."""

    key: str
    stratum: Stratum
    order: int
    weight: float
    is_reserve: bool = False


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: the sample, the reserves for cases that fall out, and the size of each stratum."""

    seed: int
    sample: tuple[Drawn, ...]
    reserves: tuple[Drawn, ...]
    sizes: Mapping[Stratum, int]


def name_of(stratum: Stratum) -> str:
    """A stratum as a person reads it."""
    return ", ".join(stratum) or "all documents"


def find_eligible(
    entries: Iterable[FrameEntry], *, drawn_before: Collection[str] = (), with_restricted: bool = False
) -> Eligible:
    """Leave out restricted documents, those drawn before (by own hash) and those chosen on purpose.

    `with_restricted`: a restricted one that somebody chose on purpose counts as chosen on purpose. One that
    everyone scores again was drawn before, and is never restricted.
    """
    before = frozenset(drawn_before)
    kept: list[FrameEntry] = []
    left_out: Counter[LeftOut] = Counter()
    restricted: Counter[Restriction] = Counter()
    for entry in entries:
        reason = _reason_to_leave_out(entry, before, with_restricted)
        if reason is None:
            kept.append(entry)
        else:
            left_out[reason] += 1
        if reason is LeftOut.RESTRICTED:
            restricted[entry.restricted_because or Restriction.OTHER] += 1
    return Eligible(tuple(kept), dict(left_out), dict(restricted))


def _reason_to_leave_out(entry: FrameEntry, before: frozenset[str], with_restricted: bool) -> LeftOut | None:
    is_random = entry.chosen_by is ChosenBy.RANDOM
    is_link = entry.chosen_by is ChosenBy.LINK
    if entry.restricted and (is_random or is_link or not with_restricted):
        return LeftOut.RESTRICTED
    if entry.own_hash in before and not is_link:
        return LeftOut.DRAWN_BEFORE
    return None if is_random else LeftOut.CHOSEN_ON_PURPOSE


def stratum_of(entry: FrameEntry, by: Sequence[str]) -> Stratum:
    """The values of the chosen attributes, as text."""
    unknown = set(by) - set(STRATIFIERS)
    if unknown:
        raise AllocationError(f"Documents cannot be grouped by {', '.join(sorted(unknown))}.")
    return tuple(_text_of(getattr(entry, name)) for name in by)


def _text_of(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else str(value)


def stratify(entries: Iterable[FrameEntry], by: Sequence[str]) -> dict[Stratum, tuple[str, ...]]:
    """The keys (own hashes) of each stratum, strata and keys in order."""
    strata: dict[Stratum, list[str]] = {}
    for entry in entries:
        strata.setdefault(stratum_of(entry, by), []).append(entry.own_hash)
    if len(strata) > MAX_STRATA:
        raise AllocationError(
            f"That makes {len(strata)} groups; the most is {MAX_STRATA}. Group by fewer attributes."
        )
    return {stratum: tuple(sorted(strata[stratum])) for stratum in sorted(strata)}


def allocate(
    sizes: Mapping[Stratum, int], total: int, how: How, by_hand: Mapping[Stratum, int] | None = None
) -> dict[Stratum, int]:
    """How many from each stratum: `total` in all, at least one each where possible, never above its size."""
    if how is How.BY_HAND:
        return _take_by_hand(sizes, by_hand or {})
    n_plans = sum(sizes.values())
    if total < 1:
        raise AllocationError("Draw at least one case.")
    if total > n_plans:
        raise AllocationError(f"{total} cases were asked for, but only {n_plans} can be drawn from the list.")
    shares = {stratum: size if how is How.PROPORTIONAL else 1 for stratum, size in sizes.items() if size}
    chosen = _level(shares, sizes, total)
    return {stratum: chosen.get(stratum, 0) for stratum in sizes}


def _take_by_hand(sizes: Mapping[Stratum, int], by_hand: Mapping[Stratum, int]) -> dict[Stratum, int]:
    for stratum, n_wanted in by_hand.items():
        if n_wanted < 0:
            raise AllocationError(f"The number for “{name_of(stratum)}” is below 0.")
        if n_wanted > sizes.get(stratum, 0):
            raise AllocationError(
                f"{n_wanted} cases were asked for from “{name_of(stratum)}”, "
                f"but it has only {sizes.get(stratum, 0)}."
            )
    if not sum(by_hand.values()):
        raise AllocationError("Draw at least one case.")
    return {stratum: by_hand.get(stratum, 0) for stratum in sizes}


def _level(shares: Mapping[Stratum, int], sizes: Mapping[Stratum, int], total: int) -> dict[Stratum, int]:
    """Largest remainders: whole parts first, then one at a time to whoever is furthest from their due.

    Kept in whole numbers, so that no rounding decides.
    """
    whole = sum(shares.values())
    least = 1 if total >= len(shares) else 0
    chosen = {s: min(sizes[s], max(least, total * share // whole)) for s, share in shares.items()}

    def lack(stratum: Stratum) -> int:
        return total * shares[stratum] - chosen[stratum] * whole

    while (n_left := total - sum(chosen.values())) != 0:
        if n_left > 0:
            open_ones = [s for s in chosen if chosen[s] < sizes[s]]
            chosen[min(open_ones, key=lambda s: (-lack(s), -sizes[s], s))] += 1
        else:
            open_ones = [s for s in chosen if chosen[s] > least]
            chosen[min(open_ones, key=lambda s: (lack(s), sizes[s], s))] -= 1
    return chosen


def draw_order(seed: int, key: str) -> str:
    """Where a key stands in the draw: the SHA-256 of "seed:key" in hexadecimal, smallest first.

    Anybody who has the list of keys can repeat it:  printf '2026:KEY' | sha256sum
    """
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def number_order(seed: int, key: str) -> str:
    """Where a drawn key stands among the numbered cases: an order that tells nothing of the draw."""
    return draw_order(seed, f"number:{key}")


def draw_sample(
    strata: Mapping[Stratum, Sequence[str]],
    allocation: Mapping[Stratum, int],
    *,
    seed: int,
    n_reserve: int = 0,
) -> Draw:
    """The first of each stratum in draw order, then `n_reserve` reserves of each that is drawn from."""
    _refuse_repeats(strata)
    _take_by_hand({stratum: len(keys) for stratum, keys in strata.items()}, allocation)
    sample: list[Drawn] = []
    reserves: list[Drawn] = []
    for stratum in sorted(strata):
        n_wanted = allocation.get(stratum, 0)
        ordered = sorted(strata[stratum], key=lambda key: draw_order(seed, key))
        weight = len(ordered) / n_wanted if n_wanted else 0.0
        sample += [Drawn(key, stratum, n, weight) for n, key in enumerate(ordered[:n_wanted], start=1)]
        spare = ordered[n_wanted : n_wanted + n_reserve] if n_wanted else []
        reserves += [Drawn(key, stratum, n, 0.0, True) for n, key in enumerate(spare, start=n_wanted + 1)]
    sizes = {stratum: len(keys) for stratum, keys in sorted(strata.items())}
    return Draw(seed, tuple(sample), tuple(reserves), sizes)


def _refuse_repeats(strata: Mapping[Stratum, Sequence[str]]) -> None:
    keys = [key for stratum in strata.values() for key in stratum]
    if len(keys) != len(set(keys)):
        raise AllocationError("A document stands twice in the list, so the draw would not be fair.")
