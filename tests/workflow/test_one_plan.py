"""Score one plan now: a round of one document that is open at once and stays out of comparisons."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from builders import fill, submit
from round_steps import TODAY, Lead

from audit.domain.access import NotAllowed
from audit.domain.case import AgeBand, Fact
from audit.domain.told_facts import ASKED
from audit.jobs import work_once
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.panel import Assignment, Interest, NamedAuditor
from audit.store.report import Report
from audit.store.scoresheet import Scoresheet
from audit.workflow.analysis import enters_trend
from audit.workflow.cases import get_my_case, list_my_cases, read_locator, start_case
from audit.workflow.editing import Refused
from audit.workflow.one_plan import ToldDocument, score_one_plan, show_one_plan
from audit.workflow.report import get_file
from audit.workflow.round_report import CONTENT
from audit.workflow.round_stages import close_round

PLAN = ToldDocument("EHC-4711", date(2026, 3, 27), AgeBand.FROM_5_TO_10, dict.fromkeys(ASKED, False))


def score(
    lead: Lead, *names: str, document: ToldDocument = PLAN, request_key: str | None = None
) -> tuple[AuditRound, Assignment | None]:
    """Lee takes one plan for these people."""
    with lead.writing() as session:
        actor = lead.cast.actor("Lee")
        page = show_one_plan(session, actor, today=TODAY)
        keys = {one.person.name: one.key for one in page.scorers}
        return score_one_plan(
            session,
            actor,
            title=page.title,
            rubric_key=lead.rubric_key,
            document=document,
            scorer_keys=[keys[name] for name in names],
            today=TODAY,
            keys_folder=lead.keys_folder,
            request_key=request_key,
        )


def test_a_lead_scores_a_plan_at_once_and_finds_it_by_its_number(lead: Lead):
    audit_round, own = score(lead, "Lee")
    assert own is not None
    assert (audit_round.title, audit_round.status) == ("One plan, 23 November 2026", RoundStatus.OPEN)
    with lead.reading() as session:
        lee = lead.cast.actor("Lee")
        assert read_locator(session, lee, key=own.key, keys_folder=lead.keys_folder) == "EHC-4711"
        assert get_my_case(session, lee, key=own.key).is_open
        case = session.scalars(sa.select(AuditCase)).one()
        assert (case.chosen_by, case.cohort_year, case.age_band) == ("dip_sample", 2026, "5_to_10")
        assert case.facts == []
        assert not enters_trend(case)
    with lead.writing() as session:
        start_case(session, lee, key=own.key)


def test_what_is_not_known_is_asked(lead: Lead):
    score(lead, "Lee", document=ToldDocument("1", date(2026, 3, 27)))
    with lead.reading() as session:
        assert set(session.scalars(sa.select(AuditCase)).one().facts) == set(Fact)


def test_two_auditors_score_it_blind_and_the_lead_sees_nothing_to_score(lead: Lead):
    audit_round, own = score(lead, "Ama", "Chidi")
    assert own is None
    for name in ("Ama", "Chidi"):
        with lead.reading(name) as session:
            mine = list_my_cases(session, lead.cast.actor(name))
            assert [one.audit_round.key for one in mine] == [audit_round.key]
            assert len(session.scalars(sa.select(Assignment)).all()) == 1
    with lead.reading() as session:
        assert session.scalars(sa.select(AuditCase)).one().double_marked


def test_a_lead_who_scores_it_too_sees_another_s_sheet_only_after_their_own(lead: Lead):
    _round, own = score(lead, "Lee", "Ama")
    assert own is not None
    with lead.reading("Ama") as session:
        theirs = list_my_cases(session, lead.cast.actor("Ama"))[0].assignment.key
    with lead.writing("Ama") as session:
        sheet = start_case(session, lead.cast.actor("Ama"), key=theirs).key
    fill(lead.sessions, lead.cast, "Ama", sheet)
    submit(lead.sessions, lead.cast, "Ama", sheet)
    with lead.reading() as session:
        assert session.scalars(sa.select(Scoresheet)).all() == []
    with lead.writing() as session:
        mine = start_case(session, lead.cast.actor("Lee"), key=own.key).key
    fill(lead.sessions, lead.cast, "Lee", mine)
    submit(lead.sessions, lead.cast, "Lee", mine)
    with lead.reading() as session:
        assert len(session.scalars(sa.select(Scoresheet)).all()) == 2


def test_the_same_number_is_known_again_however_it_is_typed(lead: Lead):
    score(lead, "Ama")
    score(lead, "Ama", document=replace(PLAN, locator=" ehc-4711 "))
    with lead.reading() as session:
        hashes = session.scalars(sa.select(AuditCase.own_hash)).all()
        titles = session.scalars(sa.select(AuditRound.title)).all()
    assert len(hashes) == 2
    assert len(set(hashes)) == 1
    assert titles == ["One plan, 23 November 2026", "One plan, 23 November 2026 (2)"]


def test_nobody_scores_a_plan_of_which_they_said_that_they_know_it(lead: Lead):
    score(lead, "Chidi")
    with lead.writing() as session:
        own_hash = session.scalars(sa.select(AuditCase.own_hash)).one()
        person_id = lead.cast.people["Ama"].row_id
        session.add(Interest(area_id=lead.cast.area.row_id, person_id=person_id, own_hash=own_hash))
    with pytest.raises(Refused, match="Ama said before") as refused:
        score(lead, "Ama")
    assert refused.value.field == "scorers"
    with lead.reading() as session:
        assert len(session.scalars(sa.select(AuditRound)).all()) == 1


@pytest.mark.parametrize(
    ("field", "document"),
    [
        ("locator", replace(PLAN, locator=" ")),
        ("locator", replace(PLAN, locator="x" * 201)),
        ("locator", replace(PLAN, locator="a\nb")),
        ("plan_on", replace(PLAN, plan_on=None)),
        ("plan_on", replace(PLAN, plan_on=date(2014, 8, 31))),
        ("plan_on", replace(PLAN, plan_on=date(2026, 11, 24))),
    ],
)
def test_what_cannot_be_a_document_is_refused_at_its_field(lead: Lead, field: str, document: ToldDocument):
    with pytest.raises(Refused) as refused:
        score(lead, "Lee", document=document)
    assert refused.value.field == field


def test_between_one_and_three_people_score_it(lead: Lead):
    for names in ((), ("Lee", "Ama", "Ben", "Chidi")):
        with pytest.raises(Refused) as refused:
            score(lead, *names)
        assert refused.value.field == "scorers"


def test_a_double_submit_takes_one_plan(lead: Lead):
    first, second = score(lead, "Lee", request_key="once"), score(lead, "Lee", request_key="once")
    assert first[0].key == second[0].key
    assert first[1] is not None
    assert second[1] is not None
    assert first[1].key == second[1].key


def test_only_leads_take_a_plan(lead: Lead):
    with pytest.raises(NotAllowed), lead.reading("Ama") as session:
        show_one_plan(session, lead.cast.actor("Ama"), today=TODAY)


def test_a_round_of_one_plan_is_closed_and_reported_like_any_other(lead: Lead):
    audit_round, own = score(lead, "Lee")
    assert own is not None
    with lead.writing() as session:
        sheet = start_case(session, lead.cast.actor("Lee"), key=own.key).key
    fill(lead.sessions, lead.cast, "Lee", sheet)
    submit(lead.sessions, lead.cast, "Lee", sheet)
    version = lead.version_of(audit_round)
    with lead.writing() as session:
        close_round(session, lead.cast.actor("Lee"), key=audit_round.key, version=version)
    said: list[str] = []
    assert work_once(lead.sessions, say=said.append)
    with lead.reading() as session:
        row = session.scalars(sa.select(Report)).one()
        content = get_file(session, lead.cast.actor("Lee"), report=row, name=CONTENT).content.decode()
    assert row.status == "done", said
    assert "This was a dip sample" in content
    assert '"n_scored": 1' in content.replace('"n_scored":1', '"n_scored": 1')


def test_a_plan_that_an_earlier_round_restricted_stays_restricted(lead: Lead):
    """The lead names whom they choose by choosing them; the forum is never among those."""
    score(lead, "Lee")
    with lead.writing() as session:
        case = session.scalars(sa.select(AuditCase)).one()
        case.restricted, case.restricted_because = True, "adoption"
        session.add(
            NamedAuditor(
                case_id=case.row_id,
                person_id=lead.cast.people["Lee"].row_id,
                named_by_id=lead.cast.people["Lee"].row_id,
            )
        )
    with pytest.raises(Refused, match="Fay must not score it"):
        score(lead, "Fay")
    audit_round, _ = score(lead, "Ama")
    with lead.reading() as session:
        made = session.scalars(sa.select(AuditCase).where(AuditCase.round_id == audit_round.row_id)).one()
        assert (made.restricted, made.restricted_because) == (True, "adoption")
    with lead.reading("Ama") as session:
        assert len(list_my_cases(session, lead.cast.actor("Ama"))) == 1
