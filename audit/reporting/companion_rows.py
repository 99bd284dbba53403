"""The figures that stand beside the main ones, each in a row of words: for pages and paper alike."""

from audit.domain.findings import Agreement, Claim, Companions
from audit.domain.rater_agreement import LEAST_SHARED
from audit.reporting.figures import counted, decimal, method_of, number, p_value, share_of, span
from audit.statistics.interval import Interval

Row = tuple[str, str]
PAIR_HEADINGS = ("Years", "z", "p", "p, adjusted", "Cases")


def agreement_rows(agreement: Agreement) -> list[Row]:
    """Other measures of how far auditors agree; one that could not be found says so."""
    found = {
        "Gwet’s AC2, quadratic weights (not pulled down where nearly all answers are at one level)": (
            agreement.gwet_ac2,
            agreement.gwet_ac2_interval,
            counted(agreement.n_cases, "case"),
        ),
        f"Weighted kappa, quadratic weights, mean over pairs who share {LEAST_SHARED} answers or more": (
            agreement.mean_weighted_kappa,
            agreement.mean_weighted_kappa_interval,
            counted(agreement.n_rater_pairs, "pair"),
        ),
        "ICC(A,1) of the average level that one auditor gives a whole case": (
            agreement.icc_agreement_single,
            agreement.icc_agreement_single_interval,
            counted(agreement.n_icc_cases, "case"),
        ),
    }
    return [
        (name, "cannot tell" if estimate is None else f"{decimal(estimate)}{_within(interval)}; {n}")
        for name, (estimate, interval, n) in found.items()
    ]


def trend_rows(cohort_trend: Claim, review_trend: Claim) -> list[Row]:
    """Other tests of case means, as far as they could be made."""
    rows = _cohort_rows(cohort_trend.companions) if cohort_trend.companions else []
    page = review_trend.page_l
    if page is not None:
        plans = f"{counted(page.n_blocks, 'plan')} with {number(page.n_occasions)} documents each"
        words = f"L = {decimal(page.statistic, 1)}, z = {decimal(page.z)}, {_p(page.p_value)} ({page.method})"
        rows.append(("Page’s test over the successive documents of the same plan", f"{words}; {plans}"))
    return rows


def pair_rows(cohort_trend: Claim) -> list[tuple[str, ...]]:
    """Every pair of years by Dunn's test, under `PAIR_HEADINGS`."""
    pairs = cohort_trend.companions.dunn_holm if cohort_trend.companions else ()
    return [
        (
            f"{pair.earlier:.0f} and {pair.later:.0f}",
            decimal(pair.z),
            p_value(pair.p_value),
            p_value(pair.adjusted_p_value),
            f"{number(pair.n_earlier)} and {number(pair.n_later)}",
        )
        for pair in pairs
    ]


def _cohort_rows(companions: Companions) -> list[Row]:
    rows = []
    share, groups, slope = companions.cochran_armitage, companions.kruskal_wallis, companions.theil_sen
    if share is not None:
        good = share_of(share.n_good, share.n_cases)
        words = f"z = {decimal(share.z)}, {_p(share.p_value)} ({share.method}); {good} good or better"
        rows.append(("Cochran-Armitage test: does the share of good cases rise or fall?", words))
    if groups is not None:
        words = f"H = {decimal(groups.statistic)}, {_p(groups.p_value)} ({groups.method})"
        words += f"; {counted(groups.n_cases, 'case')}"
        rows.append(("Kruskal-Wallis test: do the years differ at all?", words))
    if slope is not None:
        words = f"{decimal(slope.estimate, 3)} levels a year{_within(slope.interval, 3)}"
        rows.append(("Theil-Sen slope of case means", f"{words}; {counted(slope.n_cases, 'case')}"))
    return rows


def _within(interval: Interval | None, places: int = 2) -> str:
    return "" if interval is None else f" ({span(interval, places)}; {method_of(interval)})"


def _p(value: float) -> str:
    return f"p {'' if value < 0.001 else '= '}{p_value(value)}"
