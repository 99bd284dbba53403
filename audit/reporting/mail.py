"""A letter on its way out: as a message to a mail server, or as a file in a folder."""

import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path

from audit.domain.letter import Letter
from audit.settings import Settings

TIMEOUT_SECONDS = 20
NOT_AN_ADDRESS = "The address is not one that mail can be sent to."
NO_SUCH_ADDRESS = "The mail server does not take mail for this address."
# The longest line that a mail server must take, and some room.
_LONGEST_LINE = 900
_POLICY = SMTP.clone(max_line_length=_LONGEST_LINE)


class MailNotSent(Exception):
    """The message could not be sent; the words name nobody. `is_final`: another try would not help."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        self.is_final = is_final
        super().__init__(words)


@dataclass(frozen=True)
class Envelope:
    """One letter with its address. `key` makes a message that is sent twice the same message."""

    key: str
    queued_at: datetime
    address: str
    letter: Letter


def send(envelope: Envelope, settings: Settings) -> None:
    """Hand the letter to the mail server, or write it to the folder; raises `MailNotSent`."""
    message = build_message(envelope, settings.sender)
    if settings.mail_host:
        _hand_over(message, settings)
    else:
        _write(message, settings.mail_folder, envelope)


def build_message(envelope: Envelope, sender: str) -> EmailMessage:
    """The message in plain text. Its headers hold one line each, whatever the letter says."""
    message, (name, own) = EmailMessage(policy=_POLICY), parseaddr(sender)
    message["From"] = Address(name, addr_spec=own)
    message["To"] = _read_address(envelope.address)
    message["Subject"] = " ".join("".join(_printable(each) for each in envelope.letter.subject).split())
    message["Date"] = datetime.now(UTC)
    message["Message-ID"] = f"<{envelope.key}@{own.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    body = envelope.letter.body
    is_plain = body.isascii() and max(map(len, body.splitlines()), default=0) < _LONGEST_LINE
    message.set_content(body, cte="7bit" if is_plain else "quoted-printable")
    return message


def _printable(character: str) -> str:
    return character if character.isprintable() else " "


def _read_address(typed: str) -> Address:
    try:
        address = Address(addr_spec=typed)
    except (HeaderParseError, ValueError, IndexError) as error:
        raise MailNotSent(NOT_AN_ADDRESS, is_final=True) from error
    if not (address.username and address.domain and typed.isascii() and typed.isprintable()):
        raise MailNotSent(NOT_AN_ADDRESS, is_final=True)
    return address


def _hand_over(message: EmailMessage, settings: Settings) -> None:
    try:
        with _connect(settings) as server:
            if settings.mail_user:
                server.login(settings.mail_user, settings.mail_password)
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _words in error.recipients.values()}
        is_final = all(code >= 500 for code in codes)
        raise MailNotSent(NO_SUCH_ADDRESS, is_final=is_final) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailNotSent("The mail server did not accept the account in the settings.") from error
    except smtplib.SMTPException as error:
        # Never its own words: they may repeat the address.
        raise MailNotSent(f"The mail server refused the message ({type(error).__name__}).") from error
    except ssl.SSLError as error:
        raise MailNotSent("No safe connection to the mail server could be made.") from error
    except OSError as error:
        raise MailNotSent("The mail server could not be reached.") from error


def _connect(settings: Settings) -> smtplib.SMTP:
    place = (settings.mail_host, settings.mail_port)
    if settings.mail_security == "tls":
        return smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
    if settings.mail_security == "starttls":
        _close_on_failure(server, lambda: server.starttls(context=ssl.create_default_context()))
    return server


def _close_on_failure(server: smtplib.SMTP, act: Callable[[], object]) -> None:
    try:
        act()
    except BaseException:
        server.close()
        raise


def _write(message: EmailMessage, folder: Path, envelope: Envelope) -> None:
    """All of a file or none of it; sent twice, it is one file."""
    name = f"{envelope.queued_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{envelope.key}.eml"
    part = folder / f".{name}.part"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
    except OSError as error:
        raise MailNotSent("The message could not be written to the folder for messages.") from error
