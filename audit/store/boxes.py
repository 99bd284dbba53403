"""The words of corrections and of the links by which somebody was asked about them."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.store.correction import Correction
from audit.store.free_text import Box, FreeText
from audit.store.reply_link import ReplyLink


def write_box(session: Session, owner: Correction | ReplyLink, box: Box, words: str) -> bool:
    """Keep what a box says now; whether that is something else than before."""
    named = {"correction_id" if isinstance(owner, Correction) else "reply_link_id": owner.row_id}
    kept = session.scalars(sa.select(FreeText).filter_by(**named, box=box)).one_or_none()
    if (kept.text if kept else "") == words:
        return False
    if kept is None:
        session.add(FreeText(area_id=owner.area_id, **named, box=box, text=words))
    else:
        kept.text = words
    return True


def read_boxes(session: Session, corrections: Collection[Correction]) -> dict[tuple[int, Box], str]:
    """What the boxes of these corrections say, as far as the session's actor may see it."""
    query = sa.select(FreeText).where(FreeText.correction_id.in_([each.row_id for each in corrections]))
    return {
        (text.correction_id, Box(text.box)): text.text
        for text in session.scalars(query)
        if text.correction_id is not None
    }


def read_message(session: Session, link: ReplyLink) -> str:
    """What whoever was asked by a link should know."""
    query = sa.select(FreeText).where(FreeText.reply_link_id == link.row_id, FreeText.box == Box.MESSAGE)
    kept = session.scalars(query).one_or_none()
    return kept.text if kept else ""
