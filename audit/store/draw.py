"""What a draw leaves behind: groups, marked documents and numbered cases."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.grouping import say_stratum
from audit.domain.sampling import Stratum as Values
from audit.domain.sampling import number_order
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.frame import CaseFacts, FrameEntry, Stratum

ON_PURPOSE = "Chosen on purpose"
_PURPOSE_VALUES = {"chosen_by": "on_purpose"}
SCORED_BEFORE = "Scored before, by everyone again"
_LINK_VALUES = {"chosen_by": "link"}
COPIED = (*(name for name in CaseFacts.__annotations__), "facts", "flags")


def keep_strata(
    session: Session, audit_round: AuditRound, by: Sequence[str], sizes: Mapping[Values, tuple[int, int]]
) -> dict[Values, int]:
    """One row a group, with how many it lists and how many were drawn; returns their row numbers."""
    rows = {
        values: Stratum(
            area_id=audit_round.area_id,
            round_id=audit_round.row_id,
            label=say_stratum(by, values),
            values=dict(zip(by, values, strict=True)),
            n_listed=n_listed,
            n_drawn=n_drawn,
        )
        for values, (n_listed, n_drawn) in sizes.items()
    }
    session.add_all(rows.values())
    session.flush()
    return {values: row.row_id for values, row in rows.items()}


def keep_purpose_stratum(
    session: Session, audit_round: AuditRound, n_cases: int, *, are_links: bool = False
) -> int:
    """The group of the cases that nobody drew: no listed document belongs to it, so it weighs nothing."""
    row = Stratum(
        area_id=audit_round.area_id,
        round_id=audit_round.row_id,
        label=SCORED_BEFORE if are_links else ON_PURPOSE,
        values=_LINK_VALUES if are_links else _PURPOSE_VALUES,
        n_listed=n_cases,
        n_drawn=n_cases,
    )
    session.add(row)
    session.flush()
    return row.row_id


def is_purpose_stratum(stratum: Stratum) -> bool:
    """Whether the cases of this group came without a draw."""
    return stratum.values in (_PURPOSE_VALUES, _LINK_VALUES)


def mark_entries(
    session: Session, audit_round: AuditRound, strata: Mapping[int, int], orders: Mapping[int, int]
) -> None:
    """Write into every document that could be drawn its group, and its place in the draw if it has one.

    How its round was chosen goes with it: a list for a theme speaks for that theme alone.
    """
    changes = [
        {
            "row_id": row_id,
            "stratum_id": stratum_id,
            "draw_order": orders.get(row_id),
            "chosen_by": audit_round.chosen_by,
        }
        for row_id, stratum_id in strata.items()
    ]
    if changes:
        session.execute(sa.update(FrameEntry), changes)


def keep_cases(session: Session, audit_round: AuditRound, cases: Mapping[int, int], seed: int) -> None:
    """Make a case of each chosen document (entry -> group), numbered in an order that tells nothing."""
    entries = list(
        session.scalars(
            sa.select(FrameEntry).where(
                FrameEntry.round_id == audit_round.row_id,
                sa.or_(FrameEntry.draw_order.is_not(None), FrameEntry.stratum_id.is_(None)),
            )
        )
    )
    chosen = [entry for entry in entries if entry.row_id in cases]
    chosen.sort(key=lambda entry: number_order(seed, entry.own_hash))
    session.add_all(
        AuditCase(
            area_id=audit_round.area_id,
            round_id=audit_round.row_id,
            entry_id=entry.row_id,
            stratum_id=cases[entry.row_id],
            number=number,
            **{name: getattr(entry, name) for name in COPIED},
        )
        for number, entry in enumerate(chosen, start=1)
    )
    session.flush()
