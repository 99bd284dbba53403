from datetime import date

from audit.domain.agency import Agency
from audit.domain.case_dates import Days
from audit.domain.contribution import Came, Part
from audit.domain.engagement import (
    Count,
    RecordedCase,
    RecordedPart,
    Rules,
    count_limits,
    merge_services,
    sum_up,
)
from audit.domain.service import list_services
from audit.intake.clocks import load_clocks

RULES = Rules(book=load_clocks(), today=date(2026, 11, 23))
SERVICES = {service.code: service for service in list_services()}
ASKED, IN_TIME, LATE = date(2026, 1, 5), date(2026, 2, 16), date(2026, 2, 17)
GOOD = Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=IN_TIME, used=True)
TARDY = Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=LATE)


def recorded(
    part: Part, service: str = "paediatrics", document: str = "1", kind: str = "plan"
) -> RecordedPart:
    return RecordedPart(document=document, service=SERVICES[service], kind=kind, year=2026, part=part)


def test_only_who_was_asked_is_counted_and_what_is_not_known_stands_apart():
    found = sum_up(
        [recorded(part) for part in (GOOD, TARDY, Part(sought=True), Part(sought=False), Part())], RULES
    )
    assert found.on_time == Count(n_yes=1, n_no=1, n_unknown=1, n_documents=1)
    assert found.received == Count(n_yes=2, n_unknown=1, n_documents=1)
    assert found.contributed == Count(n_yes=2, n_unknown=1, n_documents=1)
    assert (found.n_not_asked, found.n_asked_unknown, found.n_cases) == (1, 1, 1)


def test_what_the_law_excuses_is_counted_beside_the_share():
    excused = Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=LATE, excuse="away")
    assert sum_up([recorded(GOOD), recorded(excused)], RULES).on_time == Count(
        n_yes=1, n_excused=1, n_documents=1
    )


def test_attendance_counts_only_those_who_were_invited():
    parts = (Part(invited=True, attended=True), Part(invited=True, attended=False), Part(invited=False))
    found = sum_up([recorded(part, kind="review") for part in parts], RULES)
    assert found.attended == Count(n_yes=1, n_no=1, n_documents=1)
    assert found.n_not_asked == 1
    assert found.on_time == Count(n_documents=0)


def test_the_interval_is_wilsons():
    # 81 of 263: Newcombe 1998, table I, method 3.
    interval = Count(n_yes=81, n_no=182).interval
    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)
    assert Count(n_unknown=5).interval is None


def test_many_services_of_few_documents_tell_no_more_than_the_documents():
    one_each, three_each = Count(20, 10), Count(60, 30, n_documents=30)
    assert one_each.interval == three_each.interval
    assert Count(60, 30).interval != three_each.interval


def test_one_late_service_makes_its_agency_late_and_one_unknown_leaves_it_open():
    def health(*parts: Part) -> bool | None:
        services = ("paediatrics", "speech_language", "camhs")
        (found,) = merge_services(map(recorded, parts, services), RULES)
        assert found.agency is Agency.HEALTH
        return found.on_time

    assert health(GOOD, GOOD) is True
    assert health(GOOD, TARDY) is False
    assert health(GOOD, Part(sought=True)) is None
    assert health(GOOD, Part(sought=False)) is True
    # fewer records must not make more agencies late: one unknown part leaves the agency's open either way
    assert health(TARDY, Part(sought=True)) is None


def test_one_service_that_came_speaks_for_its_agency():
    came, away = Part(invited=True, attended=True), Part(invited=True, attended=False)
    (found,) = merge_services([recorded(came), recorded(away, "camhs")], RULES)
    assert found.attended is True and found.requested is True and found.on_time is None
    unknown = Part(invited=True)
    (found,) = merge_services([recorded(came), recorded(unknown, "camhs")], RULES)
    assert found.attended is None
    (found,) = merge_services([recorded(Part(invited=False)), recorded(Part(), "camhs")], RULES)
    assert found.requested is None


def test_limits_of_cases_are_counted_by_their_key():
    kept = Days(request_on=ASKED, final_on=date(2026, 5, 25))
    cases = [RecordedCase(document="1", kind="plan", year=2026, days=kept)]
    cases.append(RecordedCase(document="2", kind="plan", year=2026, days=Days()))
    assert count_limits(cases, RULES)["final_20_weeks"] == Count(n_yes=1, n_unknown=1, n_documents=1)
