"""What the lead sees first. The days are counted from a Monday in November."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from builders import build_round, score_case
from cast import Cast, let_lead
from round_steps import TODAY, Lead, make_lead

from audit.domain.access import Actor, NotAllowed
from audit.domain.alert import AlertKind, AlertStatus
from audit.domain.case import Stage
from audit.store.alert import Alert
from audit.store.audit_round import AuditRound, Programme
from audit.store.case import AuditCase
from audit.store.correction import Correction, CorrectionStatus
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.sessions import Sessions
from audit.workflow.morning import Morning, show_morning


@pytest.fixture
def lead(sessions: Sessions, cast: Cast, tmp_path) -> Lead:
    return make_lead(sessions, cast, tmp_path / "keys")


def look(lead: Lead, name: str = "Lee") -> Morning:
    with lead.reading(name) as session:
        return show_morning(session, lead.cast.actor(name), today=TODAY)


def change(lead: Lead, model: type, **values: object) -> None:
    with lead.writing() as session:
        for row in session.scalars(sa.select(model)):
            for name, value in values.items():
                setattr(row, name, value)


def test_a_new_area_has_a_quiet_morning(lead: Lead):
    morning = look(lead)
    assert morning.is_quiet
    assert morning.year is None


def test_an_open_round_shows_each_agencys_sheets_and_the_days_left(lead: Lead):
    audit_round = lead.open(lead.prepare())
    change(lead, AuditRound, due_on=TODAY + timedelta(days=3), meets_on=TODAY + timedelta(days=7))
    lead.submit_sheets(4)
    [running] = look(lead).running
    assert running.audit_round.key == audit_round.key
    assert (running.n_submitted, running.days_left, running.days_to_meeting) == (4, 3, 7)
    assert {each.group for each in running.agencies} == {"education", "health", "social_care"}
    assert sum(each.n_given - each.n_submitted for each in running.agencies) == running.n_given - 4


def test_draft_documents_that_wait_for_a_score_are_named(lead: Lead):
    lead.open(lead.prepare())
    with lead.writing() as session:
        for case in session.scalars(sa.select(AuditCase).where(AuditCase.number.in_([2, 5]))):
            case.stage = Stage.DRAFT
    assert [case.number for case in look(lead).running[0].drafts] == [2, 5]
    lead.submit_sheets()
    assert look(lead).running[0].drafts == []


def test_a_round_that_is_not_open_is_being_prepared(lead: Lead):
    lead.plan("December plans")
    morning = look(lead)
    assert [each.title for each in morning.preparing] == ["December plans"]
    assert morning.running == []


def test_an_alert_stays_on_the_page_until_it_is_answered(lead: Lead):
    lead.open(lead.prepare())
    with lead.writing() as session:
        case = session.scalars(sa.select(AuditCase).where(AuditCase.number == 3)).one()
        session.add(
            Alert(
                case_id=case.row_id,
                kind=AlertKind.SAFEGUARDING,
                raised_by_id=lead.cast.people["Ama"].row_id,
            )
        )
    assert [alert.case.number for alert in look(lead).alerts] == [3]
    change(lead, Alert, status=AlertStatus.SEEN)
    assert len(look(lead).alerts) == 1
    change(lead, Alert, status=AlertStatus.ANSWERED)
    assert look(lead).alerts == []


def test_corrections_are_counted_as_overdue_answered_and_open(lead: Lead):
    lead.open(lead.prepare())
    yesterday = TODAY - timedelta(days=1)
    rows = [
        (CorrectionStatus.OPEN, yesterday),
        (CorrectionStatus.OPEN, TODAY),
        (CorrectionStatus.REPLIED, yesterday),
        (CorrectionStatus.DONE, yesterday),
    ]
    with lead.writing() as session:
        case = session.scalars(sa.select(AuditCase).limit(1)).one()
        session.add_all(Correction(case_id=case.row_id, status=status, due_on=due) for status, due in rows)
    morning = look(lead)
    assert (morning.n_overdue, morning.n_to_accept, morning.n_open) == (2, 1, 3)


def test_the_next_board_date_is_the_first_that_has_not_gone_by(lead: Lead):
    lead.plan()
    change(lead, Programme, board_dates=["2027-02-01", "2026-11-22", "2026-12-14"])
    year = look(lead).year
    assert year is not None
    assert year.next_board_on == date(2026, 12, 14)
    assert year.kinds == ()


def test_a_case_that_is_all_in_and_differs_is_ready_for_the_panel(sessions: Sessions, cast: Cast):
    given = {1: {"Ama": "whole", "Ben": "whole"}, 2: {"Ama": "whole", "Ben": "whole"}}
    built = build_round(sessions, cast, shared_out=given, rubric_name="plan_short_2026")
    for number, name, level in ((1, "Ama", 1), (1, "Ben", 4), (2, "Ama", 1)):
        score_case(sessions, cast, built, number, name, level=level)
    assert ready(sessions, cast.actor("Lee")) == [1]


def test_a_lead_who_still_has_to_score_a_case_is_not_told_that_others_differ(sessions: Sessions, cast: Cast):
    given = {1: {"Ama": "whole", "Ben": "whole", "Chidi": "whole"}}
    built = build_round(sessions, cast, shared_out=given, rubric_name="plan_short_2026")
    for name, level in (("Ama", 1), ("Ben", 4)):
        score_case(sessions, cast, built, 1, name, level=level)
    assert ready(sessions, let_lead(sessions, cast, "Chidi")) == []


def ready(sessions: Sessions, actor: Actor) -> list[int]:
    """The numbers of the cases that the panel can talk about."""
    with sessions.reading(actor) as session:
        return [case.number for case in show_morning(session, actor, today=TODAY).running[0].ready]


@pytest.mark.parametrize("name", ["Ama", "Pat", "Max"])
def test_the_morning_is_the_leads(lead: Lead, name: str):
    with pytest.raises(NotAllowed):
        look(lead, name)


def test_a_case_whose_whole_scorer_handed_it_back_is_said_to_need_somebody(sessions: Sessions, cast: Cast):
    given = {1: {"Ama": "whole", "Chidi": "health"}, 2: {"Ama": "whole"}, 3: {"Ben": "whole"}}
    build_round(sessions, cast, shared_out=given, rubric_name="plan_short_2026")
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        for row in session.scalars(sa.select(Assignment).join(Assignment.case).where(AuditCase.number < 3)):
            if row.lens == "whole":
                row.status = AssignmentStatus.HANDED_BACK
    with sessions.reading(lee) as session:
        running = show_morning(session, lee, today=TODAY).running[0]
    assert [case.number for case in running.needs] == [1, 2]
