"""What codes are called on paper, and the plain sentences that open a report and a page of findings."""

from audit.domain.case import Basis
from audit.domain.findings import Claim, Verdict
from audit.reporting.content import ReportContent
from audit.reporting.plain_sentences import plain_sentences

CEASED_MISSING = "Ceased plans are missing from this list."
BASIS_SENTENCES: dict[Basis, str] = {
    Basis.FIRST_PLANS: f"The list holds each child’s first plan, by the date it was issued. {CEASED_MISSING}",
    Basis.PLANS_IN_FORCE: (
        f"The list holds each child’s plan in force, by the date it was last issued. {CEASED_MISSING}"
    ),
    Basis.DOCUMENTS: "The list holds one document of each child, by its date.",
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
    "cohort_audit_year_aliased": "each year's documents were scored only in their own year",
    "review_audit_year_aliased": "each review was scored only in its own year",
    "weak_link": "too few documents were scored again in another year",
    "fewer_than_3_cohorts": "there are fewer than three years of documents",
    "no_reviews": "no plan was scored at more than one review",
    "no_contributions": "nothing was recorded about advice and attendance",
    "no_margin": "nobody decided beforehand how large a change matters",
    "no_variation": "every document has the same score",
    "no_case_double_scored": "no document was scored by two people",
    "raters_do_not_agree": "people who scored the same document did not agree",
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
    titles = {section.key: f"“{section.title}”" for section in content.rubric.sections}
    return plain_sentences(content.findings, content.grades, titles)
