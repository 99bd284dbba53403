from datetime import date

from audit.domain.agency import Agency
from audit.domain.rating import Reason
from audit.domain.words import KINDS
from audit.intake.example_words import (
    BETTER_IF,
    EVIDENCE,
    PHRASES,
    PUT_RIGHT,
    REASONS,
    WORKS_WELL,
    find_correction,
    write_closing,
    write_evidence,
    write_page,
)


def test_the_same_sheet_always_says_the_same():
    once, again = (write_evidence(1, "p", "ama", "f_specified", 2, is_legal=False) for _ in range(2))
    assert once == again


def test_most_evidence_says_where_it_stands():
    pages = [write_page(1, f"p{n}", "ama", "x") for n in range(100)]
    assert 60 < sum(page.isdigit() for page in pages) < 80
    assert pages == [write_page(1, f"p{n}", "ama", "x") for n in range(100)]


def test_evidence_fits_the_answer():
    for level in EVIDENCE:
        notes = {
            (
                write_evidence(1, f"p{n}", "ama", "x", level, is_legal=False),
                write_page(1, f"p{n}", "ama", "x"),
            )
            for n in range(60)
        }
        assert len(notes) > 30
    reason = write_evidence(1, "p", "ama", "x", "not_applicable", is_legal=True)
    assert reason == "Does not arise for this plan."
    legal = {write_evidence(1, f"p{n}", "ama", "x", 0, is_legal=True) for n in range(60)}
    assert any("did not find it" in words for words in legal)
    assert not any(
        "did not find it" in write_evidence(1, f"p{n}", "a", "x", 1, is_legal=True) for n in range(60)
    )
    assert "" in legal


def test_every_answer_has_words_for_every_kind_of_document():
    assert set(PHRASES) == set(KINDS)
    for phrases in PHRASES.values():
        assert set(phrases.evidence) == {1, 2, 3, 4}
        assert set(phrases.legal_evidence) == {0, 1}
        assert set(phrases.reasons) == set(REASONS) == set(Reason)


def test_a_note_fits_the_kind_of_document():
    for kind, phrases in PHRASES.items():
        note = write_evidence(1, "p", "ama", "x", "not_applicable", is_legal=False, kind=kind)
        assert note in phrases.reasons["not_applicable"]
        closing = write_closing(1, "p", "ama", 1, kind=kind)
        assert closing.works_well in phrases.works_well
        assert closing.put_right in {"", *dict(phrases.put_right)}


def test_weak_plans_have_something_to_put_right_and_outstanding_ones_have_not():
    weak = [write_closing(1, f"p{n}", "ama", 1) for n in range(50)]
    strong = [write_closing(1, f"p{n}", "ama", 4) for n in range(50)]
    assert sum(bool(texts.put_right) for texts in weak) > 40
    assert not any(texts.put_right for texts in strong)
    assert all(texts.works_well in WORKS_WELL and texts.better_if in BETTER_IF for texts in weak + strong)


def test_a_correction_has_an_owner_and_a_date_and_sometimes_a_reply():
    text, owner = PUT_RIGHT[0]
    made = [find_correction(1, f"p{n}", text, agreed_on=date(2026, 10, 1)) for n in range(40)]
    assert {one.owner for one in made} == {owner} == {Agency.HEALTH}
    assert all(one.due_on > date(2026, 10, 1) for one in made)
    assert {(bool(one.reply), one.is_done) for one in made} == {(True, True), (True, False), (False, False)}
