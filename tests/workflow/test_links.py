"""Documents of earlier audits that everyone scores again: offered, added, taken out, drawn and shared out."""

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import Conflict, NotAllowed
from audit.domain.case import ChosenBy, Restriction
from audit.domain.findings import Doubt
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.frame import FrameEntry, Locator, Stratum
from audit.store.links import find_links_frame
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.trail import Event
from audit.workflow.analysis import enters_trend
from audit.workflow.foresight import Foresight, foresee
from audit.workflow.links import LinkOffer, add_links, offer_links, remove_links


def offer(lead: Lead, audit_round: AuditRound) -> LinkOffer:
    with lead.reading() as session:
        return offer_links(session, lead.cast.actor("Lee"), round_key=audit_round.key)


def add(lead: Lead, audit_round: AuditRound, seed: int = 1) -> None:
    version = lead.version_of(audit_round)
    with lead.writing() as session:
        add_links(session, lead.cast.actor("Lee"), round_key=audit_round.key, version=version, seed=seed)


def look_ahead(lead: Lead, audit_round: AuditRound, cohorts: dict[int, int] | None = None) -> Foresight:
    with lead.reading() as session:
        found = foresee(
            session,
            lead.cast.actor("Lee"),
            round_key=audit_round.key,
            cohorts=cohorts or {2025: 20},
            n_listed=400,
            n_years=1,
        )
    assert found is not None
    return found


def list_cases(lead: Lead, audit_round: AuditRound) -> list[AuditCase]:
    with lead.reading() as session:
        query = sa.select(AuditCase).where(AuditCase.round_id == audit_round.row_id)
        return list(session.scalars(query.order_by(AuditCase.number)))


@pytest.fixture
def next_year(lead: Lead) -> AuditRound:
    """This year's round, with a list of other documents than those that last year's audit scored."""
    lead.finish(2025)
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(40, first=500))
    return audit_round


def test_twelve_are_drawn_by_lot_and_taken_out_again(lead: Lead, next_year: AuditRound):
    assert offer(lead, next_year) == LinkOffer(n_added=0, n_available=15, n_earlier_years=1)
    add(lead, next_year)
    add(lead, next_year)  # a double submit
    assert (offer(lead, next_year).n_added, offer(lead, next_year).n_offered) == (12, 0)
    with lead.writing() as session:
        remove_links(session, lead.cast.actor("Lee"), round_key=next_year.key)
    assert offer(lead, next_year).n_added == 0
    with lead.reading() as session:
        assert (
            session.scalar(
                sa.select(sa.func.count(FrameEntry.row_id)).where(FrameEntry.round_id == next_year.row_id)
            )
            == 40
        )
        verbs = session.scalars(sa.select(Event.verb).order_by(Event.row_id)).all()
    assert verbs[-2:] == ["links_added", "frame_removed"]


def test_drawn_links_are_found_again_and_count_in_no_average(lead: Lead, next_year: AuditRound):
    add(lead, next_year)
    lead.draw(next_year, total=10)
    cases = list_cases(lead, next_year)
    links = [case for case in cases if case.chosen_by == ChosenBy.LINK]
    assert (len(cases), len(links)) == (22, 12)
    assert not any(enters_trend(case) for case in links)
    with lead.reading() as session:
        kept = set(session.scalars(sa.select(Locator.entry_id)))
        labels = session.scalars(sa.select(Stratum.label).where(Stratum.round_id == next_year.row_id)).all()
    assert {case.entry_id for case in cases} <= kept
    assert "Scored before, by everyone again" in labels


def test_everyone_on_the_panel_scores_them(lead: Lead, next_year: AuditRound):
    add(lead, next_year)
    lead.draw(next_year, total=10)
    lead.join(next_year, "Ama", "Chidi", "Dana")
    lead.share_out(next_year, double_share=0.2)
    links = {case.row_id for case in list_cases(lead, next_year) if case.chosen_by == ChosenBy.LINK}
    with lead.reading() as session:
        rows = session.scalars(
            sa.select(Assignment)
            .join(AuditCase, AuditCase.row_id == Assignment.case_id)
            .where(AuditCase.round_id == next_year.row_id)
        ).all()
    people = {row.person_id for row in rows}
    assert {(row.case_id, row.person_id) for row in rows if row.case_id in links} == {
        (case_id, person) for case_id in links for person in people
    }
    assert len([row for row in rows if row.case_id not in links]) == 12  # ten cases, two of them twice


def test_a_restricted_document_is_never_scored_again(lead: Lead, next_year: AuditRound):
    with lead.writing() as session:
        case = session.scalars(sa.select(AuditCase).order_by(AuditCase.number).limit(1)).one()
        case.restricted, case.restricted_because = True, Restriction.COURT_ORDER
    found = offer(lead, next_year)
    assert (found.n_available, found.n_missing_again) == (14, 1)


def test_a_document_that_stands_in_the_list_moves_over_and_back(lead: Lead):
    lead.finish(2025)
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))  # the same list as last year's
    add(lead, audit_round)
    with lead.reading() as session:
        frame = find_links_frame(session, audit_round.row_id)
        assert frame is not None
        moved = session.scalars(sa.select(FrameEntry).where(FrameEntry.frame_id == frame.row_id)).all()
    assert len(moved) == 12
    with lead.writing() as session:
        remove_links(session, lead.cast.actor("Lee"), round_key=audit_round.key)
    with lead.reading() as session:
        entries = session.scalars(
            sa.select(FrameEntry).where(FrameEntry.round_id == audit_round.row_id)
        ).all()
    assert len(entries) == 60
    assert {entry.chosen_by for entry in entries} == {ChosenBy.RANDOM}


def test_what_ties_more_years_together_comes_first(lead: Lead, next_year: AuditRound):
    add(lead, next_year)
    linked = {entry.own_hash for entry in _links(lead, next_year)}
    lead.draw(next_year, total=10)
    lead.join(next_year, "Ama", "Chidi")
    lead.share_out(next_year)
    lead.open(next_year)
    with lead.writing() as session:
        for given in session.scalars(sa.select(Assignment)):
            given.status = AssignmentStatus.SUBMITTED
        session.get_one(AuditRound, next_year.row_id).status = RoundStatus.CLOSED
    third = lead.plan("Plans of 2027")
    lead.bring_in(third, make_list(40, first=900))
    with lead.writing() as session:
        session.get_one(AuditRound, third.row_id).audit_year = 2027
    add(lead, third, seed=9)
    assert {entry.own_hash for entry in _links(lead, third)} == linked


def _links(lead: Lead, audit_round: AuditRound) -> list[FrameEntry]:
    with lead.reading() as session:
        frame = find_links_frame(session, audit_round.row_id)
        assert frame is not None
        return list(session.scalars(sa.select(FrameEntry).where(FrameEntry.frame_id == frame.row_id)))


def test_after_the_draw_nothing_is_added_and_nobody_else_may(lead: Lead, next_year: AuditRound):
    with lead.writing("Ama") as session, pytest.raises(NotAllowed):
        add_links(session, lead.cast.actor("Ama"), round_key=next_year.key, version=1, seed=1)
    lead.draw(next_year, total=10)
    with pytest.raises(Conflict, match="is drawn"):
        add(lead, next_year)


def test_a_first_audit_has_nothing_to_score_again(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(40))
    found = look_ahead(lead, audit_round)
    assert (found.n_earlier_audits, found.offer.n_offered, found.with_links) == (0, 0, None)
    assert found.power is not None
    assert found.power.reason == Doubt.FEWER_THAN_3_COHORTS
    assert found.n_for_share == 78


def test_links_turn_cannot_tell_into_an_answer(lead: Lead, next_year: AuditRound):
    # last year's audit scored documents of 2022 to 2024 together; leave it one year of documents
    with lead.writing() as session:
        for case in session.scalars(sa.select(AuditCase)):
            case.cohort_year = 2024 if case.number % 2 else 2023
    found = look_ahead(lead, next_year, {2025: 20})
    assert found.power is not None and found.with_links is not None
    assert found.power.reason == Doubt.FEWER_THAN_3_COHORTS
    assert found.with_links.can_answer
    add(lead, next_year)
    now = look_ahead(lead, next_year, {2025: 20})
    assert now.power is not None
    assert (now.power.can_answer, now.power.n_links, now.with_links) == (True, 12, None)


def test_a_round_for_a_theme_stays_out_of_comparisons(lead: Lead):
    audit_round = lead.plan(chosen_by=ChosenBy.THEMATIC)
    with lead.reading() as session:
        found = foresee(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, cohorts={}, n_listed=1, n_years=1
        )
    assert found is None
