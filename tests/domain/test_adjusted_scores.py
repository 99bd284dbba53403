import dataclasses

import numpy as np
import pytest

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.hypothesis import analyse
from audit.domain.scenario import Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate

QUICK = AnalysisPlan(bootstrap_draws=100)


def made_up(seed=1, design=Design.RETROSPECTIVE, **changed):
    small = {"n_cohorts": 4, "n_per_cohort": 15, "n_criteria": 10, "severity_deviation": 1.0}
    return simulate(Scenario(name="small", title="Small", **(small | changed)), design, seed)


def test_who_is_stricter_is_found_and_severities_add_up_to_nothing():
    audit = made_up()
    raters = analyse(audit.tables, QUICK).raters
    found = np.array([rater.severity for rater in raters])
    true = np.array([audit.truth.severities[rater.rater_id] for rater in raters])
    assert found.sum() == pytest.approx(0, abs=1e-9)
    assert np.corrcoef(found, true)[0, 1] > 0.95
    inside = [
        rater.severity_interval.low <= value <= rater.severity_interval.high
        for rater, value in zip(raters, true, strict=True)
    ]
    assert sum(inside) >= len(inside) - 1


def test_what_little_is_known_of_somebody_is_drawn_towards_the_average():
    for rater in analyse(made_up().tables, QUICK).raters:
        assert abs(rater.severity_shrunken) < abs(rater.severity)
        assert rater.severity_shrunken * rater.severity > 0


def test_a_cohort_marked_by_the_strict_is_set_right():
    audit = made_up(seed=5)
    strict = max(audit.truth.severities, key=lambda name: audit.truth.severities[name])
    # of the last cohort only what the strictest rater and one other said is kept
    last = max(audit.truth.cohort_means)
    kept = tuple(row for row in audit.tables.scores if row.cohort_year != last or row.rater_id == strict)
    findings = analyse(dataclasses.replace(audit.tables, scores=kept), QUICK)
    cohort = findings.cohorts[-1]
    true = audit.truth.cohort_means[last]
    assert abs(cohort.adjusted_mean - true) < abs(cohort.mean - true)
    assert cohort.adjusted_interval.low < true < cohort.adjusted_interval.high
    assert "adjusted to the average rater" in cohort.adjusted_interval.method


def test_raters_of_years_without_a_link_are_not_compared():
    tables = made_up(design=Design.LIVE).tables
    apart = tuple(
        dataclasses.replace(row, rater_id=f"{row.rater_id}-{row.audit_year}") for row in tables.scores
    )
    findings = analyse(dataclasses.replace(tables, scores=apart), QUICK)
    assert all(rater.severity is None for rater in findings.raters)


def test_one_rater_alone_has_nobody_to_be_compared_with():
    tables = made_up().tables
    alone = tuple(row for row in tables.scores if row.rater_id == "r01")
    findings = analyse(dataclasses.replace(tables, scores=alone), QUICK)
    assert findings.raters[0].severity is None
    assert findings.cohorts[0].adjusted_mean == pytest.approx(findings.cohorts[0].mean)
