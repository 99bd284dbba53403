"""An open round with cases and assignments, made directly in the store."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cast import PEOPLE, Cast

from audit.domain.rating import MET, Answer
from audit.folders import folder
from audit.intake.rubric import fingerprint, read_rubric
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.entry import Entry
from audit.store.frame import Frame, FrameEntry, Locator, Stratum
from audit.store.keys import create_keys
from audit.store.panel import Assignment, PanelMember
from audit.store.rubric import RubricVersion
from audit.store.sessions import Sessions
from audit.workflow.cases import open_case, start_case
from audit.workflow.scoresheets import Closing, Stamp, save_closing, save_section, show_sheet
from audit.workflow.submission import submit_sheet

# Case number to who scores it, through which lens.
SHARED_OUT = {
    1: {"Ama": "whole", "Chidi": "health", "Fay": "forum"},
    2: {"Ama": "whole", "Ben": "whole"},
    3: {"Dana": "social_care", "Pat": "whole"},
}


@dataclass
class BuiltRound:
    """The made round; `assignments` goes by case number and name."""

    audit_round: AuditRound
    cases: dict[int, AuditCase]
    assignments: dict[tuple[int, str], Assignment] = field(default_factory=dict)


def build_round(
    sessions: Sessions,
    cast: Cast,
    *,
    shared_out: dict[int, dict[str, str]] | None = None,
    status: RoundStatus = RoundStatus.OPEN,
    rubric_name: str = "plan_2026",
    facts: tuple[str, ...] = (),
    title: str = "Plan audit, November 2026",
    keys_folder: Path | None = None,
) -> BuiltRound:
    """Make the round in Testshire, as its lead."""
    given = SHARED_OUT if shared_out is None else shared_out
    with sessions.writing(cast.actor("Lee")) as session:
        audit_round = _make_round(session, rubric_name, title, status)
        frame, stratum = _make_frame(session, audit_round, len(given))
        keys = create_keys(keys_folder, cast.area.key) if keys_folder else None
        built = BuiltRound(audit_round, {})
        for number in given:
            shared = _case_facts(title, number, facts)
            places = {"round_id": audit_round.row_id, "stratum_id": stratum.row_id}
            entry = FrameEntry(frame_id=frame.row_id, row_number=number + 1, **places, **shared)
            session.add(entry)
            session.flush()
            if keys:
                ciphertext, version = keys.encrypt(f"EHC-{number:04}")
                session.add(Locator(entry_id=entry.row_id, ciphertext=ciphertext, key_version=version))
            case = AuditCase(entry_id=entry.row_id, number=number, **places, **shared)
            case.double_marked = len(given[number]) > 1
            session.add(case)
            session.flush()
            built.cases[number] = case
            for name, lens in given[number].items():
                built.assignments[number, name] = _give(session, cast, case, name, lens)
        for name in {name for people in given.values() for name in people}:
            place = {"round_id": audit_round.row_id, "membership_id": cast.memberships[name].row_id}
            session.add(PanelMember(**place, agency=PEOPLE[name][0]))
    return built


def _make_round(session, rubric_name: str, title: str, status: RoundStatus) -> AuditRound:
    text = (folder("rubrics") / f"{rubric_name}.yaml").read_text(encoding="utf-8")
    rubric, sha256 = read_rubric(text), fingerprint(text)
    version = session.query(RubricVersion).filter_by(sha256=sha256).one_or_none() or RubricVersion(
        name=rubric_name,
        kind=rubric.kind,
        title=rubric.title,
        rubric_version=rubric.version,
        text=text,
        sha256=sha256,
    )
    programme = Programme(title="2026 to 2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31))
    session.add_all([version, programme])
    session.flush()
    audit_round = AuditRound(
        programme_id=programme.row_id,
        rubric_version_id=version.row_id,
        title=title,
        audit_year=2026,
        audit_month=11,
        status=status,
        opened_at=now(),
    )
    session.add(audit_round)
    session.flush()
    return audit_round


def _make_frame(session, audit_round: AuditRound, n_rows: int) -> tuple[Frame, Stratum]:
    place = {"round_id": audit_round.row_id}
    frame = Frame(
        **place,
        file_name="list.xlsx",
        sha256="0" * 64,
        form="annex_a",
        basis="first_plans",
        n_rows=n_rows,
        n_accepted=n_rows,
        n_added=n_rows,
        n_already_listed=0,
        warnings=[],
        refused=[],
    )
    stratum = Stratum(**place, label="All plans", values={}, n_listed=n_rows, n_drawn=n_rows)
    session.add_all([frame, stratum])
    session.flush()
    return frame, stratum


def _case_facts(title: str, number: int, facts: tuple[str, ...]) -> dict[str, object]:
    return {
        "own_hash": f"{title}-{number}".rjust(64, "0"),
        "key_version": 1,
        "review_no": 0,
        "cohort_year": 2025,
        "stage": "final",
        "origin": "ours",
        "chosen_by": "random",
        "facts": list(facts),
    }


def _give(session, cast: Cast, case: AuditCase, name: str, lens: str) -> Assignment:
    assignment = Assignment(
        case_id=case.row_id,
        person_id=cast.people[name].row_id,
        agency=PEOPLE[name][0],
        lens=lens,
        purpose="assurance" if name == "Pat" else "audit",
    )
    session.add(assignment)
    session.flush()
    return assignment


def begin(sessions: Sessions, cast: Cast, built: BuiltRound, number: int, name: str) -> str:
    """Open and start a case as the named person; the key of their scoresheet."""
    with sessions.writing(cast.actor(name)) as session:
        key = built.assignments[number, name].key
        open_case(session, cast.actor(name), key=key)
        return start_case(session, cast.actor(name), key=key).key


def fill(
    sessions: Sessions,
    cast: Cast,
    name: str,
    sheet_key: str,
    *,
    level: int = 3,
    legal: int = MET,
    evidence: str = "",
    grade: str = "",
) -> None:
    """Answer everything on a sheet in the same way."""
    actor = cast.actor(name)
    with sessions.writing(actor) as session:
        view = show_sheet(session, actor, key=sheet_key)
        for part in view.sections:
            entries = [
                Entry(asked.key, Answer(asked.key, level=legal if asked.is_legal else level), evidence)
                for asked in part.asked
            ]
            stamp = Stamp(view.sheet.version, page="fill")
            save_section(
                session, actor, key=sheet_key, section_key=part.section.key, entries=entries, stamp=stamp
            )
            session.flush()
        if grade:
            stamp = Stamp(view.sheet.version, page="fill")
            save_closing(session, actor, key=sheet_key, closing=Closing(own_grade=grade), stamp=stamp)


def submit(sessions: Sessions, cast: Cast, name: str, sheet_key: str) -> None:
    """Hand in a filled sheet."""
    actor = cast.actor(name)
    with sessions.writing(actor) as session:
        version = show_sheet(session, actor, key=sheet_key).sheet.version
        submit_sheet(session, actor, key=sheet_key, version=version)


def score_case(
    sessions: Sessions, cast: Cast, built: BuiltRound, number: int, name: str, **answers: object
) -> str:
    """Start, fill and submit one case; the key of the scoresheet."""
    key = begin(sessions, cast, built, number, name)
    fill(sessions, cast, name, key, **answers)  # type: ignore[arg-type]
    submit(sessions, cast, name, key)
    return key
