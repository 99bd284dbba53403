"""Figures over the area: who reads them, what counts, and whether targets are met."""

from datetime import date

import pytest
import sqlalchemy as sa
from builders import BuiltRound, build_round

from audit.domain.access import Conflict, NotAllowed
from audit.domain.agency import Agency
from audit.domain.case_dates import Days
from audit.domain.contribution import Came, Part
from audit.domain.engagement import Count
from audit.domain.target import Verdict, Why, measure_of_limit
from audit.store.target import Target
from audit.workflow.case_dates import save_dates
from audit.workflow.contributions import ToldPart, save_advice
from audit.workflow.editing import Refused, Stale
from audit.workflow.engagement import show_engagement
from audit.workflow.targets import Aim, add_target, change_target, remove_target

TODAY = date(2026, 11, 23)
ASKED = date(2026, 1, 5)
GOOD = Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=date(2026, 2, 16))
LATE = Part(sought=True, sought_on=ASKED, came=Came.RECEIVED, came_on=date(2026, 2, 17))
AIM = Aim(title="Advice in time", measure="advice_on_time", wanted_share=0.75, by_on=date(2027, 3, 31))


@pytest.fixture
def built(sessions, cast) -> BuiltRound:
    """Three cases: health in time, late and not known; social care never asked."""
    built = build_round(sessions, cast)
    for number, part in ((1, GOOD), (2, LATE), (3, Part(sought=True))):
        told = [ToldPart("paediatrics", part, 0), ToldPart("social_care", Part(sought=False), 0)]
        record(sessions, cast, built, number, told)
    return built


def record(sessions, cast, built: BuiltRound, number: int, told: list[ToldPart]) -> None:
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key, "case_key": built.cases[number].key}
    with sessions.writing(lee) as session:
        save_advice(session, lee, **place, told=told, today=TODAY)


def look(sessions, actor, **asked):
    with sessions.reading(actor) as session:
        return show_engagement(session, actor, today=TODAY, **{"kind": None, "year": None, **asked})


@pytest.mark.parametrize("name", ["Lee", "Max", "Adi"])
def test_leads_managers_and_administrators_read_the_same_figures(sessions, cast, built, name: str):
    page = look(sessions, cast.actor(name))
    health = next(line for line in page.agencies if line.agency is Agency.HEALTH)
    assert health.engagement.on_time == Count(1, 1, 1, n_documents=2)
    assert health.by_year[2025].received == Count(2, 0, 1, n_documents=2)
    social = next(line for line in page.agencies if line.agency is Agency.SOCIAL_CARE)
    assert social.engagement.n_not_asked == 3 and social.engagement.contributed.n_known == 0
    assert (page.kind, page.years, page.n_documents) == ("plan", [2025], 3)


def test_nobody_outside_the_area_and_no_auditor_or_peer_reads_them(sessions, cast, built):
    assert look(sessions, cast.outsider).kinds == []
    for name in ("Ama", "Pat"):
        with pytest.raises(NotAllowed):
            look(sessions, cast.actor(name))


def test_each_section_counts_the_agencies_that_feed_it(sessions, cast, built):
    sections = {line.section.key: line for line in look(sessions, cast.actor("Max")).sections}
    feeding = {key: set(line.agencies) for key, line in sections.items()}
    assert Agency.HEALTH in feeding["g"] and Agency.SOCIAL_CARE not in feeding["g"]
    assert sections["g"].engagement.on_time.n_no == 1


def test_documents_chosen_on_purpose_are_left_out_and_counted(sessions, cast, built):
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(type(built.cases[2]), built.cases[2].row_id).chosen_by = "thematic"
    page = look(sessions, cast.actor("Lee"))
    assert (page.n_documents, page.n_on_purpose) == (2, 1)


def test_a_document_that_two_rounds_drew_counts_once_as_recorded_last(sessions, cast, built):
    again = build_round(sessions, cast, title="Another")
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(type(again.cases[2]), again.cases[2].row_id).own_hash = built.cases[2].own_hash
    record(sessions, cast, again, 2, [ToldPart("paediatrics", GOOD, 0)])
    page = look(sessions, cast.actor("Lee"))
    health = next(line for line in page.agencies if line.agency is Agency.HEALTH)
    assert page.n_documents == 3 and health.engagement.on_time == Count(2, 0, 1, n_documents=2)


def add(sessions, cast, aim: Aim, name: str = "Lee", request_key: str | None = None):
    with sessions.writing(cast.actor(name)) as session:
        return add_target(session, cast.actor(name), aim=aim, today=TODAY, request_key=request_key)


def test_targets_stand_beside_their_figures(sessions, cast, built):
    with sessions.writing(cast.actor("Lee")) as session:
        place = {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
        days = Days(request_on=ASKED, final_on=date(2026, 6, 1), planning_meeting=True)
        save_dates(session, cast.actor("Lee"), **place, days=days, version=0, today=TODAY)
    add(sessions, cast, AIM)
    add(
        sessions,
        cast,
        Aim(**{**vars_of(AIM), "measure": measure_of_limit("final_20_weeks"), "wanted_share": 1.0}),
    )
    add(sessions, cast, Aim(**{**vars_of(AIM), "measure": "planning_meeting"}), name="Adi")
    by_hand = {"measure": "by_hand", "n_good": 95, "n_all": 100, "counted_on": TODAY, "wanted_share": 0.9}
    add(sessions, cast, Aim(**{**vars_of(AIM), **by_hand}))
    lines = look(sessions, cast.actor("Max")).targets
    assert [(line.judgement.verdict, line.judgement.why) for line in lines] == [
        (Verdict.CANNOT_TELL, Why.TOO_FEW),
        (Verdict.NOT_MET, Why.BEYOND_CHANCE),
        (Verdict.CANNOT_TELL, Why.TOO_FEW),
        (Verdict.MET, Why.WHOLE_COUNT),
    ]
    assert lines[0].count == Count(1, 1, 1, n_documents=2) and lines[0].year == 2025
    assert look(sessions, cast.outsider).targets == []
    with sessions.reading(cast.actor("Ama")) as session:
        assert session.scalars(sa.select(Target)).all() == []


def vars_of(aim: Aim) -> dict[str, object]:
    return {name: getattr(aim, name) for name in Aim.__dataclass_fields__}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "\u200b\u202e"}, "title"),
        ({"measure": "luck"}, "measure"),
        ({"wanted_share": 1.5}, "wanted"),
        ({"by_on": date(1, 1, 1)}, "by_on"),
        ({"year": 9}, "year"),
        ({"measure": "planning_meeting", "agency": "health"}, "agency"),
        ({"n_good": 3}, "n_good"),
        ({"measure": "by_hand", "n_good": 3}, "n_good"),
        ({"measure": "by_hand", "n_good": 3, "n_all": 2, "counted_on": TODAY}, "n_good"),
        ({"measure": "by_hand", "n_good": 1, "n_all": 2, "counted_on": date(2027, 1, 1)}, "counted_on"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused_at_its_field(sessions, cast, changes, field: str):
    with pytest.raises(Refused) as refused:
        add(sessions, cast, Aim(**{**vars_of(AIM), **changes}))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by_on": date(9999, 1, 1)}, "Enter a day from 2014 to 2100"),
        ({"year": 9999}, "Enter a year from 2014 to 2100, or leave it empty"),
        (
            {"measure": "by_hand", "n_good": 9, "n_all": 5, "counted_on": TODAY},
            r"The part \(9\) is larger than the whole \(5\)",
        ),
        (
            {"measure": "by_hand", "n_good": 1, "n_all": 1_000_001, "counted_on": TODAY},
            "up to 1,000,000",
        ),
        (
            {"measure": "by_hand", "n_good": 1, "n_all": 5, "counted_on": date(2013, 1, 1)},
            "from 2014 on, and up to today",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_number(sessions, cast, changes, words: str):
    with pytest.raises(Refused, match=words):
        add(sessions, cast, Aim(**{**vars_of(AIM), **changes}))


def test_a_target_is_added_once_changed_and_removed(sessions, cast):
    target = add(sessions, cast, AIM, request_key="once")
    assert add(sessions, cast, AIM, request_key="once").key == target.key
    with pytest.raises(Conflict, match="has added a target already"):
        add(sessions, cast, Aim(**{**vars_of(AIM), "title": "Another"}), request_key="once")
    lee, newer = cast.actor("Lee"), Aim(**{**vars_of(AIM), "wanted_share": 1.0})
    place = {"key": target.key, "today": TODAY}
    with sessions.writing(lee) as session:
        assert change_target(session, lee, **place, version=1, aim=newer).version == 2
    with sessions.open_writing(lee) as session, pytest.raises(Stale):
        change_target(session, lee, **place, version=1, aim=AIM)
    with sessions.open_writing(lee) as session, pytest.raises(Stale):
        remove_target(session, lee, key=target.key, version=1)
    with sessions.writing(lee) as session:
        remove_target(session, lee, key=target.key, version=2)
    assert look(sessions, lee).targets == []
    with pytest.raises(NotAllowed):
        add(sessions, cast, AIM, name="Max")
