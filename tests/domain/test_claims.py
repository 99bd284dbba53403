import itertools

import pytest

from audit.domain.claims import claim_hypothesis
from audit.domain.findings import Claim, Doubt, PathwayClaim, Verdict

TRENDS = (Verdict.DECLINED, Verdict.NO_MEANINGFUL_CHANGE, Verdict.IMPROVED, Verdict.CANNOT_TELL)
PATHS = (Verdict.CONSISTENT, Verdict.NOT_SUPPORTED, Verdict.CANNOT_TELL)


def hypothesis(cohort, review, path, trend="cohort", why=Doubt.NO_REVIEWS):
    def claim(verdict):
        return Claim(verdict=verdict, reasons=(why,) if verdict == Verdict.CANNOT_TELL else ())

    return claim_hypothesis(claim(cohort), claim(review), PathwayClaim(verdict=path, trend=trend))


@pytest.mark.parametrize(
    ("cohort", "review", "path", "trend", "answer"),
    [
        (Verdict.DECLINED, Verdict.CANNOT_TELL, Verdict.CONSISTENT, "cohort", Verdict.SUPPORTED),
        (Verdict.CANNOT_TELL, Verdict.DECLINED, Verdict.CONSISTENT, "review", Verdict.SUPPORTED),
        (Verdict.DECLINED, Verdict.CANNOT_TELL, Verdict.CONSISTENT, "review", Verdict.CANNOT_TELL),
        (Verdict.DECLINED, Verdict.CANNOT_TELL, Verdict.CANNOT_TELL, "cohort", Verdict.CANNOT_TELL),
        (Verdict.DECLINED, Verdict.IMPROVED, Verdict.NOT_SUPPORTED, "cohort", Verdict.NOT_SUPPORTED),
        (Verdict.IMPROVED, Verdict.CANNOT_TELL, Verdict.CANNOT_TELL, "cohort", Verdict.NOT_SUPPORTED),
        (Verdict.NO_MEANINGFUL_CHANGE, Verdict.DECLINED, Verdict.CANNOT_TELL, "review", Verdict.CANNOT_TELL),
        (Verdict.CANNOT_TELL, Verdict.CANNOT_TELL, Verdict.CANNOT_TELL, None, Verdict.CANNOT_TELL),
    ],
)
def test_the_hypothesis_follows_from_its_claims(cohort, review, path, trend, answer):
    assert hypothesis(cohort, review, path, trend).verdict == answer


def test_it_is_never_supported_without_a_fall_and_an_open_answer_gives_its_reason():
    for cohort, review, path, trend in itertools.product(TRENDS, TRENDS, PATHS, ("cohort", "review")):
        claim = hypothesis(cohort, review, path, trend)
        if claim.verdict == Verdict.SUPPORTED:
            assert {"cohort": cohort, "review": review}[trend] == Verdict.DECLINED
            assert path == Verdict.CONSISTENT
        if claim.verdict == Verdict.CANNOT_TELL:
            assert claim.reasons == (Doubt.CLAIMS_OPEN,)
        assert claim.counts["n_claims_answered"] == sum(
            verdict != Verdict.CANNOT_TELL for verdict in (cohort, review, path)
        )


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        (Doubt.NO_REVIEWS, Verdict.NOT_SUPPORTED),
        (Doubt.COHORT_AUDIT_YEAR_ALIASED, Verdict.NOT_SUPPORTED),
        (Doubt.WEAK_LINK, Verdict.NOT_SUPPORTED),
        (Doubt.FEWER_THAN_3_COHORTS, Verdict.NOT_SUPPORTED),
        (Doubt.INTERVAL_TOO_WIDE, Verdict.CANNOT_TELL),
        (Doubt.CEILING, Verdict.CANNOT_TELL),
        (Doubt.MISSING_COULD_TURN_IT, Verdict.CANNOT_TELL),
    ],
)
def test_only_a_trend_that_the_design_cannot_answer_has_no_veto(why, answer):
    """One trend shows no change; the other could be a fall unless its design says nothing at all."""
    no_change, is_open = Verdict.NO_MEANINGFUL_CHANGE, Verdict.CANNOT_TELL
    assert hypothesis(no_change, is_open, Verdict.CANNOT_TELL, why=why).verdict == answer
    assert hypothesis(is_open, no_change, Verdict.CANNOT_TELL, why=why).verdict == answer
