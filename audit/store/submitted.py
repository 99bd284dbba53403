"""What was submitted in a round, in every edition or the newest, and what was settled."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from audit.store.account import Person
from audit.store.case import AuditCase
from audit.store.moderation import Settlement
from audit.store.panel import Assignment, Purpose
from audit.store.scoresheet import AuthorKind, Rating, Scoresheet


def submitted_sheets(round_id: int, purpose: Purpose) -> sa.Select[Scoresheet]:
    """Every edition of the submitted scoresheets of a round, by case number and assignment."""
    return (
        sa.select(Scoresheet)
        .join(AuditCase, AuditCase.row_id == Scoresheet.case_id)
        .outerjoin(Assignment, Assignment.row_id == Scoresheet.assignment_id)
        .where(AuditCase.round_id == round_id, Scoresheet.submitted_at.is_not(None))
        .where(sa.or_(Assignment.purpose == purpose, Scoresheet.assignment_id.is_(None)))
        .order_by(AuditCase.number, Scoresheet.row_id)
    )


def newest_sheets(round_id: int, purpose: Purpose) -> sa.Select[Scoresheet]:
    """Those of them that no later edition replaced."""
    later = aliased(Scoresheet)
    replaced = sa.exists().where(later.replaces_id == Scoresheet.row_id, later.submitted_at.is_not(None))
    return submitted_sheets(round_id, purpose).where(~replaced)


def list_ratings(session: Session, sheets: sa.Select[Scoresheet]) -> Iterator[tuple[Scoresheet, Rating, str]]:
    """Every rating of such sheets, with the public key of its author."""
    query = (
        sheets.join(Rating, Rating.scoresheet_id == Scoresheet.row_id)
        .outerjoin(Person, Person.row_id == Scoresheet.person_id)
        .add_columns(Rating, Person.key)
        .order_by(Rating.criterion)
    )
    for sheet, rating, rater in session.execute(query):
        yield sheet, rating, rater or _name_author(sheet)


def _name_author(sheet: Scoresheet) -> str:
    """Who speaks where no person does."""
    return "imported" if sheet.author_kind == AuthorKind.IMPORTED else f"meeting-{sheet.meeting_id}"


def list_settlements(session: Session, round_id: int) -> Iterator[Settlement]:
    """The newest settlement of each question of each case, and of its overall grade under `OVERALL`."""
    query = (
        sa.select(Settlement)
        .join(AuditCase, AuditCase.row_id == Settlement.case_id)
        .where(AuditCase.round_id == round_id)
        .order_by(AuditCase.number, Settlement.criterion, Settlement.edition)
    )
    newest = {(row.case_id, row.criterion): row for row in session.scalars(query)}
    yield from newest.values()
