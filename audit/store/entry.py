"""What somebody put down for one question: the rating and its texts, read and written together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.rating import Answer, Reason
from audit.store.free_text import Box, FreeText
from audit.store.scoresheet import Rating, Scoresheet

WHOLE_SHEET = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of one sheet: an answer (or none yet), the evidence and where it stands."""

    criterion: str
    answer: Answer | None = None
    evidence: str = ""
    page: str = ""

    @property
    def is_empty(self) -> bool:
        return self.answer is None and not self.evidence and not self.page


def answer_of(rating: Rating) -> Answer:
    """A stored rating as the domain's answer."""
    reason = None if rating.reason is None else Reason(rating.reason)
    return Answer(rating.criterion, level=rating.level, reason=reason)


def read_entries(session: Session, sheet_ids: Iterable[int]) -> dict[int, dict[str, Entry]]:
    """Everything put down on these sheets: sheet, then question."""
    wanted = list(sheet_ids)
    ratings = session.scalars(sa.select(Rating).where(Rating.scoresheet_id.in_(wanted)))
    texts = session.scalars(sa.select(FreeText).where(FreeText.scoresheet_id.in_(wanted)))
    answers = {(rating.scoresheet_id, rating.criterion): answer_of(rating) for rating in ratings}
    words = {(text.scoresheet_id, text.criterion, text.box): text.text for text in texts}
    found: dict[int, dict[str, Entry]] = {sheet_id: {} for sheet_id in wanted}
    for sheet_id, criterion in {*answers, *((sheet, question) for sheet, question, _ in words if question)}:
        found[sheet_id or 0][criterion] = Entry(
            criterion,
            answers.get((sheet_id or 0, criterion)),
            words.get((sheet_id, criterion, Box.EVIDENCE), ""),
            words.get((sheet_id, criterion, Box.PAGE), ""),
        )
    return found


def read_boxes(session: Session, sheet_id: int) -> dict[Box, str]:
    """The boxes that speak of the whole document."""
    query = sa.select(FreeText).where(FreeText.scoresheet_id == sheet_id, FreeText.criterion == WHOLE_SHEET)
    return {Box(text.box): text.text for text in session.scalars(query)}


def write_entries(session: Session, sheet: Scoresheet, entries: Iterable[Entry]) -> list[str]:
    """Keep what was put down; return the questions that changed."""
    ratings = session.scalars(sa.select(Rating).where(Rating.scoresheet_id == sheet.row_id))
    rated = {rating.criterion: rating for rating in ratings}
    texts = _texts(session, sheet)
    changed = []
    for entry in entries:
        writes = [_write_rating(session, sheet, rated.get(entry.criterion), entry)]
        for box, text in ((Box.EVIDENCE, entry.evidence), (Box.PAGE, entry.page)):
            writes.append(_write_text(session, sheet, texts, (box, entry.criterion), text))
        if any(writes):
            changed.append(entry.criterion)
    return changed


def write_boxes(session: Session, sheet: Scoresheet, boxes: Mapping[Box, str]) -> list[Box]:
    """Keep the boxes that speak of the whole document; return those that changed."""
    texts = _texts(session, sheet)
    return [
        box for box, text in boxes.items() if _write_text(session, sheet, texts, (box, WHOLE_SHEET), text)
    ]


def _texts(session: Session, sheet: Scoresheet) -> dict[tuple[Box, str], FreeText]:
    texts = session.scalars(sa.select(FreeText).where(FreeText.scoresheet_id == sheet.row_id))
    return {(Box(text.box), text.criterion): text for text in texts}


def _write_rating(session: Session, sheet: Scoresheet, rating: Rating | None, entry: Entry) -> bool:
    answer = entry.answer
    if (answer_of(rating) if rating else None) == answer:
        return False
    if answer is None:
        session.delete(rating)
    elif rating is None:
        place = {"area_id": sheet.area_id, "scoresheet_id": sheet.row_id, "criterion": entry.criterion}
        session.add(Rating(**place, level=answer.level, reason=answer.reason))
    else:
        rating.level, rating.reason = answer.level, answer.reason
    return True


def _write_text(
    session: Session,
    sheet: Scoresheet,
    texts: Mapping[tuple[Box, str], FreeText],
    place: tuple[Box, str],
    text: str,
) -> bool:
    kept = texts.get(place)
    if (kept.text if kept else "") == text:
        return False
    if kept is None:
        box, criterion = place
        owner = {"area_id": sheet.area_id, "scoresheet_id": sheet.row_id}
        session.add(FreeText(**owner, box=box, criterion=criterion, text=text))
    elif text:
        kept.text = text
    else:
        session.delete(kept)
    return True
