"""The list of messages: to whom, about what, when; never what they said."""

import pytest
import sqlalchemy as sa

from audit.domain.access import INSTALLER
from audit.domain.letter import compose
from audit.store.mail import Mail, MailPurpose, MailStatus, queue_mail

SECRET = "Secret7Q"


@pytest.fixture
def failed(sessions, cast) -> str:
    with sessions.writing(cast.actor("Lee")) as session:
        place = {"area_id": cast.area.row_id, "purpose": MailPurpose.NOTE, "address": "therapy@x.example"}
        mail = queue_mail(session, **place, letter=compose("Testshire", "to put right", SECRET))
        assert mail
        mail.status, mail.failure, mail.n_tries = MailStatus.FAILED, "The server is away.", 5
    return mail.key


def test_without_messages_the_page_says_what_will_come_and_that_they_go_to_a_folder(client_as) -> None:
    page = client_as("Lee").fetch("/messages")
    assert "Nothing here" in page.text and "No mail server is set" in page.text


def test_a_message_is_listed_without_its_words(client_as, failed) -> None:
    for path in ("/messages", "/messages?show=failed"):
        page = client_as("Lee").fetch(path)
        for words in ("therapy@x.example", "to put right", "Could not be sent", "The server is away."):
            assert words in page.text
        assert SECRET not in page.text


def test_a_failed_message_is_sent_again_once(client_as, sessions, failed) -> None:
    lee = client_as("Lee")
    sent = {"action": f"/messages/{failed}/again"}
    assert lee.submit("/messages", **sent).status_code == 303
    with sessions.reading(INSTALLER) as session:
        mail = session.scalars(sa.select(Mail)).one()
        assert (mail.status, mail.n_tries, mail.failure) == (MailStatus.QUEUED, 0, None)
    assert "Send again" not in lee.fetch("/messages").text
    page = lee.fetch("/messages?show=failed")
    assert "Nothing here" in page.text


def test_an_old_page_number_shows_an_empty_list(client_as, failed) -> None:
    for page in ("99", "0", "-1", "x", "9" * 30):
        client_as("Lee").fetch(f"/messages?page={page}")


def test_only_the_leads_of_the_area_see_its_messages(client_as, failed) -> None:
    for name in ("Ama", "Pat", "Max", "Adi"):
        assert client_as(name).get("/messages").status_code == 404
    assert "therapy" not in client_as("Oz").fetch("/messages").text
