"""Messages by lease: none lost, none sent by two workers at once, and given up with a reason."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from cast import Cast

from audit.domain.access import INSTALLER, WORKER, Conflict
from audit.domain.letter import compose
from audit.store.base import now
from audit.store.mail import Mail, MailPurpose, MailStatus, queue_mail
from audit.store.sessions import Sessions
from audit.store.trail import Event
from audit.workflow.mail_jobs import LEASE, MOST_TRIES, PAUSES, MailJob, claim_mail, mark_not_sent, mark_sent

LETTER = compose("Testshire", "a case waits", "Sign in: https://a.example/sign-in")


@pytest.fixture
def key(sessions: Sessions, cast: Cast) -> str:
    with sessions.writing(cast.actor("Lee")) as session:
        place = {"area_id": cast.area.row_id, "purpose": MailPurpose.REMINDER}
        mail = queue_mail(session, **place, address="ama@testshire.example", letter=LETTER)
        assert mail
    return mail.key


def read(sessions: Sessions) -> Mail:
    with sessions.reading(INSTALLER) as session:
        return session.scalars(sa.select(Mail)).one()


def claim(sessions: Sessions) -> MailJob | None:
    with sessions.writing(WORKER) as session:
        return claim_mail(session, WORKER)


def must_claim(sessions: Sessions) -> MailJob:
    job = claim(sessions)
    assert job is not None
    return job


def let_time_pass(sessions: Sessions, by: timedelta) -> None:
    with sessions.writing(INSTALLER) as session:
        for mail in session.scalars(sa.select(Mail).where(Mail.leased_until.is_not(None))):
            mail.leased_until = (mail.leased_until or now()) - by


def fail(sessions: Sessions, job: MailJob, *, is_final: bool = False) -> None:
    with sessions.writing(WORKER) as session:
        mark_not_sent(session, WORKER, job=job, reason="The server is away.", is_final=is_final)


def verbs(sessions: Sessions) -> list[str]:
    with sessions.reading(INSTALLER) as session:
        return list(session.scalars(sa.select(Event.verb).where(Event.subject.startswith("mail "))))


def test_a_sent_message_says_nothing_any_more(sessions: Sessions, key: str) -> None:
    job = must_claim(sessions)
    assert (job.key, job.letter) == (key, LETTER)
    with sessions.writing(WORKER) as session:
        mark_sent(session, WORKER, job=job)
    mail = read(sessions)
    assert (mail.status, mail.body, mail.subject) == (MailStatus.SENT, "", LETTER.subject)
    assert mail.sent_at is not None
    assert claim(sessions) is None
    assert verbs(sessions) == ["mail_sent"]


def test_only_one_of_many_workers_gets_a_message(sessions: Sessions, key: str) -> None:
    found: list[MailJob | None] = []
    threads = [threading.Thread(target=lambda: found.append(claim(sessions))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(job is not None for job in found) == 1


def test_a_message_whose_worker_died_is_sent_by_the_next_one(sessions: Sessions, key: str) -> None:
    dead = must_claim(sessions)
    assert claim(sessions) is None
    let_time_pass(sessions, LEASE)
    job = must_claim(sessions)
    assert job.key == dead.key
    for late in (mark_sent, lambda *args, **kw: mark_not_sent(*args, **kw, reason="x", is_final=True)):
        with pytest.raises(Conflict), sessions.writing(WORKER) as session:
            late(session, WORKER, job=dead)
    assert read(sessions).status == MailStatus.LEASED


def test_a_failed_try_waits_longer_each_time_and_then_is_given_up(sessions: Sessions, key: str) -> None:
    for pause in PAUSES:
        fail(sessions, must_claim(sessions))
        mail = read(sessions)
        assert mail.status == MailStatus.QUEUED and mail.leased_until is not None
        assert timedelta() <= mail.leased_until - now() <= pause
        assert claim(sessions) is None
        let_time_pass(sessions, pause)
    fail(sessions, must_claim(sessions))
    mail = read(sessions)
    assert (mail.status, mail.n_tries, mail.failure) == (MailStatus.FAILED, MOST_TRIES, "The server is away.")
    assert mail.body == LETTER.body
    assert claim(sessions) is None
    assert verbs(sessions) == ["mail_failed"]


def test_a_message_that_kills_every_worker_is_given_up_and_the_next_one_is_sent(
    sessions: Sessions, cast: Cast, key: str
) -> None:
    for _ in range(MOST_TRIES):
        must_claim(sessions)
        let_time_pass(sessions, LEASE)
    with sessions.writing(cast.actor("Lee")) as session:
        place = {"area_id": cast.area.row_id, "purpose": MailPurpose.NOTE}
        queue_mail(session, **place, address="b@x.example", letter=LETTER)
    assert must_claim(sessions).address == "b@x.example"
    assert verbs(sessions) == ["mail_failed"]


def test_what_can_never_arrive_is_given_up_at_once(sessions: Sessions, key: str) -> None:
    fail(sessions, must_claim(sessions), is_final=True)
    assert read(sessions).status == MailStatus.FAILED
