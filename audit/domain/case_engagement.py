"""How much agencies took part in a document: the share of what they were asked for, in time or in person.

An agency's part is the mean of its known `on_time` and `attended`; a case's is the mean over the agencies
that were asked. Whoever was not asked counts in nothing: that is the organiser's gap.
"""

from collections import defaultdict
from collections.abc import Mapping

from audit.domain.tables import CaseKey, Tables
from audit.statistics.mean import mean_of


def engagement_by_agency(tables: Tables) -> Mapping[str, Mapping[CaseKey, float]]:
    """Each agency's part in each case where it was asked and something is known, 0 to 1."""
    parts: dict[str, dict[CaseKey, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in tables.contributions:
        known = [float(value) for value in (row.on_time, row.attended) if value is not None]
        if row.requested and known:
            parts[row.agency][row.case].append(mean_of(known))
    return {
        agency: {case: mean_of(given) for case, given in cases.items()}
        for agency, cases in sorted(parts.items())
    }


def engagement_of_cases(by_agency: Mapping[str, Mapping[CaseKey, float]]) -> Mapping[CaseKey, float]:
    """Each case's engagement, 0 to 1: the mean over the agencies that were asked."""
    parts: dict[CaseKey, list[float]] = defaultdict(list)
    for cases in by_agency.values():
        for case, part in cases.items():
            parts[case].append(part)
    return {case: mean_of(given) for case, given in parts.items()}
