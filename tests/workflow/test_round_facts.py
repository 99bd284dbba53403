"""From the list to the sample: every listed document is accounted for, and weights use the same ones."""

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.tables import Tables
from audit.intake.rubric import read_rubric
from audit.reporting.content import Sample
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.frame import FrameEntry
from audit.workflow.analysis import read_tables
from audit.workflow.round_cases import read_scored_cases
from audit.workflow.round_facts import describe_sample

EXTRA = (
    "EHC99001,14/03/2023,,01/05/2015,ASD,primary,,yes",
    "EHC99002,14/03/2023,,01/05/2015,ASD,primary,thematic,",
)


@pytest.fixture
def drawn(lead: Lead) -> AuditRound:
    """A second round of the same list: 30 random documents, one restricted, one chosen on purpose."""
    first = lead.plan("One")
    lead.bring_in(first, make_list(10))
    lead.draw(first, total=4)
    second = lead.plan("Two")
    lead.bring_in(second, make_list(30, extra=EXTRA))
    with lead.writing() as session:
        listed = sa.select(FrameEntry).where(FrameEntry.round_id == second.row_id, ~FrameEntry.restricted)
        random = session.scalars(listed.where(FrameEntry.chosen_by == "random")).all()
        first_drawn = set(session.scalars(sa.select(AuditCase.own_hash)))
        fresh = [entry for entry in random if entry.own_hash not in first_drawn]
        fresh[0].stage, fresh[1].origin = "draft", "moved_in"
    lead.draw(second, total=20)
    return second


def describe(lead: Lead, audit_round: AuditRound) -> tuple[Sample, Tables]:
    with lead.reading() as session:
        audit_round = session.get_one(AuditRound, audit_round.row_id)
        rubric = read_rubric(audit_round.rubric_version.text)
        cases = read_scored_cases(session, audit_round)
        return (
            describe_sample(session, audit_round, rubric, cases),
            read_tables(session, audit_round, rubric, cases),
        )


def test_where_every_case_was_chosen_on_purpose_nothing_is_said_of_a_draw(lead: Lead) -> None:
    chosen = lead.plan("Dip sample")
    lead.bring_in(chosen, make_list(0, extra=EXTRA[1:]))
    lead.draw(chosen, by=(), total=1)
    sample, _ = describe(lead, chosen)
    assert sample.is_chosen
    assert sample.how_drawn.startswith("Nothing was drawn")
    assert sample.seed is None


def test_every_listed_document_is_drawable_or_left_out_for_a_reason(lead: Lead, drawn: AuditRound) -> None:
    sample, _ = describe(lead, drawn)
    assert not sample.is_chosen
    assert (sample.n_listed, sample.n_could_be_drawn) == (32, 26)
    assert (sample.n_restricted_left_out, sample.n_drawn_before_left_out, sample.n_on_purpose) == (1, 4, 1)
    assert sample.n_outside_averages == 2
    left_out = sample.n_restricted_left_out + sample.n_drawn_before_left_out + sample.n_on_purpose
    assert sample.n_listed == sample.n_could_be_drawn + left_out


def test_the_population_counts_only_documents_that_enter_the_averages(lead: Lead, drawn: AuditRound) -> None:
    _, tables = describe(lead, drawn)
    assert sum(row.population for row in tables.population) == 24
    assert sum(row.sampled or 0 for row in tables.population) == sum(row.in_sample for row in tables.cases)
