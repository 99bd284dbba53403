"""What somebody put down for one question: the rating and its texts, read and written together."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.rating import Answer, Reason
from audit.store.asked_often import add, ask, change, insert_of
from audit.store.base import new_key
from audit.store.free_text import Box, FreeText
from audit.store.own_sheet import OwnSheet
from audit.store.plain import AnySession
from audit.store.scoresheet import Rating, Scoresheet

WHOLE_SHEET = ""
Statement = TypeVar("Statement", sa.Update, sa.Delete)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of one sheet: an answer (or none yet), the evidence and where it stands.

    `kept`: the evidence looks like personal data, and its author has said that it must stay.
    """

    criterion: str
    answer: Answer | None = None
    evidence: str = ""
    page: str = ""
    kept: bool = field(default=False, compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        return self.answer is None and not self.evidence and not self.page


def answer_of(rating: "Rating | RatingRow") -> Answer:
    """A stored rating as the domain's answer."""
    reason = None if rating.reason is None else Reason(rating.reason)
    return Answer(rating.criterion, level=rating.level, reason=reason)


def read_entries(session: Session, sheet_ids: Iterable[int]) -> dict[int, dict[str, Entry]]:
    """Everything put down on these sheets: sheet, then question."""
    wanted = list(sheet_ids)
    ratings = session.scalars(sa.select(Rating).where(Rating.scoresheet_id.in_(wanted)))
    texts = session.scalars(sa.select(FreeText).where(FreeText.scoresheet_id.in_(wanted)))
    return _entries(wanted, ratings, texts)


def _entries(
    wanted: Iterable[int],
    ratings: "Iterable[Rating] | Iterable[RatingRow]",
    texts: "Iterable[FreeText] | Iterable[TextRow]",
) -> dict[int, dict[str, Entry]]:
    answers = {(rating.scoresheet_id, rating.criterion): answer_of(rating) for rating in ratings}
    rows = {(text.scoresheet_id, text.criterion, text.box): text for text in texts}
    words = {place: text.text for place, text in rows.items()}
    kept = {place for place, text in rows.items() if text.kept}
    found: dict[int, dict[str, Entry]] = {sheet_id: {} for sheet_id in wanted}
    for sheet_id, criterion in {*answers, *((sheet, question) for sheet, question, _ in words if question)}:
        found[sheet_id or 0][criterion] = Entry(
            criterion,
            answers.get((sheet_id or 0, criterion)),
            words.get((sheet_id, criterion, Box.EVIDENCE), ""),
            words.get((sheet_id, criterion, Box.PAGE), ""),
            (sheet_id, criterion, Box.EVIDENCE) in kept,
        )
    return found


class RatingRow(NamedTuple):
    """A rating as it is stored."""

    row_id: int
    version: int
    scoresheet_id: int
    criterion: str
    level: int | None
    reason: str | None


class TextRow(NamedTuple):
    """A text as it is stored."""

    row_id: int
    version: int
    scoresheet_id: int | None
    box: Box
    criterion: str
    text: str
    kept: bool


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet, read once for looking and for writing."""

    ratings: Mapping[str, RatingRow]
    texts: Mapping[tuple[Box, str], TextRow]

    def entries(self, sheet_id: int) -> dict[str, Entry]:
        """What was put down for each question."""
        return _entries([sheet_id], self.ratings.values(), self.texts.values())[sheet_id]

    def boxes(self) -> dict[Box, str]:
        """The boxes that speak of the whole document."""
        return {box: row.text for (box, criterion), row in self.texts.items() if criterion == WHOLE_SHEET}

    def kept_boxes(self) -> frozenset[Box]:
        """Those of them whose author has said that what looks like personal data must stay."""
        return frozenset(box for (box, criterion), row in self.texts.items() if criterion == "" and row.kept)


def read_rows(session: AnySession, sheet_id: int) -> SheetRows:
    """Everything of one sheet."""
    ratings = [RatingRow(*row) for row in ask(session, _ratings_of_sheet(), sheet_id=sheet_id)]
    texts = [TextRow(*row) for row in ask(session, _texts_of_sheet(), sheet_id=sheet_id)]
    return SheetRows(
        {row.criterion: row for row in ratings},
        {(Box(row.box), row.criterion): row for row in texts},
    )


def read_boxes(session: Session, sheet_id: int) -> dict[Box, str]:
    """The boxes that speak of the whole document."""
    query = sa.select(FreeText).where(FreeText.scoresheet_id == sheet_id, FreeText.criterion == WHOLE_SHEET)
    return {Box(text.box): text.text for text in session.scalars(query)}


@cache
def _ratings_of_sheet() -> sa.Select[*tuple[Any, ...]]:
    columns = (getattr(Rating, name) for name in RatingRow._fields)
    return sa.select(*columns).where(Rating.scoresheet_id == sa.bindparam("sheet_id"))


@cache
def _texts_of_sheet() -> sa.Select[*tuple[Any, ...]]:
    columns = (getattr(FreeText, name) for name in TextRow._fields)
    return sa.select(*columns).where(FreeText.scoresheet_id == sa.bindparam("sheet_id"))


@cache
def _new_rating() -> sa.Insert:
    return insert_of(Rating, ("area_id", "scoresheet_id", "version", "criterion", "level", "reason"))


@cache
def _new_text() -> sa.Insert:
    place = ("area_id", "scoresheet_id", "version", "key", "box", "criterion")
    return insert_of(FreeText, (*place, "text", "kept"))


@cache
def _rewrite(model: type[Rating | FreeText], *columns: str) -> sa.Update:
    values: dict[str, Any] = {name: sa.bindparam(name) for name in columns}
    return _as_read(sa.update(model), model).values(version=model.version + 1, **values)


@cache
def _remove(model: type[Rating | FreeText]) -> sa.Delete:
    return _as_read(sa.delete(model), model)


def _as_read(statement: Statement, model: type[Rating | FreeText]) -> Statement:
    return statement.where(model.row_id == sa.bindparam("row_id"), model.version == sa.bindparam("seen"))


def write_entries(
    session: AnySession, sheet: Scoresheet | OwnSheet, entries: Iterable[Entry], rows: SheetRows | None = None
) -> list[str]:
    """Keep what was put down; return the questions that changed."""
    write = _Writing(session, sheet, rows or read_rows(session, sheet.row_id))
    wanted = list(entries)
    changed = {entry.criterion for entry in wanted if write.rating(entry)}
    for entry in wanted:
        evidence = write.text((Box.EVIDENCE, entry.criterion), entry.evidence, entry.kept)
        page = write.text((Box.PAGE, entry.criterion), entry.page)
        changed |= {entry.criterion} if evidence or page else set()
    return [entry.criterion for entry in wanted if entry.criterion in changed]


def write_boxes(
    session: AnySession,
    sheet: Scoresheet | OwnSheet,
    boxes: Mapping[Box, str],
    *,
    kept: Container[Box] = (),
    rows: SheetRows | None = None,
) -> list[Box]:
    """Keep the boxes that speak of the whole document; return those that changed."""
    write = _Writing(session, sheet, rows or read_rows(session, sheet.row_id))
    return [box for box, text in boxes.items() if write.text((box, WHOLE_SHEET), text, box in kept)]


class _Writing:
    """One save of one sheet: each row that differs is put down, written over or taken away."""

    def __init__(self, session: AnySession, sheet: Scoresheet | OwnSheet, rows: SheetRows) -> None:
        self.session, self.rows = session, rows
        self.owner: dict[str, object] = {
            "area_id": sheet.area_id,
            "scoresheet_id": sheet.row_id,
            "version": 1,
        }

    def rating(self, entry: Entry) -> bool:
        """Whether the answer differs from what was kept; write it if so."""
        answer, row = entry.answer, self.rows.ratings.get(entry.criterion)
        if (answer_of(row) if row else None) == answer:
            return False
        told = {"level": answer.level, "reason": answer.reason} if answer else {}
        if row is None:
            add(self.session, _new_rating(), **self.owner, criterion=entry.criterion, **told)
        else:
            self._write_over(Rating, row, told)
        return True

    def text(self, place: tuple[Box, str], text: str, kept: bool = False) -> bool:
        """Whether the text differs from what was kept; write it if so."""
        row = self.rows.texts.get(place)
        if (row.text, row.kept) == (text, kept) if row else not text:
            return False
        told: dict[str, object] = {"text": text, "kept": kept} if text else {}
        if row is None:
            place_of = {"box": place[0], "criterion": place[1], "key": new_key()}
            add(self.session, _new_text(), **self.owner, **place_of, **told)
        else:
            self._write_over(FreeText, row, told)
        return True

    def _write_over(
        self, model: type[Rating | FreeText], row: RatingRow | TextRow, told: Mapping[str, object]
    ) -> None:
        """Nothing told takes the row away."""
        statement = _rewrite(model, *told) if told else _remove(model)
        change(self.session, model, statement, row_id=row.row_id, seen=row.version, **told)
