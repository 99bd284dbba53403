"""Drawing a sample: previewed, repeatable, final, and forgetful of the undrawn."""

from collections import Counter
from threading import Thread

import pytest
import sqlalchemy as sa
from round_steps import Lead, design, make_list

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.domain.case import Basis, ChosenBy
from audit.domain.sampling import How, LeftOut
from audit.domain.words import say_restricted
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.frame import FrameEntry, Locator, Stratum
from audit.store.trail import Event
from audit.workflow.analysis import enters_trend
from audit.workflow.editing import Refused, Stale
from audit.workflow.sample import Drawable, count_drawable, draw_cases, preview_sample

PURPOSE = (
    "EHC70001,14/03/2024,,,ASD,primary,,yes",
    "EHC70002,14/03/2024,,,ASD,primary,thematic,",
    "EHC70003,14/03/2023,,,ASD,primary,referred,",
)


def _preview(lead: Lead, audit_round: AuditRound, **changes: object):
    with lead.reading() as session:
        return preview_sample(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, design=design(**changes)
        )


def test_a_preview_shows_groups_and_cohorts_and_writes_nothing(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))
    preview = _preview(lead, audit_round, by=("cohort_year", "need"), total=20, n_reserve=1)
    assert len(preview.lines) == 9
    assert preview.n_drawn == preview.n_cases == 20
    assert sum(line.n_listed for line in preview.lines) == preview.n_eligible == 60
    assert [year for year, _listed, _drawn in preview.cohorts] == [2022, 2023, 2024]
    assert sum(drawn for _year, _listed, drawn in preview.cohorts) == 20
    assert preview.can_draw
    with lead.reading() as session:
        assert session.scalars(sa.select(AuditCase)).all() == []


def test_more_than_the_list_holds_is_said_in_the_preview_and_refused_at_the_draw(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(10))
    preview = _preview(lead, audit_round, total=11)
    assert not preview.can_draw
    assert "only 10" in preview.error
    with pytest.raises(Refused, match="only 10"):
        lead.draw(audit_round, total=11)


def test_by_hand_every_group_that_is_too_small_is_named(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(30))
    asked = {("2022",): 500, ("2023",): 600, ("2024",): 1}
    preview = _preview(lead, audit_round, how=How.BY_HAND, by_hand=asked)
    assert [bool(line.error) for line in preview.lines] == [True, True, False]
    with pytest.raises(Refused):
        lead.draw(audit_round, how=How.BY_HAND, by_hand=asked)


def test_a_childs_review_can_be_drawn_although_the_plan_was(lead: Lead):
    plans, reviews = lead.plan("Plans"), lead.plan_of("review_2026", "Reviews")
    lead.bring_in(plans, make_list(12))
    lead.draw(plans, total=12)
    lead.bring_in(reviews, make_list(12), basis=Basis.DOCUMENTS)
    assert _preview(lead, reviews, total=12).n_eligible == 12
    again = lead.plan("Plans again")
    lead.bring_in(again, make_list(12))
    assert _preview(lead, again, total=1).n_eligible == 0


def test_by_hand_starts_from_numbers_in_proportion(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))
    preview = _preview(lead, audit_round, how=How.BY_HAND, total=20)
    in_proportion = _preview(lead, audit_round, total=20)
    assert [line.n_drawn for line in preview.lines] == [line.n_drawn for line in in_proportion.lines]
    for total, n_drawn in ((0, 1), (10**6, 60)):
        assert _preview(lead, audit_round, how=How.BY_HAND, total=total).n_drawn == n_drawn
    none = dict.fromkeys((line.stratum for line in preview.lines), 0)
    assert "at least one" in _preview(lead, audit_round, how=How.BY_HAND, by_hand=none).error


def test_by_hand_takes_what_was_asked(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(30))
    lead.draw(audit_round, how=How.BY_HAND, by_hand={("2022",): 1, ("2024",): 3})
    with lead.reading() as session:
        cases = session.scalars(sa.select(AuditCase)).all()
    assert Counter(case.cohort_year for case in cases) == {2022: 1, 2024: 3}


def test_a_draw_makes_numbered_cases_groups_and_reserves(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))
    drawn = lead.draw(audit_round, total=12, n_reserve=2)
    assert drawn.status == RoundStatus.DRAWN
    with lead.reading() as session:
        cases = session.scalars(sa.select(AuditCase).order_by(AuditCase.number)).all()
        strata = session.scalars(sa.select(Stratum).order_by(Stratum.label)).all()
        entries = session.scalars(sa.select(FrameEntry)).all()
    assert [case.number for case in cases] == list(range(1, 13))
    assert [stratum.label for stratum in strata] == ["2022", "2023", "2024"]
    assert sum(stratum.n_drawn for stratum in strata) == 12
    assert sum(stratum.n_listed for stratum in strata) == 60
    assert all(entry.stratum_id is not None for entry in entries)
    assert sum(entry.draw_order is not None for entry in entries) == 12 + 6


def test_case_numbers_do_not_follow_the_cohorts(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))
    lead.draw(audit_round, total=30)
    with lead.reading() as session:
        years = list(session.scalars(sa.select(AuditCase.cohort_year).order_by(AuditCase.number)))
    assert years != sorted(years)
    assert years != sorted(years, reverse=True)


def test_the_identities_of_undrawn_documents_are_deleted(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60, extra=PURPOSE))
    lead.draw(audit_round, total=10, n_reserve=1)
    with lead.reading() as session:
        kept = set(session.scalars(sa.select(Locator.entry_id)))
        cases = set(session.scalars(sa.select(AuditCase.entry_id)))
        reserves = set(
            session.scalars(sa.select(FrameEntry.row_id).where(FrameEntry.draw_order.is_not(None)))
        )
    assert kept == cases | reserves
    assert len(kept) == 10 + 3 + 2


def test_the_same_seed_draws_the_same_sample_in_another_round(lead: Lead):
    samples = []
    for title in ("One", "Two"):
        audit_round = lead.plan(title)
        lead.bring_in(audit_round, make_list(60))
        lead.draw(audit_round, total=10, seed=77, without_drawn_before=False)
        with lead.reading() as session:
            query = sa.select(AuditCase.own_hash).where(AuditCase.round_id == audit_round.row_id)
            samples.append(list(session.scalars(query.order_by(AuditCase.number))))
    assert samples[0] == samples[1]


def test_restricted_documents_are_left_out_and_counted(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(10, extra=PURPOSE))
    assert _preview(lead, audit_round, total=5).left_out == {LeftOut.RESTRICTED: 1}
    drawn = lead.draw(audit_round, total=10)
    assert drawn.n_restricted_left_out == 1
    assert drawn.left_out == {"other": 1}
    assert say_restricted(drawn.left_out) == "1 (another reason 1)"
    with lead.reading() as session:
        assert not any(session.scalars(sa.select(AuditCase.restricted)))


def test_restricted_documents_are_counted_by_their_reasons(lead: Lead):
    audit_round = lead.plan()
    reasons = ("adoption", "court order", "court order", "no")
    extra = tuple(f"EHC8000{n},14/03/2024,,,ASD,primary,,{said}" for n, said in enumerate(reasons))
    lead.bring_in(audit_round, make_list(10, extra=extra))
    assert _preview(lead, audit_round, total=5).restricted == {"adoption": 1, "court_order": 2}
    drawn = lead.draw(audit_round, total=11)
    assert say_restricted(drawn.left_out) == "3 (adoption 1, court order 2)"


def test_a_restricted_document_that_somebody_chose_is_drawn_only_when_the_lead_says_so(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(10, extra=("EHC80001,14/03/2024,,,ASD,primary,referred,adoption",)))
    assert _preview(lead, audit_round, total=5).n_on_purpose == 0
    with lead.reading() as session:
        found = count_drawable(session, lead.cast.actor("Lee"), round_key=audit_round.key)
    assert found.n_restricted_on_purpose == 1
    drawn = lead.draw(audit_round, total=5, with_restricted=True)
    assert drawn.left_out == {}
    with lead.reading() as session:
        case = session.scalars(sa.select(AuditCase).where(AuditCase.restricted)).one()
    assert (case.restricted_because, case.chosen_by) == ("adoption", "referred")


def test_documents_chosen_on_purpose_become_cases_outside_the_groups(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(10, extra=PURPOSE))
    assert _preview(lead, audit_round, total=5).n_cases == 7
    lead.draw(audit_round, total=5)
    with lead.reading() as session:
        chosen = session.scalars(sa.select(AuditCase).where(AuditCase.chosen_by != "random")).all()
        assert {case.stratum.label for case in chosen} == {"Chosen on purpose"}
        entries = session.scalars(
            sa.select(FrameEntry).where(FrameEntry.row_id.in_(case.entry_id for case in chosen))
        ).all()
    assert len(chosen) == 2
    assert all(entry.stratum_id is None for entry in entries)


def test_documents_drawn_in_an_earlier_round_are_left_out(lead: Lead):
    first, second = lead.plan("One"), lead.plan("Two")
    lead.bring_in(first, make_list(30))
    lead.draw(first, total=10)
    lead.bring_in(second, make_list(30))
    with lead.reading() as session:
        found = count_drawable(session, lead.cast.actor("Lee"), round_key=second.key)
    assert found == Drawable(n_plans=30, n_drawn_before=10, n_cohorts=3, suggested_total=20)
    lead.draw(second, total=20)
    with lead.reading() as session:
        hashes = list(session.scalars(sa.select(AuditCase.own_hash)))
    assert len(set(hashes)) == 30


def test_a_second_draw_is_refused_and_a_double_submit_is_not(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(30))
    drawn = lead.draw(audit_round, total=10)
    again = lead.draw(audit_round, total=10)
    assert again.key == drawn.key
    with pytest.raises(Conflict, match="is drawn"):
        lead.draw(audit_round, total=10, seed=4)
    with lead.reading() as session:
        assert len(session.scalars(sa.select(AuditCase)).all()) == 10
        verbs = list(session.scalars(sa.select(Event.verb)))
    assert verbs.count("sample_drawn") == 1


def test_a_list_that_came_in_since_the_preview_makes_the_draw_stale(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(30))
    version = lead.version_of(audit_round)
    lead.bring_in(audit_round, make_list(30, first=500))
    with pytest.raises(Stale), lead.writing() as session:
        draw_cases(
            session,
            lead.cast.actor("Lee"),
            round_key=audit_round.key,
            version=version,
            design=design(total=10),
        )


def test_of_two_leads_who_draw_at_once_one_wins(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(60))
    version, outcomes = lead.version_of(audit_round), []

    def draw(seed: int) -> None:
        try:
            with lead.writing() as session:
                draw_cases(
                    session,
                    lead.cast.actor("Lee"),
                    round_key=audit_round.key,
                    version=version,
                    design=design(total=10, seed=seed),
                )
            outcomes.append("drawn")
        except (Conflict, Stale):
            outcomes.append("refused")

    threads = [Thread(target=draw, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["drawn", "refused", "refused", "refused"]
    with lead.reading() as session:
        assert len(session.scalars(sa.select(AuditCase)).all()) == 10


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("first", {"by": ("password",)}),
        ("second", {"by": ("need", "need")}),
        ("second", {"by": ("need", "sex", "phase")}),
        ("total", {"total": 0}),
        ("total", {"total": 10**9}),
        ("n_reserve", {"n_reserve": -1}),
        ("seed", {"seed": 2**40}),
    ],
)
def test_a_design_that_cannot_be_is_refused_at_its_field(lead: Lead, field, changes):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(10))
    with pytest.raises(Refused) as refusal:
        _preview(lead, audit_round, **changes)
    assert refusal.value.field == field


def test_a_list_of_chosen_documents_alone_needs_no_draw(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(0, extra=PURPOSE))
    assert _preview(lead, audit_round, total=5).can_draw
    lead.draw(audit_round, total=5)
    with lead.reading() as session:
        assert len(session.scalars(sa.select(AuditCase)).all()) == 2


def test_nobody_but_a_lead_of_the_area_draws(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(NotAllowed), lead.reading("Adi") as session:
        preview_sample(session, lead.cast.actor("Adi"), round_key=audit_round.key, design=design())
    outsider = lead.cast.outsider
    with pytest.raises(NotFound), lead.sessions.reading(outsider) as session:
        preview_sample(session, outsider, round_key=audit_round.key, design=design())


@pytest.mark.parametrize("chosen_by", [ChosenBy.THEMATIC, ChosenBy.DIP_SAMPLE])
def test_what_a_round_on_purpose_draws_enters_no_trend(lead: Lead, chosen_by: ChosenBy):
    audit_round = lead.plan(chosen_by=chosen_by)
    lead.bring_in(audit_round, make_list(60))
    lead.draw(audit_round)
    with lead.reading() as session:
        cases = session.scalars(sa.select(AuditCase)).all()
        assert len(cases) == 10
        assert {case.chosen_by for case in cases} == {chosen_by}
        assert not any(map(enters_trend, cases))
        listed = session.scalars(sa.select(FrameEntry.chosen_by).where(FrameEntry.stratum_id.is_not(None)))
        assert set(listed) == {chosen_by}, "the list of a theme is no population of a trend"
