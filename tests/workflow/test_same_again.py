"""Same again: what the copy of a round takes over, and what it does not."""

from datetime import date

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import Conflict, MembershipStatus, NotAllowed, NotFound
from audit.domain.case import ChosenBy
from audit.store.account import Membership
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.frame import Locator
from audit.store.panel import PanelMember
from audit.store.panel_rows import list_members
from audit.workflow.one_step import Choice, draw_share_and_open
from audit.workflow.same_again import Copy, copy_round, suggest_copy

TODAY = date(2026, 11, 23)


def suggest(lead: Lead, audit_round: AuditRound, today: date = TODAY) -> Copy:
    with lead.reading() as session:
        return suggest_copy(session, lead.cast.actor("Lee"), key=audit_round.key, today=today)


def copy(lead: Lead, audit_round: AuditRound, request_key: str | None = None) -> AuditRound:
    with lead.writing() as session:
        return copy_round(
            session,
            lead.cast.actor("Lee"),
            key=audit_round.key,
            title="December plans",
            audit_year=2026,
            audit_month=12,
            due_on=date(2026, 12, 30),
            meets_on=None,
            reminds=True,
            request_key=request_key,
        )


def test_the_copy_is_suggested_for_the_month_after_with_its_dates_moved_on(lead: Lead):
    first = lead.plan(due_on=date(2026, 11, 30), meets_on=date(2026, 12, 4))
    found = suggest(lead, first)
    assert (found.title, found.audit_year, found.audit_month) == ("December plans", 2026, 12)
    assert (found.due_on, found.meets_on) == (date(2026, 12, 30), date(2027, 1, 4))


def test_a_round_of_long_ago_is_copied_for_this_month(lead: Lead):
    found = suggest(lead, lead.plan(due_on=date(2026, 11, 30)), date(2027, 2, 3))
    assert (found.title, found.audit_year, found.audit_month) == ("February plans", 2027, 2)
    assert found.due_on == date(2027, 2, 28)


def test_groups_numbers_and_panel_are_taken_over_and_no_list(lead: Lead):
    first = lead.plan(double_share=0.5, chosen_by=ChosenBy.THEMATIC)
    lead.bring_in(first, make_list(60))
    lead.draw(first, n_reserve=2)
    lead.join(first, "Ama", "Pat")
    lead.join(first, "Chidi", lens="health", most_cases=4)
    again = copy(lead, first)
    with lead.reading() as session:
        members = {m.membership.person.name: m for m in list_members(session, again.row_id)}
    assert again.status == RoundStatus.PLANNED
    assert (again.copied_from_id, again.basis, again.seed) == (first.row_id, None, None)
    assert (again.stratified_by, again.allocation, again.n_reserve) == (["cohort_year"], "proportional", 2)
    assert (again.double_share, again.chosen_by) == (0.5, "thematic")
    assert set(members) == {"Ama", "Chidi", "Pat"}
    assert (members["Chidi"].lens, members["Chidi"].most_cases) == ("health", 4)


def test_whoever_can_no_longer_score_is_named_and_left_out(lead: Lead):
    first = lead.plan()
    lead.join(first, "Ama", "Ben")
    with lead.writing("Adi") as session:
        session.get_one(Membership, lead.cast.memberships["Ben"].row_id).status = MembershipStatus.REVOKED
    found = suggest(lead, first)
    assert [member.membership.person.name for member in found.gone] == ["Ben"]
    again = copy(lead, first)
    with lead.reading() as session:
        people = session.scalars(
            sa.select(PanelMember.membership_id).where(PanelMember.round_id == again.row_id)
        )
        assert list(people) == [lead.cast.memberships["Ama"].row_id]


def test_a_double_submit_makes_one_copy_with_one_panel(lead: Lead):
    first = lead.plan()
    lead.join(first, "Ama")
    assert copy(lead, first, "once").key == copy(lead, first, "once").key
    with lead.reading() as session:
        assert len(session.scalars(sa.select(PanelMember)).all()) == 2


def test_the_copy_draws_what_no_round_has_drawn(lead: Lead):
    first = lead.prepare(total=10)
    lead.open(first)
    again = copy(lead, first)
    lead.bring_in(again, make_list(60))
    with lead.writing() as session:
        draw_share_and_open(
            session,
            lead.cast.actor("Lee"),
            round_key=again.key,
            version=session.get_one(AuditRound, again.row_id).version,
            choice=Choice(seed=77),
        )
    with lead.reading() as session:
        drawn = sa.select(AuditCase.own_hash, AuditCase.round_id)
        rounds: dict[str, set[int]] = {}
        for own_hash, round_id in session.execute(drawn):
            rounds.setdefault(own_hash, set()).add(round_id)
        assert len(rounds) == 20
        assert all(len(where) == 1 for where in rounds.values())
        assert session.get_one(AuditRound, again.row_id).n_drawn_before_left_out == 10
        assert len(session.scalars(sa.select(Locator)).all()) <= 2 * 10 + 2 * 3


def test_a_past_audit_and_one_plan_cannot_be_copied(lead: Lead):
    first = lead.plan()
    with lead.writing() as session:
        session.get_one(AuditRound, first.row_id).is_imported = True
    with pytest.raises(Conflict):
        suggest(lead, first)


def test_only_leads_of_the_area_copy(lead: Lead):
    first = lead.plan()
    outsider = lead.cast.outsider
    with lead.sessions.reading(outsider) as session, pytest.raises(NotFound):
        suggest_copy(session, outsider, key=first.key, today=TODAY)
    with lead.reading("Adi") as session, pytest.raises(NotAllowed):
        suggest_copy(session, lead.cast.actor("Adi"), key=first.key, today=TODAY)
