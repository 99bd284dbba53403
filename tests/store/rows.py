"""A round with two cases, straight into the store, for tests of the store itself."""

from dataclasses import dataclass
from datetime import date

from cast import Cast
from sqlalchemy.orm import Session

from audit.domain.access import Actor
from audit.store.audit_round import AuditRound, Programme, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.frame import Frame, FrameEntry, Stratum
from audit.store.free_text import Box, FreeText
from audit.store.panel import Assignment, AssignmentStatus
from audit.store.rubric import RubricVersion
from audit.store.scoresheet import Rating, Scoresheet
from audit.store.sessions import Sessions

FACTS = {
    "key_version": 1,
    "cohort_year": 2025,
    "stage": "final",
    "origin": "ours",
    "chosen_by": "random",
}


@dataclass(frozen=True)
class Rows:
    """An open round; case 1 is given to Ama and Chidi, case 2 to Ben."""

    audit_round: AuditRound
    cases: list[AuditCase]
    assignments: dict[str, Assignment]


def make_rows(sessions: Sessions, cast: Cast) -> Rows:
    """Fill the round as the lead."""
    with sessions.writing(cast.actor("Lee")) as session:
        return _fill(session, cast)


def _fill(session: Session, cast: Cast) -> Rows:
    area_id = cast.area.row_id
    rubric = RubricVersion(
        name="r", kind="plan", title="R", rubric_version="1", text="...", sha256="0" * 64, area_id=area_id
    )
    programme = Programme(
        title="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), area_id=area_id
    )
    session.add_all([rubric, programme])
    session.flush()
    audit_round = AuditRound(
        area_id=area_id,
        programme_id=programme.row_id,
        rubric_version_id=rubric.row_id,
        title="Round",
        audit_year=2026,
        status=RoundStatus.OPEN,
    )
    session.add(audit_round)
    session.flush()
    cases = [_case(session, area_id, audit_round, number) for number in (1, 2)]
    given = {"Ama": cases[0], "Chidi": cases[0], "Ben": cases[1]}
    assignments = {name: _assign(session, cast, name, case) for name, case in given.items()}
    return Rows(audit_round, cases, assignments)


def _case(session: Session, area_id: int, audit_round: AuditRound, number: int) -> AuditCase:
    frame = Frame(
        area_id=area_id,
        round_id=audit_round.row_id,
        file_name="list.xlsx",
        sha256="0" * 64,
        form="annex_a",
        basis="first_plans",
        n_rows=1,
        n_accepted=1,
        n_added=1,
        n_already_listed=0,
        warnings=[],
        refused=[],
    )
    stratum = Stratum(
        area_id=area_id,
        round_id=audit_round.row_id,
        label=f"group {number}",
        values={},
        n_listed=9,
        n_drawn=1,
    )
    session.add_all([frame, stratum])
    session.flush()
    facts = {**FACTS, "own_hash": f"{number:064}", "facts": []}
    entry = FrameEntry(
        area_id=area_id,
        round_id=audit_round.row_id,
        frame_id=frame.row_id,
        stratum_id=stratum.row_id,
        row_number=number,
        **facts,
    )
    session.add(entry)
    session.flush()
    case = AuditCase(
        area_id=area_id,
        round_id=audit_round.row_id,
        entry_id=entry.row_id,
        stratum_id=stratum.row_id,
        number=number,
        **facts,
    )
    session.add(case)
    session.flush()
    return case


def _assign(session: Session, cast: Cast, name: str, case: AuditCase) -> Assignment:
    assignment = Assignment(
        area_id=case.area_id,
        case_id=case.row_id,
        person_id=cast.people[name].row_id,
        agency=cast.memberships[name].agency,
        lens="whole",
        status=AssignmentStatus.STARTED,
    )
    session.add(assignment)
    session.flush()
    return assignment


def write_sheet(sessions: Sessions, actor: Actor, assignment: Assignment, *, submit: bool) -> Scoresheet:
    """One scoresheet of the actor with one rating and one evidence text."""
    with sessions.writing(actor) as session:
        sheet = Scoresheet(
            area_id=actor.area_id,
            case_id=assignment.case_id,
            assignment_id=assignment.row_id,
            person_id=actor.person_id,
        )
        session.add(sheet)
        session.flush()
        session.add(Rating(area_id=actor.area_id, scoresheet_id=sheet.row_id, criterion="c", level=2))
        session.add(
            FreeText(
                area_id=actor.area_id,
                scoresheet_id=sheet.row_id,
                box=Box.EVIDENCE,
                criterion="c",
                text=f"canary of {actor.label}",
            )
        )
        session.flush()
        if submit:
            sheet.submitted_at = now()
            given = session.get(Assignment, assignment.row_id)
            given.status = AssignmentStatus.SUBMITTED
    return sheet
