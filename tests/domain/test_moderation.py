import copy

from hypothesis import given
from hypothesis import strategies as st

from audit.domain.moderation import (
    MUST_SETTLE,
    Kind,
    Sheet,
    differences,
    needs_moderation,
    settled_answers,
    settled_grade,
    standing_answers,
)
from audit.domain.rating import Answer, Reason
from audit.folders import folder
from audit.intake.rubric import read_rubric

RUBRIC = read_rubric((folder("rubrics") / "plan_short_2026.yaml").read_text(encoding="utf-8"))
KEYS = {criterion.key: criterion.is_legal for criterion in RUBRIC.criteria}


def sheet(author, grade=None, **values):
    answers = [
        Answer(key, reason=value) if isinstance(value, Reason) else Answer(key, value)
        for key, value in values.items()
    ]
    return Sheet(author, tuple(answers), grade)


def kinds(*sheets):
    return [(difference.criterion, difference.kind) for difference in differences(RUBRIC, sheets)]


def an_answer(key):
    levels = st.integers(0, 1) if KEYS[key] else st.integers(1, 4)
    reasons = st.sampled_from(list(Reason) if KEYS[key] else list(Reason)[:3])
    return levels.map(lambda n: Answer(key, n)) | reasons.map(lambda r: Answer(key, reason=r))


some_answers = (
    st.lists(st.sampled_from(sorted(KEYS)), unique=True)
    .flatmap(lambda keys: st.tuples(*map(an_answer, keys)))
    .map(tuple)
)
panels = st.lists(
    st.tuples(some_answers, st.none() | st.sampled_from(RUBRIC.grades)), min_size=1, max_size=4
).map(lambda rows: [Sheet(f"person {n}", answers, grade) for n, (answers, grade) in enumerate(rows)])


def test_sheets_that_agree_have_no_differences():
    ama, ben = (sheet(name, "Good", a_voice=3, b_all_needs=1) for name in ("Ama", "Ben"))
    assert kinds(ama, ben) == []
    assert not needs_moderation(RUBRIC, [ama, ben])


def test_one_sheet_alone_differs_from_nobody():
    assert kinds(sheet("Ama", "Good", a_voice=1)) == []


def test_neighbouring_levels_are_shown_but_need_no_meeting():
    sheets = sheet("Ama", a_voice=3), sheet("Ben", a_voice=4)
    assert kinds(*sheets) == [("a_voice", Kind.ONE_LEVEL)]
    assert not needs_moderation(RUBRIC, sheets)


def test_two_levels_apart_needs_a_meeting():
    sheets = sheet("Ama", a_voice=2), sheet("Ben", a_voice=4)
    (difference,) = differences(RUBRIC, sheets)
    assert (difference.kind, difference.gap, difference.crosses_good) == (Kind.TWO_LEVELS, 2, True)
    assert difference.values == (("Ama", 2), ("Ben", 4))
    assert needs_moderation(RUBRIC, sheets)


def test_met_against_not_met_is_a_legal_difference():
    sheets = sheet("Ama", b_all_needs=0), sheet("Ben", b_all_needs=1)
    assert kinds(*sheets) == [("b_all_needs", Kind.LEGAL)]


def test_met_against_cannot_tell_is_scored_against_a_reason():
    sheets = sheet("Ama", b_all_needs=1), sheet("Ben", b_all_needs=Reason.CANNOT_TELL)
    assert kinds(*sheets) == [("b_all_needs", Kind.SCORED_VS_REASON)]
    assert needs_moderation(RUBRIC, sheets)


def test_a_level_against_not_applicable_needs_a_meeting():
    sheets = sheet("Ama", e_smart=2), sheet("Ben", e_smart=Reason.NOT_APPLICABLE)
    assert kinds(*sheets) == [("e_smart", Kind.SCORED_VS_REASON)]
    assert needs_moderation(RUBRIC, sheets)


def test_a_wide_gap_outweighs_a_third_persons_reason():
    sheets = sheet("Ama", e_smart=1), sheet("Ben", e_smart=4), sheet("Chidi", e_smart=Reason.NOT_SUPPLIED)
    (difference,) = differences(RUBRIC, sheets)
    assert difference.kind is Kind.TWO_LEVELS
    assert len(difference.values) == 3


def test_two_different_reasons_are_shown_last_and_need_no_meeting():
    sheets = sheet("Ama", e_smart=Reason.NOT_SUPPLIED), sheet("Ben", e_smart=Reason.NOT_APPLICABLE)
    assert kinds(*sheets) == [("e_smart", Kind.REASONS_DIFFER)]
    assert not needs_moderation(RUBRIC, sheets)


def test_outside_my_role_and_a_section_not_scored_differ_from_nobody():
    whole = sheet("Ama", e_smart=1, b_clear=2)
    assert kinds(whole, sheet("Chidi", e_smart=Reason.OUTSIDE_ROLE)) == []


def test_overall_grades_that_differ_come_first():
    sheets = sheet("Ama", "Good", a_voice=1), sheet("Ben", "Outstanding", a_voice=4), sheet("Chidi")
    (first, second) = differences(RUBRIC, sheets)
    assert (first.criterion, first.kind, first.gap) == (None, Kind.GRADE_DIFFERS, 1)
    assert second.kind is Kind.TWO_LEVELS


def test_what_matters_more_comes_earlier():
    ama = sheet(
        "Ama", "Good", a_voice=1, b_clear=2, e_smart=3, f_specified=3, f_every_need=1, whole_accuracy=1
    )
    ben = sheet(
        "Ben", "Weak", a_voice=4, b_clear=3, e_smart=4, f_specified=4, f_every_need=0, whole_accuracy=3
    )
    ben = Sheet(ben.author, ben.answers, "Inadequate")
    assert kinds(ama, ben) == [
        (None, Kind.GRADE_DIFFERS),
        ("f_every_need", Kind.LEGAL),
        ("a_voice", Kind.TWO_LEVELS),
        ("whole_accuracy", Kind.TWO_LEVELS),
        ("b_clear", Kind.ONE_LEVEL),
        ("f_specified", Kind.ONE_LEVEL),
        ("e_smart", Kind.ONE_LEVEL),
    ]


def test_what_all_agree_on_and_what_only_one_scored_is_settled_without_a_meeting():
    ama = sheet("Ama", a_voice=3, b_clear=2, e_smart=Reason.OUTSIDE_ROLE, f_specified=Reason.OUTSIDE_ROLE)
    chidi = sheet("Chidi", a_voice=3, e_smart=4, f_specified=Reason.OUTSIDE_ROLE)
    assert settled_answers([ama, chidi], []) == {
        "a_voice": Answer("a_voice", 3),
        "b_clear": Answer("b_clear", 2),
        "e_smart": Answer("e_smart", 4),
        "f_specified": Answer("f_specified", reason=Reason.OUTSIDE_ROLE),
    }


def test_a_difference_stays_open_until_it_is_settled():
    originals = [sheet("Ama", a_voice=2), sheet("Ben", a_voice=4)]
    assert settled_answers(originals, []) == {"a_voice": None}
    assert settled_answers(originals, [Answer("a_voice", 3)]) == {"a_voice": Answer("a_voice", 3)}


def test_the_panel_may_settle_even_what_all_agreed_on():
    originals = [sheet("Ama", a_voice=4), sheet("Ben", a_voice=4)]
    assert settled_answers(originals, [Answer("a_voice", 3)]) == {"a_voice": Answer("a_voice", 3)}


def test_the_grade_is_the_panels_or_the_one_agreed_on():
    same = [sheet("Ama", "Good"), sheet("Ben", "Good"), sheet("Chidi")]
    apart = [sheet("Ama", "Good"), sheet("Ben", "Outstanding")]
    assert settled_grade(same, None) == "Good"
    assert settled_grade(apart, None) is None
    assert settled_grade(apart, "Outstanding") == "Outstanding"
    assert settled_grade([sheet("Ama")], None) is None


@given(panels, st.randoms())
def test_the_order_of_the_sheets_changes_no_difference(sheets, random):
    shuffled = random.sample(sheets, len(sheets))
    assert kinds(*shuffled) == kinds(*sheets)


@given(panels)
def test_a_question_is_open_exactly_where_there_is_a_difference(sheets):
    still_open = {key for key, answer in settled_answers(sheets, []).items() if answer is None}
    assert still_open == {d.criterion for d in differences(RUBRIC, sheets) if d.criterion}


@given(panels)
def test_settling_every_difference_leaves_nothing_open_and_every_original_as_it_was(sheets):
    before = copy.deepcopy(sheets)
    settlements = [Answer(d.criterion, 1) for d in differences(RUBRIC, sheets) if d.criterion]
    settled = settled_answers(sheets, settlements)
    assert None not in settled.values()
    assert {answer.criterion for s in sheets for answer in s.answers} == set(settled)
    assert sheets == before


@given(panels)
def test_differences_run_from_what_matters_most_to_what_matters_least(sheets):
    found = [difference.kind for difference in differences(RUBRIC, sheets)]
    assert found == sorted(found, key=list(Kind).index)
    assert needs_moderation(RUBRIC, sheets) == bool(MUST_SETTLE & set(found))


@given(panels)
def test_a_sheet_beside_itself_never_differs(sheets):
    one = sheets[0]
    assert differences(RUBRIC, [one, Sheet("somebody else", one.answers, one.grade)]) == ()


def test_an_open_difference_stands_at_the_lowest_level_until_it_is_settled():
    high, low = Sheet("a", (Answer("q1", 3),)), Sheet("b", (Answer("q1", 2),))
    assert standing_answers([high, low], []) == (Answer("q1", 2),)
    assert standing_answers([high, low], [Answer("q1", 3)]) == (Answer("q1", 3),)


def test_a_level_stands_against_a_reason_and_differing_reasons_leave_nothing():
    scored = Sheet("a", (Answer("q1", 3), Answer("q2", None, Reason.NOT_SUPPLIED)))
    unable = Sheet("b", (Answer("q1", None, Reason.NOT_SUPPLIED), Answer("q2", None, Reason.NOT_APPLICABLE)))
    assert standing_answers([scored, unable], []) == (Answer("q1", 3),)
