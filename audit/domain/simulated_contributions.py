"""What agencies contribute to a made-up audit, and what that does to the sections that they feed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.domain.scenario import Engagement

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]

AGENCIES = ("health", "social_care", "education", "psychology")
AGENCY_OFFSETS = (-0.04, -0.02, 0.02, 0.04)
REQUESTED_SHARE = 0.95
KNOWN_SHARE = 0.95


@dataclass(frozen=True)
class Contributions:
    """One row per plan and one column per agency. `share` is what each agency in fact gave, 0, 0.5 or 1."""

    requested: "Flags"
    on_time: "Flags"
    attended: "Flags"
    share: "Numbers"


def contribute(
    engagement: Engagement,
    steps: "Numbers",
    hidden: "Numbers",
    hidden_weight: float,
    generator: "np.random.Generator",
) -> Contributions:
    """Each yes is a latent normal below a cut, so that the share of yeses is exactly the one wanted."""
    import numpy as np
    from scipy.special import ndtri  # type: ignore[import-untyped]

    shape = (len(steps), len(AGENCIES))
    shares = engagement.middle + engagement.change * steps[:, None] + np.array(AGENCY_OFFSETS)
    cuts = ndtri(np.clip(shares, 0.01, 0.99)) + hidden_weight * hidden[:, None]
    common = engagement.case_weight * generator.normal(0, 1, (len(steps), 1))
    common = common + engagement.agency_weight * generator.normal(0, 1, shape)
    rest = (1 - engagement.case_weight**2 - engagement.agency_weight**2 - hidden_weight**2) ** 0.5
    on_time = common + rest * generator.normal(0, 1, shape) < cuts
    attended = common + rest * generator.normal(0, 1, shape) < cuts
    requested = generator.random(shape) < REQUESTED_SHARE
    return Contributions(requested, on_time, attended, (on_time * 1.0 + attended) / 2)


def effect_of(engagement: Engagement, contributions: Contributions) -> "Numbers":
    """What the contributions do to each section; where none was asked for, the others' mean stands in."""
    import numpy as np

    asked, share = contributions.requested, contributions.share
    n_asked = asked.sum(axis=1)
    others = np.where(n_asked > 0, (share * asked).sum(axis=1) / np.maximum(n_asked, 1), engagement.middle)
    acting = np.where(asked, share, others[:, None])
    elsewhere = engagement.elsewhere * (acting[:, :1] - acting)
    effect: Numbers = engagement.effect * (acting + elsewhere - engagement.middle)
    return effect
