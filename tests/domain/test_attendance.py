"""Who was at a meeting, and which agencies the standards call for in vain."""

from audit.domain.agency import Agency
from audit.domain.attendance import Attendee, called_for, count_present, list_absent
from audit.folders import folder
from audit.intake.rubric import read_rubric

RUBRIC = read_rubric((folder("rubrics") / "plan_short_2026.yaml").read_text(encoding="utf-8"))
PRESENT = [Attendee("Jo", Agency.EDUCATION), Attendee("Al", Agency.EDUCATION), Attendee("Bo", Agency.FORUM)]


def test_people_are_counted_by_agency_in_the_order_of_the_agencies() -> None:
    assert count_present(PRESENT) == ((Agency.EDUCATION, 2), (Agency.FORUM, 1))


def test_an_agency_that_the_standards_call_for_and_that_sent_nobody_is_absent() -> None:
    absent = list_absent(RUBRIC, PRESENT)
    assert Agency.HEALTH in absent
    assert Agency.EDUCATION not in absent
    assert set(absent) <= set(called_for(RUBRIC))


def test_nobody_present_means_that_all_are_absent() -> None:
    assert list_absent(RUBRIC, []) == called_for(RUBRIC)
