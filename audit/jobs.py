"""The worker: makes reports, sends messages, reminds, and takes over what a killed worker left."""

import threading
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from audit.domain.access import WORKER, Actor, Conflict, NotAllowed, NotFound, worker_of_area
from audit.reporting.mail import Envelope, MailNotSent, send
from audit.reporting.pdf import ReportFailed
from audit.settings import Settings
from audit.store.report import ReportKind
from audit.store.sessions import Sessions
from audit.workflow.mail_jobs import MailJob, claim_mail, mark_not_sent, mark_sent
from audit.workflow.reminder_jobs import list_areas, write_reminders
from audit.workflow.report_jobs import File, Job, claim, fail, finish, tell_progress
from audit.workflow.round_report import Progress, compute, make_files, read_inputs
from audit.workflow.years_inputs import read_years
from audit.workflow.years_report import make_years

PAUSE_SECONDS = 1.0
LONDON = ZoneInfo("Europe/London")
# Nobody wants to be reminded in the night.
FIRST_HOUR = 7
Say = Callable[[str], None]


def run(sessions: Sessions, settings: Settings, *, stop: threading.Event, say: Say) -> None:
    """Work until told to stop: an idle worker looks once a second, and once a day for whom to remind."""
    looked_on: date | None = None
    while not stop.is_set():
        here = datetime.now(LONDON)
        if here.date() != looked_on and here.hour >= FIRST_HOUR:
            remind_once(sessions, settings, today=here.date(), say=say)
            looked_on = here.date()
        worked = work_once(sessions, say=say), send_once(sessions, settings, say=say)
        if not any(worked):
            stop.wait(PAUSE_SECONDS)


def remind_once(sessions: Sessions, settings: Settings, *, today: date, say: Say) -> int:
    """Write today's reminders of every area; returns how many. Looking twice writes nothing twice."""
    with sessions.reading(WORKER) as session:
        area_ids = list_areas(session, WORKER)
    n_written = 0
    for area_id in area_ids:
        actor = worker_of_area(area_id)
        try:
            with sessions.writing(actor) as session:
                n_written += write_reminders(session, actor, today=today, address=settings.address)
        except Exception as error:  # the next area must not suffer from this one
            say(f"{type(error).__name__} while writing the reminders of an area")
    if n_written:
        say(f"{n_written} reminders are written")
    return n_written


def send_once(sessions: Sessions, settings: Settings, *, say: Say) -> bool:
    """Send the oldest message that waits. Returns whether there was one."""
    with sessions.writing(WORKER) as session:
        job = claim_mail(session, WORKER)
    if job is None:
        return False
    failure: MailNotSent | None = None
    try:
        send(Envelope(job.key, job.queued_at, job.address, job.letter), settings)
    except MailNotSent as error:
        failure = error
    except Exception as error:  # the next message must not suffer from this one
        failure = MailNotSent(f"The message could not be made ({type(error).__name__}).")
    _tell_sent(sessions, job, failure, say)
    return True


def _tell_sent(sessions: Sessions, job: MailJob, failure: MailNotSent | None, say: Say) -> None:
    try:
        with sessions.writing(WORKER) as session:
            if failure is None:
                mark_sent(session, WORKER, job=job)
            else:
                reason, is_final = str(failure), failure.is_final
                mark_not_sent(session, WORKER, job=job, reason=reason, is_final=is_final)
    except Conflict as error:
        say(str(error))
    # By its key alone: a log names nobody.
    say(f"Message {job.key}: {failure or 'sent'}")


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
    files, fingerprint = _MAKERS[job.kind](sessions, job, progress)
    with sessions.writing(requester) as session:
        finish(session, requester, job=job, files=files, fingerprint=fingerprint)


def _make_of_round(sessions: Sessions, job: Job, progress: Progress) -> tuple[list[File], str]:
    with sessions.reading(job.requester) as session:
        inputs = read_inputs(session, job.requester, round_key=job.round_key)
    content = compute(inputs, progress)
    return make_files(inputs, content, progress), content.fingerprint


def _make_over_years(sessions: Sessions, job: Job, progress: Progress) -> tuple[list[File], str]:
    with sessions.reading(job.requester) as session:
        inputs = read_years(session, job.requester, report_id=job.report_id)
    return make_years(inputs, progress)


_MAKERS = {ReportKind.ROUND: _make_of_round, ReportKind.YEARS: _make_over_years}


def _tell_failure(sessions: Sessions, job: Job, reason: str, say: Say) -> None:
    say(f"Report {job.report_key} failed: {reason}")
    try:
        with sessions.writing(WORKER) as session:
            fail(session, WORKER, job=job, reason=reason)
    except Conflict as error:
        say(str(error))
