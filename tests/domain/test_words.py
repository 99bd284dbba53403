import pytest

from audit.domain import words
from audit.domain.access import MembershipStatus, Role
from audit.domain.agency import Agency
from audit.domain.case import (
    AgeBand,
    Basis,
    ChosenBy,
    Fact,
    Flag,
    Origin,
    Placement,
    Restriction,
    Stage,
)
from audit.domain.clock import Moment, Move, Outcome
from audit.domain.contribution import Came
from audit.domain.moderation import Kind, Method
from audit.domain.rating import Answer, Reason
from audit.domain.rubric import CriterionType
from audit.domain.target import Measure, Verdict, Why
from audit.folders import folder
from audit.intake.rubric import read_rubric
from audit.store.audit_round import RoundStatus
from audit.store.correction import CorrectionStatus
from audit.store.panel import AssignmentStatus
from audit.store.report import ReportStatus

ENUMS = {
    "agency": Agency,
    "criterion_type": CriterionType,
    "reason": Reason,
    "stage": Stage,
    "origin": Origin,
    "placement": Placement,
    "chosen_by": ChosenBy,
    "basis": Basis,
    "flag": Flag,
    "flag_warning": Flag,
    "restriction": Restriction,
    "age_band": AgeBand,
    "fact": Fact,
    "difference": Kind,
    "method": Method,
    "role": Role,
    "membership": MembershipStatus,
    "round": RoundStatus,
    "assignment": AssignmentStatus,
    "correction": CorrectionStatus,
    "report": ReportStatus,
    "came": Came,
    "moment": Moment,
    "move": Move,
    "outcome": Outcome,
    "measure": Measure,
    "verdict": Verdict,
    "why": Why,
}


@pytest.mark.parametrize("concept", ENUMS)
def test_every_code_has_words_of_its_own(concept):
    said = [words.say(concept, code) for code in ENUMS[concept]]
    assert set(words.CONCEPTS[concept]) == set(ENUMS[concept])
    assert len(set(said)) == len(said)
    assert all("_" not in text and text[0].isupper() or text[0].isdigit() for text in said)


def test_every_reason_has_a_hint():
    assert set(words.REASON_HINTS) == set(Reason)


def test_a_plain_string_is_said_like_its_code():
    assert words.say("stage", "phase_transfer") == words.say("stage", Stage.PHASE_TRANSFER)
    assert words.say("lens", "whole") == "The whole document"
    assert words.say("lens", Agency.HEALTH) == "Health sections"


def test_a_kind_that_only_a_rubric_knows_is_said_as_it_is():
    assert words.say("kind", "review") == "annual review"
    assert words.say("kind", "early_help_plan") == "early help plan"
    assert words.say("many", "early_help_plan") == "early help plans"


def test_a_kind_is_counted_in_words():
    assert words.say("one", "advice") == "piece of advice"
    assert words.say("many", "review") == "annual reviews"


def test_what_is_said_of_any_document_does_not_call_it_a_plan():
    said = [*words.REASON_HINTS.values(), *words.ASSIGNMENTS.values(), *words.ORIGINS.values()]
    assert not any("plan" in text.casefold() for text in said)


def test_an_unknown_code_is_an_error_and_never_shown():
    with pytest.raises(KeyError):
        words.say("stage", "lost")


def test_an_answer_is_said_by_its_level_its_law_or_its_reason():
    rubric = read_rubric((folder("rubrics") / "plan_short_2026.yaml").read_text(encoding="utf-8"))
    assert words.say_answer(rubric, Answer("a_voice", 2)) == "Requires improvement"
    assert words.say_answer(rubric, Answer("b_all_needs", 1)) == "Met"
    assert words.say_answer(rubric, Answer("b_all_needs", 0)) == "Not met"
    assert words.say_answer(rubric, Answer("a_voice", reason=Reason.NOT_SUPPLIED)) == "Not supplied"
    assert words.say_answer(rubric, Answer("a_voice")) == "Not answered"
