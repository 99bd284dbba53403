"""The questions about change in plain words: the answer, how sure it is, what it does not show.

Every sentence speaks of what goes with what, never of causes; names of methods stay in `method`.
"""

from audit.domain.findings import Claim, Findings, PathwayClaim, Verdict
from audit.reporting.claim_parts import OPEN, ClaimWords, list_changes, say_why
from audit.reporting.path_words import say_pathway
from audit.reporting.trend_words import COHORTS, REVIEWS, say_trend

HEADLINE = "Has quality changed, and does it go with agencies’ contributions?"


def say_claims(findings: Findings) -> tuple[ClaimWords, ...]:
    """The three questions in order, after the one that they make together."""
    return (
        _say_hypothesis(findings),
        say_trend(findings.cohort_trend, COHORTS),
        say_trend(findings.review_trend, REVIEWS),
        say_pathway(findings.pathway, findings.plan.engagement_margin),
    )


def _say_hypothesis(findings: Findings) -> ClaimWords:
    claim, path = findings.hypothesis, findings.pathway
    n_answered = claim.counts.get("n_claims_answered", 0)
    of_all = claim.counts.get("n_claims", 3)
    return ClaimWords(
        "hypothesis",
        HEADLINE,
        claim.verdict,
        _answer_hypothesis(claim, path, findings),
        (
            f"{n_answered or 'None'} of the {of_all} questions below could be answered."
            f"{' Below each answer stands how sure it is.' if n_answered else ''}",
        ),
        (
            "It shows what goes together, not what led to what.",
            "It says how good the documents are, not how well children do.",
        ),
        _changes_of_all(findings),
        (
            "The hypothesis: quality falls, and this goes with a fall in what agencies contribute. It is "
            "supported only if a trend declined and the pathway is consistent for that same trend (an "
            "intersection-union test, so no correction for several tests is due), and not supported if no "
            "trend that could be answered declined or if the pathway is not supported.",
        ),
    )


def _changes_of_all(findings: Findings) -> tuple[str, ...]:
    """What would settle the questions that are open, each thing once."""
    claims = (findings.cohort_trend, findings.review_trend, findings.pathway)
    remedies = [change for claim in claims for change in list_changes(claim, ())]
    return tuple(dict.fromkeys(remedies)) or ("What stands below each question under the same heading.",)


def _answer_hypothesis(claim: Claim, path: PathwayClaim, findings: Findings) -> str:
    trends = (findings.cohort_trend.verdict, findings.review_trend.verdict)
    if claim.verdict == Verdict.SUPPORTED:
        return (
            f"{_fell(findings)}, and the fall goes with a fall in what agencies contributed. This is an "
            "association: something else may lie behind both."
        )
    if claim.verdict == Verdict.NOT_SUPPORTED:
        if path.verdict == Verdict.NOT_SUPPORTED:
            if Verdict.DECLINED in trends:
                return f"{_fell(findings)}, but hardly in step with a change in what agencies contributed."
            is_open = Verdict.CANNOT_TELL in trends
            start = f"{OPEN} yet whether quality has changed" if is_open else "No fall in quality was found"
            if path.a is not None and path.a.interval.high < 0:
                return (
                    f"{start}. Agencies contributed less as time went on; at most a very small change in "
                    "quality a year goes with that. This does not say that contributions make no difference."
                )
            return f"{start}; at most a very small change goes with a change in what agencies contributed."
        return "The documents do not bear it out: no fall in quality that matters was found."
    if Verdict.DECLINED in trends:
        return (
            f"{_fell(findings)}. We cannot tell whether that goes with what agencies contributed: "
            f"{say_why(path)}."
        )
    if trends == (Verdict.CANNOT_TELL, Verdict.CANNOT_TELL):
        return f"{OPEN} yet whether quality has changed: {say_why(findings.cohort_trend)}."
    return f"{OPEN}: {say_why(claim)}."


def _fell(findings: Findings) -> str:
    """That quality has fallen, and whether certainly by enough to matter."""
    fallen = [
        claim for claim in (findings.cohort_trend, findings.review_trend) if claim.verdict == Verdict.DECLINED
    ]
    if any(claim.beyond_margin for claim in fallen):
        return "Quality has fallen by enough to matter"
    return "Quality has fallen, perhaps by too little to matter"
