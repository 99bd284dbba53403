import stat
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from audit.store.keys import KeysMissing, create_keys, key_file, load_keys


def test_a_locator_comes_back_with_the_stored_key_and_is_unreadable_without(tmp_path: Path):
    ciphertext, version = create_keys(tmp_path / "keys", "abc").encrypt("EHC-1042")
    assert b"1042" not in ciphertext
    assert load_keys(tmp_path / "keys", "abc").decrypt(ciphertext, version) == "EHC-1042"
    with pytest.raises(InvalidToken):
        create_keys(tmp_path / "keys", "other").decrypt(ciphertext, version)


def test_a_key_file_is_private_and_never_overwritten(tmp_path: Path):
    create_keys(tmp_path, "abc")
    assert stat.S_IMODE(key_file(tmp_path, "abc").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        create_keys(tmp_path, "abc")


def test_a_missing_key_file_says_what_to_do(tmp_path: Path):
    with pytest.raises(KeysMissing, match="backup"):
        load_keys(tmp_path, "abc")
