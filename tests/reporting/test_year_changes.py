"""What changed between years besides the documents is named, and nobody by name."""

from dataclasses import replace

from audit.domain.analysis_plan import AnalysisPlan
from audit.reporting.year_changes import YearFacts, list_changes

BEFORE = YearFacts(
    audit_year=2025,
    standards="Plans, version 1",
    list_of="first plans",
    people=frozenset({"ama", "ben", "chidi"}),
    agencies=frozenset({"Education", "Health"}),
    plan=AnalysisPlan(),
)
AFTER = replace(BEFORE, audit_year=2026)


def changes(**changed):
    return list_changes([BEFORE, replace(AFTER, **changed)])


def test_nothing_is_said_where_nothing_changed():
    assert changes() == ()
    assert list_changes([BEFORE]) == list_changes([]) == ()


def test_other_standards_and_another_list_are_named():
    assert changes(standards="Plans, version 2", list_of="plans in force") == (
        "The standards changed between 2025 and 2026: Plans, version 1; then Plans, version 2.",
        "The list changed between 2025 and 2026: first plans; then plans in force.",
    )


def test_two_versions_within_a_year_are_named():
    (said,) = list_changes([BEFORE, replace(BEFORE, standards="Plans, version 2")])
    assert said.startswith("In 2025 more than one version of the standards was used")


def test_new_people_are_counted_and_never_named():
    (said,) = changes(people=frozenset({"ama", "fay", "dana"}))
    assert said == "Of 3 people who scored in 2026, 2 had not scored in 2025."


def test_agencies_that_came_and_went_are_named():
    assert changes(agencies=frozenset({"Education", "Social care"})) == (
        "Took part in 2025 and not in 2026: Health.",
        "Took part in 2026 and not in 2025: Social care.",
    )


def test_another_analysis_plan_is_named_with_both_values():
    assert changes(plan=AnalysisPlan(margin=None, alpha=0.1)) == (
        "The analysis plan of 2026 differs from that of 2025: change that matters not decided, before 0.05 "
        "levels a year and chance of a false alarm 10%, before 5%.",
    )


def test_scores_of_a_past_audit_are_named():
    (said,) = changes(is_imported=True)
    assert said.startswith("Scores of 2026 were brought in from a past audit.")
