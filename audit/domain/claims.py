"""The hypothesis over its claims: has quality fallen, and does it go with agencies' contributions?"""

from audit.domain.findings import Claim, Doubt, PathwayClaim, Verdict

AS_GOOD_AS_BEFORE = (Verdict.NO_MEANINGFUL_CHANGE, Verdict.IMPROVED)
# Of the design, whatever the scores had been.
UNANSWERABLE = frozenset(
    {
        Doubt.EFFECTS_NOT_SEPARATED,
        Doubt.COHORT_AUDIT_YEAR_ALIASED,
        Doubt.WEAK_LINK,
        Doubt.FEWER_THAN_3_COHORTS,
        Doubt.NO_REVIEWS,
    }
)


def claim_hypothesis(cohort_trend: Claim, review_trend: Claim, pathway: PathwayClaim) -> Claim:
    """Supported if a trend declined and the path is consistent for that same trend; not supported if every
    trend that could be answered did not decline, or the path is not supported; else open.

    All parts must hold, so no correction for several tests is due. A trend that this design cannot answer has
    no veto; one that it could answer, and that is open for another reason, has.
    """
    trends = {"cohort": cohort_trend, "review": review_trend}
    answered = [trend.verdict for trend in trends.values() if trend.verdict != Verdict.CANNOT_TELL]
    counts = {
        "n_claims": 3,
        "n_claims_answered": len(answered) + (pathway.verdict != Verdict.CANNOT_TELL),
    }
    same = trends.get(pathway.trend or "")
    if pathway.verdict == Verdict.CONSISTENT and same is not None and same.verdict == Verdict.DECLINED:
        return Claim(verdict=Verdict.SUPPORTED, counts=counts)
    answerable = [trend.verdict for trend in trends.values() if not UNANSWERABLE & set(trend.reasons)]
    none_fell = bool(answerable) and all(verdict in AS_GOOD_AS_BEFORE for verdict in answerable)
    if none_fell or pathway.verdict == Verdict.NOT_SUPPORTED:
        return Claim(verdict=Verdict.NOT_SUPPORTED, counts=counts)
    return Claim(verdict=Verdict.CANNOT_TELL, reasons=(Doubt.CLAIMS_OPEN,), counts=counts)
