"""Documents that are scored again so that audit years can be compared: plans that everyone scores."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.case import ChosenBy, Origin, Stage
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.case import AuditCase
from audit.store.draw import COPIED
from audit.store.frame import Frame, FrameEntry, Locator
from audit.store.panel import Assignment, AssignmentStatus, Purpose
from audit.store.rubric import RubricVersion

FORM = "links"
FILE_NAME = "Scored in an earlier audit"


def find_links_frame(session: Session, round_id: int) -> Frame | None:
    """The list of a round's link cases, if it has any."""
    return session.scalars(sa.select(Frame).where(Frame.round_id == round_id, Frame.form == FORM)).first()


def list_earlier_audits(session: Session, audit_round: AuditRound) -> list[AuditRound]:
    """Closed audits of the same kind of document, drawn at random and scored here, up to this one's year."""
    query = (
        sa.select(AuditRound)
        .join(AuditRound.rubric_version)
        .where(
            RubricVersion.kind == audit_round.rubric_version.kind,
            AuditRound.status == RoundStatus.CLOSED,
            AuditRound.chosen_by == ChosenBy.RANDOM,
            AuditRound.is_imported.is_(False),
            AuditRound.audit_year <= audit_round.audit_year,
            AuditRound.row_id != audit_round.row_id,
        )
    )
    return list(session.scalars(query.order_by(AuditRound.audit_year, AuditRound.row_id)))


def list_scored_cases(session: Session, round_ids: Sequence[int]) -> list[tuple[AuditCase, int]]:
    """The scored documents of these rounds that a comparison of years counts, links included, each with how
    many people scored it."""
    n_people = (
        sa.select(Assignment.case_id, sa.func.count().label("n_people"))
        .where(Assignment.purpose == Purpose.AUDIT, Assignment.status == AssignmentStatus.SUBMITTED)
        .group_by(Assignment.case_id)
        .subquery()
    )
    query = (
        sa.select(AuditCase, n_people.c.n_people)
        .join(n_people, n_people.c.case_id == AuditCase.row_id)
        .where(
            AuditCase.round_id.in_(round_ids),
            AuditCase.chosen_by.in_([ChosenBy.RANDOM, ChosenBy.LINK]),
            AuditCase.stage.in_([Stage.FINAL, Stage.AMENDED]),
            AuditCase.origin == Origin.OURS,
        )
    )
    return [(case, n) for case, n in session.execute(query.order_by(AuditCase.row_id))]


def find_listed(session: Session, round_id: int) -> dict[str, FrameEntry]:
    """The documents of a round's lists by the hash of their number."""
    query = sa.select(FrameEntry).where(FrameEntry.round_id == round_id)
    return {entry.own_hash: entry for entry in session.scalars(query)}


def list_with_locator(session: Session, entry_ids: Sequence[int]) -> set[int]:
    """Those documents of which the council's own number is still known: the others cannot be found again."""
    return set(session.scalars(sa.select(Locator.entry_id).where(Locator.entry_id.in_(entry_ids))))


def add_link_entries(session: Session, audit_round: AuditRound, cases: Sequence[AuditCase]) -> Frame:
    """Take documents of earlier audits into a round, as a list of their own that can be taken back.

    One that the round's list holds as well moves over and keeps its row there; the others have row 0.
    """
    frame = Frame(
        round_id=audit_round.row_id,
        area_id=audit_round.area_id,
        file_name=FILE_NAME,
        sha256=hashlib.sha256("\n".join(sorted(case.own_hash for case in cases)).encode()).hexdigest(),
        form=FORM,
        basis=audit_round.basis,
        n_rows=len(cases),
        n_accepted=len(cases),
        n_added=len(cases),
        n_already_listed=0,
        warnings=[],
        refused=[],
    )
    session.add(frame)
    session.flush()
    listed = find_listed(session, audit_round.row_id)
    locators = _read_locators(session, [case.entry_id for case in cases])
    for case in cases:
        entry = listed.get(case.own_hash)
        if entry is not None:
            entry.frame_id, entry.chosen_by = frame.row_id, ChosenBy.LINK
            continue
        session.add(entry := _copy(audit_round, frame, case))
        session.flush()
        known = locators[case.entry_id]
        session.add(
            Locator(
                area_id=audit_round.area_id,
                entry_id=entry.row_id,
                ciphertext=known.ciphertext,
                key_version=known.key_version,
            )
        )
    session.flush()
    return frame


def _copy(audit_round: AuditRound, frame: Frame, case: AuditCase) -> FrameEntry:
    facts = {name: getattr(case, name) for name in COPIED} | {"chosen_by": ChosenBy.LINK}
    return FrameEntry(
        area_id=audit_round.area_id,
        round_id=audit_round.row_id,
        frame_id=frame.row_id,
        row_number=0,
        **facts,
    )


def _read_locators(session: Session, entry_ids: Sequence[int]) -> dict[int, Locator]:
    rows = session.scalars(sa.select(Locator).where(Locator.entry_id.in_(entry_ids)))
    return {row.entry_id: row for row in rows}


def give_back_listed(session: Session, frame: Frame) -> None:
    """Whatever the links took over from a list of the round goes back into it, before they are forgotten."""
    others = sa.select(Frame.row_id).where(Frame.round_id == frame.round_id, Frame.row_id != frame.row_id)
    list_id = session.scalars(others.order_by(Frame.row_id).limit(1)).first()
    if list_id is None:
        return
    taken = sa.update(FrameEntry).where(FrameEntry.frame_id == frame.row_id, FrameEntry.row_number > 0)
    session.execute(
        taken.values(frame_id=list_id, chosen_by=ChosenBy.RANDOM).execution_options(synchronize_session=False)
    )
    session.expire_all()
