"""What codes are called on paper, and the plain sentences that open a report and a page of findings."""

from audit.domain.case import Basis
from audit.domain.findings import Claim, Verdict
from audit.reporting.content import ReportContent
from audit.reporting.doubts import say_reason
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


def say_verdict(claim: Claim) -> str:
    """The answer with its reasons: "cannot tell, because ..."."""
    reasons = [say_reason(reason) for reason in claim.reasons]
    because = f", because {'; '.join(reasons)}" if reasons else ""
    return f"{VERDICTS[claim.verdict]}{because}"


def summarise(content: ReportContent) -> tuple[str, str, str]:
    """Three plain sentences: how good, where best and weakest, and what may be said about change."""
    titles = {section.key: f"“{section.title}”" for section in content.rubric.sections}
    return plain_sentences(content.findings, content.grades, titles)
