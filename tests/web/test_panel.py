"""The pages of the panel and of sharing out."""

import pytest
import sqlalchemy as sa
from round_pages import LeadPages, make_pages
from round_steps import make_list
from web_client import check_virtues, find_form, parse, read_form

from audit.domain.access import MembershipStatus
from audit.store.account import Membership
from audit.store.case import AuditCase
from audit.store.panel import Assignment, AssignmentStatus, PanelMember
from audit.store.trail import Event


@pytest.fixture
def pages(client_as, sessions, cast, settings) -> LeadPages:
    return make_pages(client_as, sessions, cast, settings)


@pytest.fixture
def drawn(pages: LeadPages):
    audit_round = pages.lead.plan()
    pages.lead.bring_in(audit_round, make_list(60))
    return pages.lead.draw(audit_round)


def _add(pages: LeadPages, audit_round, name: str, **more: str):
    key = pages.lead.cast.memberships[name].key
    fields = {f"{field}{key}" if field.endswith("_") else field: text for field, text in more.items()}
    fields = {"membership": key, **fields}
    return pages.client.submit(f"/rounds/{audit_round.key}/panel", fields)


def test_when_nobody_has_an_account_the_page_says_whom_to_ask(pages: LeadPages, drawn):
    with pages.lead.writing("Adi") as session:
        for membership in session.scalars(sa.select(Membership)):
            if membership.role in ("auditor", "peer"):
                membership.status = MembershipStatus.INVITED
    page = pages.client.fetch(f"/rounds/{drawn.key}/panel")
    assert "Ask an administrator to add auditors" in page.text


def test_people_are_added_with_what_they_score_and_removed(pages: LeadPages, drawn):
    address = f"/rounds/{drawn.key}/panel"
    assert "Nobody is on the panel yet." in pages.client.fetch(address).text
    assert _add(pages, drawn, "Ama", most_="5").status_code == 303
    assert _add(pages, drawn, "Chidi", lens_="health").status_code == 303
    page = pages.client.fetch(address)
    assert "Health sections" in page.text
    assert "Not on the panel yet:" in page.text
    with pages.lead.reading() as session:
        members = session.scalars(sa.select(PanelMember).order_by(PanelMember.row_id)).all()
    assert [(member.lens, member.most_cases) for member in members] == [("whole", 5), ("health", None)]
    removed = pages.client.submit(address, action=f"{address}/{members[0].key}/remove")
    assert removed.status_code == 303
    assert "Education" not in pages.client.fetch(address).find("table").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"membership": ""}, "Choose somebody from the list"),
        ({"membership": "nobody"}, "Choose somebody from the list"),
        ({"most_": "0"}, "from 1 to 500"),
        ({"most_": "few"}, "Enter a whole number in figures"),
        ({"lens_": "health"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_comes_back_with_the_reason(pages: LeadPages, drawn, fields, said):
    answer = _add(pages, drawn, "Ama", **fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_several_people_join_with_one_button_and_a_double_click_adds_them_once(pages: LeadPages, drawn):
    address = f"/rounds/{drawn.key}/panel"
    keys = {name: pages.lead.cast.memberships[name].key for name in ("Ama", "Chidi", "Dana")}
    form = find_form(pages.client.fetch(address), address)
    sent = {**read_form(form), "membership": list(keys.values()), f"lens_{keys['Chidi']}": "health"}
    sent[f"most_{keys['Dana']}"] = "7"
    for _click in range(2):
        assert pages.client.post(address, data=sent).status_code == 303
    assert "are on the panel" in pages.client.fetch(address).text
    with pages.lead.reading() as session:
        members = session.scalars(sa.select(PanelMember).order_by(PanelMember.row_id)).all()
    found = [(member.lens, member.most_cases) for member in members]
    assert found == [("whole", None), ("health", None), ("whole", 7)]


def test_one_who_cannot_join_keeps_all_off_and_all_stay_ticked(pages: LeadPages, drawn):
    address = f"/rounds/{drawn.key}/panel"
    keys = [pages.lead.cast.memberships[name].key for name in ("Ama", "Chidi")]
    answer = pages.client.submit(address, {"membership": keys, f"most_{keys[1]}": "501"})
    assert answer.status_code == 422
    page = parse(answer.text)
    check_virtues(page)
    assert "from 1 to 500" in page.find(id=f"most_{keys[1]}-error").text
    assert [box["value"] for box in page.find_all("input", checked="")] == keys
    with pages.lead.reading() as session:
        assert session.scalars(sa.select(PanelMember)).all() == []


def test_a_peer_is_said_to_get_cases_by_hand(pages: LeadPages, drawn):
    page = pages.client.fetch(f"/rounds/{drawn.key}/panel")
    assert "Peers get cases by hand: see Progress" in page.find("main").text
    assert not page.find_all(id=f"lens_{pages.lead.cast.memberships['Pat'].key}")
    assert _add(pages, drawn, "Pat").status_code == 303
    assert "Pat is on the panel. Peers get cases by hand" in pages.client.fetch("/rounds").text


def test_the_same_person_twice_is_refused_and_a_double_submit_is_not(pages: LeadPages, drawn):
    assert _add(pages, drawn, "Ama", request_key="k").status_code == 303
    assert _add(pages, drawn, "Ama").status_code == 422
    with pages.lead.reading() as session:
        assert len(session.scalars(sa.select(PanelMember)).all()) == 1


def test_a_member_of_another_round_cannot_be_removed_from_this_one(pages: LeadPages, drawn):
    other = pages.lead.plan("Two")
    pages.lead.join(other, "Ama")
    pages.lead.join(drawn, "Chidi")
    with pages.lead.reading() as session:
        key = session.scalars(sa.select(PanelMember.key).where(PanelMember.round_id == other.row_id)).one()
    page = pages.client.fetch(f"/rounds/{drawn.key}/panel")
    token = page.find("input", name="csrf_token")["value"]
    answer = pages.client.post(f"/rounds/{drawn.key}/panel/{key}/remove", data={"csrf_token": token})
    assert answer.status_code == 404


def test_cases_are_shared_out_after_a_look(pages: LeadPages, drawn):
    address = f"/rounds/{drawn.key}/share-out"
    assert "Choose the panel first" in pages.client.fetch(address).text
    pages.lead.join(drawn, "Ama", "Chidi", "Dana")
    page = pages.client.fetch(f"{address}?double_percent=50")
    assert "Who would get how much" in page.text
    form = next(form for form in page.find_all("form", action=address) if form.get("method") == "post")
    for _click in range(2):
        assert pages.client.post(address, data=read_form(form)).status_code == 303
    with pages.lead.reading() as session:
        assert len(session.scalars(sa.select(Assignment)).all()) == 15
    assert "Every case has somebody." in pages.client.fetch(f"/rounds/{drawn.key}").text
    assert "Share out again" in pages.client.fetch(address).text


@pytest.mark.parametrize("typed", ["101", "-1", "x", ""])
def test_a_share_that_is_none_is_refused(pages: LeadPages, drawn, typed):
    pages.lead.join(drawn, "Ama")
    page = pages.client.fetch(f"/rounds/{drawn.key}/share-out?double_percent={typed}", status=422)
    assert "from 0 to 100" in page.text


def test_what_cannot_be_had_is_said_and_the_gaps_can_be_filled_by_hand(pages: LeadPages, drawn):
    pages.lead.join(drawn, "Ama", most_cases=9)
    page = pages.client.fetch(f"/rounds/{drawn.key}/share-out?double_percent=0")
    assert "What cannot be had" in page.text
    pages.lead.share_out(drawn, 0)
    assert "1 case needs somebody" in pages.client.fetch(f"/rounds/{drawn.key}").text
    pages.lead.join(drawn, "Chidi")
    gap = pages.client.fetch(f"/rounds/{drawn.key}/share-out")
    link = next(a["href"] for a in gap.find_all("a") if a.text.startswith("Give case"))
    page = pages.client.fetch(link)
    value = page.find("input", id="member-0")["value"]
    assert pages.client.submit(link, {"member": value}).status_code == 303
    assert "Every case has somebody." in pages.client.fetch(f"/rounds/{drawn.key}").text


def test_a_case_that_was_handed_back_is_given_to_somebody_else(pages: LeadPages):
    audit_round = pages.lead.open(pages.lead.prepare("Ama"))
    with pages.lead.writing() as session:
        row = session.scalars(sa.select(Assignment)).first()
        row.status = AssignmentStatus.HANDED_BACK
        case_key = session.get_one(AuditCase, row.case_id).key
    progress = f"/rounds/{audit_round.key}/progress"
    assert "Needs somebody" in pages.client.fetch(progress).text
    assert "Cases that need somebody" in pages.client.fetch(f"/rounds/{audit_round.key}/share-out").text
    give = f"/rounds/{audit_round.key}/cases/{case_key}/give"
    assert "Nobody else on the panel can take this case" in pages.client.fetch(give).text
    _add(pages, audit_round, "Chidi")
    value = pages.client.fetch(give).find("input", id="member-0")["value"]
    assert pages.client.submit(give).status_code == 422
    assert pages.client.submit(give, {"member": value}).status_code == 303
    assert "Needs somebody" not in pages.client.fetch(progress).text


def test_somebody_who_has_the_case_is_refused_at_the_field(pages: LeadPages):
    audit_round = pages.lead.prepare("Ama")
    pages.lead.join(audit_round, "Chidi")
    with pages.lead.reading() as session:
        case_key = session.scalars(sa.select(AuditCase.key)).first()
        ama = session.scalars(sa.select(PanelMember.key).order_by(PanelMember.row_id)).first()
    answer = pages.client.submit(f"/rounds/{audit_round.key}/cases/{case_key}/give", {"member": ama})
    assert answer.status_code == 422
    assert "has or had the case already" in answer.text


def test_the_key_list_is_a_download_that_the_history_knows(pages: LeadPages):
    audit_round = pages.lead.prepare()
    shown = f"/rounds/{audit_round.key}"
    answer = pages.client.submit(shown, action=f"{shown}/key-list")
    assert answer.status_code == 200
    assert b"EHC0" in answer.data
    assert answer.headers["Cache-Control"] == "no-store"
    assert pages.client.get(f"{shown}/key-list").status_code in (404, 405)
    with pages.lead.reading() as session:
        assert list(session.scalars(sa.select(Event.verb)))[-1] == "key_list_downloaded"
