"""How the answer about a trend was found, for statisticians."""

from audit.domain.analysis_plan import years_of
from audit.domain.findings import Claim, Contrast
from audit.reporting.claim_parts import say_counts, say_interval
from audit.reporting.figures import counted, decimal, p_value


def _say_p(value: float | None) -> str:
    return "not known" if value is None else f"{'' if value < 0.001 else '= '}{p_value(value)}"


def _say_contrast(contrast: Contrast) -> str:
    """One pair of years that the plan wanted compared."""
    later, earlier = years_of(contrast.name)
    if contrast.estimate is None:
        return f"{later} less {earlier}: cannot be told from these tables."
    return (
        f"{later} less {earlier}: {decimal(contrast.estimate, 3)} levels "
        f"({say_interval(contrast.interval)}), p {_say_p(contrast.p_value)}, by Holm’s method "
        f"{_say_p(contrast.p_holm)}."
    )


def say_method(claim: Claim, *, is_over_reviews: bool) -> list[str]:
    """Estimate, intervals, tests and counts of a trend."""
    a_step = "review" if is_over_reviews else "year"
    said = []
    if claim.interval is not None:
        said.append(
            f"Estimate {decimal(claim.estimate, 3)} levels a {a_step}, {say_interval(claim.interval)}; "
            f"descriptive {say_interval(claim.descriptive_interval)}; one-sided p "
            f"{_say_p(claim.p_value)}; margin {decimal(claim.margin, 3)}, two one-sided tests of it p "
            f"{_say_p(claim.equivalence_p_value)}; smallest detectable at 80% power "
            f"{decimal(claim.smallest_detectable, 3)}."
        )
        said.append(
            "Slopes within plans, CR2 standard errors, Satterthwaite degrees of freedom."
            if is_over_reviews
            else "Cumulative-link mixed model: raters, criteria, audit year, an intercept for each plan."
        )
    if claim.unadjusted_slope is not None:
        within = (
            f" ({say_interval(claim.unadjusted_slope_interval)})" if claim.unadjusted_slope_interval else ""
        )
        said.append(f"Unadjusted slope {decimal(claim.unadjusted_slope, 3)} levels a {a_step}{within}.")
    test = claim.jonckheere_terpstra
    if test is not None:
        said.append(
            f"Jonckheere-Terpstra test on the means of {counted(test.n_cases, 'case')} in "
            f"{counted(test.n_groups, 'year')}: z = {decimal(test.z)}, "
            f"p {_say_p(test.p_value)} ({test.method}). Kendall’s "
            f"tau-b {decimal(claim.kendall_tau_b)}, without an interval: it describes these cases alone. "
            "Neither allows for who scored what, and neither decides the answer."
        )
    said += [_say_contrast(contrast) for contrast in claim.contrasts]
    said.append(say_counts(claim.counts))
    return said
