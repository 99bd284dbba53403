"""Would another rater have given the case the same total? Intraclass correlation for absolute agreement."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit.statistics.bootstrap import draw_again, percentile_interval
from audit.statistics.interval import Interval

if TYPE_CHECKING:
    import numpy as np

    Table = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class IccAgreementSingle:
    """ICC(A,1): the share of one rater's variation between cases that is the cases' own, at most 1."""

    estimate: float
    interval: Interval | None
    n_cases: int
    n_raters: int
    n_ratings: int


def icc_agreement_single(
    cases: Sequence[Hashable],
    raters: Sequence[Hashable],
    values: Sequence[float],
    *,
    confidence_level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> IccAgreementSingle | None:
    """How far would one rater's number for a case be another rater's number too, strictness included?

    cases, raters, values: one each per rating; a rater rates a case once at most; not every rater need rate
    every case. Answers None where no case has two ratings, where no two raters rated different cases, or
    where those do not differ. Raises ValueError for unequal lengths or a case rated twice by one rater.

    With D the mean half squared difference of two ratings by different raters, within cases (w) or between
    cases (b): ICC = 1 - D_w / D_b, since D_w estimates rater + error variance and D_b the sum of case, rater
    and error variance. Where every rater rated every case this equals (MS_r - MS_e) / (MS_r + (k - 1) MS_e +
    k (MS_c - MS_e)/n), and the interval is theirs by F. Otherwise: percentiles over `draws` seeded bootstrap
    samples of cases (draws=0 leaves it out). Source: K. O. McGraw and S. P. Wong, Psychological Methods 1
    (1996) 30-46, tables 4 and 7, ICC(A,1), which is ICC(2,1) of P. E. Shrout and J. L. Fleiss, Psychological
    Bulletin 86 (1979) 420-428.

    >>> found = icc_agreement_single([1, 1, 2, 2, 3, 3], "ababab", [9, 7, 5, 5, 2, 1])
    >>> round(found.estimate, 4)
    0.9254
    """
    import numpy as np

    if not len(cases) == len(raters) == len(values):
        raise ValueError("one case, one rater and one value per rating are needed")
    if len(set(zip(cases, raters, strict=True))) < len(cases):
        raise ValueError("a rater rates a case once")
    if not len(cases):
        return None
    given = _Ratings(_codes(cases), _codes(raters), np.asarray(values, dtype=float))
    estimate = float(given.estimates(np.ones((1, given.n_cases), dtype=np.int64))[0])
    if not np.isfinite(estimate):
        return None
    interval: Interval | None
    is_complete = len(values) == given.n_cases * given.n_raters
    if is_complete and estimate < 1:
        interval = _interval_by_f(given.table(), estimate, confidence_level)
    else:
        batches = draw_again(np.ones(given.n_cases, dtype=np.int64), draws, seed)
        drawn = np.concatenate([np.zeros(0), *(given.estimates(times) for times in batches)])
        interval = percentile_interval(drawn, confidence_level)
    return IccAgreementSingle(estimate, interval, given.n_cases, given.n_raters, len(values))


def _codes(labels: Sequence[Hashable]) -> "Table":
    import numpy as np

    codes: dict[Hashable, int] = {}
    return np.array([codes.setdefault(label, len(codes)) for label in labels])


class _Ratings:
    """The ratings as sums per case (ratings, values, squares) and as a table of cases x raters."""

    def __init__(self, cases: "Table", raters: "Table", values: "Table") -> None:
        import numpy as np

        self.n_cases, self.n_raters = int(cases.max()) + 1, int(raters.max()) + 1
        centred = values - values.mean()
        powers = np.zeros((3, self.n_cases, self.n_raters))
        for power in range(3):
            powers[power, cases, raters] = centred**power
        self.powers, self.by_case = powers, powers.sum(axis=2)

    def table(self) -> "Table":
        """Cases x raters, where every rater rated every case."""
        table: Table = self.powers[1]
        return table

    def estimates(self, times: "Table") -> "Table":
        """The correlation of each draw; times: draws x cases, how often each case is drawn.

        Two copies of one case are no two cases: neither difference is taken between them.
        """
        import numpy as np

        n, sums, squares = self.by_case
        within, n_within = times @ (n * squares - sums**2), times @ (n * (n - 1))
        copies = times.astype(float) ** 2
        of_all = [times @ each for each in self.by_case]
        of_rater = [times @ each for each in self.powers]
        # pairs of all ratings, less those of one case, less those of one rater, which both leave out once
        between = of_all[0] * of_all[2] - of_all[1] ** 2 - copies @ (n * squares - sums**2)
        between = between - (of_rater[0] * of_rater[2] - of_rater[1] ** 2).sum(axis=1)
        n_between = of_all[0] ** 2 - copies @ n**2 - (of_rater[0] ** 2).sum(axis=1) + copies @ n
        is_known = (n_within > 0) & (n_between > 0.5)
        across = np.divide(between, n_between, out=np.zeros(len(times)), where=is_known)
        is_known &= across > 1e-12
        inside = np.divide(within, n_within, out=np.zeros(len(times)), where=is_known)
        ratios = np.divide(inside, across, out=np.full(len(times), np.nan), where=is_known)
        estimates: Table = 1 - ratios
        return estimates


def _interval_by_f(table: "Table", estimate: float, confidence_level: float) -> Interval | None:
    """McGraw and Wong's limits for ICC(A,1), with Satterthwaite's degrees of freedom; None where cases differ
    so little that the formula fails, and its limits do not hold the estimate."""
    import numpy as np
    from scipy import stats  # type: ignore[import-untyped]

    n, k = table.shape
    grand = table.mean()
    of_cases = k * ((table.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    of_raters = n * ((table.mean(axis=0) - grand) ** 2).sum() / (k - 1)
    residual = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + grand
    of_error = (residual**2).sum() / ((n - 1) * (k - 1))
    a = k * estimate / (n * (1 - estimate))
    b = 1 + k * estimate * (n - 1) / (n * (1 - estimate))
    upper_tail = (1 + confidence_level) / 2
    shared = k * of_raters + (k * n - k - n) * of_error
    with np.errstate(all="ignore"):
        freedom = (a * of_raters + b * of_error) ** 2 / (
            (a * of_raters) ** 2 / (k - 1) + (b * of_error) ** 2 / ((n - 1) * (k - 1))
        )
        f_low, f_high = stats.f.ppf(upper_tail, n - 1, freedom), stats.f.ppf(upper_tail, freedom, n - 1)
        low = n * (of_cases - f_low * of_error) / (f_low * shared + n * of_cases)
        high = n * (f_high * of_cases - of_error) / (shared + n * f_high * of_cases)
    if not low <= estimate <= high:
        return None
    return Interval(float(low), float(high), confidence_level, "F, McGraw and Wong")
