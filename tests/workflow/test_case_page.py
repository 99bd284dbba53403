"""One case as its lead sees it, and what is under way about it."""

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import NotAllowed
from audit.domain.case import Flag
from audit.store.case import AuditCase
from audit.store.trail import Event, EventDetail
from audit.workflow.case_page import flag_case, list_round_cases, show_case
from audit.workflow.editing import Stale


@pytest.fixture
def place(lead: Lead) -> dict[str, str]:
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(3))
    lead.draw(audit_round, total=3)
    with lead.reading() as session:
        case = list_round_cases(session, lead.cast.actor("Lee"), round_key=audit_round.key)[0]
    return {"round_key": audit_round.key, "case_key": case.key}


def flag(lead: Lead, place: dict[str, str], *flags: Flag, version: int = 1) -> AuditCase:
    with lead.writing() as session:
        return flag_case(session, lead.cast.actor("Lee"), **place, version=version, flags=flags)


def test_a_flag_is_kept_with_what_was_before(lead: Lead, place):
    flag(lead, place, Flag.COMPLAINT)
    flag(lead, place, Flag.OMBUDSMAN, Flag.APPEAL, version=2)
    with lead.reading() as session:
        page = show_case(session, lead.cast.actor("Lee"), **place)
        details = session.scalars(sa.select(EventDetail).order_by(EventDetail.row_id.desc())).first().details
    assert page.case.flags == ["appeal", "ombudsman"]
    assert details == {"before": ["complaint"], "now": ["appeal", "ombudsman"]}


def test_an_older_page_is_stale_and_a_double_submit_writes_once(lead: Lead, place):
    flag(lead, place, Flag.APPEAL)
    flag(lead, place, Flag.APPEAL)
    with pytest.raises(Stale):
        flag(lead, place)
    with lead.reading() as session:
        assert session.scalars(sa.select(Event.verb)).all().count("case_flagged") == 1


def test_flags_of_the_list_come_with_the_case(lead: Lead):
    audit_round = lead.plan("Flagged")
    text = b"own_id,plan_date,flags\r\n1,01/02/2024,appeal; complaint\r\n"
    lead.bring_in(audit_round, text)
    lead.draw(audit_round, total=1)
    with lead.reading() as session:
        (case,) = list_round_cases(session, lead.cast.actor("Lee"), round_key=audit_round.key)
    assert case.flags == ["appeal", "complaint"]


def test_an_auditor_has_no_such_page(lead: Lead, place):
    with pytest.raises(NotAllowed), lead.reading("Ama") as session:
        show_case(session, lead.cast.actor("Ama"), **place)
