"""Draw, share out and open in one step: what the page says comes true, and a fault leaves nothing behind."""

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list
from sqlalchemy.exc import IntegrityError

from audit.domain.access import Conflict
from audit.domain.sampling import How
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.frame import FrameEntry
from audit.store.panel import Assignment, Interest
from audit.workflow.editing import Stale
from audit.workflow.one_step import (
    NO_LIST,
    NO_PANEL,
    NONE_LEFT,
    Choice,
    OneStep,
    draw_share_and_open,
    show_one_step,
)
from audit.workflow.same_again import copy_round

CHOICE = Choice(seed=2026, total=12, double_share=0.25)


def look(lead: Lead, audit_round: AuditRound, choice: Choice = CHOICE) -> OneStep:
    with lead.reading() as session:
        return show_one_step(session, lead.cast.actor("Lee"), round_key=audit_round.key, choice=choice)


def go(
    lead: Lead, audit_round: AuditRound, choice: Choice = CHOICE, version: int | None = None
) -> AuditRound:
    version = lead.version_of(audit_round) if version is None else version
    with lead.writing() as session:
        return draw_share_and_open(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, version=version, choice=choice
        )


@pytest.fixture
def ready(lead: Lead) -> AuditRound:
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60, extra=("EHC90000,14/03/2023,,,ASD,primary,thematic,",)))
    lead.join(audit_round, "Ama", "Chidi", "Dana")
    return audit_round


def test_who_the_page_says_would_score_how_many_then_does(lead: Lead, ready: AuditRound):
    page = look(lead, ready)
    assert page.can_go
    assert page.sample is not None
    opened = go(lead, ready)
    assert opened.status == RoundStatus.OPEN
    with lead.reading() as session:
        cases = session.scalars(sa.select(AuditCase)).all()
        given = list(session.scalars(sa.select(Assignment)))
    assert len(cases) == page.sample.n_cases == 13
    assert sum(case.double_marked for case in cases) == page.n_double == 4
    held = {share.member.membership.person_id: share.n_cases for share in page.shares}
    assert held == {person: sum(row.person_id == person for row in given) for person in held}


def test_a_case_that_somebody_must_not_score_goes_to_others_on_the_page_as_well(
    lead: Lead, ready: AuditRound
):
    area_id, ama = lead.cast.area.row_id, lead.cast.people["Ama"].row_id
    with lead.writing() as session:
        for own_hash in session.scalars(sa.select(FrameEntry.own_hash)).all():
            session.add(Interest(area_id=area_id, person_id=ama, own_hash=own_hash))
    page = look(lead, ready)
    assert {s.member.membership.person.name: s.n_cases for s in page.shares}["Ama"] == 0
    go(lead, ready)
    with lead.reading() as session:
        assert ama not in set(session.scalars(sa.select(Assignment.person_id)))


def test_what_is_missing_is_said_and_nothing_is_done(lead: Lead):
    audit_round = lead.plan()
    assert look(lead, audit_round).missing == [NO_LIST, NO_PANEL]
    with pytest.raises(Conflict, match="Upload the list"):
        go(lead, audit_round)
    lead.bring_in(audit_round, make_list(3))
    assert look(lead, audit_round).missing == [NO_PANEL]


def test_cases_that_nobody_could_score_stop_it(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))
    lead.join(audit_round, "Ama", most_cases=3)
    page = look(lead, audit_round)
    assert page.missing == ["9 of the cases would have nobody to score them. Add people to the panel."]
    with pytest.raises(Conflict, match="9 of the cases"):
        go(lead, audit_round)
    with lead.reading() as session:
        assert session.scalars(sa.select(AuditCase)).all() == []


def test_a_list_that_is_used_up_says_so(lead: Lead):
    lead.open(lead.prepare(total=60))
    audit_round = lead.plan("Second")
    lead.bring_in(audit_round, make_list(60))
    lead.join(audit_round, "Ama")
    assert look(lead, audit_round).missing == [NONE_LEFT]


def test_fewer_than_wanted_is_said_and_does_not_stop_it(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(8))
    lead.join(audit_round, "Ama")
    page = look(lead, audit_round)
    assert page.shortfalls[0] == "12 cases were wanted, but only 8 can be drawn."
    assert any("two people from different agencies" in said for said in page.shortfalls)
    assert page.can_go


def test_a_fault_in_the_last_step_leaves_nothing_of_the_first(lead: Lead, ready: AuditRound):
    with lead.sessions.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER no_opening BEFORE UPDATE ON audit_round WHEN NEW.status = 'open'"
            " BEGIN SELECT RAISE(ABORT, 'not now'); END"
        )
    version = lead.version_of(ready)
    with lead.writing() as session, pytest.raises(IntegrityError, match="not now"):
        draw_share_and_open(
            session, lead.cast.actor("Lee"), round_key=ready.key, version=version, choice=CHOICE
        )
        # Even if whoever asked went on and kept the rest of their transaction.
    with lead.reading() as session:
        assert session.get_one(AuditRound, ready.row_id).status == RoundStatus.PLANNED
        assert session.scalars(sa.select(AuditCase)).all() == []


def test_a_double_submit_opens_once_and_an_old_page_opens_nothing(lead: Lead, ready: AuditRound):
    with pytest.raises(Stale):
        go(lead, ready, version=1)
    assert go(lead, ready).row_id == go(lead, ready).row_id
    with pytest.raises(Conflict):
        go(lead, ready, Choice(seed=1))


def test_numbers_chosen_by_hand_are_taken_over_as_far_as_the_list_goes(lead: Lead):
    first = lead.plan()
    lead.bring_in(first, make_list(60))
    lead.draw(first, how=How.BY_HAND, by_hand={("2022",): 2, ("2023",): 1})
    lead.join(first, "Ama")
    with lead.writing() as session:
        again = copy_round(
            session,
            lead.cast.actor("Lee"),
            key=first.key,
            title="Again",
            audit_year=2026,
            audit_month=12,
            due_on=None,
            meets_on=None,
            reminds=True,
        )
    lead.bring_in(again, make_list(60))
    page = look(lead, again, Choice(seed=5))
    assert page.sample is not None
    assert {line.stratum: line.n_drawn for line in page.sample.lines} == {
        ("2022",): 2,
        ("2023",): 1,
        ("2024",): 0,
    }
