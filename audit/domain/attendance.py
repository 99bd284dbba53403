"""Who was at a panel meeting, and which agencies were missing from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.domain.agency import Agency
from audit.domain.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was there and for which agency; `person` is the key of their account, if they have one."""

    name: str
    agency: Agency
    person: str | None = None


def called_for(rubric: Rubric) -> tuple[Agency, ...]:
    """The agencies whose auditors the standards call for."""
    wanted = {agency for section in rubric.sections for agency in section.agencies}
    return tuple(agency for agency in Agency if agency in wanted)


def count_present(present: Iterable[Attendee]) -> tuple[tuple[Agency, int], ...]:
    """How many people spoke for each agency; agencies that sent nobody are left out."""
    counted = Counter(one.agency for one in present)
    return tuple((agency, counted[agency]) for agency in Agency if counted[agency])


def list_absent(rubric: Rubric, present: Sequence[Attendee]) -> tuple[Agency, ...]:
    """The agencies that the standards call for and that nobody spoke for."""
    heard = {one.agency for one in present}
    return tuple(agency for agency in called_for(rubric) if agency not in heard)
