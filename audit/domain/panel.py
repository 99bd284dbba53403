"""Who scores which case: two agencies on a double-marked case, nobody with an interest, even loads."""

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from audit.domain.access import Role
from audit.domain.agency import Agency

WHOLE = "whole"


def may_hold_restricted(role: str, agency: str, *, is_named: bool) -> bool:
    """A restricted case goes to whoever was named for it, and never to a peer or to the forum."""
    return is_named and role != Role.PEER and agency != Agency.FORUM


class PanelError(ValueError):
    """The panel as entered cannot be shared out; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Member:
    """One auditor of a round; `lens` is "whole" or their own agency's code, `capacity` a number of cases."""

    person: str
    agency: Agency
    lens: str = WHOLE
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class PanelCase:
    """One case to share out; a restricted one goes only to the people named for it, and one that everyone
    scores (a link between audit years) to all who may."""

    key: str
    is_restricted: bool = False
    named: frozenset[str] = frozenset()
    is_for_all: bool = False


@dataclass(frozen=True, slots=True, order=True)
class ProposedAssignment:
    """This person scores this case through this lens."""

    case: str
    person: str
    lens: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What could not be met, in words for the lead; `case` is empty where it is about the panel."""

    case: str
    message: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """A proposal for the lead to look at: nothing is assigned until the lead says so."""

    assignments: tuple[ProposedAssignment, ...]
    shortfalls: tuple[Shortfall, ...]


def share_out(
    cases: Sequence[PanelCase],
    members: Sequence[Member],
    *,
    double_share: float,
    seed: int,
    conflicts: Collection[tuple[str, str]] = (),
) -> Sharing:
    """Give each case one auditor of the whole document and one of each lens, and a chosen share a second;
    the cases that everyone scores come first, and count in nobody's share.

    `conflicts` are pairs of (person, case). The order of the input makes no difference.
    """
    _refuse_muddle(cases, members, double_share)
    shortfalls: list[Shortfall] = []
    assignments: list[ProposedAssignment] = []
    for lens in sorted({member.lens for member in members}, key=lambda lens: (lens != WHOLE, lens)):
        group = [member for member in members if member.lens == lens]
        own = [case for case in cases if not case.is_for_all]
        group_of_lens = _Group(lens, group, own, seed, frozenset(conflicts))
        shortfalls += group_of_lens.give_to_all([case for case in cases if case.is_for_all])
        shortfalls += group_of_lens.cover()
        if lens == WHOLE:
            shortfalls += group_of_lens.double(_n_double(len(own), double_share))
        group_of_lens.even_out()
        assignments += group_of_lens.proposals()
    if not any(member.lens == WHOLE for member in members):
        words = "Nobody on the panel scores whole documents. Add an auditor who does."
        shortfalls.insert(0, Shortfall("", words))
    return Sharing(tuple(sorted(assignments)), tuple(shortfalls))


def _n_double(n_cases: int, double_share: float) -> int:
    """Rounded up: a share above nothing means at least one case."""
    return -int(-(Fraction(str(double_share)) * n_cases) // 1)


def _refuse_muddle(cases: Sequence[PanelCase], members: Sequence[Member], double_share: float) -> None:
    if not 0 <= double_share <= 1:
        raise PanelError("The share of double-marked cases must lie between 0 and 1.")
    _refuse_repeats((case.key for case in cases), "A case stands twice in the list.")
    _refuse_repeats((member.person for member in members), "A person stands twice on the panel.")
    for member in members:
        if member.lens not in (WHOLE, member.agency.value):
            raise PanelError("An auditor scores the whole document or the sections of their own agency.")
        if member.capacity is not None and member.capacity < 0:
            raise PanelError("The number of cases that a person can take cannot be below 0.")


def _refuse_repeats(keys: Iterable[str], message: str) -> None:
    seen = list(keys)
    if len(seen) != len(set(seen)):
        raise PanelError(message)


def _order(seed: int, *parts: str) -> str:
    return hashlib.sha256(":".join((str(seed), *parts)).encode()).hexdigest()


@dataclass(slots=True)
class _Group:
    """The members of one lens while their cases are being shared out."""

    lens: str
    members: list[Member]
    cases: list[PanelCase]
    seed: int
    conflicts: frozenset[tuple[str, str]]
    on: dict[str, list[str]] = field(default_factory=dict)
    for_all: list[ProposedAssignment] = field(default_factory=list)
    loads: dict[str, int] = field(default_factory=dict)
    by_person: dict[str, Member] = field(default_factory=dict)
    by_key: dict[str, PanelCase] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cases.sort(key=lambda case: _order(self.seed, self.lens, case.key))
        self.members.sort(key=lambda member: _order(self.seed, member.person))
        self.by_person = {member.person: member for member in self.members}
        self.by_key = {case.key: case for case in self.cases}
        self.loads = dict.fromkeys(self.by_person, 0)
        self.on = {case.key: [] for case in self.cases}

    def give_to_all(self, cases: Sequence[PanelCase]) -> list[Shortfall]:
        """Every case to everybody who may have it, as far as what they can take goes."""
        n_short, bare = 0, []
        for case in sorted(cases, key=lambda case: _order(self.seed, case.key)):
            fit = [person for person in self.by_person if self._may_ever(case, person)]
            free = [person for person in fit if self._has_room(person)]
            n_short += len(fit) - len(free)
            bare += [] if free else [case.key]
            for person in free:
                self.loads[person] += 1
                self.for_all.append(ProposedAssignment(case.key, person, self.lens))
        words = (
            "Some people can take fewer cases than there are documents that everyone scores. "
            "Raise what they can take."
        )
        nobody = "Nobody on the panel is free to score the whole of this case."
        short = [Shortfall("", words)] if n_short else []
        return short + [Shortfall(key, nobody) for key in bare if self.lens == WHOLE]

    def cover(self) -> list[Shortfall]:
        """One auditor on every case; those whom the fewest people may score come first."""
        ordered = sorted(self.cases, key=lambda case: sum(self._may_ever(case, p) for p in self.by_person))
        missed = [case for case in ordered if not self._add(case.key)]
        if self.lens == WHOLE:
            words = "Nobody on the panel is free to score the whole of this case."
            return [Shortfall(case.key, words) for case in missed]
        what = "1 case" if len(missed) == 1 else f"{len(missed)} cases"
        words = f"Nobody is free to score the {self.lens.replace('_', ' ')} sections of {what}."
        return [Shortfall("", words)] if missed else []

    def double(self, n_double: int) -> list[Shortfall]:
        """A second auditor, from another agency, on as many cases as asked for."""
        n_done = 0
        for case in self.cases:
            if n_done < n_double and len(self.on[case.key]) == 1:
                n_done += self._add(case.key)
        if n_done == n_double:
            return []
        return [
            Shortfall(
                "",
                f"{n_double} cases were to be scored by two people from different agencies, "
                f"but only {n_done} could be. Add auditors of another agency, or raise what they can take.",
            )
        ]

    def even_out(self) -> None:
        """Hand cases on, by chains of hands where need be, until nobody can pass one to somebody freer."""
        while any(self._relieve(person) for person in sorted(self.loads, key=lambda p: -self.loads[p])):
            pass

    def proposals(self) -> list[ProposedAssignment]:
        pairs = ((case, person) for case, people in self.on.items() for person in people)
        return self.for_all + [ProposedAssignment(case, person, self.lens) for case, person in pairs]

    def _may_ever(self, case: PanelCase, person: str) -> bool:
        if (person, case.key) in self.conflicts:
            return False
        if not case.is_restricted:
            return True
        agency = self.by_person[person].agency
        return may_hold_restricted(Role.AUDITOR, agency, is_named=person in case.named)

    def _may(self, key: str, person: str, instead_of: str | None = None) -> bool:
        others = [other for other in self.on[key] if other != instead_of]
        agencies = {self.by_person[other].agency for other in others}
        is_new = person not in others and self.by_person[person].agency not in agencies
        return is_new and person != instead_of and self._may_ever(self.by_key[key], person)

    def _has_room(self, person: str) -> bool:
        capacity = self.by_person[person].capacity
        return capacity is None or self.loads[person] < capacity

    def _add(self, key: str) -> bool:
        fit = [person for person in self.by_person if self._may(key, person)]
        free = [person for person in fit if self._has_room(person)] or self._make_room(key, fit)
        if not free:
            return False
        chosen = min(free, key=lambda person: (self.loads[person], _order(self.seed, key, person)))
        self.on[key].append(chosen)
        self.loads[chosen] += 1
        return True

    def _make_room(self, key: str, fit: list[str]) -> list[str]:
        """Somebody full who could take the case, once they have handed one of theirs on."""
        for person in fit:
            if self.loads[person] and self._pass_on(person, self._has_room) and self._may(key, person):
                return [person]
        return []

    def _relieve(self, person: str) -> bool:
        load = self.loads[person]
        return self._pass_on(person, lambda other: self.loads[other] + 1 < load and self._has_room(other))

    def _pass_on(self, person: str, can_take: Callable[[str], bool]) -> bool:
        """Move one case away from a person, by the shortest chain of hands to one who can take it."""
        reached: dict[str, list[tuple[str, str, str]]] = {person: []}
        waiting = deque([person])
        while waiting:
            giver = waiting.popleft()
            for move in self._moves_from(giver):
                _, key, taker = move
                if taker in reached or any(key == done[1] for done in reached[giver]):
                    continue
                reached[taker] = [*reached[giver], move]
                if can_take(taker):
                    self._carry_out(reached[taker])
                    return True
                waiting.append(taker)
        return False

    def _moves_from(self, giver: str) -> Iterator[tuple[str, str, str]]:
        for key, people in self.on.items():
            if giver in people:
                yield from ((giver, key, taker) for taker in self.by_person if self._may(key, taker, giver))

    def _carry_out(self, moves: list[tuple[str, str, str]]) -> None:
        for giver, key, taker in moves:
            self.on[key][self.on[key].index(giver)] = taker
            self.loads[giver] -= 1
            self.loads[taker] += 1
