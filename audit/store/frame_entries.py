"""The documents of a list, thousands at a time."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain import case as domain
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.frame import Frame, FrameEntry, Locator
from audit.store.keys import StoredKeys
from audit.store.rubric import RubricVersion

_FACTS = (
    "own_hash",
    "upn_hash",
    "key_version",
    "review_no",
    "cohort_year",
    "age_band",
    "sex",
    "need",
    "phase",
    "social_care",
    "stage",
    "origin",
    "placement",
    "chosen_by",
    "restricted",
    "restricted_because",
)


def add_entries(
    session: Session, frame: Frame, entries: Sequence[domain.FrameEntry], versions: Mapping[int, bytes]
) -> None:
    """Keep documents and, in a table of its own, the council's number of each, encrypted at once."""
    if not entries:
        return
    shared = {"area_id": frame.area_id, "round_id": frame.round_id, "frame_id": frame.row_id}
    session.execute(sa.insert(FrameEntry), [shared | _columns_of(entry) for entry in entries])
    rows = session.execute(
        sa.select(FrameEntry.own_hash, FrameEntry.row_id).where(FrameEntry.frame_id == frame.row_id)
    )
    row_ids = {own_hash: row_id for own_hash, row_id in rows}
    keys = StoredKeys(dict(versions))
    locators = [(row_ids[entry.own_hash], *keys.encrypt(entry.locator)) for entry in entries]
    session.execute(
        sa.insert(Locator),
        [
            {"area_id": frame.area_id, "entry_id": entry_id, "ciphertext": boxed, "key_version": version}
            for entry_id, boxed, version in locators
        ],
    )


def _columns_of(entry: domain.FrameEntry) -> dict[str, object]:
    kept = {name: getattr(entry, name) for name in _FACTS}
    facts = sorted(str(fact) for fact in entry.facts)
    flags = sorted(str(flag) for flag in entry.flags)
    return kept | {"row_number": entry.row, "ethnicity": entry.ethnic_group, "facts": facts, "flags": flags}


def delete_entries(session: Session, *, frame_id: int) -> None:
    """Forget all documents that came in by one list."""
    came_in = sa.select(FrameEntry.row_id).where(FrameEntry.frame_id == frame_id)
    session.execute(
        sa.delete(Locator).where(Locator.entry_id.in_(came_in)).execution_options(synchronize_session=False)
    )
    session.execute(
        sa.delete(FrameEntry)
        .where(FrameEntry.frame_id == frame_id)
        .execution_options(synchronize_session=False)
    )


def delete_undrawn_locators(session: Session, round_id: int) -> int:
    """Forget who the documents are that were neither drawn nor kept in reserve; returns how many."""
    drawn = sa.select(AuditCase.entry_id).where(AuditCase.round_id == round_id)
    undrawn = sa.select(FrameEntry.row_id).where(
        FrameEntry.round_id == round_id, FrameEntry.draw_order.is_(None), FrameEntry.row_id.not_in(drawn)
    )
    n_before = _count_locators(session, round_id)
    session.execute(
        sa.delete(Locator).where(Locator.entry_id.in_(undrawn)).execution_options(synchronize_session=False)
    )
    return n_before - _count_locators(session, round_id)


def _count_locators(session: Session, round_id: int) -> int:
    query = sa.select(sa.func.count(Locator.row_id)).join(FrameEntry, FrameEntry.row_id == Locator.entry_id)
    return session.scalars(query.where(FrameEntry.round_id == round_id)).one()


def list_hashes(session: Session, round_id: int) -> set[str]:
    """The keyed hashes of all documents that a round's lists hold."""
    return set(session.scalars(sa.select(FrameEntry.own_hash).where(FrameEntry.round_id == round_id)))


def list_hashes_drawn_before(session: Session, round_id: int) -> set[str]:
    """The keyed hashes of the documents of the same kind that other rounds of the area have drawn.

    A child's annual review may be drawn although the child's plan was: they are two documents.
    """
    kind = session.get_one(AuditRound, round_id).rubric_version.kind
    query = sa.select(AuditCase.own_hash).join(AuditRound, AuditRound.row_id == AuditCase.round_id)
    same_kind = query.join(AuditRound.rubric_version).where(RubricVersion.kind == kind)
    return set(session.scalars(same_kind.where(AuditCase.round_id != round_id)))


def list_entries(session: Session, round_id: int) -> dict[int, domain.FrameEntry]:
    """All documents of a round's lists as the rules know them, by row, in the order of their hashes."""
    columns = [getattr(FrameEntry, name) for name in (*_FACTS, "row_id", "row_number", "ethnicity")]
    query = sa.select(*columns).where(FrameEntry.round_id == round_id).order_by(FrameEntry.own_hash)
    return {row["row_id"]: _entry_of(row) for row in session.execute(query).mappings()}


def _entry_of(row: sa.RowMapping) -> domain.FrameEntry:
    kept = {name: row[name] for name in _FACTS}
    kept["chosen_by"] = domain.ChosenBy(row["chosen_by"])
    because = row["restricted_because"]
    kept["restricted_because"] = domain.Restriction(because) if because else None
    group = domain.EthnicGroup(row["ethnicity"] or domain.EthnicGroup.UNKNOWN)
    return domain.FrameEntry(row=row["row_number"], ethnic_group=group, **kept)


def count_cohorts(
    session: Session, *, round_id: int | None = None, frame_id: int | None = None
) -> list[tuple[int, int]]:
    """How many documents each cohort year has, in a round or in one of its lists."""
    condition = FrameEntry.round_id == round_id if frame_id is None else FrameEntry.frame_id == frame_id
    query = sa.select(FrameEntry.cohort_year, sa.func.count(FrameEntry.row_id)).where(condition)
    return [
        (year, n_plans)
        for year, n_plans in session.execute(
            query.group_by(FrameEntry.cohort_year).order_by(FrameEntry.cohort_year)
        )
    ]


def count_reasons(session: Session, round_id: int) -> tuple[int, int]:
    """How many listed documents are restricted, and how many more somebody chose on purpose."""
    on_purpose = FrameEntry.chosen_by != domain.ChosenBy.RANDOM
    query = sa.select(
        sa.func.coalesce(sa.func.sum(sa.case((FrameEntry.restricted, 1), else_=0)), 0),
        sa.func.coalesce(sa.func.sum(sa.case((~FrameEntry.restricted & on_purpose, 1), else_=0)), 0),
    )
    n_restricted, n_on_purpose = session.execute(query.where(FrameEntry.round_id == round_id)).one()
    return n_restricted, n_on_purpose


def find_restrictions(session: Session) -> dict[str, domain.Restriction]:
    """Why plans are restricted that an earlier round drew, by the hash of their number.

    What was restricted once stays so in the next list, whatever that list says of it.
    """
    query = sa.select(AuditCase.own_hash, AuditCase.restricted_because).where(AuditCase.restricted)
    found = session.execute(query.order_by(AuditCase.row_id))
    return {own_hash: domain.Restriction(because or domain.Restriction.OTHER) for own_hash, because in found}


def list_link_documents(session: Session, frame_id: int) -> list[tuple[str, int | None]]:
    """Which documents one list of link cases holds: hash and review number."""
    query = sa.select(FrameEntry.own_hash, FrameEntry.review_no).where(FrameEntry.frame_id == frame_id)
    return [(own_hash, review_no) for own_hash, review_no in session.execute(query)]
