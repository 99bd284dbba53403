"""What stands beside the main figures is said with its n, its interval and its method, or as not known."""

from dataclasses import replace

from sample_content import make_content

from audit.domain.findings import Agreement, Claim, Verdict
from audit.reporting.companion_rows import PAIR_HEADINGS, agreement_rows, pair_rows, trend_rows
from audit.reporting.render import render_html

FINDINGS = make_content(60).findings


def test_agreement_says_its_n_its_interval_and_its_method():
    ac2, kappa, icc = (value for _, value in agreement_rows(FINDINGS.agreement))
    assert ac2 == "0.80 (0.74 to 0.86; bootstrap by case, 95%); 20 cases"
    assert kappa == "0.57 (0.43 to 0.68; bootstrap by case, 95%); 6 pairs"
    assert icc == "cannot tell"


def test_what_could_not_be_found_says_so():
    nothing = Agreement(n_cases=0, n_raters=0, n_pairs=0)
    assert {value for _, value in agreement_rows(nothing)} == {"cannot tell"}
    claim = Claim(verdict=Verdict.CANNOT_TELL)
    assert (trend_rows(claim, claim), pair_rows(claim)) == ([], [])


def test_trends_say_their_p_and_how_it_was_found():
    share, groups, slope, page = (
        value for _, value in trend_rows(FINDINGS.cohort_trend, FINDINGS.review_trend)
    )
    assert share == "z = −1.20, p = 0.230 (normal approximation); 43% good or better"
    assert groups == "H = 5.12, p = 0.163 (chi-squared approximation); 60 cases"
    assert slope == "−0.040 levels a year (−0.100 to 0.020; Sen, on case means, unadjusted, 95%); 60 cases"
    assert page == "L = 133.5, z = 3.02, p = 0.002 (exact); 10 plans with 3 documents each"


def test_years_read_back_from_stored_findings_are_whole_numbers():
    stored = type(FINDINGS).from_dict(FINDINGS.as_dict())
    rows = pair_rows(stored.cohort_trend)
    assert all(len(row) == len(PAIR_HEADINGS) and "." not in row[0] for row in rows)


def test_stored_findings_of_before_these_figures_can_still_be_read():
    stored = FINDINGS.as_dict()
    for name in ("gwet_ac2", "mean_weighted_kappa", "icc_agreement_single"):
        del stored["agreement"][name], stored["agreement"][f"{name}_interval"]
    del stored["agreement"]["n_rater_pairs"], stored["agreement"]["n_icc_cases"]
    for claim in ("cohort_trend", "review_trend", "pathway", "hypothesis"):
        del stored[claim]["companions"], stored[claim]["page_l"]
    read = type(FINDINGS).from_dict(stored)
    assert (read.cohort_trend.companions, read.review_trend.page_l, read.agreement.gwet_ac2) == (None,) * 3


def test_the_report_prints_them_and_leaves_out_what_is_not_there():
    content = make_content(60)
    html = render_html(content)
    assert "Gwet’s AC2" in html
    assert "Pairs of years, Dunn’s test" in html
    plain = replace(FINDINGS, cohort_trend=replace(FINDINGS.cohort_trend, companions=None))
    assert "Pairs of years" not in render_html(replace(content, findings=plain))
