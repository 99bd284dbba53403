import itertools

import pytest

from audit.domain.claims import claim_hypothesis
from audit.domain.findings import Claim, Doubt, PathwayClaim, Verdict

TRENDS = (Verdict.DECLINED, Verdict.NO_MEANINGFUL_CHANGE, Verdict.IMPROVED, Verdict.CANNOT_TELL)
PATHS = (Verdict.CONSISTENT, Verdict.NOT_SUPPORTED, Verdict.CANNOT_TELL)


def hypothesis(cohort, review, path, trend="cohort"):
    return claim_hypothesis(
        Claim(verdict=cohort), Claim(verdict=review), PathwayClaim(verdict=path, trend=trend)
    )


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
