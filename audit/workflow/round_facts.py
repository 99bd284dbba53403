"""What a report says about a round besides its scores: the list, the draw, the panel, what was settled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.agency import Agency
from audit.domain.attendance import called_for, count_present, list_absent
from audit.domain.case import Basis, ChosenBy
from audit.domain.grades import Grades, summarise_grades
from audit.domain.moderation import is_double_marked, is_settled, needs_moderation
from audit.domain.rubric import Rubric
from audit.domain.words import AGENCIES, BY_MEETING, METHODS, say, say_restricted
from audit.reporting.content import (
    AgencyPresence,
    Correction,
    MeetingLine,
    Moderation,
    NamedCount,
    Panel,
    Sample,
    Stratum,
)
from audit.reporting.sentences import BASIS_SENTENCES
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.draw import is_purpose_stratum
from audit.store.frame import Frame, FrameEntry
from audit.store.frame import Stratum as StratumRow
from audit.store.meeting import attendees_of, list_meetings
from audit.store.panel import Assignment, Meeting, PanelMember, Purpose
from audit.store.scoresheet import Scoresheet
from audit.workflow.analysis import count_drawable, enters_trend
from audit.workflow.round_cases import ScoredCase

_CHOSEN = "Nothing was drawn: every case was chosen on purpose, so the cases stand for themselves alone."
_OUTSIDE = (
    "What it found does not speak for documents in general and is left out of comparisons between years."
)
_WHY_OUTSIDE: Mapping[str, str] = {
    ChosenBy.THEMATIC: f"This audit was about a theme: its documents were chosen because of it. {_OUTSIDE}",
    ChosenBy.DIP_SAMPLE: f"This was a dip sample: a look at a few documents. {_OUTSIDE}",
}


def describe_grades(rubric: Rubric, cases: Sequence[ScoredCase], *, confidence_level: float = 0.95) -> Grades:
    """The grades that cases earn on their standing answers, and beside them the panel's judgement; without
    documents that were scored again to compare years."""
    cases = [each for each in cases if each.case.chosen_by != ChosenBy.LINK]
    scored = [(each, found) for each in cases if (found := each.computed(rubric))]
    return summarise_grades(
        rubric,
        [found for _, found in scored],
        [grade for each in cases if (grade := each.judgement(rubric))],
        is_random=all(enters_trend(each.case) for each, found in scored if found.grade),
        confidence_level=confidence_level,
    )


def describe_sample(
    session: Session, audit_round: AuditRound, rubric: Rubric, cases: Sequence[ScoredCase]
) -> Sample:
    """The list of documents and the draw."""
    frames = list(session.scalars(sa.select(Frame).where(Frame.round_id == audit_round.row_id)))
    n_listed = session.scalar(
        sa.select(sa.func.count()).select_from(FrameEntry).where(FrameEntry.round_id == audit_round.row_id)
    )
    drawable = list(count_drawable(session, audit_round.row_id))
    strata = session.scalars(
        sa.select(StratumRow).where(StratumRow.round_id == audit_round.row_id).order_by(StratumRow.label)
    )
    n_on_purpose = sum(_is_on_purpose(scored) for scored in cases)
    drawn_at_random = n_on_purpose < len(cases) or not cases
    return Sample(
        basis=BASIS_SENTENCES[Basis(audit_round.basis)] if audit_round.basis else "",
        how_drawn=_how_drawn(audit_round) if drawn_at_random else _CHOSEN,
        n_rows=sum(frame.n_rows for frame in frames),
        n_listed=n_listed or 0,
        n_refused=sum(len({fault["row"] for fault in frame.refused}) for frame in frames),
        n_restricted_left_out=audit_round.n_restricted_left_out,
        restricted_left_out=say_restricted(audit_round.left_out) if audit_round.left_out else "",
        n_drawn_before_left_out=audit_round.n_drawn_before_left_out,
        n_on_purpose=n_on_purpose,
        n_could_be_drawn=sum(n_documents for _, n_documents in drawable),
        n_outside_averages=sum(n_documents for row, n_documents in drawable if not enters_trend(row)),
        n_drawn=len(cases),
        n_scored=sum(scored.is_scored for scored in cases),
        n_partly_scored=sum(scored.is_scored and not scored.is_whole(rubric) for scored in cases),
        n_double_marked=sum(is_double_marked(scored.sheets) for scored in cases),
        strata=tuple(
            Stratum(name=row.label, n_listed=row.n_listed, n_drawn=row.n_drawn)
            for row in strata
            if not audit_round.is_imported
        ),
        seed=audit_round.seed if drawn_at_random else None,
        why_outside=_WHY_OUTSIDE.get(audit_round.chosen_by, ""),
    )


def _is_on_purpose(scored: ScoredCase) -> bool:
    return is_purpose_stratum(scored.case.stratum)


def _how_drawn(audit_round: AuditRound) -> str:
    if audit_round.is_imported:
        how = say("chosen_by", audit_round.chosen_by).lower()
        return f"The documents came from the file of a past audit. As the lead says, they were: {how}."
    ways = {
        "proportional": "in proportion to the size of each group",
        "equal": "with the same number from each group",
        "by_hand": "with a number from each group that the lead chose",
    }
    way = ways.get(audit_round.allocation or "", "without groups")
    if audit_round.seed is None:
        return "What was scored was chosen, not drawn from a list."
    return f"Cases were drawn at random, {way}; the draw number lets anyone with the list repeat the draw."


def describe_panel(
    session: Session, audit_round: AuditRound, rubric: Rubric, cases: Sequence[ScoredCase] = ()
) -> Panel:
    """Which agencies scored and met, with how many people and sheets, and which took no part at all."""
    members = session.scalars(sa.select(PanelMember).where(PanelMember.round_id == audit_round.row_id))
    people: Counter[str] = Counter(member.agency for member in members)
    sheets: Counter[str] = Counter(
        session.scalars(
            sa.select(Assignment.agency)
            .join(Scoresheet, Scoresheet.assignment_id == Assignment.row_id)
            .join(AuditCase, AuditCase.row_id == Assignment.case_id)
            .where(AuditCase.round_id == audit_round.row_id, Assignment.purpose == Purpose.AUDIT)
            .where(Scoresheet.submitted_at.is_not(None))
        )
    )
    meetings = list_meetings(session, audit_round.row_id)
    met = {one.agency for meeting in meetings for one in attendees_of(meeting)}
    by_meeting = [scored.meeting for scored in cases if scored.meeting]
    present = [agency for agency in Agency if people[agency] or sheets[agency]]
    return Panel(
        agencies=tuple(
            AgencyPresence(name=AGENCIES[agency], n_auditors=people[agency], n_sheets=sheets[agency])
            for agency in present
        ),
        absent=tuple(
            AGENCIES[agency]
            for agency in called_for(rubric)
            if not sheets[agency] and agency not in met and not audit_round.is_imported
        ),
        meetings=tuple(_meeting_line(rubric, meeting) for meeting in meetings),
        n_scored_by_meeting=sum(each.is_instead for each in by_meeting),
        n_reviewed_by_meeting=sum(not each.is_instead for each in by_meeting),
    )


def _meeting_line(rubric: Rubric, meeting: Meeting) -> MeetingLine:
    present = attendees_of(meeting)
    counted = count_present(present)
    return MeetingLine(
        held_on=meeting.held_on,
        present=tuple(NamedCount(name=AGENCIES[agency], n=n) for agency, n in counted),
        absent=tuple(AGENCIES[agency] for agency in list_absent(rubric, present)),
    )


def describe_moderation(rubric: Rubric, cases: Sequence[ScoredCase]) -> Moderation:
    """How many cases differed enough to talk about, how many are settled, and how questions were settled."""
    differing = [scored for scored in cases if needs_moderation(rubric, scored.sheets)]
    methods: Counter[str] = Counter(row.method for scored in cases for row in scored.standing_settlements())
    methods[BY_MEETING] = sum(len(scored.answered_by_meeting(rubric)) for scored in cases)
    return Moderation(
        n_differing=len(differing),
        n_settled=sum(is_settled(rubric, scored.sheets, scored.settled) for scored in differing),
        by_method=tuple(
            NamedCount(name=METHODS.get(method, method), n=n) for method, n in sorted(methods.items()) if n
        ),
    )


def describe_corrections(audit_round: AuditRound) -> tuple[Correction, ...]:
    """What had to be put right, as it stood when the round closed; the words stay in the workbench."""
    return tuple(
        Correction(
            case_number=row["case_number"],
            owner=row["owner"],
            status=say("correction", row["status"]),
            due_on=_day(row["due_on"]),
            replied_on=_day(row["replied_on"]),
        )
        for row in audit_round.closing_corrections or []
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
