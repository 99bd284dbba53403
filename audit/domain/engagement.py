"""What services gave, counted fairly: only where they were asked, and what is not known is counted apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from audit.domain.agency import Agency
from audit.domain.case_dates import Days, judge_case
from audit.domain.clock import Clock, ClockBook, Closure, Judged, Outcome
from audit.domain.contribution import (
    Came,
    Part,
    all_of,
    any_of,
    has_advice,
    has_contributed,
    if_all_known,
    is_involved,
    judge_advice,
)
from audit.domain.service import Service
from audit.statistics.interval import Interval
from audit.statistics.share import wilson

ANY_REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Count:
    """How often yes, no, not known; what the law excuses stays out of the share and is counted beside it.

    `n_documents`: of how many documents the known answers speak, if several may speak of one.
    """

    n_yes: int = 0
    n_no: int = 0
    n_unknown: int = 0
    n_excused: int = 0
    n_documents: int | None = None

    @property
    def n_known(self) -> int:
        """Of how many the answer is known."""
        return self.n_yes + self.n_no

    @property
    def weight(self) -> float:
        """How much one answer tells: the services of one document are not independent of one another.

        So many answers count as no more than there are documents, which is the most careful assumption.
        """
        if self.n_documents is None or not self.n_known:
            return 1.0
        return min(1.0, self.n_documents / self.n_known)

    @property
    def interval(self) -> Interval | None:
        """Between which shares the true one lies, among those of whom the answer is known."""
        return wilson(self.n_yes * self.weight, self.n_known * self.weight) if self.n_known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPart:
    """One service's part in one document, and what it takes to count it."""

    document: str
    service: Service
    kind: str
    year: int
    part: Part
    meeting_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCase:
    """The days of one document, and when its school was asked."""

    document: str
    kind: str
    year: int
    days: Days
    school_asked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """By what is judged: the limits, when schools were closed, and the day on which one looks."""

    book: ClockBook
    today: date
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """What one service, agency or section's agencies gave.

    `n_not_asked`, of `n_recorded` that could have been, is the organiser's gap."""

    n_cases: int
    n_recorded: int
    n_not_asked: int
    n_asked_unknown: int
    received: Count
    on_time: Count
    used: Count
    attended: Count
    circulated: Count
    contributed: Count
    n_refused: int
    n_not_known: int
    n_reused: int


Answer = tuple[str, bool | None]


def count_answers(answers: Iterable[Answer]) -> Count:
    """Count yes, no and not known, each beside the document that it is about."""
    found = list(answers)
    told = [answer for _document, answer in found]
    documents = {document for document, answer in found if answer is not None}
    return Count(told.count(True), told.count(False), told.count(None), n_documents=len(documents))


def count_outcomes(outcomes: Iterable[tuple[str, Judged | None]]) -> Count:
    """Count how limits ended, each beside its document; where no time runs nothing is counted."""
    found = [(document, judged.outcome) for document, judged in outcomes if judged is not None]
    known = {Outcome.MET: True, Outcome.MISSED: False}
    n_excused = sum(outcome is Outcome.EXCUSED for _document, outcome in found)
    answers = [
        (document, known.get(outcome)) for document, outcome in found if outcome is not Outcome.EXCUSED
    ]
    return replace(count_answers(answers), n_excused=n_excused)


def judge_part(recorded: RecordedPart, rules: Rules) -> Judged | None:
    """Whether one service's advice came in time; reviews have no six weeks, but two before the meeting."""
    if recorded.kind == ANY_REVIEW:
        return None
    return judge_advice(recorded.part, rules.book.advice, rules.book.reasons, today=rules.today)


def sum_up(recorded: Sequence[RecordedPart], rules: Rules) -> Engagement:
    """What these parts come to. Only a service that was asked or invited can be late or away."""
    involved = [each for each in recorded if is_involved(each.part)]
    asked = [each for each in involved if each.part.sought or each.part.came is not None]
    invited = [each for each in involved if each.part.invited or each.part.attended]
    with_advice = [each for each in involved if has_advice(each.part)]
    return Engagement(
        n_cases=len({each.document for each in recorded}),
        n_recorded=len(recorded),
        n_not_asked=sum(is_involved(each.part) is False for each in recorded),
        n_asked_unknown=sum(is_involved(each.part) is None for each in recorded),
        received=count_answers((each.document, has_advice(each.part)) for each in asked),
        on_time=count_outcomes((each.document, judge_part(each, rules)) for each in asked),
        used=count_answers((each.document, each.part.used) for each in with_advice),
        attended=count_answers((each.document, each.part.attended) for each in invited),
        circulated=count_answers((each.document, each.part.circulated) for each in invited),
        contributed=count_answers((each.document, has_contributed(each.part)) for each in involved),
        n_refused=sum(each.part.came is Came.REFUSED for each in involved),
        n_not_known=sum(each.part.came is Came.NOT_KNOWN for each in involved),
        n_reused=sum(each.part.came is Came.REUSED for each in involved),
    )


def count_limits(cases: Iterable[RecordedCase], rules: Rules) -> dict[str, Count]:
    """How each limit of cases was kept, by its key."""
    found: dict[str, list[tuple[str, Judged | None]]] = {}
    for case in cases:
        for clock, judged in judge_limits(case, rules):
            found.setdefault(clock.key, []).append((case.document, judged))
    return {key: count_outcomes(judged) for key, judged in found.items()}


def judge_limits(case: RecordedCase, rules: Rules) -> list[tuple[Clock, Judged]]:
    """How each limit of one case ended."""
    return judge_case(
        case.days,
        rules.book,
        kind=case.kind,
        today=rules.today,
        closures=rules.closures,
        school_asked_on=case.school_asked_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPart:
    """One agency's part in one case, all of its services taken together."""

    agency: Agency
    requested: bool | None
    on_time: bool | None
    attended: bool | None
    received: bool | None
    used: bool | None
    refused: bool | None
    not_known: bool | None


def merge_services(recorded: Iterable[RecordedPart], rules: Rules) -> list[AgencyPart]:
    """The agencies of one case. One late service makes its agency late; one that came speaks for it there.
    Where one service's part is not known, its agency's is not."""
    by_agency: dict[Agency, list[RecordedPart]] = {}
    for each in recorded:
        by_agency.setdefault(each.service.agency, []).append(each)
    return [_merge(agency, by_agency[agency], rules) for agency in Agency if agency in by_agency]


def _merge(agency: Agency, recorded: Sequence[RecordedPart], rules: Rules) -> AgencyPart:
    involved = [each for each in recorded if is_involved(each.part)]
    asked = [each for each in involved if each.part.sought or each.part.came is not None]

    return AgencyPart(
        agency=agency,
        requested=any_of(is_involved(each.part) for each in recorded),
        on_time=if_all_known(
            all_of, (_is_on_time(each, rules) for each in asked if not _is_excused(each, rules))
        ),
        attended=if_all_known(any_of, (each.part.attended for each in involved if each.part.invited)),
        received=if_all_known(all_of, (has_advice(each.part) for each in asked)),
        used=if_all_known(any_of, (each.part.used for each in involved if has_advice(each.part))),
        refused=any_of(_is(each.part.came, Came.REFUSED) for each in asked),
        not_known=any_of(_is(each.part.came, Came.NOT_KNOWN) for each in asked),
    )


def _is_on_time(recorded: RecordedPart, rules: Rules) -> bool | None:
    """What the law excuses is neither on time nor late."""
    judged = judge_part(recorded, rules)
    known = {Outcome.MET: True, Outcome.MISSED: False}
    return known.get(judged.outcome) if judged else None


def _is_excused(recorded: RecordedPart, rules: Rules) -> bool:
    judged = judge_part(recorded, rules)
    return judged is not None and judged.outcome is Outcome.EXCUSED


def _is(came: Came | None, wanted: Came) -> bool | None:
    return None if came is None else came is wanted
