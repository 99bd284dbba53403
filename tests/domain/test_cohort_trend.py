import dataclasses
import random

import pytest
from analysis_tables import case, cohort_tables, score
from scipy import stats

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Doubt, Verdict
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.domain.tables import BridgeRow, Tables

QUICK = AnalysisPlan(bootstrap_draws=100)


def trend(tables, plan=QUICK):
    return analyse(tables, plan).cohort_trend


def test_one_audit_of_all_cohorts_can_be_answered():
    claim = trend(cohort_tables())
    assert claim.reasons == (Doubt.INTERVAL_TOO_WIDE,)
    assert claim.interval.low < claim.estimate < claim.interval.high
    assert claim.interval.confidence_level == pytest.approx(0.9)
    assert claim.descriptive_interval.confidence_level == 0.95
    assert claim.smallest_detectable > 0


def test_cohorts_scored_each_in_their_own_year_cannot_be():
    claim = trend(cohort_tables(audit_year_of=lambda cohort_year: cohort_year + 1))
    assert claim.reasons == (Doubt.COHORT_AUDIT_YEAR_ALIASED,)
    assert claim.counts["n_audit_years"] == 4
    assert (claim.estimate, claim.interval) == (None, None)
    assert claim.explaining_drift == claim.unadjusted_slope  # so much stricter a year, and nothing fell


def with_links(n_links):
    """Cohorts scored each in its own year, the first ones of 2021 again in every later one."""
    tables = cohort_tables(n_cohorts=3, audit_year_of=lambda cohort_year: cohort_year)
    linked = [row for row in tables.scores if row.cohort_year == 2021 and int(row.plan_id[-1]) < n_links]
    again = [dataclasses.replace(row, audit_year=year) for row in linked for year in (2022, 2023)]
    return dataclasses.replace(tables, scores=(*tables.scores, *again))


def test_five_linked_cases_in_each_audit_year_part_cohort_from_audit_year():
    claim = trend(with_links(5))
    assert claim.counts["n_link_cases"] == 5
    assert not {Doubt.COHORT_AUDIT_YEAR_ALIASED, Doubt.WEAK_LINK} & set(claim.reasons)


def test_four_linked_cases_are_a_weak_link():
    assert Doubt.WEAK_LINK in trend(with_links(4)).reasons
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in trend(with_links(4)).reasons


@pytest.mark.parametrize(("n_cohorts", "is_few"), [(1, True), (2, True), (3, False)])
def test_fewer_than_three_cohorts_are_no_trend(n_cohorts, is_few):
    claim = trend(cohort_tables(n_cohorts=n_cohorts))
    assert (Doubt.FEWER_THAN_3_COHORTS in claim.reasons) == is_few
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in claim.reasons


def test_no_double_marking_no_margin_and_no_variation_are_reasons():
    flat = Tables.from_rows(
        scores=[score(f"p{i}", "ama", "voice", 3, cohort_year=2020 + i) for i in range(4)],
        cases=[case(f"p{i}", cohort_year=2020 + i) for i in range(4)],
    )
    claim = trend(flat, dataclasses.replace(QUICK, margin=None))
    assert {Doubt.NO_CASE_DOUBLE_SCORED, Doubt.NO_MARGIN, Doubt.NO_VARIATION} <= set(claim.reasons)
    assert (claim.jonckheere_terpstra, claim.kendall_tau_b) == (None, None)


def test_raters_who_never_agree_are_a_reason():
    scores = [
        score(f"p{i}", rater, "voice", 1 if (i + turn) % 2 else 4)
        for i in range(12)
        for turn, rater in enumerate(("ama", "ben"))
    ]
    tables = Tables.from_rows(scores=scores, cases=[case(f"p{i}") for i in range(12)])
    assert Doubt.RATERS_DO_NOT_AGREE in trend(tables).reasons


def test_the_rank_tests_describe_the_case_means_of_first_documents():
    tables = cohort_tables()
    later = [score("2021-0", "ama", "voice", 1, review_no=1, cohort_year=2021)]
    reviews = [case("2021-0", review_no=1, cohort_year=2021)]
    more = Tables.from_rows(scores=later, cases=reviews)
    both = dataclasses.replace(tables, scores=tables.scores + more.scores, cases=tables.cases + more.cases)
    claim = trend(both)
    assert claim.counts["n_cases_in_means"] == 24
    assert claim.jonckheere_terpstra == trend(tables).jonckheere_terpstra
    means = {}
    for row in tables.scores:
        means.setdefault((row.cohort_year, row.plan_id), []).append(row.level)
    judge = stats.kendalltau([key[0] for key in means], [sum(each) / len(each) for each in means.values()])
    assert claim.kendall_tau_b == pytest.approx(judge.statistic)
    slope = claim.unadjusted_slope_interval
    assert slope.low < claim.unadjusted_slope < slope.high
    assert (slope.method, slope.confidence_level) == ("t on case means, unadjusted", 0.95)


def test_a_covariate_that_follows_the_cohort_hides_it():
    tables = cohort_tables()
    cases = tuple(
        dataclasses.replace(
            row, covariates={"form": f"form of {row.cohort_year}", "size": str(len(row.plan_id))}
        )
        for row in tables.cases
    )
    tables = dataclasses.replace(tables, cases=cases)
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in trend(tables).reasons
    harmless = dataclasses.replace(QUICK, covariates=("size",))
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED not in trend(tables, harmless).reasons
    hiding = dataclasses.replace(QUICK, covariates=("form",))
    assert Doubt.COHORT_AUDIT_YEAR_ALIASED in trend(tables, hiding).reasons


def made_up(seed=1, design=Design.RETROSPECTIVE, **changed):
    """A small audit whose truth is known: six cohorts of 14, a fall of half a logit a year."""
    small = {"n_cohorts": 6, "n_per_cohort": 14, "n_criteria": 8, "slope": -0.5}
    return simulate(Scenario(name="small", title="Small", **(small | changed)), design, seed)


def test_a_fall_that_is_there_is_found_and_its_size_lies_in_the_interval():
    audit = made_up()
    claim = trend(audit.tables)
    assert (claim.verdict, claim.reasons) == (Verdict.DECLINED, ())
    assert claim.descriptive_interval.low < audit.truth.slope_levels < claim.descriptive_interval.high
    assert claim.beyond_margin
    assert claim.p_value < 0.01  # the years decide, and six of them leave four degrees of freedom


def test_a_rise_is_found_too():
    assert trend(made_up(slope=0.5).tables).verdict == Verdict.IMPROVED


def test_links_tell_a_fall_from_stricter_marking():
    drifting = made_up(design=Design.LINKED, slope=0.0, drift=-0.5)
    assert trend(drifting.tables).verdict != Verdict.DECLINED
    assert trend(drifting.tables).unadjusted_slope_interval.high < 0  # which alone would have said so
    assert trend(made_up(design=Design.LINKED, drift=-0.5).tables).verdict == Verdict.DECLINED


def test_without_links_neither_can_be_told():
    for slope in (0.0, -0.5):
        claim = trend(made_up(design=Design.LIVE, slope=slope, drift=-0.5).tables)
        assert (claim.verdict, claim.reasons) == (Verdict.CANNOT_TELL, (Doubt.COHORT_AUDIT_YEAR_ALIASED,))


def test_a_scale_that_is_used_up_sees_no_change_and_says_so():
    wide = dataclasses.replace(QUICK, margin=0.5)
    flat = made_up(slope=0.0, level_shares=(0.03, 0.07, 0.15, 0.75)).tables
    assert trend(flat, wide).reasons == (Doubt.CEILING,)
    assert trend(made_up(slope=0.0).tables, wide).verdict == Verdict.NO_MEANINGFUL_CHANGE


def test_cases_that_were_drawn_and_not_scored_can_leave_the_answer_open():
    tables = made_up().tables
    unscored = [
        case(f"lost-{year}-{number}", cohort_year=year) for year in range(2018, 2024) for number in range(60)
    ]
    lost = Tables.from_rows(scores=[], cases=unscored)
    claim = trend(dataclasses.replace(tables, cases=tables.cases + lost.cases))
    assert claim.reasons == (Doubt.MISSING_COULD_TURN_IT,)


def test_not_supplied_can_leave_it_open_and_not_applicable_cannot():
    tables = made_up(slope=-0.2, n_cohorts=9, n_per_cohort=20).tables
    assert trend(tables).verdict == Verdict.DECLINED

    def with_reason(reason):
        rows = [
            dataclasses.replace(row, level=None, reason=reason)
            if row.criterion in ("c1", "c01", "c2", "c02", "c3", "c03")
            else row
            for row in tables.scores
        ]
        return dataclasses.replace(tables, scores=tuple(rows))

    assert trend(with_reason("not_applicable")).verdict == Verdict.DECLINED
    assert trend(with_reason("not_supplied")).reasons == (Doubt.MISSING_COULD_TURN_IT,)


def test_an_audit_scored_in_the_order_of_its_years_is_no_answer():
    tables = made_up().tables
    by_year = sorted(tables.cases, key=lambda row: row.cohort_year)
    in_order = {row.case: place for place, row in enumerate(by_year)}
    rows = tuple(dataclasses.replace(row, sequence=in_order[row.case]) for row in tables.scores)
    assert Doubt.SCORED_IN_DATE_ORDER in trend(dataclasses.replace(tables, scores=rows)).reasons
    unknown = tuple(dataclasses.replace(row, sequence=None) for row in tables.scores)
    assert trend(dataclasses.replace(tables, scores=unknown)).verdict == Verdict.DECLINED


@pytest.mark.parametrize("in_date_order", [True, False])
def test_the_order_of_scoring_is_read_from_what_is_given_never_from_the_order_of_rows(in_date_order):
    """One auditor scored each case by date, the other at random: whose row stands first changes nothing."""
    tables = made_up().tables
    by_year = sorted(tables.cases, key=lambda row: row.cohort_year)
    by_date = {row.case: place for place, row in enumerate(by_year)}
    at_random = dict(zip(by_date, random.Random(1).sample(range(len(by_date)), len(by_date)), strict=True))
    first: dict = {}
    for row in tables.scores:
        first.setdefault(row.case, row.rater_id)
    rows = [
        dataclasses.replace(
            row,
            sequence=by_date[row.case]
            if in_date_order and row.rater_id == first[row.case]
            else at_random[row.case],
        )
        for row in tables.scores
    ]
    one, other = (trend(dataclasses.replace(tables, scores=tuple(given))) for given in (rows, rows[::-1]))
    assert one.reasons == other.reasons
    assert (Doubt.SCORED_IN_DATE_ORDER in one.reasons) == in_date_order


def test_a_cohort_of_which_only_reviews_were_scored_is_none_of_first_documents():
    """Reviews have years of their own; the trend over first documents leaves them alone."""
    tables = made_up().tables
    first = tables.cases[0]
    review = dataclasses.replace(first, review_no=1, cohort_year=2035)
    answers = [
        dataclasses.replace(row, review_no=1, cohort_year=2035)
        for row in tables.scores
        if row.case == first.case
    ]
    more = dataclasses.replace(tables, cases=(*tables.cases, review), scores=(*tables.scores, *answers))
    assert trend(more).interval.low == pytest.approx(trend(tables).interval.low)


def in_two_versions(tables, bridges):
    rows = tuple(
        dataclasses.replace(row, rubric_version="1" if row.cohort_year < 2021 else "2")
        for row in tables.scores
    )
    return dataclasses.replace(tables, scores=rows, bridges=tuple(bridges))


def test_versions_of_the_rubric_must_be_bridged():
    tables = made_up().tables
    assert Doubt.VERSIONS_NOT_BRIDGED in trend(in_two_versions(tables, [])).reasons
    names = sorted({row.criterion for row in tables.scores})
    bridges = [
        BridgeRow(from_version="1", from_criterion=name, to_version="2", to_criterion=name, relation="same")
        for name in names
    ]
    assert trend(in_two_versions(tables, bridges)).verdict == Verdict.DECLINED
    assert trend(in_two_versions(tables, bridges)).estimate == pytest.approx(trend(tables).estimate)


def test_cases_chosen_on_purpose_and_reviews_are_in_no_cohort():
    tables = made_up().tables
    claim = trend(tables)
    extra = Tables.from_rows(
        scores=[
            score(f"x{number}", "r01", row.criterion, 4, cohort_year=2023, audit_year=row.audit_year)
            for number in range(5)
            for row in tables.scores[:8]
        ],
        cases=[case(f"x{number}", cohort_year=2023, in_sample=False) for number in range(5)],
    )
    more = dataclasses.replace(tables, scores=tables.scores + extra.scores, cases=tables.cases + extra.cases)
    assert trend(more).estimate == claim.estimate


def test_documents_that_stand_for_more_count_for_more():
    tables = made_up(slope=0.0, n_per_cohort=10).tables
    last = max(row.cohort_year for row in tables.cases)
    heavy = tuple(
        dataclasses.replace(row, weight=3.0 if row.cohort_year == last else 1.0) for row in tables.cases
    )
    assert trend(dataclasses.replace(tables, cases=heavy)).estimate != trend(tables).estimate
    same = tuple(dataclasses.replace(row, weight=7.0) for row in tables.cases)
    assert trend(dataclasses.replace(tables, cases=same)).estimate == trend(tables).estimate


@pytest.mark.parametrize("levels", [(4, 4, 4, 1, 1, 1), (3, 3, 3, 2, 2, 2), (4, 4, 3, 3, 2, 1)])
@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_a_fall_so_steep_that_the_scale_ends_is_never_called_no_change(levels, noise):
    tables = made_up(slope=0.0).tables
    first = min(row.cohort_year for row in tables.cases)
    chance = random.Random(1)
    rows = tuple(
        dataclasses.replace(
            row,
            level=levels[row.cohort_year - first] if chance.random() >= noise else chance.randint(1, 4),
        )
        for row in tables.scores
    )
    claim = trend(dataclasses.replace(tables, scores=rows))
    assert claim.verdict in (Verdict.DECLINED, Verdict.CANNOT_TELL)
    if claim.estimate is not None and noise:
        assert claim.estimate == pytest.approx(claim.unadjusted_slope, rel=0.4)


def test_a_meeting_that_scored_a_document_every_year_is_no_link():
    tables = made_up(design=Design.LIVE).tables
    again = tuple(
        dataclasses.replace(row, audit_year=year, rater_id="meeting", author="meeting")
        for row in tables.scores[:8]
        for year in range(2018, 2024)
        if row.rater_id == tables.scores[0].rater_id
    )
    claim = trend(dataclasses.replace(tables, scores=tables.scores + again))
    assert claim.reasons == (Doubt.COHORT_AUDIT_YEAR_ALIASED,)
