from datetime import date

import pytest
import sqlalchemy as sa
from builders import build_round

from audit.domain.contribution import Part
from audit.workflow.contributions import ToldPart, save_advice, show_advice
from audit.workflow.editing import Refused, Stale
from audit.workflow.services import change_services, get_services

TODAY = date(2026, 11, 23)


def change(sessions, cast, services: str = "", closures: str = "", version: int = 1):
    adi = cast.actor("Adi")
    with sessions.writing(adi) as session:
        return change_services(session, adi, services=services, closures=closures, version=version)


def test_an_area_adds_its_own_services_and_the_days_on_which_schools_are_closed(sessions, cast):
    change(sessions, cast, "Dietetics, Health", "23 July 2026 to 1 September 2026")
    built = build_round(sessions, cast)
    place = {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
    with sessions.reading(cast.actor("Lee")) as session:
        page = show_advice(session, cast.actor("Lee"), **place, today=TODAY)
    assert page.lines[-1].service.name == "Dietetics"
    assert page.rules.closures[0].is_long
    with sessions.reading(cast.outsider) as session:
        assert session.scalars(sa.select(type(cast.area))).one().services == []


def test_a_services_name_turns_no_page_around(sessions, cast):
    change(sessions, cast, "Diet\u202eetics, Health")
    with sessions.reading(cast.actor("Adi")) as session:
        (service,) = get_services(session, cast.actor("Adi")).services
    assert (service["name"], service["code"]) == ("Dietetics", "own_dietetics")


def test_a_service_of_which_something_is_recorded_stays(sessions, cast):
    change(sessions, cast, "Dietetics, Health")
    built = build_round(sessions, cast)
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
    with sessions.writing(lee) as session:
        told = [ToldPart("own_dietetics", Part(sought=True), 0)]
        save_advice(session, lee, **place, told=told, today=TODAY)
    for services in ("", "Dietetics, Education"):
        with pytest.raises(Refused, match="Something is recorded for Dietetics"):
            change(sessions, cast, services, version=2)
    change(sessions, cast, "Dietetics, Health\nPlay therapy, Health", version=2)
    change(sessions, cast, "Dietetics, Health\nPlay therapy, Education", version=3)


@pytest.mark.parametrize(
    ("closures", "why"),
    [
        ("July", "write two days"),
        ("1/9/2026 to 23/7/2026", "must come after"),
        ("1/1/2026 to 1/1/2027", "120 days or shorter"),
        ("30/12/9999 to 31/12/9999", "enter years"),
    ],
)
def test_a_closure_that_cannot_be_is_refused_with_its_line(sessions, cast, closures: str, why: str):
    with pytest.raises(Refused, match=f"Line 1: .*{why}"):
        change(sessions, cast, closures=closures)


def test_a_stale_save_is_refused_and_the_same_again_is_no_news(sessions, cast):
    change(sessions, cast, "Dietetics, Health")
    change(sessions, cast, "Dietetics, Health")
    with pytest.raises(Stale):
        change(sessions, cast, "Play therapy, Health")
    with sessions.reading(cast.actor("Adi")) as session:
        assert len(get_services(session, cast.actor("Adi")).services) == 1
