"""What is missing or wrong in this installation, and the exact remedy."""

import ctypes.util
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from audit.domain.access import Actor, Permission
from audit.settings import Settings
from audit.store.area import Area
from audit.store.engine import UnsafeDatabase, check_library, make_engine
from audit.store.guards import missing_guards
from audit.store.keys import key_file
from audit.store.mail import Mail, MailStatus
from audit.store.migrate import current_revision, newest_revision
from audit.store.sessions import Sessions
from audit.store.trail import verify
from audit.workflow.needs import needs

LEAST_FREE_BYTES = 200_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `remedy` is empty when all is well."""

    subject: str
    is_well: bool
    words: str
    remedy: str = ""


def examine_machine(settings: Settings) -> Iterator[Finding]:
    """The libraries, the disk and the files around the database."""
    yield _library()
    yield _pango()
    yield from _private_files(settings)
    free = shutil.disk_usage(settings.instance).free
    yield Finding(
        "disk",
        free > LEAST_FREE_BYTES,
        f"{free // 1_000_000} MB free",
        "Make room on the disk of the instance folder.",
    )


def _library() -> Finding:
    try:
        check_library()
    except UnsafeDatabase as error:
        return Finding("SQLite", False, str(error), "Run: make setup")
    return Finding("SQLite", True, "new enough not to lose saved work")


def _pango() -> Finding:
    found = ctypes.util.find_library("pangoft2-1.0") is not None
    words = "the library that sets PDF text is here" if found else "the library that sets PDF text is missing"
    return Finding("Pango", found, words, "Run: sudo apt-get install libpangoft2-1.0-0")


def _private_files(settings: Settings) -> Iterator[Finding]:
    for file in (settings.file, settings.database, *sorted(settings.keys.glob("*.json"))):
        is_private = file.exists() and not file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        words = "readable by its owner alone" if is_private else "missing, or readable by others"
        yield Finding(f"file {file.name}", is_private, words, f"Run: chmod 600 '{file}'")


def examine_database(engine: sa.Engine) -> Iterator[Finding]:
    """Shape, guards and soundness of the database file."""
    revision, newest = current_revision(engine), newest_revision(engine)
    is_new = revision == newest
    yield Finding("revision", is_new, f"{revision}, this program needs {newest}", "Run: ehcp-audit init")
    with engine.connect() as connection:
        missing = missing_guards(connection)
        sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    yield Finding("guards", not missing, _list(missing) or "all there", "Run: ehcp-audit init")
    yield Finding("integrity", sound == "ok", str(sound), "Bring the database back from a backup.")
    words = f"{len(broken)} rows point at rows that are not there" if broken else "every reference holds"
    yield Finding("references", not broken, words, "Bring the database back from a backup.")


def _list(names: list[str]) -> str:
    return f"missing: {', '.join(names)}" if names else ""


@needs(Permission.INSTALL)
def examine_areas(session: Session, actor: Actor, *, settings: Settings) -> list[Finding]:
    """The key file and the history of each area."""
    findings = []
    for area in session.scalars(sa.select(Area).order_by(Area.row_id)):
        has_keys = key_file(settings.keys, area.key).exists()
        words = "here" if has_keys else "missing: lists cannot be read in, nor locators shown"
        findings.append(
            Finding(f"keys of {area.name}", has_keys, words, "Bring the key file back from a backup.")
        )
        broken = verify(session, area.row_id)
        words = broken.reason if broken else "whole"
        findings.append(
            Finding(
                f"history of {area.name}", broken is None, words, "Keep the file as it is and seek advice."
            )
        )
    return findings


@needs(Permission.INSTALL)
def examine_mail(session: Session, actor: Actor, *, settings: Settings) -> Finding:
    """How messages leave, and whether any could not."""
    host = f"{settings.mail_host}:{settings.mail_port}, {settings.mail_security}"
    way = f"sent by {host}" if settings.mail_host else f"written to {settings.mail_folder}, not sent"
    failed = sa.select(sa.func.count(Mail.row_id)).where(Mail.status == MailStatus.FAILED)
    n_failed = session.scalars(failed).one()
    words = f"{way}; {n_failed} could not be sent" if n_failed else way
    remedy = "Run: ehcp-audit mail test ADDRESS. Then let the audit lead send them again from Messages."
    return Finding("mail", not n_failed, words, remedy)


def examine(settings: Settings, actor: Actor) -> list[Finding]:
    """Everything, in the order in which it would be mended."""
    findings = list(examine_machine(settings))
    if not settings.database.exists():
        return [*findings, Finding("database", False, "missing", "Bring it back from a backup.")]
    sessions = Sessions(make_engine(settings.database))
    findings += examine_database(sessions.engine)
    if all(item.is_well for item in findings if item.subject == "revision"):
        with sessions.reading(actor) as session:
            findings += examine_areas(session, actor, settings=settings)
            findings.append(examine_mail(session, actor, settings=settings))
    return findings
