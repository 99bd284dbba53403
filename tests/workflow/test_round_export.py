"""A round as a workbook in whatever state: what stands, no names, no drafts, nothing still to be scored."""

import io
import re
import zipfile

import openpyxl
import pytest
import sqlalchemy as sa
from builders import begin, build_round, fill, score_case
from cast import PEOPLE
from round_steps import TODAY, Lead, make_list

from audit.domain.access import INSTALLER, NotAllowed, NotFound
from audit.store.audit_round import AuditRound
from audit.store.panel import Assignment
from audit.store.report import Report, ReportFile, ReportRound, ReportStatus
from audit.store.trail import Event, EventDetail
from audit.workflow.round_export import describe_standing, export_round
from audit.workflow.round_report import WORKBOOK

PAIR = {1: {"Ama": "whole", "Ben": "whole"}, 2: {"Ama": "whole", "Chidi": "whole"}}


def take(lead: Lead, audit_round) -> bytes:
    with lead.writing() as session:
        lee = lead.cast.actor("Lee")
        return export_round(session, lee, round_key=audit_round.key, today=TODAY).content


def sheets(content: bytes) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_a_planned_round_is_its_list_by_years_and_a_drawn_one_its_cases(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(30))
    planned = sheets(take(lead, audit_round))
    assert list(planned) == ["Read me", "Groups"]
    assert planned["Read me"][1][0] == "As it stands on 23 November 2026, not final: being planned."
    assert sum(row[1] for row in planned["Groups"][1:]) == 30
    lead.draw(audit_round, total=5)
    drawn = sheets(take(lead, audit_round))
    assert len(drawn["Cases"]) == 6
    assert sum(row[2] for row in drawn["Groups"][1:]) == 5


def test_an_open_round_shows_what_was_submitted_by_agency_and_no_draft(lead: Lead):
    built = build_round(lead.sessions, lead.cast, shared_out=PAIR, rubric_name="plan_short_2026")
    score_case(lead.sessions, lead.cast, built, 1, "Ama", evidence="Canary words", grade="Good")
    draft = begin(lead.sessions, lead.cast, built, 2, "Chidi")
    fill(lead.sessions, lead.cast, "Chidi", draft, level=1)
    content = take(lead, built.audit_round)
    found = sheets(content)
    assert {row[1] for row in found["Ratings"][1:]} == {"Education"}
    assert {row[0] for row in found["Ratings"][1:]} == {1}
    assert [row[:4] for row in found["Agencies"][1:]] == [("Education", 2, 3, 1), ("Health", 1, 1, 0)]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert "Canary" not in text
    for name in PEOPLE:
        assert not re.search(rf">{name}\b", text)


def test_nothing_is_shown_of_a_case_that_the_lead_still_has_to_score(lead: Lead):
    built = build_round(lead.sessions, lead.cast, shared_out=PAIR, rubric_name="plan_short_2026")
    for number in (1, 2):
        score_case(lead.sessions, lead.cast, built, number, "Ama", level=1, grade="Inadequate")
    lee = lead.cast.people["Lee"].row_id
    given = {"case_id": built.cases[1].row_id, "person_id": lee, "agency": "send_team", "lens": "whole"}
    with lead.sessions.writing(INSTALLER) as session:
        session.add(Assignment(area_id=lead.cast.area.row_id, **given))
    with lead.reading() as session:
        actor = lead.cast.actor("Lee")
        audit_round = session.get_one(AuditRound, built.audit_round.row_id)
        found = describe_standing(session, actor, audit_round=audit_round, today=TODAY)
    assert {row.case_number for row in found.ratings} == {2}
    (waiting, seen) = found.cases
    assert (waiting.case_number, waiting.mean_level, waiting.grade, waiting.own_grades) == (1, None, "", "")
    assert seen.own_grades == "Inadequate"
    assert any("still have to score" in note for note in found.notes)


def test_the_workbook_is_plain_nothing_hidden_and_nothing_that_calculates(lead: Lead):
    built = build_round(
        lead.sessions, lead.cast, shared_out=PAIR, rubric_name="plan_short_2026", title='=HYPERLINK("x")'
    )
    score_case(lead.sessions, lead.cast, built, 1, "Ama")
    with zipfile.ZipFile(io.BytesIO(take(lead, built.audit_round))) as archive:
        parts = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    assert not [name for name in parts if "external" in name.lower() or "vba" in name.lower()]
    for name, text in parts.items():
        assert "<f>" not in text and "<f " not in text and "hyperlink " not in text, name
        assert 'state="hidden"' not in text and 'hidden="1"' not in text, name
    core = parts["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in core or "<dc:creator/>" in core
    assert not any(person in core for person in PEOPLE)


def test_a_finished_round_is_the_workbook_of_its_report_once_that_is_made(lead: Lead):
    built = build_round(lead.sessions, lead.cast, shared_out=PAIR, status="closed")
    before = sheets(take(lead, built.audit_round))
    assert before["Read me"][1][0].endswith("not final: its report is not made yet.")
    with lead.writing() as session:
        report = Report(
            kind="round", status=ReportStatus.DONE, requested_by_id=lead.cast.people["Lee"].row_id
        )
        session.add(report)
        session.flush()
        _tie(session, report, built.audit_round)
    assert take(lead, built.audit_round) == b"the workbook"


def _tie(session, report: Report, audit_round) -> None:
    session.add(ReportRound(report_id=report.row_id, round_id=audit_round.row_id))
    file = {"name": WORKBOOK, "media_type": "x", "sha256": "0" * 64, "content": b"the workbook"}
    session.add(ReportFile(report_id=report.row_id, **file))


def test_the_history_says_who_took_it_and_what(lead: Lead):
    audit_round = lead.plan()
    take(lead, audit_round)
    with lead.reading() as session:
        event = session.scalars(sa.select(Event).order_by(Event.sequence.desc())).first()
        told = (
            session.scalars(sa.select(EventDetail).where(EventDetail.event_id == event.row_id)).one().details
        )
    assert (event.verb, event.person_id) == ("round_exported", lead.cast.people["Lee"].row_id)
    assert (told["status"], told["cases"], len(told["sha256"])) == ("planned", 0, 64)


@pytest.mark.parametrize("name", ["Ama", "Max", "Adi", "Pat"])
def test_only_a_lead_takes_it(lead: Lead, name: str):
    audit_round = lead.plan()
    with pytest.raises(NotAllowed), lead.writing(name) as session:
        export_round(session, lead.cast.actor(name), round_key=audit_round.key, today=TODAY)


def test_a_round_of_another_area_is_not_found(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(NotFound), lead.sessions.writing(lead.cast.outsider) as session:
        export_round(session, lead.cast.outsider, round_key=audit_round.key, today=TODAY)
