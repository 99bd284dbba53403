"""Row after row into plans and faults: what holds between rows is judged here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from audit.domain.case import ListedPlan, Problem
from audit.domain.identity import normalise
from audit.intake.reading import MAX_ROWS, FrameReading, Headings, RefusedRow, too_many_rows
from audit.intake.rows import Row, read_own_id

Judge = Callable[[Row, str], ListedPlan]


@dataclass(slots=True)
class Listing:
    """A list under reading. `id_key` and `upn_key` name the columns that must not repeat."""

    id_key: str
    upn_key: str
    judge: Judge
    headings: Headings = Headings()
    accepted: list[ListedPlan] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    _rows_of_ids: dict[str, int] = field(default_factory=dict, repr=False)
    _rows_of_upns: dict[str, int] = field(default_factory=dict, repr=False)

    def read(self, form: str, rows: Iterable[Row]) -> FrameReading:
        n_rows = 0
        for row in rows:
            n_rows += 1
            if n_rows > MAX_ROWS:
                raise too_many_rows()
            self._take(row)
        return FrameReading(
            form, n_rows, tuple(self.accepted), tuple(self.warnings), tuple(self.refused), self.headings
        )

    def _take(self, row: Row) -> None:
        try:
            own_id = read_own_id(row, self.id_key)
            self._refuse_repeated(row, own_id)
            plan = self.judge(row, own_id)
        except RefusedRow as refusal:
            self.refused.append(Problem(row.number, refusal.column, refusal.reason))
            return
        if plan.upn:
            self._warn_of_repeated_upn(row, plan.upn)
        self.accepted.append(plan)
        self.warnings += row.warnings

    def _refuse_repeated(self, row: Row, own_id: str) -> None:
        first = self._rows_of_ids.setdefault(normalise(own_id), row.number)
        if first != row.number:
            raise row.refusal(self.id_key, f"The same number stands in row {first}, which was read instead.")

    def _warn_of_repeated_upn(self, row: Row, upn: str) -> None:
        first = self._rows_of_upns.setdefault(upn, row.number)
        if first != row.number:
            row.warn(self.upn_key, f"The same UPN stands in row {first}.")
