"""A reviewer from another council: exactly the cases given to them, and nothing else."""

import pytest
from test_auditor_scores import score_case, take_first_case
from walking import Meet

pytestmark = pytest.mark.browser
N_GIVEN = 3
ELSEWHERE = ["/rounds", "/findings", "/corrections", "/people", "/history", "/settings", "/rounds/new"]


def test_a_peer_sees_only_the_cases_given_and_scores_one(meet: Meet):
    peer = meet("peer")
    links = peer.page.get_by_role("navigation", name="Menu").get_by_role("link").all_inner_texts()
    assert [each.strip() for each in links] == ["My cases"]
    peer.menu("My cases")
    assert peer.page.get_by_role("heading", level=3).count() == N_GIVEN
    peer.sees("For peer assurance")
    for path in ELSEWHERE:
        peer.go(path, expect=404)
    take_first_case(peer)
    score_case(peer)
    peer.sees("You have 2 cases left")


def test_a_peer_cannot_reach_what_others_do(meet: Meet):
    lead, peer, forum = meet("lead"), meet("peer"), meet("forum")
    lead.menu("Rounds")
    lead.follow("New plans", starts=True)
    a_round = lead.path
    lead.follow("Agree the scores")
    lead.follow("Case", starts=True)
    forum.menu("My cases")
    forum.follow("See case", starts=True)
    paths = [a_round, f"{a_round}/progress", f"{a_round}/list", lead.path, forum.path]
    for path in paths:
        peer.go(path, expect=404)
    peer.sees_not("Ama Hill", "New plans")
