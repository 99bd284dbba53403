"""What codes are called on paper, and the plain sentences that open a report and a page of findings."""

from collections.abc import Iterator

from audit.domain.case import Basis
from audit.domain.findings import Claim, Cohort, Findings, SectionSummary, Verdict
from audit.reporting.content import ReportContent
from audit.reporting.figures import FEW_CASES, counted, decimal, share_of

CEASED_MISSING = "Ceased plans are missing from this list."
BASIS_SENTENCES: dict[Basis, str] = {
    Basis.FIRST_PLANS: f"The list holds each child’s first plan, by the date it was issued. {CEASED_MISSING}",
    Basis.PLANS_IN_FORCE: (
        f"The list holds each child’s plan in force, by the date it was last issued. {CEASED_MISSING}"
    ),
}
VERDICTS: dict[Verdict, str] = {
    Verdict.DECLINED: "quality has fallen",
    Verdict.NO_MEANINGFUL_CHANGE: "no meaningful change",
    Verdict.IMPROVED: "quality has risen",
    Verdict.CONSISTENT: "consistent with the pattern asked about",
    Verdict.SUPPORTED: "supported",
    Verdict.NOT_SUPPORTED: "not supported",
    Verdict.CANNOT_TELL: "cannot tell",
}
_REASONS: dict[str, str] = {
    "effects_not_separated": "the effect of the year cannot yet be separated from who scored and when",
    "cohort_audit_year_aliased": "each year's plans were scored only in their own year",
    "review_audit_year_aliased": "each review was scored only in its own year",
    "weak_link": "too few plans were scored again in another year",
    "fewer_than_3_cohorts": "there are fewer than three years of plans",
    "no_reviews": "no plan was scored at more than one review",
    "no_contributions": "nothing was recorded about advice and attendance",
    "no_margin": "nobody decided beforehand how large a change matters",
    "no_variation": "every plan has the same score",
    "no_case_double_scored": "no plan was scored by two people",
    "raters_do_not_agree": "people who scored the same plan did not agree",
}


def say_reason(reason: str) -> str:
    """Why nothing can be told, in words; a reason without words is said by its code rather than left out."""
    return _REASONS.get(reason, reason.replace("_", " "))


def say_verdict(claim: Claim) -> str:
    """The answer with its reasons: "cannot tell, because ..."."""
    reasons = [say_reason(reason) for reason in claim.reasons]
    because = f", because {'; '.join(reasons)}" if reasons else ""
    return f"{VERDICTS[claim.verdict]}{because}"


def summarise(content: ReportContent) -> tuple[str, str, str]:
    """Three plain sentences: how good, where best and weakest, and what may be said about change."""
    findings = content.findings
    titles = {section.key: section.title for section in content.rubric.sections}
    good = _how_good(findings, content.rubric.level_names)
    return good, _best_and_weakest(findings, titles), _change(findings)


def _how_good(findings: Findings, level_names: tuple[str, ...]) -> str:
    overall = findings.overall
    if overall.n_cases == 0:
        return "No cases were scored in this audit, so nothing can be said about quality."
    good = level_names[findings.plan.good_from - 1].lower() if level_names else "good"
    share = share_of(overall.n_good, overall.n_cases)
    if overall.n_cases < FEW_CASES:
        few = "So few cases show where to look, not how the whole area is doing."
        cases = f"Of the {counted(overall.n_cases, 'case')} scored"
        return f"{cases}, {overall.n_good} {_was(overall.n_good)} {good} or better overall. {few}"
    return f"{share} of the {counted(overall.n_cases, 'case')} scored were {good} or better overall."


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _best_and_weakest(findings: Findings, titles: dict[str, str]) -> str:
    ranked = sorted(_scored(findings), key=lambda section: -(section.good_share or 0.0))
    if not ranked:
        return "No section has a score."
    if len(ranked) == 1:
        return f"Only one section was scored: {_title(ranked[0], titles)}."
    best, weakest = ranked[0], ranked[-1]
    if best.good_share == weakest.good_share:
        return "All sections were scored alike."
    return f"The strongest section was {_title(best, titles)}, and the weakest was {_title(weakest, titles)}."


def _scored(findings: Findings) -> Iterator[SectionSummary]:
    return (section for section in findings.sections if section.good_share is not None)


def _title(section: SectionSummary, titles: dict[str, str]) -> str:
    share = share_of(section.n_good, section.n_ratings)
    answers = f"{share} answers" if section.n_ratings < FEW_CASES else f"{share} of answers"
    return f"“{titles.get(section.section, section.section)}” ({answers} good or better)"


def _change(findings: Findings) -> str:
    scored = [cohort for cohort in findings.cohorts if cohort.mean is not None]
    if not scored:
        return "Nothing can be said about change from year to year either."
    if len(scored) == 1:
        return "Whether quality changes from year to year cannot be told from plans of a single year."
    first, last = scored[0], scored[-1]
    seen = f"Average scores were {_mean_of(first)} and {_mean_of(last)}"
    if findings.cohort_trend.verdict == Verdict.CANNOT_TELL:
        reasons = "; ".join(say_reason(reason) for reason in findings.cohort_trend.reasons)
        return f"{seen}, but whether quality really changed cannot be told{': ' if reasons else ''}{reasons}."
    return f"{seen}; the answer to whether quality changed is: {VERDICTS[findings.cohort_trend.verdict]}."


def _mean_of(cohort: Cohort) -> str:
    mean = cohort.mean if cohort.weighted_mean is None else cohort.weighted_mean
    return f"{decimal(mean)} for {cohort.cohort_year} plans"
