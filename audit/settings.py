"""This machine's own settings: where the instance lies, its secret, its address."""

import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

from audit.folders import folder

INSTANCE_VARIABLE = "EHCP_AUDIT_INSTANCE"


class SettingsError(Exception):
    """The settings are missing or cannot be right; the message says what to do."""


@dataclass(frozen=True)
class Settings:
    """What `instance/settings.toml` says. `secure_cookies` is off only on this machine's own address."""

    instance: Path
    secret_key: str
    address: str = "http://127.0.0.1:5000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    secure_cookies: bool = False
    operator: str = ""

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.instance / "workbench.sqlite3"

    @property
    def keys(self) -> Path:
        """The folder of the areas' key files."""
        return self.instance / "keys"

    @property
    def file(self) -> Path:
        """The settings themselves."""
        return self.instance / "settings.toml"


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
    unknown = set(found) - {"secret_key", "address", "trusted_hosts", "secure_cookies", "operator"}
    if unknown:
        raise SettingsError(f"{file} has settings that are not known: {', '.join(sorted(unknown))}")
    if len(str(found.get("secret_key", ""))) < 32:
        raise SettingsError(f"{file}: secret_key must have 32 characters or more")
    hosts = tuple(found.pop("trusted_hosts", Settings.trusted_hosts))
    return Settings(instance=instance, trusted_hosts=hosts, **found)


def create_settings(instance: Path, *, operator: str = "") -> Settings:
    """Write settings with a fresh secret, readable by their owner alone; never overwrites."""
    instance.mkdir(parents=True, exist_ok=True)
    lines = {"secret_key": secrets.token_hex(32), "address": Settings.address, "operator": operator}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())
    handle = os.open(instance / "settings.toml", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return load_settings(instance)
