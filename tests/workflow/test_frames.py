"""Lists of documents come in, leave no identity behind, and can be taken back."""

import csv
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from round_steps import Lead, make_list

from audit.domain.access import Conflict, NotAllowed, NotFound
from audit.domain.case import Basis
from audit.intake.reading import UnreadableFile
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.frame import Frame, FrameEntry, Locator
from audit.store.keys import load_keys
from audit.store.trail import Event, verify
from audit.workflow.editing import Refused
from audit.workflow.frames import (
    HeadingFault,
    count_frame_cohorts,
    export_refusals,
    get_frame,
    list_headings,
    remove_frame,
    show_frames,
)

FAULTY = (
    "EHC00001,14/03/2024,,,ASD,primary,,",
    "EHC90000,31/02/2024,,,ASD,primary,,",
    ",14/03/2024,,,ASD,,,",
)


def test_a_list_becomes_documents_without_identity(lead: Lead):
    audit_round = lead.plan()
    frame = lead.bring_in(audit_round, make_list(30))
    assert (frame.n_rows, frame.n_accepted, frame.n_added, frame.n_already_listed) == (30, 30, 30, 0)
    with lead.reading() as session:
        entries = list(session.scalars(sa.select(FrameEntry)))
        assert len({entry.own_hash for entry in entries}) == 30
        assert {entry.area_id for entry in entries} == {lead.cast.area.row_id}
        assert "EHC000" not in str([vars(entry) for entry in entries])


def test_the_councils_number_is_encrypted_under_the_areas_key(lead: Lead):
    lead.bring_in(lead.plan(), make_list(3))
    keys = load_keys(lead.keys_folder, lead.cast.area.key)
    with lead.reading() as session:
        locators = list(session.scalars(sa.select(Locator)))
    assert all(b"EHC" not in locator.ciphertext for locator in locators)
    opened = {keys.decrypt(locator.ciphertext, locator.key_version) for locator in locators}
    assert opened == {"EHC00001", "EHC00002", "EHC00003"}


def test_nothing_of_the_file_is_left_in_the_database(lead: Lead):
    lead.bring_in(lead.plan(), make_list(20, extra=FAULTY))
    database = Path(str(lead.sessions.engine.url.database))
    files = [database, database.with_name(f"{database.name}-wal")]
    content = b"".join(file.read_bytes() for file in files if file.exists())
    assert b"november plans" in content.lower()
    assert b"EHC00" not in content
    assert b"EHC90000" not in content


def test_each_refused_row_is_named_and_warnings_are_grouped(lead: Lead):
    audit_round = lead.plan()
    bad_need = tuple(f"EHC8{number:04d},14/03/2024,,,WHAT,primary,," for number in range(5))
    frame = lead.bring_in(audit_round, make_list(10, extra=FAULTY + bad_need))
    assert frame.n_rows == 18
    assert [problem["row"] for problem in frame.refused] == [12, 13, 14]
    warned = [group for group in frame.warnings if group["column"] == "need"]
    assert [group["rows"] for group in warned] == [[15, 16, 17, 18, 19]]


def test_a_mended_list_adds_only_what_is_new(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(10, extra=FAULTY[1:2]))
    mended = lead.bring_in(audit_round, make_list(10, extra=("EHC90000,28/02/2024,,,ASD,primary,,",)))
    assert (mended.n_accepted, mended.n_added, mended.n_already_listed) == (11, 1, 10)
    with lead.reading() as session:
        page = show_frames(session, lead.cast.actor("Lee"), round_key=audit_round.key)
        assert page.n_listed == 11
        assert sum(n for _year, n in page.cohorts) == 11
        added = count_frame_cohorts(session, lead.cast.actor("Lee"), frame=page.frames[1])
    assert added == [(2024, 1)]


def test_a_double_submit_reads_a_list_once(lead: Lead):
    audit_round = lead.plan()
    first = lead.bring_in(audit_round, make_list(5), request_key="f1")
    second = lead.bring_in(audit_round, make_list(5), request_key="f1")
    assert first.key == second.key
    assert second.n_added == 5


def test_an_unreadable_file_keeps_nothing(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(UnreadableFile):
        lead.bring_in(audit_round, b"%PDF-1.7")
    with lead.reading() as session:
        assert session.scalars(sa.select(Frame)).all() == []


def test_lists_of_one_round_are_of_one_sort(lead: Lead):
    audit_round = lead.plan()
    lead.bring_in(audit_round, make_list(5))
    with pytest.raises(Refused) as refusal:
        lead.bring_in(audit_round, make_list(5), basis=Basis.PLANS_IN_FORCE)
    assert refusal.value.field == "basis"


def test_only_a_round_of_plans_takes_a_list_of_plans(lead: Lead):
    reviews, plans = lead.plan_of("review_2026", "July reviews"), lead.plan("July plans")
    assert lead.bring_in(reviews, make_list(5), basis=Basis.DOCUMENTS).basis == Basis.DOCUMENTS
    for audit_round, basis in ((reviews, Basis.FIRST_PLANS), (plans, Basis.DOCUMENTS)):
        with pytest.raises(Refused) as refusal:
            lead.bring_in(audit_round, make_list(5), basis=basis)
        assert refusal.value.field == "basis"


def test_a_list_can_be_taken_back_with_all_that_came_by_it(lead: Lead):
    audit_round = lead.plan()
    wrong = lead.bring_in(audit_round, make_list(5))
    with lead.writing() as session:
        remove_frame(session, lead.cast.actor("Lee"), round_key=audit_round.key, key=wrong.key)
    with lead.reading() as session:
        for table in (Frame, FrameEntry, Locator):
            assert session.scalars(sa.select(table)).all() == []
        assert session.get_one(AuditRound, audit_round.row_id).basis is None
        assert verify(session, lead.cast.area.row_id) is None
    assert lead.bring_in(audit_round, make_list(5), basis=Basis.PLANS_IN_FORCE).n_added == 5


def test_after_the_draw_no_list_comes_in_or_goes(lead: Lead):
    audit_round = lead.plan()
    frame = lead.bring_in(audit_round, make_list(5))
    with lead.writing() as session:
        session.get_one(AuditRound, audit_round.row_id).status = RoundStatus.DRAWN
    with pytest.raises(Conflict, match="drawn"):
        lead.bring_in(audit_round, make_list(6))
    with pytest.raises(Conflict, match="drawn"), lead.writing() as session:
        remove_frame(session, lead.cast.actor("Lee"), round_key=audit_round.key, key=frame.key)


def test_taking_the_refusals_is_recorded_and_holds_no_cell_of_the_list(lead: Lead):
    audit_round = lead.plan()
    frame = lead.bring_in(audit_round, make_list(10, extra=FAULTY))
    with lead.writing() as session:
        content = export_refusals(session, lead.cast.actor("Lee"), round_key=audit_round.key, key=frame.key)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[0] for row in rows if row[2] == "refused"] == ["12", "13", "14"]
    assert b"EHC" not in content
    with lead.reading() as session:
        verbs = list(session.scalars(sa.select(Event.verb).order_by(Event.sequence)))
    assert verbs[-1] == "refusals_downloaded"


def test_a_list_of_another_round_or_area_is_not_there(lead: Lead):
    first, second = lead.plan("One"), lead.plan("Two")
    frame = lead.bring_in(first, make_list(5))
    with lead.reading() as session, pytest.raises(NotFound):
        get_frame(session, lead.cast.actor("Lee"), round_key=second.key, key=frame.key)
    outsider = lead.cast.outsider
    with lead.sessions.writing(outsider) as session, pytest.raises(NotFound):
        remove_frame(session, outsider, round_key=first.key, key=frame.key)


def test_an_auditor_reads_no_list(lead: Lead):
    audit_round = lead.plan()
    with pytest.raises(NotAllowed), lead.reading("Ama") as session:
        show_frames(session, lead.cast.actor("Ama"), round_key=audit_round.key)


def test_restricted_plans_and_plans_chosen_on_purpose_are_counted(lead: Lead):
    audit_round = lead.plan()
    extra = (
        "EHC70001,14/03/2024,,,ASD,primary,,yes",
        "EHC70002,14/03/2024,,,ASD,primary,thematic,",
        "EHC70003,14/03/2024,,,ASD,primary,thematic,yes",
    )
    lead.bring_in(audit_round, make_list(5, extra=extra))
    with lead.reading() as session:
        page = show_frames(session, lead.cast.actor("Lee"), round_key=audit_round.key)
    assert (page.n_restricted, page.n_on_purpose) == (2, 1)


def test_a_lost_key_file_is_said_in_words_that_help(lead: Lead):
    audit_round = lead.plan()
    (lead.keys_folder / f"{lead.cast.area.key}.json").unlink()
    with pytest.raises(Conflict, match="Ask your administrator"):
        lead.bring_in(audit_round, make_list(5))


def test_headings_are_kept_apart_from_what_is_wrong_with_rows(lead: Lead):
    frame = lead.bring_in(lead.plan(), make_list(5).replace(b"need", b"Primary need", 1))
    with lead.reading() as session:
        actor = lead.cast.actor("Lee")
        missing = list_headings(session, actor, frame=frame, fault=HeadingFault.MISSING)
        unknown = list_headings(session, actor, frame=frame, fault=HeadingFault.UNKNOWN)
    assert ("need" in missing, unknown) == (True, ["Primary need"])
    assert all("heading" in group for group in frame.warnings)
