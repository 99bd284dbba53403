"""Findings over the years: seen where there are two, made of all closed rounds, stopped without a rest."""

import json

import pytest
import sqlalchemy as sa
from builders import BuiltRound, build_round, score_case
from cast import Cast

from audit import jobs
from audit.domain.access import INSTALLER, WORKER, Conflict, NotFound
from audit.store.audit_round import AuditRound
from audit.store.case import AuditCase
from audit.store.frame import FrameEntry
from audit.store.report import Report, ReportFile, ReportKind, ReportStatus
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.analysis_plans import record_deviation
from audit.workflow.report import find_newest
from audit.workflow.report_jobs import claim, finish, tell_progress
from audit.workflow.round_stages import close_round
from audit.workflow.years import YearsPage, ask_for_years, list_years, show_years, stop_years
from audit.workflow.years_inputs import YearsInputs, read_years
from audit.workflow.years_report import compute_years

PAIR = {"Ama": "whole", "Ben": "whole"}


def make_closed(
    sessions: Sessions,
    cast: Cast,
    *,
    title: str,
    cohorts: dict[int, int],
    audit_year: int = 2026,
    **facts: object,
) -> BuiltRound:
    """A closed round of the short standards: case number to the year of its document, scored by two."""
    given = {"shared_out": dict.fromkeys(cohorts, PAIR), "rubric_name": "plan_short_2026"}
    built = build_round(sessions, cast, title=title, **given)
    with sessions.writing(INSTALLER) as session:
        session.get_one(AuditRound, built.audit_round.row_id).audit_year = audit_year
        for number, year in cohorts.items():
            case = session.get_one(AuditCase, built.cases[number].row_id)
            for row in (case, session.get_one(FrameEntry, case.entry_id)):
                row.cohort_year = year
                for name, value in facts.items():
                    setattr(row, name, value)
    for number in cohorts:
        score_case(sessions, cast, built, number, "Ama", level=1 + number % 4)
        score_case(sessions, cast, built, number, "Ben", level=1 + (number + number % 2) % 4)
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        version = session.get_one(AuditRound, built.audit_round.row_id).version
        close_round(session, lee, key=built.audit_round.key, version=version)
    return built


@pytest.fixture
def two_years(sessions: Sessions, cast: Cast) -> BuiltRound:
    """One audit of the documents of two years, its own report taken off the worker's hands."""
    built = make_closed(sessions, cast, title="Two years", cohorts={1: 2024, 2: 2024, 3: 2025, 4: 2025})
    forget_waiting(sessions)
    return built


def forget_waiting(sessions: Sessions) -> None:
    with sessions.writing(INSTALLER) as session:
        for report in session.scalars(sa.select(Report).where(Report.status == ReportStatus.QUEUED)):
            report.status = ReportStatus.FAILED


def pages(sessions: Sessions, cast: Cast, name: str = "Lee") -> list[YearsPage]:
    with sessions.reading(cast.actor(name)) as session:
        return list_years(session, cast.actor(name))


def ask(sessions: Sessions, cast: Cast, request_key: str | None = None) -> str:
    with sessions.writing(cast.actor("Lee")) as session:
        return ask_for_years(session, cast.actor("Lee"), kind="plan", request_key=request_key).key


def read(sessions: Sessions, cast: Cast) -> YearsInputs:
    ask(sessions, cast)
    with sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None and job.kind == ReportKind.YEARS
    with sessions.reading(job.requester) as session:
        return read_years(session, job.requester, report_id=job.report_id)


def test_one_year_of_documents_shows_nothing(sessions: Sessions, cast: Cast):
    make_closed(sessions, cast, title="One year", cohorts={1: 2025, 2: 2025})
    assert pages(sessions, cast) == []
    with sessions.writing(cast.actor("Lee")) as session, pytest.raises(NotFound):
        ask_for_years(session, cast.actor("Lee"), kind="plan")


def test_documents_chosen_on_purpose_make_no_second_year(sessions: Sessions, cast: Cast):
    make_closed(sessions, cast, title="Dip", cohorts={1: 2024, 2: 2025}, chosen_by="dip_sample")
    assert pages(sessions, cast) == []


def test_two_cohorts_or_two_audit_years_are_enough(sessions: Sessions, cast: Cast, two_years: BuiltRound):
    for name in ("Lee", "Max", "Adi"):  # of whom the lead alone sees cases
        (page,) = pages(sessions, cast, name)
        assert (page.kind, page.n_rounds, page.report, page.newest) == ("plan", 1, None, None)
    with sessions.reading(cast.outsider) as session:
        assert list_years(session, cast.outsider) == []


def test_the_worker_makes_them_and_a_manager_reads_them(
    sessions: Sessions, cast: Cast, two_years: BuiltRound
):
    ask(sessions, cast)
    assert jobs.work_once(sessions, say=print)
    with sessions.reading(cast.actor("Max")) as session:
        page = show_years(session, cast.actor("Max"), kind="plan")
        names = set(session.scalars(sa.select(ReportFile.name)))
        newest = find_newest(session, cast.actor("Max"), audit_round=two_years.audit_round)
    assert page.content is not None
    assert [line.title for line in page.content.rounds] == ["Two years"]
    assert [cohort.cohort_year for cohort in page.content.findings.cohorts] == [2024, 2025]
    assert "trend" in page.charts
    assert names == {"content.json", "charts.json", "report.pdf"}
    assert newest is not None and newest.kind == ReportKind.ROUND


def test_rounds_are_put_together_and_what_changed_between_them_is_named(sessions: Sessions, cast: Cast):
    first = make_closed(sessions, cast, title="First", cohorts={1: 2024, 2: 2024}, audit_year=2025)
    second = make_closed(sessions, cast, title="Second", cohorts={1: 2025, 2: 2025}, audit_year=2026)
    with sessions.writing(INSTALLER) as session:
        for key, margin in ((first, 0.1), (second, 0.05)):
            row = session.get_one(AuditRound, key.audit_round.row_id)
            row.analysis_plan = {**(row.analysis_plan or {}), "margin": margin}
        # the second scored the first document of the first again, to tell years apart
        case = session.get_one(AuditCase, second.cases[1].row_id)
        old = session.get_one(AuditCase, first.cases[1].row_id)
        case.own_hash, case.cohort_year, case.chosen_by = old.own_hash, 2024, "link"
    forget_waiting(sessions)
    inputs = read(sessions, cast)
    assert len(inputs.tables.cases) == 3
    linked = next(row for row in inputs.tables.cases if row.plan_id == first.cases[1].own_hash)
    assert linked.in_sample
    assert {s.audit_year for s in inputs.tables.scores if s.plan_id == linked.plan_id} == {2025, 2026}
    assert inputs.plan.margin == 0.05
    assert inputs.parts["changes"] == (
        "The analysis plan of 2026 differs from that of 2025: change that matters 0.05 levels a year, before "
        "0.10 levels a year.",
    )
    assert [line.title for line in inputs.parts["rounds"]] == ["First", "Second"]


def test_the_same_rounds_give_the_same_fingerprint(sessions: Sessions, cast: Cast, two_years: BuiltRound):
    marks = set()
    for _ in range(2):
        marks.add(read(sessions, cast).fingerprint)
        with sessions.writing(cast.actor("Lee")) as session:
            stop_years(session, cast.actor("Lee"), kind="plan")
    assert len(marks) == 1


def test_asking_while_one_is_made_makes_no_second(sessions: Sessions, cast: Cast, two_years: BuiltRound):
    assert ask(sessions, cast) == ask(sessions, cast)


def test_what_is_stopped_leaves_nothing_and_says_so(sessions: Sessions, cast: Cast, two_years: BuiltRound):
    ask(sessions, cast)
    with sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        stop_years(session, lee, kind="plan")
    with sessions.writing(WORKER) as session, pytest.raises(Conflict, match="Nothing of it was kept"):
        tell_progress(session, WORKER, job=job, share=0.5, text="half")
    with sessions.open_writing(job.requester) as session, pytest.raises(Conflict, match="stopped"):
        finish(session, job.requester, job=job, files=[], fingerprint="")
    with sessions.writing(WORKER) as session:
        assert claim(session, WORKER) is None
    (page,) = pages(sessions, cast)
    assert page.stopped is not None and page.stopped.status == ReportStatus.CANCELLED
    with sessions.reading(lee) as session:
        assert session.scalars(sa.select(ReportFile)).all() == []
        newest = session.scalars(sa.select(Event).order_by(Event.sequence.desc())).first()
    assert newest is not None and newest.verb == "report_stopped"
    with sessions.writing(lee) as session, pytest.raises(Conflict, match="not being made any more"):
        stop_years(session, lee, kind="plan")


def test_a_page_that_asked_for_what_was_stopped_may_ask_again(
    sessions: Sessions, cast: Cast, two_years: BuiltRound
):
    first, lee = ask(sessions, cast, "k1"), cast.actor("Lee")
    assert ask(sessions, cast, "k1") == first
    with sessions.writing(lee) as session:
        stop_years(session, lee, kind="plan")
    second = ask(sessions, cast, "k1")
    assert second != first
    assert ask(sessions, cast, "k1") == second
    with sessions.writing(lee) as session:
        stop_years(session, lee, kind="plan")
    third = ask(sessions, cast, "k1")
    assert third not in (first, second)


def test_a_worker_that_is_told_to_stop_in_the_middle_keeps_nothing(
    sessions: Sessions, cast: Cast, two_years: BuiltRound, monkeypatch: pytest.MonkeyPatch
):
    ask(sessions, cast)
    told: list[str] = []
    lee, make = cast.actor("Lee"), jobs._MAKERS[ReportKind.YEARS]

    def make_until_stopped(*asked):
        with sessions.writing(lee) as session:
            stop_years(session, lee, kind="plan")
        return make(*asked)

    monkeypatch.setitem(jobs._MAKERS, ReportKind.YEARS, make_until_stopped)
    assert jobs.work_once(sessions, say=told.append)
    assert any("Nothing of it was kept" in words for words in told)
    with sessions.reading(lee) as session:
        assert session.scalars(sa.select(Report.status).order_by(Report.row_id.desc())).first() == "cancelled"
        assert session.scalars(sa.select(ReportFile)).all() == []


def test_newer_audits_that_are_not_in_them_are_counted(sessions: Sessions, cast: Cast, two_years: BuiltRound):
    inputs = read(sessions, cast)
    content, _ = compute_years(inputs, lambda *_: None)
    with sessions.writing(INSTALLER) as session:
        session.scalars(sa.select(Report).where(Report.kind == ReportKind.YEARS)).one().status = "done"
    make_closed(sessions, cast, title="Newer", cohorts={1: 2026})
    (page,) = pages(sessions, cast, "Max")
    assert (page.n_rounds, page.n_newer) == (2, 1)
    assert json.loads(content.to_json())["kind"] == "plans"


def test_deviations_of_every_audit_are_printed_and_all_are_held_still_by_the_newest_plan(
    sessions: Sessions, cast: Cast
):
    first = make_closed(sessions, cast, title="First", cohorts={1: 2024, 2: 2025}, audit_year=2025)
    newest = make_closed(sessions, cast, title="Newest", cohorts={1: 2025, 2: 2026})
    forget_waiting(sessions)
    with sessions.writing(INSTALLER) as session:
        session.get_one(AuditRound, newest.audit_round.row_id).analysis_plan = {"covariates": ["need"]}
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        record_deviation(
            session, lee, round_key=first.audit_round.key, what="The panel changed", why="People left"
        )
    inputs = read(sessions, cast)
    assert [(each.audit, each.what) for each in inputs.parts["deviations"]] == [
        ("First", "The panel changed")
    ]
    assert {tuple(case.covariates) for case in inputs.tables.cases} == {("need",)}
