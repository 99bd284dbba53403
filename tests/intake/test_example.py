from collections import Counter
from datetime import date

import pytest

from audit.domain.case import Basis, Need
from audit.domain.identity import AreaKeys, pseudonymise
from audit.intake.example import FAULTS, example_children, example_workbook
from audit.intake.frame import read_frame

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def reading():
    content = example_workbook(7, today=TODAY)
    return read_frame(content, "exampleshire.xlsx", basis=Basis.FIRST_PLANS, today=TODAY)


def test_the_workbook_is_the_same_for_the_same_seed():
    once, again = (example_workbook(7, today=TODAY, n_children=300) for _ in range(2))
    assert once == again
    assert example_workbook(8, today=TODAY, n_children=300) != once


def test_it_comes_through_the_same_door_as_a_councils_file(reading):
    n_refused = sum(FAULTS[fault] for fault in FAULTS if fault.endswith(("_id", "_plan_date")))
    assert reading.n_rows == 4000
    assert len(reading.refused) == n_refused
    assert len(reading.accepted) == 4000 - n_refused


def test_each_planted_fault_is_found(reading):
    reasons = Counter((problem.column, problem.reason.split(":")[0]) for problem in reading.warnings)
    assert reasons == {
        ("Date of birth", "The date of birth is missing, so the age is not known."): FAULTS["no_birth_date"],
        (
            "Date of birth",
            "The date of birth is after the date of the document.",
        ): FAULTS["birth_date_after_plan"],
        ("SEN primary need", "The primary need is missing."): FAULTS["no_need"],
        (
            "SEN primary need",
            "The code is not in the list of codes, so it counts as not known.",
        ): FAULTS["need_outside_list"],
        ("UPN", "The UPN does not have the form of one"): FAULTS["bad_upn"],
        (
            "Date updated EHC plan issued",
            "The plan was updated before it was first issued.",
        ): FAULTS["updated_before_initial"],
    }


def test_there_are_nine_cohorts_that_grow(reading):
    cohorts = Counter(plan.cohort_year for plan in reading.accepted)
    assert sorted(cohorts) == list(range(2018, 2027))
    assert cohorts[2025] > 1.4 * cohorts[2018] > 200


def test_needs_stand_in_realistic_shares(reading):
    needs = Counter(plan.need for plan in reading.accepted)
    assert needs[Need.ASD] / 4000 == pytest.approx(0.33, abs=0.03)
    assert needs[Need.SLCN] / 4000 == pytest.approx(0.20, abs=0.03)


def test_no_plan_passes_today_and_nobody_is_over_25():
    early = date(2026, 2, 1)
    children = example_children(7, today=early, n_children=500)
    future = [child for child in children if isinstance(child.initial, date) and child.initial > early]
    assert len(future) == FAULTS["future_plan_date"]
    assert all((early - child.born).days < 26 * 365 for child in children if child.born)


def test_every_age_band_but_the_oldest_is_met(reading):
    keys = AreaKeys({1: b"x" * 32})
    bands = Counter(pseudonymise(plan, keys).age_band for plan in reading.accepted)
    assert set(bands) >= {"under_5", "5_to_10", "11_to_15", "16_to_19"}


def test_every_pupil_number_is_plainly_made_up():
    assert all(child.upn.startswith("Z000") for child in example_children(7, today=TODAY) if child.upn)
