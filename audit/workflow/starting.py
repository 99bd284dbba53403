"""What the page that starts a round is filled with: this month, and how the last round of its kind was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.domain.case import ChosenBy
from audit.domain.programme import YearKind, kind_of_year, move_on, rename_month
from audit.domain.words import say
from audit.store.audit_round import AuditRound
from audit.store.rubric import RubricVersion
from audit.workflow.needs import needs
from audit.workflow.rubric_of import find_newest_of_same

DUE_IN, MEETS_IN = timedelta(weeks=3), timedelta(weeks=4)
USUAL_DOUBLE_SHARE = 0.2


@dataclass(frozen=True)
class RoundSuggestion:
    """What the page is filled with; the standards that are suggested come first."""

    title: str
    audit_year: int
    audit_month: int
    year_kind: YearKind
    rubrics: Sequence[RubricVersion]
    kinds: Sequence[str]
    double_share: float
    due_on: date
    meets_on: date
    reminds: bool

    @property
    def kind(self) -> str:
        return self.rubrics[0].kind if self.rubrics else "plan"


@needs(Permission.PLAN_ROUND)
def suggest_round(session: Session, actor: Actor, *, today: date, kind: str | None = None) -> RoundSuggestion:
    """This month's round, as the last one of the same kind was."""
    rubrics = list(session.scalars(sa.select(RubricVersion).order_by(RubricVersion.installed_at.desc())))
    last, last_of_all = find_last(session, kind), find_last(session)
    rubrics.sort(key=lambda rubric: len(rubric.text), reverse=True)
    suggested = find_newest_of_same(session, last.rubric_version) if last else None
    rubrics.sort(key=lambda rubric: (rubric.kind != kind, rubric is not suggested))
    due_on, meets_on = suggest_dates(last, (today.year, today.month), today)
    return RoundSuggestion(
        title=suggest_title(session, rubrics[0].kind if rubrics else "plan", today),
        audit_year=today.year,
        audit_month=today.month,
        year_kind=kind_of_year(last_of_all.programme.starts_on) if last_of_all else YearKind.ACADEMIC,
        rubrics=rubrics,
        kinds=sorted({rubric.kind for rubric in rubrics}),
        double_share=last.double_share if last else USUAL_DOUBLE_SHARE,
        due_on=due_on,
        meets_on=meets_on,
        reminds=last.reminds if last else True,
    )


def find_last(session: Session, kind: str | None = None) -> AuditRound | None:
    """The round that was started last; one plan scored by itself and past audits tell nothing of habits."""
    query = (
        sa.select(AuditRound)
        .join(AuditRound.rubric_version)
        .where(AuditRound.chosen_by == ChosenBy.RANDOM, AuditRound.is_imported.is_(False))
        .order_by(AuditRound.row_id.desc())
        .limit(1)
    )
    if kind is not None:
        query = query.where(RubricVersion.kind == kind)
    return session.scalars(query).one_or_none()


def suggest_dates(source: AuditRound | None, month: tuple[int, int], today: date) -> tuple[date, date]:
    """When sheets are due and the panel meets: as in `source`, moved on to another month.

    A day that would have passed, or that `source` had none of, is counted from the month's beginning or
    today. The panel never meets before sheets are due.
    """
    begins = max(date(*month, 1), today)
    moved_due, moved_meets = _move_dates(source, month) if source else (None, None)
    due_on = moved_due if moved_due and moved_due >= today else begins + DUE_IN
    meets_on = moved_meets if moved_meets and moved_meets >= today else begins + MEETS_IN
    return due_on, meets_on if meets_on >= due_on else due_on + (MEETS_IN - DUE_IN)


def _move_dates(source: AuditRound, month: tuple[int, int]) -> tuple[date | None, date | None]:
    n_months = (month[0] - source.audit_year) * 12
    n_months += month[1] - source.audit_month if source.audit_month else 0
    due_on, meets_on = (day and move_on(day, n_months) for day in (source.due_on, source.meets_on))
    return due_on, meets_on


def suggest_title(session: Session, rubric_kind: str, day: date) -> str:
    """ "Plan audit, November 2026", numbered where that is taken."""
    return make_single(session, f"{say('kind', rubric_kind).capitalize()} audit, {day:%B %Y}")


def rename(session: Session, source: AuditRound, month: tuple[int, int]) -> str:
    """The title of a round for another month."""
    before = (source.audit_year, source.audit_month)
    if before[1] is None:
        return make_single(session, source.title.replace(str(before[0]), str(month[0])))
    renamed = rename_month(source.title, (before[0], before[1]), month)
    if renamed == source.title:
        return suggest_title(session, source.rubric_version.kind, date(*month, 1))
    return make_single(session, renamed)


def make_single(session: Session, title: str) -> str:
    """The title, numbered where another round has it."""
    taken = set(session.scalars(sa.select(AuditRound.title).where(AuditRound.title.startswith(title))))
    numbered = (f"{title} ({number})" for number in range(2, len(taken) + 3))
    return title if title not in taken else next(name for name in numbered if name not in taken)
