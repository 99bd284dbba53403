"""The worker sends what waits, over a real connection to a mail server or into a folder."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from cast import Cast
from mail_server import serve_mail

from audit import jobs
from audit.domain.access import INSTALLER
from audit.domain.letter import compose
from audit.settings import Settings
from audit.store.mail import Mail, MailPurpose, queue_mail
from audit.store.sessions import Sessions

ADDRESSES = ("ama@testshire.example", "not an address", "ben@testshire.example")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path, secret_key="s" * 64, mail_security="none")


@pytest.fixture(autouse=True)
def _waiting(sessions: Sessions, cast: Cast) -> None:
    with sessions.writing(cast.actor("Lee")) as session:
        for address in ADDRESSES:
            letter = compose("Testshire", "a case waits", f"Secret7Q for {address}")
            place = {"area_id": cast.area.row_id, "purpose": MailPurpose.INVITATION}
            queue_mail(session, **place, address=address, letter=letter)


def send_all(sessions: Sessions, settings: Settings) -> list[str]:
    said: list[str] = []
    while jobs.send_once(sessions, settings, say=said.append):
        pass
    return said


def statuses(sessions: Sessions) -> list[str]:
    with sessions.reading(INSTALLER) as session:
        return list(session.scalars(sa.select(Mail.status).order_by(Mail.row_id)))


def test_what_waits_is_sent_and_one_bad_address_holds_up_nobody(
    sessions: Sessions, settings: Settings
) -> None:
    with serve_mail() as server:
        place = {"mail_host": "127.0.0.1", "mail_port": server.port}
        said = send_all(sessions, Settings(**{**settings.__dict__, **place}))
    assert [message["To"] for message in server.received] == [ADDRESSES[0], ADDRESSES[2]]
    assert statuses(sessions) == ["sent", "failed", "sent"]
    assert not any(word in " ".join(said) for word in ("@", "Secret7Q", "ama", "ben"))


def test_without_a_server_messages_lie_in_the_folder(sessions: Sessions, settings: Settings) -> None:
    send_all(sessions, settings)
    files = sorted(settings.mail_folder.iterdir())
    assert len(files) == 2 and all(file.suffix == ".eml" for file in files)


def test_a_server_that_is_away_loses_nothing(sessions: Sessions, settings: Settings) -> None:
    with serve_mail() as server:
        place = {"mail_host": "127.0.0.1", "mail_port": server.port}
    send_all(sessions, Settings(**{**settings.__dict__, **place}))
    assert statuses(sessions) == ["queued", "failed", "queued"]
    with sessions.reading(INSTALLER) as session:
        assert all("Secret7Q" in mail.body for mail in session.scalars(sa.select(Mail)))


def test_a_folder_that_cannot_be_written_is_tried_again(sessions: Sessions, settings: Settings) -> None:
    settings.mail_folder.write_text("a file where the folder should be")
    send_all(sessions, settings)
    assert statuses(sessions) == ["queued", "failed", "queued"]
