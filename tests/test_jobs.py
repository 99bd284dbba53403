import json
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from example_instance import Example

from audit import jobs
from audit.domain.access import INSTALLER, WORKER, Actor, Conflict, NotAllowed
from audit.reporting.content import ReportContent
from audit.settings import load_settings
from audit.store.account import Membership
from audit.store.audit_round import AuditRound, RoundStatus
from audit.store.base import now
from audit.store.engine import make_engine
from audit.store.report import Report, ReportFile, ReportStatus
from audit.store.sessions import Sessions
from audit.workflow.operator import find_operator
from audit.workflow.report import ask_again, find_newest
from audit.workflow.report_jobs import LEASE, MOST_TRIES, claim, finish, tell_progress


@pytest.fixture
def opened(example: Example) -> Sessions:
    return Sessions(make_engine(load_settings(example.instance).database))


# The plans were scored first, and so were reported on first.
OF_THE_PLANS = "WHERE report_id = (SELECT min(id) FROM report)"


def person(sessions: Sessions, address: str) -> Actor:
    with sessions.reading(INSTALLER) as session:
        return find_operator(session, INSTALLER, email=f"{address}@exampleshire.example")


def ask(sessions: Sessions, address: str = "lead") -> str:
    actor = person(sessions, address)
    with sessions.writing(actor) as session:
        audit_round = session.scalars(
            sa.select(AuditRound).where(
                AuditRound.status == RoundStatus.CLOSED, AuditRound.title.startswith("Plans issued")
            )
        ).one()
        return ask_again(session, actor, audit_round=audit_round).key


def read(sessions: Sessions, key: str) -> Report:
    with sessions.reading(INSTALLER) as session:
        return session.scalars(sa.select(Report).where(Report.key == key)).one()


def test_the_example_report_has_all_its_files_and_speaks_of_every_case(shared_example: Example):
    with sqlite3.connect(shared_example.instance / "workbench.sqlite3") as connection:
        files = dict(connection.execute(f"SELECT name, content FROM report_file {OF_THE_PLANS}"))
    connection.close()
    assert set(files) == {"content.json", "charts.json", "report.pdf", "round.xlsx"}
    content = ReportContent.from_json(files["content.json"].decode())
    assert content.sample.n_scored == content.sample.n_drawn == 81
    assert content.findings.overall.n_cases == 81
    assert sum(count.n for count in content.grades.counts) == content.grades.n_graded == 81
    assert content.panel.absent == ("Educational psychology",)
    assert {"cohorts", "sections"} <= set(json.loads(files["charts.json"]))
    assert content.findings.raters == ()


def test_asking_again_makes_the_same_pdf(opened: Sessions):
    key = ask(opened)
    assert jobs.work_once(opened, say=print)
    assert not jobs.work_once(opened, say=print)
    assert read(opened, key).status == ReportStatus.DONE
    with opened.reading(person(opened, "lead")) as session:
        hashes = session.scalars(sa.select(ReportFile.sha256).where(ReportFile.name == "report.pdf")).all()
    assert (len(hashes), len(set(hashes))) == (5, 4)


def test_asking_twice_while_one_waits_makes_one(opened: Sessions):
    assert ask(opened) == ask(opened)


def test_only_one_of_many_workers_gets_a_report(opened: Sessions):
    ask(opened)
    found = []

    def take() -> None:
        with opened.writing(WORKER) as session:
            found.append(claim(session, WORKER))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(job is not None for job in found) == 1


def test_a_worker_that_was_away_too_long_keeps_nothing(opened: Sessions):
    key = ask(opened)
    with opened.writing(WORKER) as session:
        slow = claim(session, WORKER)
    with opened.writing(INSTALLER) as session:
        session.execute(sa.update(Report).where(Report.key == key).values(leased_until=now() - LEASE))
    with opened.writing(WORKER) as session:
        quick = claim(session, WORKER)
    assert slow is not None
    assert quick is not None
    assert quick.report_key == slow.report_key
    with pytest.raises(Conflict), opened.writing(slow.requester) as session:
        finish(session, slow.requester, job=slow, files=[], fingerprint="x")
    with pytest.raises(Conflict), opened.writing(WORKER) as session:
        tell_progress(session, WORKER, job=slow, share=0.5, text="x")
    assert read(opened, key).status == ReportStatus.LEASED


def test_a_report_whose_worker_dies_every_time_is_given_up_with_a_reason(opened: Sessions):
    key = ask(opened)
    for _ in range(MOST_TRIES + 1):
        with opened.writing(WORKER) as session:
            claim(session, WORKER)
        with opened.writing(INSTALLER) as session:
            session.execute(
                sa.update(Report).where(Report.key == key).values(leased_until=now() - timedelta(seconds=1))
            )
    report = read(opened, key)
    assert report.status == ReportStatus.FAILED
    assert "again" in (report.failure or "")


def test_a_right_that_was_taken_away_counts_when_the_worker_comes_to_it(opened: Sessions):
    key, lead = ask(opened), person(opened, "lead")
    with opened.writing(INSTALLER) as session:
        session.execute(
            sa.update(Membership).where(Membership.person_id == lead.person_id).values(status="suspended")
        )
    jobs.work_once(opened, say=print)
    report = read(opened, key)
    assert report.status == ReportStatus.FAILED
    assert "may not" in (report.failure or "")
    with opened.reading(INSTALLER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ReportFile)) == 16


def test_an_auditor_can_neither_ask_for_nor_find_a_report(opened: Sessions):
    auditor = person(opened, "education")
    with opened.reading(auditor) as session:
        assert session.scalars(sa.select(ReportFile)).all() == []
        with pytest.raises(NotAllowed):
            find_newest(session, auditor, audit_round=AuditRound())


def test_the_workbook_of_a_round_names_nobody(shared_example: Example, tmp_path: Path):
    from openpyxl import load_workbook

    with sqlite3.connect(shared_example.instance / "workbench.sqlite3") as connection:
        content = connection.execute("SELECT content FROM report_file WHERE name = 'round.xlsx'").fetchone()[
            0
        ]
        names = [name for (name,) in connection.execute("SELECT name FROM person")]
    connection.close()
    (tmp_path / "round.xlsx").write_bytes(content)
    book = load_workbook(tmp_path / "round.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert len(book["Cases"]["A"]) >= 82
    assert not [cell for cell in cells for name in names if name in cell]
    assert not [cell for cell in cells if cell.startswith("EX0")]
