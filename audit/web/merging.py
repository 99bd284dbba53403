"""Two texts side by side: what a stale page sent, what was saved meanwhile, and what to keep of each."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, fields

from audit.domain.rating import Answer
from audit.domain.rubric import Rubric
from audit.domain.words import say_answer
from audit.store.entry import Entry
from audit.web.scoresheets_forms import MINE, THEIRS, value_of
from audit.workflow.one_page import OnePage
from audit.workflow.sheet_view import Closing, Draft, SheetView

CLOSING_NAMES = {
    "own_grade": "Overall judgement",
    "works": "What works well",
    "better": "What should be better next time",
    "put_right": "What must be put right for this child",
    "minutes": "Minutes",
}


@dataclass(frozen=True)
class Clash:
    """One question on which the two differ. `hidden` and `box` are the fields that send mine again."""

    name: str
    title: str
    mine: tuple[tuple[str, str], ...]
    theirs: tuple[tuple[str, str], ...]
    hidden: tuple[tuple[str, str], ...]
    box: tuple[str, str] | None


class Undecided(Exception):
    """Both texts were shown, and of some question it was not said which to keep."""


def check_chosen(clashes: Iterable[Clash], chosen: Container[str]) -> None:
    """Raise `Undecided` unless every clash is settled."""
    if any(clash.name not in chosen for clash in clashes):
        raise Undecided


def list_section_clashes(view: Draft | SheetView | OnePage, sent: Iterable[Entry]) -> list[Clash]:
    """The questions whose sent answer differs from the saved one."""
    clashes = []
    for mine in sent:
        theirs = view.entries.get(mine.criterion, Entry(mine.criterion))
        if mine != theirs:
            key = mine.criterion
            hidden = ((f"answer-{key}", value_of(mine.answer)), (f"page-{key}", mine.page))
            title, box = view.rubric.criterion(key).question, (f"evidence-{key}", mine.evidence)
            shown = (_show(view.rubric, mine), _show(view.rubric, theirs))
            clashes.append(Clash(key, title, *shown, hidden, box))
    return clashes


def _show(rubric: Rubric, entry: Entry) -> tuple[tuple[str, str], ...]:
    answer = say_answer(rubric, entry.answer or Answer(entry.criterion))
    return (("Answer", answer), ("Evidence", entry.evidence), ("Page or paragraph", entry.page))


def list_closing_clashes(
    view: Draft | SheetView | OnePage, mine: Closing, sent: Container[str]
) -> list[Clash]:
    """The closing boxes that were sent and whose text differs from the saved one."""
    clashes = []
    for name, title in CLOSING_NAMES.items():
        if name not in sent:
            continue
        yours, theirs = (_text(getattr(closing, name)) for closing in (mine, view.closing))
        if yours != theirs:
            is_long = name in ("works", "better", "put_right")
            hidden, box = ((), (name, yours)) if is_long else (((name, yours),), None)
            clashes.append(Clash(name, title, (("", yours),), (("", theirs),), hidden, box))
    return clashes


def _text(value: str | int | None) -> str:
    return "" if value is None else str(value)


def choose_entries(sent: Iterable[Entry], chosen: dict[str, str]) -> list[Entry]:
    """Leave out the questions of which the saved answer is kept."""
    return [entry for entry in sent if chosen.get(entry.criterion) != THEIRS]


def choose_closing(saved: Closing, mine: Closing, chosen: dict[str, str]) -> Closing:
    """Mine where mine was chosen, else what is saved."""
    values = {
        field.name: getattr(mine if chosen.get(field.name) == MINE else saved, field.name)
        for field in fields(Closing)
    }
    return Closing(**values)
