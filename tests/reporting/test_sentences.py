"""The first sentences of a report are plain, and claim nothing that was not found."""

from dataclasses import replace

from sample_content import make_content

from audit.domain.case import Basis
from audit.domain.findings import Reason, Verdict
from audit.reporting.sentences import (
    BASIS_SENTENCES,
    VERDICTS,
    say_reason,
    say_verdict,
    summarise,
)


def test_few_cases_are_counted_and_the_reader_is_warned():
    first, _, _ = summarise(make_content(24))
    assert first.startswith("Of the 24 cases scored, 11 were good or better overall.")
    assert "So few cases" in first


def test_many_cases_are_a_percentage():
    assert summarise(make_content(270))[0] == "44% of the 270 cases scored were good or better overall."


def test_an_empty_round_says_that_nothing_can_be_said():
    assert all("No" in sentence for sentence in summarise(make_content(0)))


def test_one_year_of_plans_says_nothing_about_change():
    assert "plans of a single year" in summarise(make_content(5, years=(2026,)))[2]


def test_cannot_tell_is_never_left_out_and_says_why():
    sentence = summarise(make_content(60))[2]
    assert "cannot be told: the effect of the year cannot yet be separated" in sentence


def test_an_answer_is_said_where_there_is_one():
    content = make_content(60)
    trend = replace(content.findings.cohort_trend, verdict=Verdict.DECLINED, reasons=())
    told = replace(content, findings=replace(content.findings, cohort_trend=trend))
    assert summarise(told)[2].endswith("quality has fallen.")
    assert say_verdict(trend) == "quality has fallen"


def test_every_verdict_reason_and_basis_has_words():
    assert set(VERDICTS) == set(Verdict)
    assert set(BASIS_SENTENCES) == set(Basis)
    assert [reason for reason in Reason if say_reason(reason) == reason.replace("_", " ")] == []
    assert say_reason("a_new_reason") == "a new reason"
    assert all("Ceased plans are missing from this list." in words for words in BASIS_SENTENCES.values())
