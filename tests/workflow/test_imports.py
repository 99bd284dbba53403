"""Bringing in a past audit: what is kept, what never is, and that nothing of it counts as agreement."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from round_steps import TODAY, Lead, make_list

from audit.domain.access import Conflict, NotAllowed, worker_for
from audit.domain.identity import AreaKeys, Purpose, keyed_hash
from audit.intake.past_table import read_past_table
from audit.intake.past_values import QUALITY
from audit.intake.rubric import read_rubric
from audit.reporting.workbook import make_workbook
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.frame import Frame, Locator
from audit.store.free_text import FreeText
from audit.store.keys import load_keys
from audit.store.report import Report
from audit.store.rubric import RubricVersion
from audit.store.scoresheet import Rating, Scoresheet
from audit.store.trail import Event, EventDetail
from audit.workflow import imports
from audit.workflow.editing import Refused
from audit.workflow.imports import ImportPage
from audit.workflow.round_report import compute, read_inputs
from audit.workflow.round_rows import workbook_content

NAME = "Zebedee Canary"


def make_file(lead: Lead, n_rows: int = 6) -> tuple[bytes, list[str]]:
    """An old spreadsheet with a column for every question, names, and one row without a number."""
    with lead.reading() as session:
        rubric = read_rubric(session.scalars(sa.select(RubricVersion.text)).first() or "")
    keys = [one.key for one in rubric.criteria]
    lines = [",".join(("Child", "Case ID", "Year", "Overall", *keys))]
    for number in range(1, n_rows + 1):
        words = ["yes" if one.is_legal else ("Good", "RI")[number % 2] for one in rubric.criteria]
        lines.append(",".join((NAME, f"EHC{number:05d}", str(2021 + number % 3), "Good", *words)))
    lines.append(",".join((NAME, "", "2023", "Good", *["" for _ in keys])))
    return "\r\n".join(lines).encode(), keys


def read(lead: Lead, content: bytes, **changes: object) -> ImportPage:
    asked = {
        "file_name": "old audit.csv",
        "title": "Plan audit, 2024",
        "audit_year": 2024,
        "audit_month": None,
        "rubric_key": lead.rubric_key,
        "chosen_by": "random",
        "keys_folder": lead.keys_folder,
        **changes,
    }
    told = {"table": read_past_table(content, asked["file_name"])}
    told["sha256"] = hashlib.sha256(content).hexdigest()
    with lead.reading() as session:
        return imports.take_past_audit(session, lead.cast.actor("Lee"), **told, **asked)


def match(lead: Lead, content: bytes, **changes: object) -> ImportPage:
    """Take every suggestion, up to what would be kept."""
    page, lee = read(lead, content, **changes), lead.cast.actor("Lee")
    place = {"keys_folder": lead.keys_folder}
    with lead.reading() as session:
        page = imports.choose_columns(session, lee, carried=page.carried, uses=page.suggested, **place)
        values = imports.suggest_values(session, lee, page=page)
        return imports.choose_values(session, lee, carried=page.carried, values=values, today=TODAY, **place)


def keep(lead: Lead, page: ImportPage, request_key: str = "once") -> AuditRound:
    with lead.writing() as session:
        place = {"carried": page.carried, "keys_folder": lead.keys_folder, "request_key": request_key}
        return imports.import_audit(session, lead.cast.actor("Lee"), today=TODAY, **place)


def test_a_past_audit_becomes_a_closed_round_whose_marker_is_unknown(lead: Lead):
    content, keys = make_file(lead)
    page = match(lead, content)
    assert (len(page.reading.cases), len(page.reading.refused)) == (6, 1)
    audit_round = keep(lead, page)
    assert (audit_round.status, audit_round.is_imported, audit_round.audit_month) == ("closed", True, None)
    with lead.reading() as session:
        sheets = session.scalars(sa.select(Scoresheet)).all()
        cases = session.scalars(sa.select(AuditCase).order_by(AuditCase.number)).all()
        frame = session.scalars(sa.select(Frame)).one()
        n_ratings = session.scalar(sa.select(sa.func.count()).select_from(Rating))
        event = session.scalars(sa.select(Event).where(Event.verb == "past_audit_imported")).one()
        details = (
            session.scalars(sa.select(EventDetail).where(EventDetail.event_id == event.row_id)).one().details
        )
        assert session.scalars(sa.select(Report)).one()
    assert {(one.author_kind, one.person_id, one.frame_id) for one in sheets} == {
        ("imported", None, frame.row_id)
    }
    assert all(one.submitted_at for one in sheets)
    assert {one.own_grade for one in sheets} == {"Good"}
    assert n_ratings == 6 * len(keys)
    assert [case.number for case in cases] == [1, 2, 3, 4, 5, 6]
    assert {case.cohort_year for case in cases} == {2021, 2022, 2023}
    assert (frame.form, frame.n_rows, frame.n_accepted, len(frame.refused)) == ("past_audit", 7, 6, 1)
    assert (details["cases"], details["refused"], details["grades"]) == (6, 1, 6)


def test_nothing_of_anybodys_identity_is_kept_or_carried_once_the_columns_are_matched(lead: Lead):
    content, _ = make_file(lead)
    page = match(lead, content)
    assert NAME not in str(page.past.rows) and "EHC00001" not in str(page.past.rows)
    assert NAME not in page.carried
    keep(lead, page)
    with lead.reading() as session:
        assert session.scalars(sa.select(Locator)).all() == []
        assert session.scalars(sa.select(FreeText)).all() == []
        hashes = set(session.scalars(sa.select(AuditCase.own_hash)))
        database = Path(session.get_bind().url.database or "")
    dump = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert b"past_audit_imported" in dump
    assert NAME.encode() not in dump and b"EHC00001" not in dump
    keys = AreaKeys(load_keys(lead.keys_folder, lead.cast.area.key).versions)
    assert keyed_hash(keys, Purpose.OWN_ID, "EHC00001") in hashes


def test_a_double_submit_makes_one(lead: Lead):
    page = match(lead, make_file(lead)[0])
    assert keep(lead, page).key == keep(lead, page).key
    with lead.reading() as session:
        assert len(session.scalars(sa.select(AuditRound)).all()) == 1


def test_what_a_page_carries_cannot_be_changed_or_used_in_another_area(lead: Lead):
    page = match(lead, make_file(lead)[0])
    for carried in ("", "1.x", page.carried[:-4] + "AAAA", page.carried.replace("1.", "7.", 1)):
        with pytest.raises(Conflict, match="Start again"), lead.writing() as session:
            place = {"carried": carried, "keys_folder": lead.keys_folder}
            imports.import_audit(session, lead.cast.actor("Lee"), today=TODAY, **place)


def test_nothing_is_kept_before_its_words_are_matched(lead: Lead):
    page = read(lead, make_file(lead)[0])
    with pytest.raises(Conflict, match="Match the columns first"), lead.reading() as session:
        place = {"carried": page.carried, "keys_folder": lead.keys_folder}
        imports.show_values(session, lead.cast.actor("Lee"), **place)
    with pytest.raises(Conflict, match="Match the columns first"):
        keep(lead, page)
    with lead.reading() as session:
        place = {"carried": page.carried, "keys_folder": lead.keys_folder}
        matched = imports.choose_columns(session, lead.cast.actor("Lee"), uses=page.suggested, **place)
    with pytest.raises(Conflict, match="No row"):
        keep(lead, matched)


def test_a_word_without_a_meaning_is_refused_by_name(lead: Lead):
    content = make_file(lead)[0].replace(b"RI", b"Splendid")
    with pytest.raises(Refused, match="“Splendid” stands for"):
        match(lead, content)


def test_its_report_counts_grades_and_means_and_nothing_about_agreement(lead: Lead):
    audit_round = keep(lead, match(lead, make_file(lead, 12)[0]))
    worker = worker_for(lead.cast.actor("Lee"))
    with lead.sessions.reading(worker) as session:
        inputs = read_inputs(session, worker, round_key=audit_round.key)
    assert {score.source for score in inputs.tables.scores} == {"imported"}
    content = compute(inputs, lambda *_: None)
    assert content.is_imported
    assert content.findings.overall.n_cases == 12
    assert content.findings.overall.mean is not None
    assert content.grades.n_graded == content.grades.n_judged == 12
    assert (content.findings.agreement.n_pairs, content.findings.counts["n_raters"]) == (0, 0)
    assert content.findings.cohort_trend.verdict == "cannot_tell"
    assert any("who marked them is not known" in warning for warning in content.findings.warnings)
    assert content.panel.absent == () and content.sample.strata == ()
    book = workbook_content(content, inputs.rows, inputs.corrections)
    assert book.notes[0] == "Imported: who marked it is not known."
    assert {row.agency for row in book.ratings} == {"Imported: who marked it is not known"}
    with zipfile.ZipFile(io.BytesIO(make_workbook(book))) as archive:
        assert NAME.encode() not in b"".join(archive.read(name) for name in archive.namelist())


def test_documents_that_were_not_drawn_at_random_stay_out_of_averages(lead: Lead):
    audit_round = keep(lead, match(lead, make_file(lead)[0], chosen_by="dip_sample"))
    worker = worker_for(lead.cast.actor("Lee"))
    with lead.sessions.reading(worker) as session:
        content = compute(read_inputs(session, worker, round_key=audit_round.key), lambda *_: None)
    assert content.findings.overall.n_cases == 0
    assert content.grades.n_graded == 6


def test_a_case_of_which_only_some_sections_were_marked_has_no_grade_of_its_own(lead: Lead):
    content, keys = make_file(lead)
    lines = [line.split(",") for line in content.decode().split("\r\n")]
    part = "\r\n".join(",".join(line[:5]) for line in lines).encode()
    audit_round = keep(lead, match(lead, part))
    worker = worker_for(lead.cast.actor("Lee"))
    with lead.sessions.reading(worker) as session:
        content = compute(read_inputs(session, worker, round_key=audit_round.key), lambda *_: None)
    assert (content.grades.n_graded, content.grades.n_judged) == (0, 6)


def test_a_plan_of_a_past_audit_counts_as_drawn_before(lead: Lead):
    keep(lead, match(lead, make_file(lead)[0]))
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(10))
    drawn = lead.draw(audit_round, total=4)
    assert drawn.left_out == {"drawn_before": 6}


def test_only_a_lead_brings_one_in(lead: Lead):
    with pytest.raises(NotAllowed), lead.reading("Max") as session:
        imports.list_standards(session, lead.cast.actor("Max"))


def test_a_past_audit_of_two_thousand_rows_fits_a_page(lead: Lead):
    page = match(lead, make_file(lead, 1_990)[0])
    assert len(page.carried) < 440_000
    assert page.values is None or QUALITY in page.values
