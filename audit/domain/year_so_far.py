"""The year so far in words: counts only, never a comparison that so few documents cannot carry."""

from collections.abc import Iterable
from dataclasses import dataclass

FEW_A_MONTH = 30


@dataclass(frozen=True)
class MonthCount:
    """How many documents of one kind one finished audit graded, and how many of them were good or better."""

    kind: str
    n_good: int
    n_graded: int


@dataclass(frozen=True)
class KindSoFar:
    """All finished audits of one kind in the year together."""

    kind: str
    n_good: int
    n_graded: int
    n_audits: int
    fewest: int

    @property
    def is_too_few(self) -> bool:
        """Whether any audit alone graded too few documents to be set beside another."""
        return self.n_audits < 2 or self.fewest < FEW_A_MONTH


def sum_up(counts: Iterable[MonthCount]) -> tuple[KindSoFar, ...]:
    """One line a kind, in the order in which the kinds first come."""
    by_kind: dict[str, list[MonthCount]] = {}
    for count in counts:
        if count.n_graded:
            by_kind.setdefault(count.kind, []).append(count)
    return tuple(
        KindSoFar(
            kind,
            sum(each.n_good for each in months),
            sum(each.n_graded for each in months),
            len(months),
            min(each.n_graded for each in months),
        )
        for kind, months in by_kind.items()
    )
