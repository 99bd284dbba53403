"""The first sentences of a report are plain, and claim nothing that was not found."""

from dataclasses import replace

from sample_content import make_content

from audit.domain.case import Basis
from audit.domain.findings import Doubt, Verdict
from audit.reporting.doubts import DOUBTS, list_remedies, say_reason
from audit.reporting.sentences import (
    BASIS_SENTENCES,
    VERDICTS,
    say_verdict,
    summarise,
)


def test_the_sentences_name_sections_by_their_titles():
    content = make_content(24)
    assert any(f"“{section.title}”" in summarise(content)[1] for section in content.rubric.sections)


def test_an_empty_round_says_that_nothing_can_be_said():
    assert "nothing can be said" in summarise(make_content(0))[0]


def test_one_year_of_plans_says_nothing_about_change():
    assert "cannot tell" in summarise(make_content(5, years=(2026,)))[2]


def test_cannot_tell_says_why():
    trend = make_content(60).findings.cohort_trend
    assert say_verdict(trend).startswith(
        "cannot tell, because the effect of the year cannot yet be separated"
    )


def test_an_answer_without_doubt_is_said_as_it_is():
    trend = replace(make_content(60).findings.cohort_trend, verdict=Verdict.DECLINED, reasons=())
    assert say_verdict(trend) == "quality has fallen"


def test_every_verdict_reason_and_basis_has_words():
    assert set(VERDICTS) == set(Verdict)
    assert set(BASIS_SENTENCES) == set(Basis)
    assert set(DOUBTS) == set(Doubt)
    assert [doubt for doubt, words in DOUBTS.items() if not words.remedy.endswith(".")] == []
    assert say_reason("a_new_reason") == "a new reason"
    missing = {basis for basis, words in BASIS_SENTENCES.items() if "Ceased plans are missing" in words}
    assert missing == {Basis.FIRST_PLANS, Basis.PLANS_IN_FORCE}


def test_what_would_settle_an_answer_is_said_once():
    reasons = (Doubt.COHORT_AUDIT_YEAR_ALIASED, Doubt.WEAK_LINK, Doubt.NO_CASE_DOUBLE_SCORED)
    trend = replace(make_content(60).findings.cohort_trend, reasons=reasons)
    assert [remedy[:24] for remedy in list_remedies(trend)] == [
        "Score at least 12 docume",
        "Let two people score a s",
    ]
