"""The worker: makes one report after another, and takes over what a killed worker left."""

import threading
from collections.abc import Callable

from audit.domain.access import WORKER, Actor, Conflict, NotAllowed, NotFound
from audit.reporting.pdf import ReportFailed
from audit.store.sessions import Sessions
from audit.workflow.report_jobs import Job, claim, fail, finish, tell_progress
from audit.workflow.round_report import compute, make_files, read_inputs

PAUSE_SECONDS = 1.0
Say = Callable[[str], None]


def run(sessions: Sessions, *, stop: threading.Event, say: Say) -> None:
    """Work until told to stop; an idle worker looks once a second."""
    while not stop.is_set():
        if not work_once(sessions, say=say):
            stop.wait(PAUSE_SECONDS)


def work_once(sessions: Sessions, *, say: Say) -> bool:
    """Make the oldest report that waits. Returns whether there was one."""
    with sessions.writing(WORKER) as session:
        job = claim(session, WORKER)
    if job is None:
        return False
    say(f"Making report {job.report_key}")
    try:
        _make(sessions, job)
    except (ReportFailed, Conflict, NotAllowed, NotFound) as error:
        _tell_failure(sessions, job, str(error), say)
    except (
        Exception
    ) as error:  # the next report must not suffer from this one; the type says enough for a log
        _tell_failure(sessions, job, "The report could not be made. Ask an administrator to run doctor.", say)
        say(f"{type(error).__name__} while making report {job.report_key}")
    return True


def _make(sessions: Sessions, job: Job) -> None:
    def progress(share: float, text: str) -> None:
        with sessions.writing(WORKER) as session:
            tell_progress(session, WORKER, job=job, share=share, text=text)

    requester: Actor = job.requester
    with sessions.reading(requester) as session:
        inputs = read_inputs(session, requester, round_key=job.round_key)
    content = compute(inputs, progress)
    files = make_files(inputs, content, progress)
    with sessions.writing(requester) as session:
        finish(session, requester, job=job, files=files, fingerprint=content.fingerprint)


def _tell_failure(sessions: Sessions, job: Job, reason: str, say: Say) -> None:
    say(f"Report {job.report_key} failed: {reason}")
    try:
        with sessions.writing(WORKER) as session:
            fail(session, WORKER, job=job, reason=reason)
    except Conflict as error:
        say(str(error))
