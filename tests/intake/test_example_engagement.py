from datetime import date

import pytest

from audit.domain.agency import Agency
from audit.domain.case_dates import find_faults as find_day_faults
from audit.domain.contribution import Came, complete, find_faults, is_involved
from audit.domain.engagement import RecordedPart, Rules, sum_up
from audit.domain.service import USUAL
from audit.intake.clocks import load_clocks
from audit.intake.example_engagement import example_days, example_parts
from audit.intake.example_quality import on_time_rate, plan_quality

TODAY = date(2026, 11, 23)
RULES = Rules(book=load_clocks(), today=TODAY)


def parts_of(kind: str, year: int, n_plans: int = 150) -> list[RecordedPart]:
    found = []
    services = {service.code: service for service in USUAL}
    for number in range(n_plans):
        plan = plan_quality(2026, f"{year}-{number}", year)
        days = example_days(2026, plan, kind, today=TODAY)
        assert list(find_day_faults(days, today=TODAY)) == []
        for code, part in example_parts(2026, plan, kind, days, today=TODAY).items():
            assert list(find_faults(part, today=TODAY, reasons=["missed_appointment"])) == []
            assert complete(part) == part
            place = {"document": str(number), "kind": kind, "year": year}
            found.append(RecordedPart(service=services[code], part=part, **place))
    return found


@pytest.mark.parametrize("year", [2018, 2026])
def test_advice_is_as_late_as_the_planted_truth_says(year: int):
    own = [each for each in parts_of("plan", year) if each.service.agency is Agency.PSYCHOLOGY]
    on_time = sum_up(own, RULES).on_time
    assert on_time.n_yes / on_time.n_known == pytest.approx(on_time_rate(Agency.PSYCHOLOGY, year), abs=0.08)


def test_some_of_it_is_not_known_refused_or_never_asked():
    found = sum_up(parts_of("plan", 2025), RULES)
    assert found.on_time.n_unknown and found.n_not_asked and found.n_refused and found.n_not_known
    assert found.n_reused and found.on_time.n_excused


def test_reviews_are_attended_and_not_timed():
    parts = parts_of("review", 2025)
    found = sum_up(parts, RULES)
    assert found.attended.n_yes and found.attended.n_no and found.on_time.n_known == 0
    assert all(each.part.came in (None, Came.RECEIVED, Came.NOT_RECEIVED) for each in parts)
    assert any(is_involved(each.part) is False for each in parts)
