import pytest

from audit.domain.agency import Agency
from audit.domain.service import Service, ServiceFault, list_services, parse_services
from audit.domain.words import AGENCIES


def test_services_are_typed_one_a_line_with_their_agency():
    assert parse_services("Dietetics, Health\n\nSensory support, education", AGENCIES) == (
        Service("own_dietetics", "Dietetics", Agency.HEALTH),
        Service("own_sensory_support", "Sensory support", Agency.EDUCATION),
    )


def test_a_service_that_is_known_keeps_its_code():
    known = [Service("own_diet", "Dietetics", Agency.HEALTH)]
    assert parse_services("dietetics, social care", AGENCIES, known)[0].code == "own_diet"


@pytest.mark.parametrize(
    "text",
    ["Dietetics", "Dietetics, Moon", ", Health", "CAMHS, Health", "Speech language, Health", "!!, Health"],
)
def test_a_line_that_names_no_new_service_is_refused_with_its_number(text: str):
    with pytest.raises(ServiceFault, match="Line 2"):
        parse_services(f"Play therapy, Health\n{text}", AGENCIES)


def test_added_services_come_after_the_usual_ones():
    added = {"code": "own_x", "name": "X", "agency": "health"}
    assert list_services([added])[-1] == Service("own_x", "X", Agency.HEALTH)
    assert len({service.code for service in list_services()}) == 10
