import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.case import ChosenBy, FrameEntry, Need
from audit.domain.sampling import (
    AllocationError,
    How,
    LeftOut,
    allocate,
    draw_sample,
    find_eligible,
    stratify,
    stratum_of,
)

ENTRY = FrameEntry(own_hash="a", key_version=1, row=2, cohort_year=2024, need=Need.ASD)
SIZES = st.dictionaries(
    st.tuples(st.text("abc", min_size=1, max_size=3)), st.integers(0, 60), min_size=1, max_size=9
)
HOWS = st.sampled_from([How.PROPORTIONAL, How.EQUAL])


def frame(n, **known):
    return [replace(ENTRY, own_hash=f"key-{number}", row=number, **known) for number in range(n)]


def test_plans_are_grouped_by_the_attributes_asked_for():
    entries = [*frame(2), replace(ENTRY, own_hash="z", need=Need.MLD)]
    assert stratify(entries, ["cohort_year", "need"]) == {
        ("2024", "ASD"): ("key-0", "key-1"),
        ("2024", "MLD"): ("z",),
    }
    assert stratify(entries, []) == {(): ("key-0", "key-1", "z")}


def test_yes_no_and_unknown_are_words():
    assert stratum_of(ENTRY, ["social_care"]) == ("unknown",)
    assert stratum_of(replace(ENTRY, social_care=True), ["social_care"]) == ("yes",)


def test_plans_cannot_be_grouped_by_who_they_are_about():
    with pytest.raises(AllocationError, match="upn_hash"):
        stratify(frame(1), ["upn_hash"])


def test_who_is_left_out_before_the_draw_is_counted_with_a_reason():
    entries = frame(5)
    entries[0] = replace(entries[0], restricted=True)
    entries[1] = replace(entries[1], chosen_by=ChosenBy.REFERRED)
    eligible = find_eligible(entries, drawn_before={"key-2"})
    assert [entry.own_hash for entry in eligible.entries] == ["key-3", "key-4"]
    assert eligible.left_out == {LeftOut.RESTRICTED: 1, LeftOut.CHOSEN_ON_PURPOSE: 1, LeftOut.DRAWN_BEFORE: 1}


def test_largest_remainders_share_out_what_whole_parts_leave():
    sizes = {("a",): 47, ("b",): 16, ("c",): 37}
    assert allocate(sizes, 10, How.PROPORTIONAL) == {("a",): 5, ("b",): 1, ("c",): 4}


def test_a_tiny_stratum_still_gets_one():
    sizes = {("big",): 1000, ("tiny",): 1}
    assert allocate(sizes, 10, How.PROPORTIONAL) == {("big",): 9, ("tiny",): 1}


def test_equal_shares_stop_at_the_size_of_a_stratum():
    sizes = {("a",): 2, ("b",): 50, ("c",): 50}
    assert allocate(sizes, 20, How.EQUAL) == {("a",): 2, ("b",): 9, ("c",): 9}


def test_a_number_by_hand_above_the_stratum_is_refused_by_its_name():
    with pytest.raises(AllocationError, match="7 cases were asked for from “2024, ASD”, but it has only 3"):
        allocate({("2024", "ASD"): 3}, 7, How.BY_HAND, {("2024", "ASD"): 7})


@pytest.mark.parametrize("by_hand", [{("a",): -1}, {("a",): 0}, {}, {("elsewhere",): 1}])
def test_numbers_by_hand_that_make_no_sample_are_refused(by_hand):
    with pytest.raises(AllocationError):
        allocate({("a",): 3}, 0, How.BY_HAND, by_hand)


@pytest.mark.parametrize("total", [0, -1, 4])
def test_a_total_that_cannot_be_had_is_refused(total):
    with pytest.raises(AllocationError):
        allocate({("a",): 3}, total, How.EQUAL)


@given(SIZES, st.integers(1, 200), HOWS)
def test_an_allocation_adds_up_and_keeps_its_bounds(sizes, total, how):
    n_plans = sum(sizes.values())
    if total > n_plans:
        with pytest.raises(AllocationError):
            allocate(sizes, total, how)
        return
    chosen = allocate(sizes, total, how)
    assert sum(chosen.values()) == total
    assert all(0 <= chosen[stratum] <= size for stratum, size in sizes.items())
    if total >= sum(size > 0 for size in sizes.values()):
        assert all(chosen[stratum] for stratum, size in sizes.items() if size)


@given(SIZES, st.integers(1, 200), st.data())
def test_an_allocation_does_not_hang_on_the_order_of_the_strata(sizes, total, data):
    total = min(total, sum(sizes.values()))
    shuffled = dict(data.draw(st.permutations(list(sizes.items()))))
    if total:
        assert allocate(sizes, total, How.PROPORTIONAL) == allocate(shuffled, total, How.PROPORTIONAL)


@given(st.sets(st.text(min_size=1, max_size=5), min_size=1, max_size=40), st.integers(), st.data())
def test_a_draw_hangs_on_seed_and_keys_alone(keys, seed, data):
    n_wanted = data.draw(st.integers(1, len(keys)))
    shuffled = data.draw(st.permutations(sorted(keys)))
    once = draw_sample({("x",): sorted(keys)}, {("x",): n_wanted}, seed=seed, n_reserve=3)
    again = draw_sample({("x",): shuffled}, {("x",): n_wanted}, seed=seed, n_reserve=3)
    assert once == again
    drawn = [one.key for one in (*once.sample, *once.reserves)]
    assert len(drawn) == len(set(drawn)) == min(len(keys), n_wanted + 3)
    assert sum(one.weight for one in once.sample) == pytest.approx(len(keys))


def test_an_outsider_can_repeat_the_draw():
    keys = ["k1", "k2", "k3", "k4"]
    draw = draw_sample({("x",): keys}, {("x",): 2}, seed=2026, n_reserve=1)
    by_hand = sorted(keys, key=lambda key: hashlib.sha256(f"2026:{key}".encode()).hexdigest())
    assert [one.key for one in draw.sample] == by_hand[:2]
    assert [one.key for one in draw.reserves] == by_hand[2:3]
    assert [one.weight for one in draw.sample] == [2.0, 2.0]
    assert [one.order for one in (*draw.sample, *draw.reserves)] == [1, 2, 3]


def test_every_key_is_drawn_about_as_often():
    keys = [f"key-{number}" for number in range(10)]
    drawn = [draw_sample({(): keys}, {(): 3}, seed=seed).sample for seed in range(2000)]
    counts = [sum(one.key == key for sample in drawn for one in sample) for key in keys]
    assert all(520 < count < 680 for count in counts)


def test_a_stratum_that_is_not_drawn_from_has_no_reserves():
    draw = draw_sample({("a",): ["1", "2"], ("b",): ["3"]}, {("a",): 1}, seed=1, n_reserve=5)
    assert {one.stratum for one in (*draw.sample, *draw.reserves)} == {("a",)}
    assert draw.sizes == {("a",): 2, ("b",): 1}


def test_a_document_that_stands_twice_stops_the_draw():
    with pytest.raises(AllocationError, match="twice"):
        draw_sample({("a",): ["1"], ("b",): ["1"]}, {("a",): 1}, seed=1)
