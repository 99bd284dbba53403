import stat
from pathlib import Path

import pytest

from audit.settings import SettingsError, create_settings, find_instance, load_settings


def test_settings_are_made_once_with_a_secret_of_their_own(tmp_path: Path):
    first = create_settings(tmp_path / "one")
    second = create_settings(tmp_path / "two")
    assert len(first.secret_key) == 64
    assert first.secret_key != second.secret_key
    assert stat.S_IMODE(first.file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        create_settings(tmp_path / "one")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("secret_key = 'dev'", "32 characters"),
        ("secret_key = 'x", "cannot be read"),
        ("", "32 characters"),
        (f"secret_key = '{'x' * 32}'\nsekret = 1", "sekret"),
    ],
)
def test_wrong_settings_are_refused_in_plain_words(tmp_path: Path, text: str, words: str):
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match=words):
        load_settings(tmp_path)


def test_no_installation_names_the_command_that_makes_one(tmp_path: Path):
    with pytest.raises(SettingsError, match="ehcp-audit init"):
        load_settings(tmp_path)


def test_the_instance_is_found_by_name_then_environment_then_beside_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("EHCP_AUDIT_INSTANCE", raising=False)
    assert find_instance().name == "instance"
    monkeypatch.setenv("EHCP_AUDIT_INSTANCE", str(tmp_path / "a"))
    assert find_instance() == tmp_path / "a"
    assert find_instance(str(tmp_path / "b")) == tmp_path / "b"
