from datetime import date

from audit.domain.case import NEED_NAMES, Basis, FrameEntry, ListedPlan, Need, bases_of


def test_what_points_to_a_child_is_never_printed():
    day = date(2024, 3, 1)
    plan = ListedPlan(2, "OWN-77", day, 0, upn="Z999", birth_on=date(2015, 2, 3), locator="OWN-77")
    assert "OWN-77" not in repr(plan)
    assert "Z999" not in repr(plan)
    assert "2015" not in repr(plan)
    assert "OWN-77" not in repr(FrameEntry("ab", 1, 2, 2024, locator="OWN-77"))


def test_the_cohort_is_the_calendar_year_of_the_plan():
    assert ListedPlan(2, "1", date(2023, 12, 31), 0).cohort_year == 2023


def test_every_need_has_a_name():
    assert set(NEED_NAMES) == set(Need)


def test_only_plans_are_told_apart_into_first_ones_and_those_in_force():
    assert bases_of("plan") == (Basis.FIRST_PLANS, Basis.PLANS_IN_FORCE)
    assert bases_of("review") == bases_of("early_help_plan") == (Basis.DOCUMENTS,)
