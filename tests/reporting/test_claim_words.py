"""What is said of the questions about change: plain, with how sure it is, and never a cause."""

import re
from dataclasses import replace

import pytest
from sample_claims import FALL, PATH, make_findings, within

from audit.domain.findings import Claim, Doubt, Findings, PathEstimate, PathwayClaim, Verdict
from audit.reporting.claim_parts import ClaimWords
from audit.reporting.claim_words import HEADLINE, say_claims
from audit.reporting.doubts import DOUBTS

METHODS = re.compile(
    r"Wilson|Korn|Jonckheere|Kendall|bootstrap|Satterthwaite|p-value|logit|E-value|degrees of freedom", re.I
)
CAUSES = re.compile(r"because of|as a result|due to|caused by|leads to|owing to", re.I)


def said(findings: Findings) -> dict[str, ClaimWords]:
    return {words.key: words for words in say_claims(findings)}


def main_text(words: ClaimWords) -> str:
    parts = (words.answer, *words.how_sure, *words.not_shown, *words.would_change)
    return " ".join((words.question, *parts))


def every_finding() -> list[Findings]:
    trends = [
        FALL,
        replace(FALL, verdict=Verdict.IMPROVED, estimate=0.08, interval=within(0.06, 0.1)),
        replace(FALL, verdict=Verdict.NO_MEANINGFUL_CHANGE, estimate=0.0, interval=within(-0.03, 0.03)),
        *(Claim(verdict=Verdict.CANNOT_TELL, reasons=(doubt,), unadjusted_slope=-0.04) for doubt in Doubt),
        *(
            replace(FALL, verdict=Verdict.CANNOT_TELL, reasons=(doubt,), interval=within(-0.1, 0.02))
            for doubt in Doubt
        ),
    ]
    paths = [
        PATH,
        replace(PATH, verdict=Verdict.NOT_SUPPORTED, reasons=(Doubt.CONTRIBUTIONS_DID_NOT_FALL,)),
        replace(PATH, verdict=Verdict.NOT_SUPPORTED, reasons=(Doubt.NEGATIVE_CONTROL_MOVED,)),
        *(PathwayClaim(verdict=Verdict.CANNOT_TELL, reasons=(doubt,)) for doubt in Doubt),
    ]
    answers = (Verdict.SUPPORTED, Verdict.NOT_SUPPORTED, Verdict.CANNOT_TELL)
    return [
        *(make_findings(cohort_trend=trend, review_trend=trend) for trend in trends),
        *(make_findings(pathway=path) for path in paths),
        *(
            make_findings(hypothesis=Claim(verdict=answer, reasons=(Doubt.CLAIMS_OPEN,)), pathway=path)
            for answer in answers
            for path in paths[:3]
        ),
    ]


def test_every_answer_is_whole_sentences_without_causes_or_methods():
    for findings in every_finding():
        for words in say_claims(findings):
            text = main_text(words)
            assert words.answer and words.not_shown and words.would_change
            assert not CAUSES.search(text), text
            assert not METHODS.search(text), text
            assert "None" not in text.replace("None of", ""), text
            for sentence in (words.answer, *words.how_sure, *words.not_shown, *words.would_change):
                assert re.fullmatch(r"[A-Z\d].*[.]", sentence), sentence


def test_a_fall_is_said_in_answers_of_every_hundred_with_its_range():
    words = said(make_findings())["cohort_trend"]
    assert words.answer == (
        "Yes: documents of later years score lower than those of earlier years. Each year it is as if 4.6 of "
        "every 100 answers came out one level lower (likely between 2.8 and 6.3 lower). "
        "Whether by enough to matter is not certain."
    )
    assert words.how_sure[0] == "This rests on 270 documents, one for each child."
    assert (
        "If nothing had changed, a fall as clear as this would turn up by chance in about 1 of "
        "1,000 such audits." in words.how_sure
    )
    assert any("a change of less than 2.6 of every 100 answers" in sentence for sentence in words.how_sure)
    assert "−0.063 to −0.028" in words.method[0]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.04, -0.01, "A small change is there, but it is smaller than that."),
        (-0.09, -0.06, "Even the smallest change in the range is larger"),
        (-0.09, -0.02, "The change may be smaller or larger than the change"),
        (-0.09, 0.02, "and no change at all."),
    ],
)
def test_the_range_is_held_against_the_change_that_matters(low, high, words):
    fall = replace(FALL, interval=within(low, high))
    assert words in " ".join(said(make_findings(cohort_trend=fall))["cohort_trend"].how_sure)


def test_a_live_audit_says_what_alone_would_look_the_same_and_what_would_settle_it():
    live = Claim(
        verdict=Verdict.CANNOT_TELL,
        reasons=(Doubt.COHORT_AUDIT_YEAR_ALIASED,),
        counts={"n_cases_in_means": 270},
        unadjusted_slope=-0.065,
        explaining_drift=-0.065,
    )
    words = said(make_findings(cohort_trend=live))["cohort_trend"]
    assert words.answer.startswith("We cannot tell: each year's documents were scored only in their own year")
    assert any("marked a little stricter each year" in sentence for sentence in words.how_sure)
    assert words.would_change == (DOUBTS[Doubt.COHORT_AUDIT_YEAR_ALIASED].remedy,)


def test_the_pathway_says_how_strong_a_hidden_cause_would_have_to_be():
    words = said(make_findings())["pathway"]
    assert "about 1.8 times as likely" in words.not_shown[1]
    assert "A hidden cause of middling strength" in words.not_shown[1]
    assert any("7 fewer came each year" in sentence for sentence in words.how_sure)
    weak, strong = (
        said(make_findings(pathway=replace(PATH, e_value=value)))["pathway"].not_shown[1]
        for value in (1.2, 4.0)
    )
    assert weak.startswith("Even a weak hidden cause") and strong.startswith("Only a strong hidden cause")


def test_the_headline_is_neutral_and_a_supported_answer_says_association():
    words = said(make_findings())["hypothesis"]
    assert words.question == HEADLINE
    assert "an association" in words.answer


def test_a_fall_that_goes_with_nothing_found_is_not_called_supported():
    findings = make_findings(
        hypothesis=Claim(verdict=Verdict.NOT_SUPPORTED),
        pathway=replace(PATH, verdict=Verdict.NOT_SUPPORTED),
    )
    assert said(findings)["hypothesis"].answer.startswith(
        "Quality has fallen, perhaps by too little to matter, but hardly in step"
    )


def test_a_path_that_is_nothing_says_which_of_the_two_is_too_small():
    small = replace(PATH, verdict=Verdict.NOT_SUPPORTED, interval=within(-0.02, 0.01), margin=0.05)
    unclear = replace(small, b=PathEstimate(estimate=0.2, interval=within(-0.1, 0.5)))
    words = said(make_findings(pathway=unclear))["pathway"]
    assert words.answer.startswith("Not by enough to matter")
    assert words.answer.endswith("contributed more are better than others, we cannot tell.")
    clear = replace(small, b=PathEstimate(estimate=0.3, interval=within(0.1, 0.5)))
    assert said(make_findings(pathway=clear))["pathway"].answer.endswith(
        "Yet documents to which agencies contributed more did score higher than others of the same time."
    )
    unchanged = replace(PATH, verdict=Verdict.NOT_SUPPORTED, margin=None)
    answer = said(make_findings(pathway=unchanged))["pathway"].answer
    assert answer.startswith("No: what agencies contributed hardly changed from year to year")


def test_what_was_too_small_to_be_noticed_is_held_against_what_matters():
    open_claim = replace(
        FALL, verdict=Verdict.CANNOT_TELL, interval=within(-0.06, 0.02), margin=0.05, smallest_detectable=0.06
    )
    could_miss = said(make_findings(cohort_trend=open_claim))["cohort_trend"].how_sure[-1]
    assert could_miss.endswith("more than what was said to matter, so even that could have been missed.")
    fine = replace(open_claim, smallest_detectable=0.04)
    assert "even that" not in said(make_findings(cohort_trend=fine))["cohort_trend"].how_sure[-1]


def test_a_change_beyond_a_level_is_said_in_levels_not_in_more_than_all_answers():
    wide = replace(
        FALL,
        verdict=Verdict.CANNOT_TELL,
        estimate=-0.25,
        interval=within(-1.6, 1.11),
        smallest_detectable=1.3,
    )
    text = " ".join(said(make_findings(cohort_trend=wide))["cohort_trend"].how_sure)
    assert "0.25 levels lower on average (likely between 1.60 lower and 1.11 higher)" in text
    assert "1.30 levels on average" in text


def test_agencies_whose_other_sections_moved_are_named():
    moved = replace(PATH.controls[0], agency="health", moved=True)
    words = said(make_findings(pathway=replace(PATH, controls=(moved,))))["pathway"]
    assert any(
        "with the contributions of Health they moved as well" in sentence for sentence in words.how_sure
    )
