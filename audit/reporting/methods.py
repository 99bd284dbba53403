"""How the figures of a report were found, for statisticians: apart from the words that everybody reads."""

from collections.abc import Iterable

from audit.reporting.content import ReportContent
from audit.reporting.figures import counted, decimal, method_of, p_value, span
from audit.statistics.interval import Interval


def list_methods(content: ReportContent) -> tuple[tuple[str, str], ...]:
    """What was measured, and how its interval was found."""
    findings, grades = content.findings, content.grades
    cohorts, agreement = findings.cohorts, findings.agreement
    sections, criteria = findings.sections, findings.criteria
    found: dict[str, Iterable[Interval | None]] = {
        "Average scores of the documents of a year": (each.estimated_mean[1] for each in cohorts),
        "Shares of documents with an average score of good or better": (
            each.weighted_good_interval or each.good_interval for each in (findings.overall, *cohorts)
        ),
        "Shares of answers good or better, as wide as the number of cases makes them": (
            interval
            for interval in (*(s.good_interval for s in sections), *(c.good_interval for c in criteria))
        ),
        "Mean levels of the answers": (
            interval
            for interval in (*(s.mean_interval for s in sections), *(c.mean_interval for c in criteria))
        ),
        "Legal questions met": (each.met_interval for each in findings.criteria),
        "Share of documents graded good or better": (grades.good_interval,),
        "How far people agree: Krippendorff’s alpha for ordered levels": (agreement.interval,),
        "Pairs of answers at the same level, or the same or the next": (
            agreement.exact_interval,
            agreement.adjacent_interval,
        ),
    }
    rows = ((what, _name(intervals)) for what, intervals in found.items())
    return tuple((what, how) for what, how in rows if how)


def _name(intervals: Iterable[Interval | None]) -> str:
    return "; ".join(dict.fromkeys(method_of(interval) for interval in intervals if interval is not None))


def say_companions(content: ReportContent) -> str:
    """What describes the case means without allowing for who scored what; nothing where there is no test."""
    claim = content.findings.cohort_trend
    test = claim.jonckheere_terpstra
    if test is None:
        return ""
    said = (
        f"Jonckheere-Terpstra test on the means of {counted(test.n_cases, 'case')} in "
        f"{counted(test.n_groups, 'year')}: z = {decimal(test.z)}, "
        f"p {'' if test.p_value < 0.001 else '= '}{p_value(test.p_value)} ({test.method}). Kendall’s tau-b "
        f"{decimal(claim.kendall_tau_b)}, given without an interval because it only describes these cases."
    )
    if claim.unadjusted_slope is not None:
        within = claim.unadjusted_slope_interval
        known = f" ({span(within, 3)}; {method_of(within)})" if within else ""
        said += f" Unadjusted slope {decimal(claim.unadjusted_slope, 3)} levels a year{known}."
    return f"{said} None of them allows for who scored what. They are not the answer to the question."
