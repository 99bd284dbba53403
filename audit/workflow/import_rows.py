"""The rows of a past audit: a closed round, its documents, and scoresheets whose marker nobody knows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.case import Basis, Origin, Stage
from audit.domain.hypothesis import default_plan
from audit.domain.programme import YearKind
from audit.domain.sampling import draw_order
from audit.intake.past_cases import PastCase, PastReading
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.case import AuditCase
from audit.store.frame import Frame, FrameEntry, Stratum
from audit.store.scoresheet import AuthorKind, Rating, Scoresheet
from audit.store.trail import read_head, record
from audit.workflow.needs import needs
from audit.workflow.past_audit import PastAudit
from audit.workflow.report import queue_reports
from audit.workflow.rounds import plan_round

FORM = "past_audit"


@needs(Permission.IMPORT_AUDIT)
def keep_past_cases(
    session: Session,
    actor: Actor,
    *,
    past: PastAudit,
    reading: PastReading,
    year_kind: YearKind,
    key_version: int,
    request_key: str | None,
) -> AuditRound:
    """Everything in one transaction; the report is asked for as when a round is closed."""
    audit_round = plan_round(
        session,
        actor,
        title=past.title,
        audit_year=past.audit_year,
        audit_month=past.audit_month,
        year_kind=year_kind,
        rubric_key=past.rubric_key,
        request_key=request_key,
    )
    frame = _add_frame(session, audit_round, past, reading)
    cases = _add_cases(session, audit_round, frame, past, reading.cases, key_version)
    _add_sheets(session, frame, cases, reading.cases)
    _close(session, actor, audit_round, past, reading)
    queue_reports(session, actor, audit_round=audit_round)
    return audit_round


def _add_frame(session: Session, audit_round: AuditRound, past: PastAudit, reading: PastReading) -> Frame:
    is_first = all(case.review_no == 0 for case in reading.cases)
    frame = Frame(
        round_id=audit_round.row_id,
        file_name=past.file_name,
        sha256=past.sha256,
        form=FORM,
        basis=Basis.FIRST_PLANS if is_first else Basis.PLANS_IN_FORCE,
        n_rows=past.n_rows,
        n_accepted=len(reading.cases),
        n_added=len(reading.cases),
        n_already_listed=0,
        warnings=[],
        refused=[problem.as_dict() for problem in reading.refused],
    )
    session.add(frame)
    session.flush()
    return frame


def _add_cases(
    session: Session,
    audit_round: AuditRound,
    frame: Frame,
    past: PastAudit,
    found: Sequence[PastCase],
    key_version: int,
) -> dict[str, AuditCase]:
    """Numbered in an order that tells nothing. How many there were to draw from is not known: 0 listed."""
    place = {"area_id": audit_round.area_id, "round_id": audit_round.row_id}
    stratum = Stratum(**place, label="Past audit", values={}, n_listed=0, n_drawn=0)
    session.add(stratum)
    session.flush()
    cases = {}
    ordered = sorted(found, key=lambda case: draw_order(0, f"number:{case.own_id}"))
    for number, case in enumerate(ordered, start=1):
        facts = _facts(case, past, key_version)
        entry = FrameEntry(**place, frame_id=frame.row_id, row_number=case.row, **facts)
        session.add(entry)
        session.flush()
        cases[case.own_id] = AuditCase(
            **place, entry_id=entry.row_id, stratum_id=stratum.row_id, number=number, **facts
        )
    session.add_all(cases.values())
    session.flush()
    return cases


def _facts(case: PastCase, past: PastAudit, key_version: int) -> dict[str, object]:
    return {
        "own_hash": case.own_id,
        "key_version": key_version,
        "review_no": case.review_no,
        "cohort_year": case.cohort_year,
        "stage": Stage.FINAL,
        "origin": Origin.OURS,
        "chosen_by": past.chosen_by,
    }


def _add_sheets(
    session: Session, frame: Frame, cases: dict[str, AuditCase], found: Sequence[PastCase]
) -> None:
    """A sheet takes no answers once it is submitted, so it is submitted last."""
    sheets = {
        case.own_id: Scoresheet(
            area_id=frame.area_id,
            case_id=cases[case.own_id].row_id,
            author_kind=AuthorKind.IMPORTED,
            frame_id=frame.row_id,
            own_grade=case.grade,
        )
        for case in found
    }
    session.add_all(sheets.values())
    session.flush()
    ratings = [
        {
            "area_id": frame.area_id,
            "scoresheet_id": sheets[case.own_id].row_id,
            "criterion": answer.criterion,
            "level": answer.level,
            "reason": answer.reason,
        }
        for case in found
        for answer in case.answers
    ]
    if ratings:
        session.execute(sa.insert(Rating), ratings)
    at = now()
    for sheet in sheets.values():
        sheet.submitted_at = at
    session.flush()


def _close(
    session: Session, actor: Actor, audit_round: AuditRound, past: PastAudit, reading: PastReading
) -> None:
    audit_round.is_imported, audit_round.chosen_by = True, past.chosen_by
    audit_round.status, audit_round.closed_at = RoundStatus.CLOSED, now()
    audit_round.analysis_plan = asdict(default_plan())
    used = Counter(use.split(":")[0] for use in past.columns)
    details = {
        "cases": len(reading.cases),
        "refused": len(reading.refused),
        "answers": sum(len(case.answers) for case in reading.cases),
        "grades": sum(case.grade is not None for case in reading.cases),
        "questions": used["q"],
        "sha256": past.sha256,
    }
    record(session, actor, "past_audit_imported", f"round {audit_round.key}", details)
    head = read_head(session, audit_round.area_id)
    audit_round.trail_sequence, audit_round.trail_hash = head.sequence, head.chain_hash
    audit_round.trail_at = head.at
