"""The answers of an audit as arrays: what the models read, in an order that no name and no file decides."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from audit.domain.scored_cases import case_order
from audit.domain.tables import CaseRow, ScoreRow, Tables
from audit.statistics.terms import encode

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]
    Codes = np.ndarray[Any, np.dtype[np.int64]]
    Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class Ratings:
    """One level a row. `case`, `criterion`, `rater` and `audit_year` are codes into the tuples of the same
    plural name; raters are numbered by what they scored, so that their names change nothing.

    `criteria` are the criteria's own names, by which sections and weights know them; of questions that a
    bridge makes one, the oldest version's."""

    level: "Codes"
    case: "Codes"
    criterion: "Codes"
    rater: "Codes"
    audit_year: "Codes"
    version: "Codes"
    cases: tuple[CaseRow, ...]
    criteria: tuple[str, ...]
    raters: tuple[str, ...]
    audit_years: tuple[int, ...]
    is_auditor: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.level)

    def where(self, rows: "Mask") -> "Ratings":
        """The same for some of the rows."""
        if rows.all():
            return self
        return Ratings(
            self.level[rows],
            self.case[rows],
            self.criterion[rows],
            self.rater[rows],
            self.audit_year[rows],
            self.version[rows],
            self.cases,
            self.criteria,
            self.raters,
            self.audit_years,
            self.is_auditor,
        )

    @property
    def n_versions(self) -> int:
        """How many versions of the rubric the rows were scored by."""
        return len(set(self.version.tolist()))

    @property
    def is_bridged(self) -> bool:
        """Do questions that several versions share tie all versions of these rows together?"""
        asked_by: dict[int, set[int]] = {}
        for version, question in set(zip(self.version.tolist(), self.criterion.tolist(), strict=True)):
            asked_by.setdefault(question, set()).add(version)
        tied = {int(self.version[0])} if len(self) else set()
        while True:
            reached = tied.union(*(versions for versions in asked_by.values() if versions & tied))
            if reached == tied:
                return len(tied) == self.n_versions
            tied = reached

    @cached_property
    def by_people(self) -> "Mask":
        """By row: was it scored by an auditor? A meeting is no rater whose strictness could be held still; of
        a past audit, which names nobody, every row counts."""
        import numpy as np

        by_auditor: Mask = np.array(self.is_auditor, dtype=bool)[self.rater]
        return by_auditor if by_auditor.any() else np.ones(len(self), dtype=bool)

    @cached_property
    def links(self) -> "Mask":
        """By case: was it scored by auditors in two audit years or more?"""
        import numpy as np

        by_auditor = np.array(self.is_auditor, dtype=bool)[self.rater]
        seen = np.zeros((len(self.cases), len(self.audit_years)), dtype=bool)
        seen[self.case[by_auditor], self.audit_year[by_auditor]] = True
        links: Mask = seen.sum(axis=1) > 1
        return links


def gather_ratings(tables: Tables) -> Ratings:
    """The levels that means use, as arrays."""
    import numpy as np

    scores = tables.quality_scores
    cases = tuple(sorted(tables.cases, key=case_order))
    number_of = {row.case: number for number, row in enumerate(cases)}
    same = _same_questions(tables)
    case = np.fromiter((number_of[score.case] for score in scores), dtype=np.int64, count=len(scores))
    level = np.fromiter((score.level or 0 for score in scores), dtype=np.int64, count=len(scores))
    criterion, questions = encode([same(score) for score in scores])
    audit_year, audit_years = encode([score.audit_year for score in scores])
    author_of = {(score.rater_id, _is_auditor(score)) for score in scores}
    names = {author: author for author in author_of}  # one tuple for all answers of an author
    rater, authors = encode([names[score.rater_id, _is_auditor(score)] for score in scores])
    order = np.lexsort((rater, level, audit_year, criterion, case))
    by_number = _number_raters(rater[order], case[order], criterion[order], audit_year[order], level[order])
    rater = by_number[rater]
    order = np.lexsort((rater, level, audit_year, criterion, case))
    in_order: list[Any] = [author for _, author in sorted(zip(by_number.tolist(), authors, strict=True))]
    return Ratings(
        level=level[order],
        case=case[order],
        criterion=criterion[order],
        rater=rater[order],
        audit_year=audit_year[order],
        version=encode([score.rubric_version or "" for score in scores])[0][order],
        cases=cases,
        criteria=tuple(_own_name(question) for question in questions),
        raters=tuple(rater_id for rater_id, _ in in_order),
        audit_years=tuple(int(str(year)) for year in audit_years),
        is_auditor=tuple(is_auditor for _, is_auditor in in_order),
    )


def _is_auditor(score: ScoreRow) -> bool:
    return score.author == "auditor" and score.source == "original"


def _number_raters(rater: "Codes", *rows: "Codes") -> "Codes":
    """Each rater's place when they are put in order of all that they scored."""
    import numpy as np

    told = np.column_stack(rows)
    starts = np.argsort(rater, kind="stable")
    parts = np.split(told[starts], np.cumsum(np.bincount(rater))[:-1]) if len(rater) else []
    places = sorted(range(len(parts)), key=lambda number: (parts[number].tobytes(), number))
    numbers = np.empty(len(parts), dtype=np.int64)
    numbers[places] = np.arange(len(parts))
    return numbers


Question = tuple[str, str]


def _same_questions(tables: Tables) -> Callable[[ScoreRow], str | Question]:
    """What an answer's question is known as over all versions of the rubric.

    With one version, or none named, it is the criterion. With several, a criterion of one version is another
    question than that of another, unless a bridge says that they are the same: then it is known by the first
    version and criterion of those that are bridged.
    """
    versions = {score.rubric_version for score in tables.quality_scores}
    if len(versions) < 2:
        return lambda score: score.criterion
    head: dict[Question, Question] = {}

    def find(question: Question) -> Question:
        while question in head:
            question = head[question]
        return question

    for bridge in tables.bridges:
        ends = (bridge.from_version, bridge.from_criterion), (bridge.to_version, bridge.to_criterion)
        first, second = sorted(find(end) for end in ends)
        if first != second:
            head[second] = first
    known: dict[Question, Question] = {}  # one tuple for all answers to a question

    def name(score: ScoreRow) -> Question:
        asked = (score.rubric_version or "", score.criterion)
        if asked not in known:
            known[asked] = find(asked)
        return known[asked]

    return name


def _own_name(question: Any) -> str:
    return question if isinstance(question, str) else str(question[1])
