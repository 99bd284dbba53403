import pytest

from audit.domain.engagement import Count
from audit.domain.target import Judgement, Verdict, Why, judge_target, limit_of, measure_of_limit


@pytest.mark.parametrize(
    ("count", "wanted", "verdict", "why"),
    [
        # Wilson's limits at 95%: 90 of 100 is 0.826 to 0.945, 60 of 100 is 0.502 to 0.691.
        (Count(90, 10), 0.75, Verdict.MET, Why.BEYOND_CHANCE),
        (Count(60, 40), 0.75, Verdict.NOT_MET, Why.BEYOND_CHANCE),
        (Count(8, 2), 0.75, Verdict.CANNOT_TELL, Why.TOO_FEW),
        (Count(90, 10, 60), 0.75, Verdict.CANNOT_TELL, Why.TOO_MUCH_UNKNOWN),
        (Count(0, 0, 9), 0.75, Verdict.CANNOT_TELL, Why.NOTHING_KNOWN),
        (Count(20, 0), 1.0, Verdict.CANNOT_TELL, Why.ALL_OF_A_SAMPLE),
        (Count(19, 1), 1.0, Verdict.NOT_MET, Why.BEYOND_CHANCE),
    ],
)
def test_a_share_of_a_sample_is_met_only_beyond_chance(count: Count, wanted: float, verdict, why):
    assert judge_target(count, wanted, is_whole=False) == Judgement(verdict, why)


def test_a_figure_of_everybody_needs_no_interval():
    assert judge_target(Count(9, 1), 0.9, is_whole=True).verdict is Verdict.MET
    assert judge_target(Count(89, 11), 0.9, is_whole=True).verdict is Verdict.NOT_MET
    assert judge_target(Count(10, 0), 1.0, is_whole=True).verdict is Verdict.MET


def test_what_is_not_known_never_helps_to_meet_a_target():
    assert judge_target(Count(100, 0, 100), 0.75, is_whole=False).verdict is Verdict.CANNOT_TELL


def test_a_limit_is_a_measure_of_its_own():
    assert limit_of(measure_of_limit("final_20_weeks")) == "final_20_weeks"
    assert limit_of("attended") is None
