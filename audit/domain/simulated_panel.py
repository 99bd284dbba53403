"""The raters of a made-up audit: how severe each is, and who sits on the panel of which audit year."""

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from audit.domain.scenario import Scenario
from audit.domain.simulated_design import Design

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Counts = np.ndarray[Any, np.dtype[np.int64]]

SPREAD_OVER_YEARS = 1.0
SPREAD_OF_A_POOL = 0.8
LEAN = 1.4


@dataclass(frozen=True)
class Panel:
    """Names and severities (logits, above 0 is stricter, adding up to 0). `n_seats` raters score in each
    audit year; with `moves_on`, each year the first one leaves and the next one comes. `lean` above 0: the
    later a cohort, the harsher its raters."""

    names: tuple[str, ...]
    severities: "Numbers"
    n_seats: int
    moves_on: bool
    lean: float

    def members(self, year_no: int) -> "Counts":
        """Who scores in the audit year of that number, from 0."""
        import numpy as np

        first = year_no if self.moves_on else 0
        return np.arange(first, first + self.n_seats)


def count_years(scenario: Scenario, design: Design) -> int:
    """In how many years documents are scored: all in one, else each in its own."""
    if design == Design.RETROSPECTIVE:
        return 1
    return scenario.n_cohorts + (scenario.reviews.n_reviews if scenario.reviews else 0)


def make_panel(scenario: Scenario, design: Design, generator: "np.random.Generator") -> Panel:
    """The raters; where harsher ones replace lenient ones, by years or, in one audit, by cohorts."""
    import numpy as np

    n_years = count_years(scenario, design)
    moves_on = scenario.has_turnover and n_years > 1
    n_raters = scenario.n_raters + (n_years - 1 if moves_on else 0)
    if scenario.has_turnover:
        spread = SPREAD_OVER_YEARS if moves_on else SPREAD_OF_A_POOL
        severities = np.linspace(-spread, spread, n_raters)
    else:
        severities = generator.normal(0, scenario.severity_deviation, n_raters)
        severities = severities - severities.mean()
    names = tuple(f"r{number + 1:02}" for number in range(n_raters))
    lean = LEAN if scenario.has_turnover and not moves_on else 0.0
    return Panel(names, severities, scenario.n_raters, moves_on, lean)


def share_out(panel: Panel, year_no: int, place: "Numbers", generator: "np.random.Generator") -> "Counts":
    """Two raters for each case, one row per case. place: -1 for the first cohort to 1 for the last.

    Balanced: every pair of the panel has one case before any has two; or leaning, by weighted draws.
    """
    import numpy as np

    members = panel.members(year_no)
    if panel.lean:
        weights = panel.lean * place[:, None] * panel.severities[members] / np.abs(panel.severities).max()
        drawn = weights + generator.gumbel(size=weights.shape)
        return members[np.argsort(-drawn, axis=1)[:, :2]]
    pairs = np.array(list(combinations(members, 2)))
    n_turns = -(-len(place) // len(pairs))
    turns = np.concatenate([generator.permutation(pairs) for _ in range(n_turns)])
    return generator.permutation(turns[: len(place)])
