"""This machine's own settings: where the instance lies, its secret, its address."""

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from audit.folders import folder

INSTANCE_VARIABLE = "EHCP_AUDIT_INSTANCE"
MAIL_SECURITY = ("starttls", "tls", "none")


class SettingsError(Exception):
    """The settings are missing or cannot be right; the message says what to do."""


@dataclass(frozen=True)
class Settings:
    """What `instance/settings.toml` says. `secure_cookies` is off only on this machine's own address.

    Without a `mail_host` messages are written to a folder instead of being sent.
    """

    instance: Path
    secret_key: str
    address: str = "http://127.0.0.1:5000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    secure_cookies: bool = False
    operator: str = ""
    mail_host: str = ""
    mail_port: int = 587
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_password: str = ""
    mail_from: str = ""

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.instance / "workbench.sqlite3"

    @property
    def keys(self) -> Path:
        """The folder of the areas' key files."""
        return self.instance / "keys"

    @property
    def mail_folder(self) -> Path:
        """Where messages are written while no mail server is set."""
        return self.instance / "mail"

    @property
    def sender(self) -> str:
        """From whom messages come."""
        return self.mail_from or f"no-reply@{urlsplit(self.address).hostname or 'localhost'}"

    @property
    def file(self) -> Path:
        """The settings themselves."""
        return self.instance / "settings.toml"


NAMES = tuple(field.name for field in fields(Settings) if field.name != "instance")


def find_instance(named: str | None = None) -> Path:
    """The instance folder: named outright, else by the environment, else beside the program."""
    chosen = named or os.environ.get(INSTANCE_VARIABLE)
    return Path(chosen).resolve() if chosen else folder("instance")


def load_settings(instance: Path) -> Settings:
    """Read the settings; raises `SettingsError` with the command that makes them."""
    file = instance / "settings.toml"
    if not file.exists():
        raise SettingsError(f"There is no installation in {instance}. Make one with: ehcp-audit init")
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    unknown = set(found) - set(NAMES)
    if unknown:
        raise SettingsError(f"{file} has settings that are not known: {', '.join(sorted(unknown))}")
    if len(str(found.get("secret_key", ""))) < 32:
        raise SettingsError(f"{file}: secret_key must have 32 characters or more")
    _check_mail(file, found)
    hosts = tuple(found.pop("trusted_hosts", Settings.trusted_hosts))
    return Settings(instance=instance, trusted_hosts=hosts, **found)


def _check_mail(file: Path, found: Mapping[str, Any]) -> None:
    security, port = found.get("mail_security", "starttls"), found.get("mail_port", 587)
    if security not in MAIL_SECURITY:
        raise SettingsError(f"{file}: mail_security must be one of {', '.join(MAIL_SECURITY)}")
    if not isinstance(port, int) or not 0 < port < 65536:
        raise SettingsError(f"{file}: mail_port must be a number from 1 to 65535, without quotes")
    sender = found.get("mail_from", "")
    if (sender or found.get("mail_host")) and ("@" not in sender or not sender.isprintable()):
        raise SettingsError(f"{file}: mail_from must be the e-mail address that messages come from")
    if found.get("mail_user") and security == "none":
        raise SettingsError(
            f"{file}: mail_password would be sent in the clear; set mail_security to starttls"
        )


def create_settings(instance: Path, *, operator: str = "") -> Settings:
    """Write settings with a fresh secret, readable by their owner alone; never overwrites."""
    instance.mkdir(parents=True, exist_ok=True)
    lines = {"secret_key": secrets.token_hex(32), "address": Settings.address, "operator": operator}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    handle = os.open(instance / "settings.toml", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return load_settings(instance)
