"""The year so far is counted from the findings that the finished audits print themselves."""

from datetime import date

import sqlalchemy as sa
from builders import BuiltRound, build_round, score_case
from cast import Cast

from audit.domain.access import WORKER
from audit.domain.year_so_far import KindSoFar
from audit.store.audit_round import AuditRound, Programme
from audit.store.sessions import Sessions
from audit.workflow.report_jobs import File, claim, finish
from audit.workflow.round_report import CONTENT, compute, read_inputs
from audit.workflow.round_stages import close_round
from audit.workflow.year_so_far import YearSoFar, show_year

TODAY = date(2026, 11, 23)
GIVEN = {number: {"Ama": "whole"} for number in (1, 2, 3)}


def finish_audit(sessions: Sessions, cast: Cast, title: str, levels: tuple[int, int, int]) -> BuiltRound:
    """An audit of three plans, closed and reported."""
    built = build_round(sessions, cast, shared_out=GIVEN, rubric_name="plan_short_2026", title=title)
    for number, level in enumerate(levels, start=1):
        score_case(sessions, cast, built, number, "Ama", level=level)
    lee = cast.actor("Lee")
    with sessions.writing(lee) as session:
        row = session.get_one(AuditRound, built.audit_round.row_id)
        row.programme_id = session.scalars(sa.select(Programme.row_id).order_by(Programme.row_id)).first()
        session.flush()
        close_round(session, lee, key=row.key, version=row.version)
    report(sessions)
    return built


def report(sessions: Sessions) -> None:
    """What the worker does, but for the pictures and the paper."""
    with sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    assert job is not None
    with sessions.reading(job.requester) as session:
        inputs = read_inputs(session, job.requester, round_key=job.round_key)
    content = compute(inputs, lambda *_: None)
    kept = [File(CONTENT, "application/json", content.to_json().encode())]
    with sessions.writing(job.requester) as session:
        finish(session, job.requester, job=job, files=kept, fingerprint=content.fingerprint)


def look(sessions: Sessions, cast: Cast, today: date = TODAY) -> YearSoFar | None:
    actor = cast.actor("Lee")
    with sessions.reading(actor) as session:
        return show_year(session, actor, today=today)


def test_finished_audits_of_the_year_are_counted_together(sessions: Sessions, cast: Cast):
    finish_audit(sessions, cast, "October plans", (3, 4, 1))
    finish_audit(sessions, cast, "November plans", (2, 2, 3))
    year = look(sessions, cast)
    assert year is not None
    assert year.kinds == (KindSoFar("plan", n_good=3, n_graded=6, n_audits=2, fewest=3),)
    assert year.took_part == ["Education"]
    assert "Health" in year.absent and "Education" not in year.absent


def test_an_audit_for_a_theme_and_an_imported_one_are_left_out(sessions: Sessions, cast: Cast):
    built = [finish_audit(sessions, cast, title, (3, 3, 3)) for title in ("One", "Two", "Three")]
    with sessions.writing(cast.actor("Lee")) as session:
        session.get_one(AuditRound, built[0].audit_round.row_id).chosen_by = "thematic"
        session.get_one(AuditRound, built[1].audit_round.row_id).is_imported = True
    year = look(sessions, cast)
    assert year is not None and [kind.n_graded for kind in year.kinds] == [3]


def test_another_year_has_nothing_to_say_yet(sessions: Sessions, cast: Cast):
    finish_audit(sessions, cast, "October plans", (3, 4, 1))
    assert look(sessions, cast, date(2027, 10, 1)) is None
