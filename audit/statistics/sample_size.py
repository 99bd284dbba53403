"""How many documents must be scored so that a share is known well enough?"""

from math import ceil
from statistics import NormalDist


def sample_size_for_share(
    within: float, n_listed: int | None = None, *, share: float = 0.5, confidence_level: float = 0.95
) -> int:
    """How many of a list must be drawn so that a share is known to within so much, either way?

    within: above 0 and below 1 (0.1 is ten percentage points); n_listed: 1 or more, None for no end of them;
    share: the share that is expected, 0.5 needs the most. Raises ValueError outside those ranges.

    With z the normal quantile, n0 = z^2 p(1 - p) / within^2; of a list of N, n = n0 / (1 + (n0 - 1) / N).
    Source: W. G. Cochran, Sampling Techniques, 3rd edition (1977), equations 4.1 and 4.2.

    >>> sample_size_for_share(0.1), sample_size_for_share(0.1, 400)
    (97, 78)
    """
    if not (0 < within < 1 and 0 < share < 1 and 0 < confidence_level < 1) or n_listed == 0:
        raise ValueError("shares lie between 0 and 1, and a list holds one document or more")
    z = NormalDist().inv_cdf((1 + confidence_level) / 2)
    endless = z * z * share * (1 - share) / within**2
    return ceil(endless if n_listed is None else endless / (1 + (endless - 1) / n_listed))
