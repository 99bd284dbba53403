"""Restricted and flagged: what a list may say of it, and that nothing unclear lets anybody in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.case import Flag, Restriction
from audit.intake.codes import YES_NO
from audit.intake.list_cells import fold
from audit.intake.marks import RESTRICTIONS, read_flags, read_restriction
from audit.intake.rows import Layout, Row

LAYOUT = Layout({"cell": 0}, {"cell": "restricted"})


def row_with(value: object) -> Row:
    return Row(2, [value], LAYOUT)


@pytest.mark.parametrize(
    ("value", "because"),
    [
        ("", None),
        (None, None),
        ("No", None),
        (False, None),
        ("yes", Restriction.OTHER),
        (True, Restriction.OTHER),
        ("Adopted", Restriction.ADOPTION),
        ("child protection plan", Restriction.PROTECTION_PLAN),
        ("Court order", Restriction.COURT_ORDER),
        ("forum member", Restriction.OWN_CHILD),
    ],
)
def test_a_reason_is_read_in_the_ways_that_councils_write_it(value, because):
    row = row_with(value)
    assert read_restriction(row, "cell") is because
    assert row.warnings == []


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.dates()))
def test_only_a_clear_no_or_an_empty_cell_leaves_a_plan_open(value):
    row = row_with(value)
    because = read_restriction(row, "cell")
    if because is None:
        text = fold(str(value).strip().removeprefix("b) "))
        assert (
            not str(value).strip()
            or YES_NO.get(text[-2:]) is False
            or YES_NO.get(text[-1:]) is False
            or (YES_NO.get(text) is False)
        )
    elif fold(str(value)) not in {*YES_NO, *RESTRICTIONS}:
        assert because in Restriction


def test_what_cannot_be_understood_is_restricted_and_said():
    row = row_with("perhaps")
    assert read_restriction(row, "cell") is Restriction.OTHER
    assert "counts as restricted" in row.warnings[0].reason


@pytest.mark.parametrize(
    ("value", "flags"),
    [
        ("", set()),
        ("none", set()),
        ("appeal", {Flag.APPEAL}),
        ("Appeal; complaint", {Flag.APPEAL, Flag.COMPLAINT}),
        ("complaint LGSCO", {Flag.COMPLAINT, Flag.OMBUDSMAN}),
    ],
)
def test_several_flags_stand_in_one_cell(value, flags):
    row = row_with(value)
    assert read_flags(row, "cell") == flags
    assert row.warnings == []


def test_a_word_that_is_no_flag_is_said_and_the_others_count():
    row = row_with("appeal mediation")
    assert read_flags(row, "cell") == {Flag.APPEAL}
    assert "left out" in row.warnings[0].reason
