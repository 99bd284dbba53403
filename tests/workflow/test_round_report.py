"""What a report says of a round: from real scoresheets, settlements and lists to its content and rows."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from builders import BuiltRound, build_round, fill, score_case, submit
from cast import Cast
from meeting_steps import meet

from audit.domain.access import INSTALLER, Actor, ActorKind
from audit.domain.moderation import OVERALL
from audit.domain.rating import NOT_MET, Answer
from audit.reporting.content import ReportContent
from audit.reporting.plain_sentences import say_averages
from audit.reporting.render import render_html
from audit.reporting.sentences import summarise
from audit.reporting.workbook_rows import CorrectionRow, ModeratedRow
from audit.store.account import Membership
from audit.store.audit_round import AuditRound
from audit.store.sessions import Sessions
from audit.workflow.moderation import show_moderation_case
from audit.workflow.round_report import Inputs, compute, read_inputs
from audit.workflow.round_rows import workbook_content
from audit.workflow.round_stages import WhyEarly, close_round
from audit.workflow.settling import settle
from audit.workflow.submission import reopen_sheet

PAIR = {"Ama": "whole", "Ben": "whole"}
Build = Callable[..., BuiltRound]


@pytest.fixture
def build(sessions: Sessions, cast: Cast) -> Build:
    """A round of the short standards, shared out as asked."""

    def make(shared_out: dict[int, dict[str, str]], **more: object) -> BuiltRound:
        names = {"rubric_name": "plan_short_2026", **more}
        return build_round(sessions, cast, shared_out=shared_out, **names)  # type: ignore[arg-type]

    return make


def close(sessions: Sessions, cast: Cast, built: BuiltRound) -> None:
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        version = session.get_one(AuditRound, built.audit_round.row_id).version
        close_round(session, lee, key=built.audit_round.key, version=version, why_early=WhyEarly.ENOUGH)


def worker(cast: Cast) -> Actor:
    return replace(cast.actor("Lee"), kind=ActorKind.WORKER)


def read(sessions: Sessions, cast: Cast, built: BuiltRound) -> Inputs:
    with sessions.reading(worker(cast)) as session:
        return read_inputs(session, worker(cast), round_key=built.audit_round.key)


def report(sessions: Sessions, cast: Cast, built: BuiltRound) -> ReportContent:
    close(sessions, cast, built)
    return compute(read(sessions, cast, built), lambda *_: None)


def settle_all(
    sessions: Sessions, cast: Cast, built: BuiltRound, number: int, most: int = 100, method: str = "chair"
) -> int:
    """Settle so many of a case's differences at the lowest value; returns how many there were."""
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key, "case_key": built.cases[number].key}
    with sessions.writing(lee) as session:
        found = show_moderation_case(session, lee, **place).found
        for name in [name for name in found if name != OVERALL][:most]:
            lowest = min(value for _, value in found[name].values if isinstance(value, int))
            words = {"method": method, "reason": "so it is", "edition": 0}
            settle(session, lee, **place, name=name, answer=Answer(name, level=lowest), **words)
    return len(found)


def test_a_case_is_settled_when_nothing_grave_is_open(sessions: Sessions, cast: Cast, build: Build) -> None:
    built = build({1: PAIR, 2: PAIR})
    for number in built.cases:
        score_case(sessions, cast, built, number, "Ama", level=4)
        score_case(sessions, cast, built, number, "Ben", level=1)
    n_differences = settle_all(sessions, cast, built, 1)
    assert n_differences > 3
    settle_all(sessions, cast, built, 2, most=3, method="agreement")
    moderation = report(sessions, cast, built).moderation
    assert (moderation.n_differing, moderation.n_settled) == (2, 1)
    assert {line.name: line.n for line in moderation.by_method} == {
        "The chair of the panel decided": n_differences,
        "Those who scored it agreed": 3,
    }


def test_agreement_is_measured_before_anybody_changed_their_sheet(
    sessions: Sessions, cast: Cast, build: Build
) -> None:
    built = build({1: PAIR})
    score_case(sessions, cast, built, 1, "Ama", level=4)
    key = score_case(sessions, cast, built, 1, "Ben", level=1)
    with sessions.writing(cast.actor("Ben")) as session:
        newer = reopen_sheet(session, cast.actor("Ben"), key=key, reason="I had the wrong file.").key
    fill(sessions, cast, "Ben", newer, level=4)
    submit(sessions, cast, "Ben", newer)
    findings = report(sessions, cast, built).findings
    assert findings.agreement.exact_rate == 0.0
    assert findings.overall.mean == 4.0
    assert findings.counts["n_ratings"] == 2 * len(
        [each for each in findings.criteria if each.type != "legal"]
    )


def test_people_who_share_no_question_mark_nothing_twice(
    sessions: Sessions, cast: Cast, build: Build
) -> None:
    built = build(
        {
            1: {"Chidi": "health", "Dana": "social_care"},
            2: {"Ama": "whole", "Chidi": "health"},
            3: {"Ama": "education", "Chidi": "health", "Dana": "social_care"},
        },
        rubric_name="plan_2026",
    )
    for number, name in built.assignments:
        score_case(sessions, cast, built, number, name, level=3)
    close(sessions, cast, built)
    inputs = read(sessions, cast, built)
    content = compute(inputs, lambda *_: None)
    assert (content.sample.n_scored, content.sample.n_double_marked) == (3, 1)
    # Of case 1 nobody scored the sections of education, so it has sections, but no mean and no grade.
    assert content.sample.n_partly_scored == 1
    assert [row.mean_level for row in inputs.rows[0]] == [None, 3.0, 3.0]
    assert [bool(row.grade) for row in inputs.rows[0]] == [False, True, True]
    assert content.findings.overall.n_cases == 2
    assert {each.section: each.n_cases for each in content.findings.sections}["c"] == 3
    assert any("only some sections" in sentence for sentence in content.findings.warnings)


def test_the_panel_of_a_report_stays_as_it_was_when_somebody_changes_agency(
    sessions: Sessions, cast: Cast, build: Build
) -> None:
    built = build({1: PAIR})
    score_case(sessions, cast, built, 1, "Ama", level=3)
    before = report(sessions, cast, built)
    with sessions.writing(INSTALLER) as session:
        session.get_one(Membership, cast.memberships["Ben"].row_id).agency = "health"
    after = compute(read(sessions, cast, built), lambda *_: None)
    assert after.panel == before.panel
    assert after.fingerprint == before.fingerprint


def test_whatever_a_report_prints_moves_its_fingerprint(sessions: Sessions, cast: Cast, build: Build) -> None:
    built = build({1: PAIR})
    score_case(sessions, cast, built, 1, "Ama", level=4)
    score_case(sessions, cast, built, 1, "Ben", level=2)
    close(sessions, cast, built)
    inputs = read(sessions, cast, built)
    (case, *_), ratings, moderated = inputs.rows
    settled = ModeratedRow(case_number=1, section="A", criterion="x", level=2)
    changed = [
        *(replace(inputs, parts={**inputs.parts, name: None}) for name in inputs.parts),
        replace(inputs, rows=((replace(case, grade="Good"),), ratings, moderated)),
        replace(inputs, rows=((case,), ratings, (settled,))),
        replace(inputs, corrections=(CorrectionRow(case_number=1),)),
        replace(inputs, plan=replace(inputs.plan, margin=0.2)),
    ]
    marks = {each.fingerprint for each in [inputs, *changed]}
    assert len(marks) == len(changed) + 1
    assert read(sessions, cast, built).fingerprint == inputs.fingerprint
    assert compute(inputs, lambda *_: None).fingerprint == inputs.fingerprint


def test_the_headline_speaks_of_grades_after_their_caps(sessions: Sessions, cast: Cast, build: Build) -> None:
    built = build({number: {"Ama": "whole"} for number in (1, 2, 3)})
    for number in built.cases:
        score_case(sessions, cast, built, number, "Ama", level=3, legal=NOT_MET)
    content = report(sessions, cast, built)
    assert {count.grade: count.n for count in content.grades.counts}["Inadequate"] == 0
    assert (content.grades.n_good, content.grades.n_graded, content.grades.n_capped) == (0, 3, 3)
    assert summarise(content)[0] == (
        "0 of 3 documents were graded Good or better once the rules that cap a grade are applied."
    )
    averages = say_averages(content.findings.overall)
    assert (
        averages
        == "3 of 3 documents have an average score of good or better, taken over all auditors’ answers "
        "before anything is settled or capped."
    )
    notes = workbook_content(content, read(sessions, cast, built).rows, ()).notes
    assert [*summarise(content), averages] == list(notes[:4])


def test_the_panels_judgement_stands_beside_the_computed_grade(
    sessions: Sessions, cast: Cast, build: Build
) -> None:
    built = build({1: PAIR, 2: PAIR, 3: PAIR})
    for number, grades in {1: ("Good", "Inadequate"), 2: ("Good", "Good"), 3: ("Good", "Inadequate")}.items():
        for name, grade in zip(PAIR, grades, strict=True):
            score_case(sessions, cast, built, number, name, level=4, grade=grade)
    lee, place = cast.actor("Lee"), {"round_key": built.audit_round.key, "case_key": built.cases[1].key}
    with sessions.writing(lee) as session:
        words = {"method": "chair", "reason": "so it is", "edition": 0}
        settle(session, lee, **place, name=OVERALL, answer=Answer(OVERALL, level=2), **words)
    content = report(sessions, cast, built)
    rows = read(sessions, cast, built).rows[0]
    assert [row.grade for row in rows] == ["Outstanding"] * 3
    assert [row.judgement for row in rows] == ["Requires improvement", "Good", ""]
    assert [row.own_grades for row in rows] == ["Inadequate; Good", "Good; Good", "Inadequate; Good"]
    assert [(count.n, count.n_judged) for count in content.grades.counts] == [(0, 0), (0, 1), (0, 1), (3, 0)]
    assert content.grades.n_judged == 2


def test_a_report_on_few_cases_counts_and_gives_no_percentages(
    sessions: Sessions, cast: Cast, build: Build
) -> None:
    built = build({number: PAIR for number in range(1, 6)}, rubric_name="plan_2026")
    for number, name in built.assignments:
        score_case(sessions, cast, built, number, name, level=2 + number % 3)
    content = report(sessions, cast, built)
    assert max(section.n_ratings for section in content.findings.sections) >= 30
    words = re.sub(r"<img[^>]*>|<head>.*</head>", "", render_html(content), flags=re.DOTALL)
    shown = {match for match in re.findall(r"[^ >(]*%", words)}
    assert shown <= {"95%"}, shown  # the level of the intervals; every share is "x of y"


def test_each_meeting_is_printed_with_the_agencies_that_were_absent(sessions, cast, build) -> None:
    built = build({1: PAIR})
    for name in PAIR:
        score_case(sessions, cast, built, 1, name)
    meet(sessions, cast, built, "Ama", "Ben", others="Jo Small, Parent carer forum")
    content = report(sessions, cast, built)
    (meeting,) = content.panel.meetings
    assert [(each.name, each.n) for each in meeting.present][0] == ("Education", 2)
    assert "Health" in meeting.absent
    # Whoever only met took part, and is not said to be absent from the audit.
    assert "Parent carer forum" not in content.panel.absent and "Health" in content.panel.absent
    html = render_html(content)
    assert "Panel meetings" in html and "<strong>Health</strong>" in html
    assert "Jo Small" not in html
