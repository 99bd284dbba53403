"""The plan of a round's analysis: chosen, fixed when scoring opens, and what departed from it."""

from typing import Any

import pytest
import sqlalchemy as sa
from round_steps import Lead
from sqlalchemy.exc import IntegrityError

from audit.domain.access import Conflict, NotAllowed
from audit.intake.rubric import read_rubric
from audit.store.audit_round import AuditRound
from audit.store.deviation import Deviation
from audit.store.trail import Event, EventDetail
from audit.workflow.analysis import make_plan, read_tables
from audit.workflow.analysis_plans import (
    PlanChoices,
    PlanPage,
    change_plan,
    describe_analysis_plan,
    record_deviation,
    show_plan,
)
from audit.workflow.editing import Refused, Stale
from audit.workflow.personal_data import MustAsk
from audit.workflow.round_cases import read_scored_cases
from audit.workflow.same_again import copy_round

CHOICES = PlanChoices(margin=0.1, alpha=0.025, engagement_margin=0.03, covariates=("need",), seed=7)


def show(lead: Lead, audit_round: AuditRound) -> PlanPage:
    with lead.reading() as session:
        return show_plan(session, lead.cast.actor("Lee"), round_key=audit_round.key)


def change(lead: Lead, audit_round: AuditRound, choices: PlanChoices = CHOICES, version: int = 0) -> None:
    version = version or lead.version_of(audit_round)
    with lead.writing() as session:
        change_plan(
            session, lead.cast.actor("Lee"), round_key=audit_round.key, version=version, choices=choices
        )


def deviate(lead: Lead, audit_round: AuditRound, what: str = "Two cases left out", **more: Any) -> None:
    asked = {"why": "Their documents were withdrawn", **more}
    with lead.writing() as session:
        record_deviation(session, lead.cast.actor("Lee"), round_key=audit_round.key, what=what, **asked)


def test_the_usual_choices_are_filled_in_and_what_tells_documents_apart_is_offered(lead: Lead):
    page = show(lead, lead.prepare("Ama", "Chidi"))
    assert (page.plan.margin, page.plan.alpha, page.is_frozen) == (0.05, 0.05, False)
    assert page.covariates == ["need"]  # all documents of the list are alike in all else


def test_what_was_chosen_is_frozen_when_scoring_opens_and_the_analysis_follows_it(lead: Lead):
    audit_round = lead.prepare("Ama", "Chidi")
    change(lead, audit_round)
    lead.open(audit_round)
    page = show(lead, audit_round)
    assert page.is_frozen
    assert page.frozen_at is not None
    with pytest.raises(Conflict, match="Record a deviation"):
        change(lead, audit_round)
    with lead.reading() as session:
        row = session.get_one(AuditRound, audit_round.row_id)
        rubric = read_rubric(row.rubric_version.text)
        plan = make_plan(row, rubric)
        tables = read_tables(session, row, rubric, read_scored_cases(session, row))
    assert (plan.margin, plan.alpha, plan.engagement_margin, plan.covariates, plan.seed) == (
        0.1,
        0.025,
        0.03,
        ("need",),
        7,
    )
    assert {case.covariates["need"] for case in tables.cases} <= {"ASD", "SLCN", "SEMH"}


def test_a_copy_of_the_round_plans_the_same(lead: Lead):
    audit_round = lead.prepare("Ama", "Chidi")
    change(lead, audit_round)
    with lead.writing() as session:
        copied = copy_round(
            session,
            lead.cast.actor("Lee"),
            key=audit_round.key,
            title="December plans",
            audit_year=2026,
            audit_month=12,
            due_on=None,
            meets_on=None,
            reminds=True,
        )
    assert show(lead, copied).plan.margin == 0.1


def test_a_stale_or_foreign_choice_is_refused(lead: Lead):
    audit_round = lead.prepare("Ama", "Chidi")
    with pytest.raises(Stale):
        change(lead, audit_round, version=lead.version_of(audit_round) + 1)
    with pytest.raises(Refused, match="from the list"):
        change(
            lead, audit_round, PlanChoices(margin=0.1, alpha=0.05, engagement_margin=0.02, covariates=("x",))
        )
    with pytest.raises(Refused, match="Alpha must lie"):
        change(lead, audit_round, PlanChoices(margin=0.1, alpha=0.5, engagement_margin=0.02))
    with lead.writing("Ama") as session, pytest.raises(NotAllowed):
        show_plan(session, lead.cast.actor("Ama"), round_key=audit_round.key)


def test_a_deviation_is_kept_for_ever_with_who_when_and_a_line_in_the_history(lead: Lead):
    audit_round = lead.prepare("Ama", "Chidi")
    with pytest.raises(Conflict, match="not frozen yet"):
        deviate(lead, audit_round)
    lead.open(audit_round)
    deviate(lead, audit_round, request_key="once")
    deviate(lead, audit_round, request_key="once")  # a double submit
    with lead.reading() as session:
        (row,) = session.scalars(sa.select(Deviation)).all()
        assert row.recorded_by.name == lead.cast.people["Lee"].name
        verbs = session.scalars(sa.select(Event.verb)).all()
        printed = describe_analysis_plan(session.get_one(AuditRound, audit_round.row_id))
    assert verbs.count("deviation_recorded") == 1
    assert [(each.what, each.why) for each in printed.deviations] == [
        ("Two cases left out", "Their documents were withdrawn")
    ]
    assert printed.frozen_at is not None
    with pytest.raises(IntegrityError, match="never change"), lead.writing() as session:
        session.execute(sa.update(Deviation).values(why="Otherwise"))


@pytest.mark.parametrize(
    ("what", "why", "told"),
    [
        ("", "why", "Enter what"),
        ("what", " ", "Enter why"),
        (" \u200b ", "why", "Enter what"),
        ("x" * 1001, "why", "1,000 characters"),
        ("Left out, see jo@example.org", "why", "e-mail address"),
    ],
)
def test_what_cannot_be_printed_is_refused(lead: Lead, what: str, why: str, told: str):
    audit_round = lead.prepare("Ama", "Chidi")
    lead.open(audit_round)
    with pytest.raises(Refused, match=told):
        deviate(lead, audit_round, what, why=why)


def test_a_deviation_turns_no_report_around(lead: Lead):
    audit_round = lead.prepare("Ama", "Chidi")
    lead.open(audit_round)
    deviate(lead, audit_round, "Two \u202ecases left out")
    assert show(lead, audit_round).deviations[0].what == "Two cases left out"


def test_words_that_look_like_personal_data_are_kept_once_it_is_said_that_they_must_stay(lead: Lead):
    audit_round, what = lead.prepare("Ama", "Chidi"), "The draw number 9434765919 was used"
    lead.open(audit_round)
    with pytest.raises(MustAsk) as asked:
        deviate(lead, audit_round, what, why="Ask jo@example.org")
    assert list(asked.value.messages) == ["what", "why"]
    with pytest.raises(MustAsk) as asked:
        deviate(lead, audit_round, f"{what} by kim@example.org", stays={"what": what})
    assert "e-mail" in asked.value.message and "NHS" in asked.value.message
    deviate(lead, audit_round, f"{what} here", stays={"what": what})
    assert show(lead, audit_round).deviations[0].what == f"{what} here"
    with lead.reading() as session:
        query = sa.select(EventDetail.details).join(Event).where(Event.verb == "deviation_recorded")
        assert session.scalars(query).one()["looks_like_personal_data"] == ["what"]
