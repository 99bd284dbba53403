import dataclasses
import json

import pytest
from analysis_tables import case, cohort_tables, score, small_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.analysis_plan import AnalysisPlan, GoodRule
from audit.domain.findings import Doubt, Findings, Verdict
from audit.domain.hypothesis import analyse, default_plan
from audit.domain.tables import Tables
from audit.statistics.mean import mean_interval

QUICK = AnalysisPlan(bootstrap_draws=100)


def find(items, **wanted):
    (found,) = [item for item in items if all(getattr(item, name) == value for name, value in wanted.items())]
    return found


def test_a_case_scores_the_mean_over_criteria_of_its_means_over_raters():
    uneven = [score("p1", "ama", "voice", 4), score("p1", "ben", "voice", 2), score("p1", "ama", "needs", 1)]
    overall = analyse(Tables.from_rows(scores=uneven, cases=[case("p1")]), QUICK).overall
    assert overall.mean == 2.0  # (mean of 4 and 2, and 1) / 2, not (4 + 2 + 1) / 3


def test_a_rubric_may_weigh_its_criteria():
    plan = dataclasses.replace(QUICK, criterion_weights={"voice": 3.0})
    two = [score("p1", "ama", "voice", 4), score("p1", "ama", "needs", 2)]
    assert analyse(Tables.from_rows(scores=two, cases=[case("p1")]), plan).overall.mean == 3.5


def test_only_original_levels_of_sampled_cases_count():
    overall = analyse(small_tables(), QUICK).overall
    assert (overall.n_cases, overall.mean) == (3, 2.5)
    assert (overall.n_good, overall.good_share) == (2, pytest.approx(2 / 3))
    assert overall.good_interval.method == "Wilson"


def test_good_is_the_nearest_level_unless_the_plan_asks_for_the_level_itself():
    strict = dataclasses.replace(QUICK, good_rule=GoodRule.AT_OR_ABOVE)
    assert analyse(small_tables(), QUICK).overall.n_good == 2  # 2.5 and 3.5
    assert analyse(small_tables(), strict).overall.n_good == 1


def test_a_criterion_counts_levels_and_reasons():
    findings = analyse(small_tables(), QUICK)
    voice, needs = find(findings.criteria, criterion="voice"), find(findings.criteria, criterion="needs")
    assert (voice.section, voice.n_ratings, voice.n_cases, voice.n_per_level) == ("A", 4, 3, (0, 2, 1, 1))
    assert (voice.n_good, voice.mean) == (2, (2.5 + 4 + 2) / 3)  # the mean of cases, not of answers
    assert voice.mean_interval == mean_interval([2.5, 4, 2])
    assert needs.n_per_reason == {"outside_role": 1}


def test_the_interval_of_a_criterion_counts_cases_not_raters():
    def width(raters):
        (voice,) = analyse(
            Tables.from_rows(
                scores=[score(f"p{i}", rater, "voice", 2 + i % 2) for i in range(10) for rater in raters],
                cases=[case(f"p{i}") for i in range(10)],
            ),
            QUICK,
        ).criteria
        return voice.good_interval.high - voice.good_interval.low

    assert width(["ama", "ben", "chidi"]) == width(["ama"])


def test_a_legal_criterion_is_counted_and_stays_out_of_the_means():
    findings = analyse(small_tables(), QUICK)
    signed = find(findings.criteria, criterion="signed")
    assert (signed.type, signed.n_met, signed.n_not_met, signed.n_cannot_tell) == ("legal", 1, 1, 1)
    assert (signed.mean, signed.met_share) == (None, 0.5)
    assert [section.section for section in findings.sections] == ["A", "B"]


def test_a_section_is_the_mean_of_its_cases():
    section = find(analyse(small_tables(), QUICK).sections, section="A")
    assert (section.n_criteria, section.n_cases, section.n_ratings) == (1, 3, 4)
    assert section.mean == (2.5 + 4 + 2) / 3


def test_raters_are_counted_and_not_judged():
    ama = find(analyse(small_tables(), QUICK).raters, rater_id="ama")
    assert (ama.n_cases, ama.n_ratings, ama.n_per_level) == (3, 5, (1, 0, 3, 1))


def test_contributions_count_what_was_asked_for_and_known():
    asked = {"plan_id": "p1", "review_no": 0, "agency": "health", "requested": True}
    rows = [
        {**asked, "on_time": True, "attended": None},
        {**asked, "plan_id": "p2", "on_time": False, "attended": True, "refused": True},
        {**asked, "plan_id": "p3", "requested": False, "on_time": True},
    ]
    findings = analyse(small_tables(contributions=rows), QUICK)
    health = find(findings.contributions, cohort_year=None)
    assert (health.agency, health.n_cases, health.n_requested, health.n_refused) == ("health", 3, 2, 1)
    assert (health.n_on_time, health.n_on_time_known, health.n_attended, health.n_attended_known) == (
        1,
        2,
        1,
        1,
    )
    assert find(findings.contributions, cohort_year=2024).n_requested == 2
    assert Doubt.NO_CONTRIBUTIONS not in findings.pathway.reasons


def test_a_verdict_that_is_open_says_why():
    findings = analyse(cohort_tables(), QUICK)
    for claim in (findings.cohort_trend, findings.review_trend, findings.pathway, findings.hypothesis):
        assert claim.verdict == Verdict.CANNOT_TELL
        assert claim.reasons


def test_findings_are_strict_json_and_can_be_read_back():
    for tables in (small_tables(), cohort_tables(), Tables.from_rows(scores=[], cases=[])):
        findings = analyse(tables, QUICK)
        text = json.dumps(findings.as_dict(), allow_nan=False)
        assert Findings.from_dict(json.loads(text)) == findings


def test_the_documented_keys_stay():
    keys = analyse(small_tables(), QUICK).as_dict().keys()
    documented = "cohort_trend review_trend pathway hypothesis cohorts criteria sections raters agreement"
    documented += " contributions power warnings plan fingerprint"
    assert set(documented.split()) <= keys


def test_defaults_are_written_out_in_the_result():
    written = analyse(small_tables(), default_plan()).as_dict()["plan"]
    assert (written["margin"], written["alpha"], written["confidence_level"]) == (0.05, 0.05, 0.95)
    assert (written["good_from"], written["good_rule"], written["seed"]) == (3, "nearest_level", 2026)


def test_nothing_scored_is_said_and_does_no_harm():
    findings = analyse(Tables.from_rows(scores=[], cases=[case("p1")]), QUICK)
    assert (findings.overall.n_cases, findings.overall.mean, findings.overall.good_share) == (0, None, None)
    assert (findings.cohorts[0].n_cases, findings.cohorts[0].n_unscored) == (0, 1)
    assert "1 of 1 sampled cases have no score and are not in any mean." in findings.warnings


def test_progress_is_told_from_start_to_end():
    steps = []
    analyse(small_tables(), QUICK, lambda step, done_share: steps.append((step, done_share)))
    shares = [share for _, share in steps]
    assert (shares[0], shares[-1], shares) == (0.0, 1.0, sorted(shares))


def test_a_level_above_the_plans_highest_is_refused():
    with pytest.raises(ValueError, match="a level of 4 was given, but the plan has 3 levels"):
        analyse(small_tables(), dataclasses.replace(QUICK, levels=3))


answers = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["ama", "ben", "chidi"]),
        st.sampled_from(["voice", "needs"]),
        st.none() | st.integers(1, 4),
    ),
    unique_by=lambda answer: answer[:3],
    max_size=25,
)


def tables_of(rows, rename=None):
    names = rename or {}
    return Tables.from_rows(
        scores=[
            score(f"p{i}", names.get(rater, rater), criterion, level, cohort_year=2021 + i % 3)
            for i, rater, criterion, level in rows
        ],
        cases=[case(f"p{i}", cohort_year=2021 + i % 3) for i in range(6)],
    )


@settings(deadline=None, max_examples=30)
@given(answers, st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    before = analyse(tables_of(rows), QUICK)
    shuffled = random.sample(rows, len(rows))
    assert analyse(tables_of(shuffled), QUICK) == before


@settings(deadline=None, max_examples=30)
@given(answers)
def test_renaming_raters_changes_only_their_names(rows):
    before = analyse(tables_of(rows), QUICK)
    after = analyse(tables_of(rows, {"ama": "x", "ben": "a", "chidi": "m"}), QUICK)
    assert sorted(r.n_per_level for r in after.raters) == sorted(r.n_per_level for r in before.raters)
    same = {"raters": (), "fingerprint": ""}
    assert dataclasses.replace(after, **same) == dataclasses.replace(before, **same)


@settings(deadline=None, max_examples=30)
@given(answers)
def test_answers_without_a_level_change_no_mean(rows):
    before = analyse(tables_of(rows), QUICK)
    after = analyse(tables_of([row for row in rows if row[3] is not None]), QUICK)
    assert (after.overall, after.cohorts, after.agreement) == (
        before.overall,
        before.cohorts,
        before.agreement,
    )
    means = {item.criterion: item.mean for item in before.criteria if item.n_ratings}
    assert {item.criterion: item.mean for item in after.criteria} == means


@settings(deadline=None, max_examples=30)
@given(answers)
def test_every_interval_holds_its_estimate(rows):
    for group in (analyse(tables_of(rows), QUICK).overall, *analyse(tables_of(rows), QUICK).cohorts):
        if group.mean_interval:
            assert group.mean_interval.low <= group.mean <= group.mean_interval.high
        if group.good_interval:
            assert group.good_interval.low <= group.good_share <= group.good_interval.high


@pytest.mark.parametrize(
    "changed",
    [{"margin": 1e308}, {"alpha": 1e-320}, {"confidence_level": 1 - 1e-16}, {"levels": 10**12}],
)
def test_a_plan_that_no_number_could_follow_is_refused(changed):
    with pytest.raises(ValueError, match="must"):
        AnalysisPlan(**changed)


def test_a_level_that_no_scale_has_is_refused():
    tables = Tables.from_rows(scores=[score("p1", "ama", "voice", 999_999_999)], cases=[case("p1")])
    with pytest.raises(ValueError, match="at most 100 levels"):
        analyse(tables, QUICK)


def test_a_covariate_too_large_to_count_with_is_a_code():
    tables = cohort_tables()
    cases = tuple(
        dataclasses.replace(row, covariates={"size": "1e308" if number % 2 else "-1e308"})
        for number, row in enumerate(tables.cases)
    )
    plan = dataclasses.replace(QUICK, covariates=("size",))
    json.dumps(analyse(dataclasses.replace(tables, cases=cases), plan).as_dict(), allow_nan=False)
