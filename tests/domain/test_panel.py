from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.access import Role
from audit.domain.agency import Agency
from audit.domain.panel import WHOLE, Member, PanelCase, PanelError, may_hold_restricted, share_out

AMA = Member("ama", Agency.EDUCATION)
BEN = Member("ben", Agency.EDUCATION)
CHIDI = Member("chidi", Agency.HEALTH)
DEE = Member("dee", Agency.FORUM)
CASES = [PanelCase(f"case-{number}") for number in range(12)]
AGENCIES = [Agency.EDUCATION, Agency.HEALTH, Agency.SOCIAL_CARE, Agency.FORUM]


def people_by_case(sharing):
    found = defaultdict(list)
    for assignment in sharing.assignments:
        found[assignment.case].append(assignment.person)
    return found


def loads(sharing):
    return Counter(assignment.person for assignment in sharing.assignments)


def test_every_case_gets_one_auditor_and_a_share_gets_two():
    sharing = share_out(CASES, [AMA, BEN, CHIDI], double_share=0.25, seed=1)
    assert Counter(len(people) for people in people_by_case(sharing).values()) == {1: 9, 2: 3}
    assert sharing.shortfalls == ()


def test_a_double_marked_case_has_two_agencies():
    sharing = share_out(CASES, [AMA, BEN, CHIDI, DEE], double_share=1, seed=1)
    for people in people_by_case(sharing).values():
        assert len(people) == 2
        assert set(people) != {"ama", "ben"}
    assert set(loads(sharing).values()) == {6}


def test_a_panel_of_one_agency_cannot_double_mark_and_is_told_so():
    sharing = share_out(CASES, [AMA, BEN], double_share=0.5, seed=1)
    assert len(sharing.assignments) == 12
    assert "only 0 could be" in sharing.shortfalls[0].message


def test_nobody_scores_a_case_in_which_they_have_an_interest():
    conflicts = {("ama", case.key) for case in CASES[:10]}
    sharing = share_out(CASES, [AMA, CHIDI], double_share=0, seed=1, conflicts=conflicts)
    assert not conflicts & {(a.person, a.case) for a in sharing.assignments}
    assert loads(sharing) == {"ama": 2, "chidi": 10}


def test_a_case_that_nobody_may_score_is_named():
    conflicts = {("ama", "case-0"), ("chidi", "case-0")}
    sharing = share_out(CASES, [AMA, CHIDI], double_share=0, seed=1, conflicts=conflicts)
    assert [shortfall.case for shortfall in sharing.shortfalls] == ["case-0"]


def test_a_restricted_case_goes_only_to_those_named_and_never_to_the_forum():
    restricted = [PanelCase("r", is_restricted=True, named=frozenset({"chidi", "dee"}))]
    sharing = share_out(restricted, [AMA, CHIDI, DEE], double_share=1, seed=1)
    assert [a.person for a in sharing.assignments] == ["chidi"]


def test_an_agency_with_its_own_lens_sees_every_case_beside_the_whole():
    health = Member("hana", Agency.HEALTH, lens="health")
    sharing = share_out(CASES, [AMA, health], double_share=0, seed=1)
    assert Counter(a.lens for a in sharing.assignments) == {WHOLE: 12, "health": 12}


def test_a_lens_without_time_for_all_is_told_in_one_line():
    health = Member("hana", Agency.HEALTH, lens="health", capacity=5)
    sharing = share_out(CASES, [AMA, health], double_share=0, seed=1)
    words = "Nobody is free to score the health sections of 7 cases."
    assert [shortfall.message for shortfall in sharing.shortfalls] == [words]


def test_a_full_person_hands_a_case_on_to_make_room():
    # Only Ama may score case b; Ben may score both; each has time for one.
    cases = [PanelCase("a"), PanelCase("b")]
    members = [Member("ama", Agency.EDUCATION, capacity=1), Member("ben", Agency.EDUCATION, capacity=1)]
    for seed in range(20):
        sharing = share_out(cases, members, double_share=0, seed=seed, conflicts={("ben", "b")})
        assert people_by_case(sharing) == {"a": ["ben"], "b": ["ama"]}


def test_a_panel_without_whole_document_auditors_is_told_so():
    sharing = share_out(CASES, [Member("hana", Agency.HEALTH, lens="health")], double_share=0, seed=1)
    assert "whole documents" in sharing.shortfalls[0].message


@pytest.mark.parametrize(
    ("cases", "members", "double_share"),
    [
        ([CASES[0], CASES[0]], [AMA], 0),
        (CASES, [AMA, AMA], 0),
        (CASES, [Member("x", Agency.HEALTH, lens="education")], 0),
        (CASES, [Member("x", Agency.HEALTH, capacity=-1)], 0),
        (CASES, [AMA], 1.5),
    ],
)
def test_a_muddled_panel_is_refused(cases, members, double_share):
    with pytest.raises(PanelError):
        share_out(cases, members, double_share=double_share, seed=1)


@st.composite
def panels(draw):
    n_members = draw(st.integers(1, 6))
    members = [
        Member(
            f"p{number}",
            draw(st.sampled_from(AGENCIES)),
            capacity=draw(st.one_of(st.none(), st.integers(0, 6))),
        )
        for number in range(n_members)
    ]
    cases = [PanelCase(f"c{number}") for number in range(draw(st.integers(1, 12)))]
    pairs = st.tuples(st.sampled_from([m.person for m in members]), st.sampled_from([c.key for c in cases]))
    return cases, members, draw(st.sets(pairs, max_size=10)), draw(st.sampled_from([0, 0.2, 0.5, 1]))


@given(panels(), st.integers(0, 99))
def test_every_rule_holds_on_every_panel(panel, seed):
    cases, members, conflicts, double_share = panel
    sharing = share_out(cases, members, double_share=double_share, seed=seed, conflicts=conflicts)
    agency = {member.person: member.agency for member in members}
    taken = loads(sharing)
    assert not conflicts & {(a.person, a.case) for a in sharing.assignments}
    assert all(m.capacity is None or taken[m.person] <= m.capacity for m in members)
    for people in people_by_case(sharing).values():
        assert len({agency[person] for person in people}) == len(people) <= 2
    covered = {a.case for a in sharing.assignments}
    assert {s.case for s in sharing.shortfalls if s.case} == {c.key for c in cases} - covered


@given(panels(), st.integers(0, 99), st.randoms())
def test_the_order_of_the_input_makes_no_difference(panel, seed, random):
    cases, members, conflicts, double_share = panel
    once = share_out(cases, members, double_share=double_share, seed=seed, conflicts=conflicts)
    random.shuffle(cases)
    random.shuffle(members)
    assert share_out(cases, members, double_share=double_share, seed=seed, conflicts=conflicts) == once


@given(st.integers(1, 40), st.integers(1, 7), st.integers(0, 99))
def test_loads_differ_by_one_at_most_where_nothing_stands_against_it(n_cases, n_members, seed):
    cases = [PanelCase(f"c{number}") for number in range(n_cases)]
    members = [Member(f"p{number}", AGENCIES[number % 4]) for number in range(n_members)]
    taken = loads(share_out(cases, members, double_share=0, seed=seed))
    counts = [taken[member.person] for member in members]
    assert max(counts) - min(counts) <= 1


@given(st.integers(1, 30), st.integers(1, 3), st.integers(0, 99))
def test_double_marked_loads_are_even_when_agencies_are(n_cases, n_each, seed):
    cases = [PanelCase(f"c{number}") for number in range(n_cases)]
    members = [Member(f"p{n}{agency}", agency) for agency in AGENCIES for n in range(n_each)]
    taken = loads(share_out(cases, members, double_share=1, seed=seed))
    counts = [taken[member.person] for member in members]
    assert sum(counts) == 2 * n_cases
    assert max(counts) - min(counts) <= 1


@given(data=st.data(), seed=st.integers(0, 10_000), double_share=st.floats(0, 1))
def test_nobody_who_is_not_named_ever_gets_a_restricted_case(data, seed, double_share):
    people = [f"p{number}" for number in range(data.draw(st.integers(1, 6)))]
    agencies = [data.draw(st.sampled_from(list(Agency))) for _ in people]
    members = [
        Member(person, agency, data.draw(st.sampled_from([WHOLE, agency.value])))
        for person, agency in zip(people, agencies, strict=True)
    ]
    cases = [
        PanelCase(
            f"c{number}", data.draw(st.booleans()), frozenset(data.draw(st.sets(st.sampled_from(people))))
        )
        for number in range(data.draw(st.integers(1, 8)))
    ]
    sharing = share_out(cases, members, double_share=double_share, seed=seed)
    by_key, by_person = {case.key: case for case in cases}, {one.person: one for one in members}
    for given_case in sharing.assignments:
        case = by_key[given_case.case]
        if case.is_restricted:
            assert given_case.person in case.named
            assert by_person[given_case.person].agency is not Agency.FORUM


@pytest.mark.parametrize(
    ("role", "agency", "is_named", "may"),
    [
        (Role.AUDITOR, Agency.HEALTH, True, True),
        (Role.AUDITOR, Agency.HEALTH, False, False),
        (Role.AUDITOR, Agency.FORUM, True, False),
        (Role.PEER, Agency.HEALTH, True, False),
        (Role.LEAD, Agency.SEND_TEAM, True, True),
    ],
)
def test_a_restricted_case_is_held_by_named_people_who_are_neither_peer_nor_forum(
    role, agency, is_named, may
):
    assert may_hold_restricted(role, agency, is_named=is_named) is may


def test_a_case_for_all_goes_to_everybody_and_counts_in_nobodys_share():
    members = [
        Member("a", Agency.EDUCATION),
        Member("b", Agency.EDUCATION),
        Member("c", Agency.HEALTH, capacity=1),
    ]
    cases = [PanelCase("1", is_for_all=True), PanelCase("2", is_for_all=True), PanelCase("3")]
    sharing = share_out(cases, members, double_share=0, seed=1, conflicts={("b", "1")})
    given = {(one.case, one.person) for one in sharing.assignments}
    assert {("1", "a"), ("2", "a"), ("2", "b")} <= given
    assert ("1", "b") not in given
    assert sum(person == "c" for _, person in given) == 1
    assert sum(case == "3" for case, _ in given) == 1
    assert "fewer cases than there are documents that everyone scores" in sharing.shortfalls[0].message
