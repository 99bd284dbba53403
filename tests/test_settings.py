import re
import stat
from pathlib import Path

import pytest

from audit.folders import folder
from audit.settings import NAMES, SettingsError, create_settings, find_instance, load_settings


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


def test_every_setting_is_documented_in_the_instance_folder():
    documented = set(re.findall(r"^\| `(\w+)` \|", (folder("instance") / "README.md").read_text(), re.M))
    assert documented == set(NAMES)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("mail_security = 'ssl'", "mail_security"),
        ("mail_port = '25'", "mail_port"),
        ("mail_host = 'smtp.x.example'", "mail_from"),
        ("mail_host = 'smtp.x.example'\nmail_from = \"a@x.example\\nBcc: b@x.example\"", "mail_from"),
        ("mail_user = 'a'\nmail_security = 'none'", "in the clear"),
    ],
)
def test_mail_settings_that_cannot_be_right_are_refused(tmp_path: Path, line: str, words: str):
    (tmp_path / "settings.toml").write_text(f"secret_key = '{'x' * 32}'\n{line}\n")
    with pytest.raises(SettingsError, match=words):
        load_settings(tmp_path)


def test_a_mail_server_is_read_and_without_one_messages_come_from_this_machine(tmp_path: Path):
    plain = f"secret_key = '{'x' * 32}'\naddress = 'https://audit.x.example'\n"
    (tmp_path / "settings.toml").write_text(plain)
    assert load_settings(tmp_path).sender == "no-reply@audit.x.example"
    more = "mail_host = 'smtp.x.example'\nmail_port = 465\nmail_security = 'tls'\nmail_from = 'a@x.example'\n"
    (tmp_path / "settings.toml").write_text(plain + more)
    found = load_settings(tmp_path)
    assert (found.mail_host, found.mail_port, found.sender) == ("smtp.x.example", 465, "a@x.example")
