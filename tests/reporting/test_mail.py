import stat
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from mail_server import serve_mail

from audit.domain.letter import Letter
from audit.reporting.mail import Envelope, MailNotSent, build_message, send
from audit.settings import Settings

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LINK = "https://audit.testshire.example/answer/" + "x" * 90
LETTER = Letter("Testshire: 2 cases left", f"You have 2 cases left.\n\nGo on here: {LINK}\n")


def envelope(letter: Letter = LETTER, address: str = "ama@testshire.example") -> Envelope:
    return Envelope("k" * 16, AT, address, letter)


def settings(instance: Path, **more: object) -> Settings:
    return Settings(instance=instance, secret_key="s" * 64, mail_from="EHC audit <audit@t.example>", **more)


def server_settings(instance: Path, port: int, **more: object) -> Settings:
    place = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none"}
    return settings(instance, **{**place, **more})


def test_without_a_server_a_message_is_a_private_file_and_sent_twice_it_is_one(tmp_path: Path) -> None:
    for _ in range(2):
        send(envelope(), settings(tmp_path))
    [file] = (tmp_path / "mail").iterdir()
    assert file.name == f"20261123T093000Z-{'k' * 16}.eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert LINK in file.read_text()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"] == "ama@testshire.example"


def test_a_mail_server_is_given_the_letter_whole(tmp_path: Path) -> None:
    letter = Letter("Testshire: plan’s audit", "“Two” left – sign in.\n.\nA dot of its own.\n")
    with serve_mail() as server:
        send(envelope(letter), server_settings(tmp_path, server.port))
    [message] = server.received
    assert message["Subject"] == letter.subject
    assert message.get_content().replace("\r\n", "\n") == letter.body
    assert (message["From"], message["Auto-Submitted"]) == ("EHC audit <audit@t.example>", "auto-generated")
    assert message["Message-ID"] == f"<{'k' * 16}@t.example>"
    assert abs((message["Date"].datetime - datetime.now(UTC)).total_seconds()) < 60
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize(
    "ending", ["\r\nBcc: all@x.example", "\nX: y\n\nbody", "\0", "\u2028Bcc: x", "\x85y"]
)
def test_no_subject_makes_a_second_header(ending: str) -> None:
    message = build_message(envelope(Letter(f"Testshire: audit{ending}", "x\n")), "audit@t.example")
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert set(read.keys()) == set(message.keys())
    assert "Bcc" not in read and "X" not in read
    assert str(read["Subject"]).startswith("Testshire: audit")
    assert read.get_content().split() == ["x"]


@pytest.mark.parametrize(
    "address",
    [
        "a@x.example\nBcc: b@x.example",
        "a@x.example, b@x.example",
        "a",
        "",
        "@x.example",
        "é@x.example",
        "a b@c",
    ],
)
def test_an_address_that_is_none_is_refused_for_good(tmp_path: Path, address: str) -> None:
    with pytest.raises(MailNotSent) as refused:
        send(envelope(address=address), settings(tmp_path))
    assert refused.value.is_final
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize(
    ("answers", "words", "is_final"),
    [
        ({"RCPT": "550 ama@testshire.example unknown"}, "for this address", True),
        ({"RCPT": "450 busy"}, "for this address", False),
        ({"DATA": "554 ama@testshire.example is spam"}, "refused the message", False),
        ({"MAIL": "421 too many"}, "refused the message", False),
    ],
)
def test_what_a_server_refuses_is_said_without_the_address(
    tmp_path: Path, answers: dict[str, str], words: str, is_final: bool
) -> None:
    with serve_mail(**answers) as server, pytest.raises(MailNotSent, match=words) as refused:
        send(envelope(), server_settings(tmp_path, server.port))
    assert refused.value.is_final == is_final
    assert "ama" not in str(refused.value)


def test_a_server_that_is_away_or_offers_no_safe_way_is_no_reason_to_give_up(tmp_path: Path) -> None:
    with serve_mail() as server:
        unsafe = server_settings(tmp_path, server.port, mail_security="starttls")
        with pytest.raises(MailNotSent) as refused:
            send(envelope(), unsafe)
    assert server.received == [] and not refused.value.is_final
    with pytest.raises(MailNotSent, match="could not be reached"):
        send(envelope(), server_settings(tmp_path, server.port))


def test_a_password_is_never_sent_where_the_server_takes_none(tmp_path: Path) -> None:
    with serve_mail() as server, pytest.raises(MailNotSent):
        secret = {"mail_user": "audit", "mail_password": "three purple herons"}
        send(envelope(), server_settings(tmp_path, server.port, **secret))
    assert server.received == []
