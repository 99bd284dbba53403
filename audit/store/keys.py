"""The secret keys of an area: one file an area, readable by its owner alone."""

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet


class KeysMissing(Exception):
    """Without its key file an area can neither take in a list nor show a locator."""


@dataclass(frozen=True)
class StoredKeys:
    """Version to 32 secret bytes; the newest version is used for what is new."""

    versions: dict[int, bytes]

    @property
    def newest(self) -> int:
        """The version in use."""
        return max(self.versions)

    def encrypt(self, text: str) -> tuple[bytes, int]:
        """A locator, and the version of the key that opens it."""
        return self._box(self.newest).encrypt(text.encode()), self.newest

    def decrypt(self, ciphertext: bytes, version: int) -> str:
        """The locator again."""
        return self._box(version).decrypt(ciphertext).decode()

    def _box(self, version: int) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self.versions[version]))


def key_file(folder: Path, area_key: str) -> Path:
    """Where the keys of an area lie."""
    return folder / f"{area_key}.json"


def create_keys(folder: Path, area_key: str) -> StoredKeys:
    """Make the first key of an area; an existing file is never overwritten."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = secrets.token_bytes(32)
    handle = os.open(key_file(folder, area_key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump({"1": secret.hex()}, file)
        file.flush()
        os.fsync(file.fileno())
    return StoredKeys({1: secret})


def load_keys(folder: Path, area_key: str) -> StoredKeys:
    """The keys of an area; raises `KeysMissing` with what to do."""
    path = key_file(folder, area_key)
    if not path.exists():
        raise KeysMissing(f"The key file {path.name} is not in {folder}. Bring it back from a backup.")
    found = json.loads(path.read_text(encoding="ascii"))
    return StoredKeys({int(version): bytes.fromhex(secret) for version, secret in found.items()})
