"""Where commands write."""

import os
from pathlib import Path

import click
import pytest

from audit.out_files import NamedPath, OutFile, write_whole


def refusal_of(kind: click.Path, value: str) -> str:
    with pytest.raises(click.UsageError) as raised:
        kind.convert(value, None, None)
    return raised.value.message


def test_a_file_that_can_be_written_is_taken_and_nothing_is_left(tmp_path: Path):
    assert OutFile().convert(str(tmp_path / "out.json"), None, None) == tmp_path / "out.json"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [OutFile(), NamedPath()])
def test_an_empty_name_is_refused(kind: click.Path):
    assert refusal_of(kind, "") == "It is empty: give a name."


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    for home in (tmp_path / "nodir", tmp_path / "file"):
        assert refusal_of(OutFile(), str(home / "out.json")) == f"The folder {home} does not exist."


def test_a_folder_that_cannot_be_written_to_is_named():
    assert "The folder /proc cannot be written to: " in refusal_of(OutFile(), "/proc/out.json")


def test_a_folder_and_a_name_that_is_too_long_are_refused(tmp_path: Path):
    assert "is a directory" in refusal_of(OutFile(), str(tmp_path))
    assert "File name too long" in refusal_of(OutFile(), str(tmp_path / ("n" * 300)))


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path):
    path = OutFile().convert(str(tmp_path / ("n" * 255)), None, None)
    write_whole(path, b"whole")
    assert path.read_bytes() == b"whole"


def test_what_is_interrupted_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "out.json"
    out.write_text("of an earlier analysis")

    def interrupted(part: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(out, b"half")
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
    assert out.read_text() == "of an earlier analysis"


def test_a_hidden_file_of_somebody_elses_is_left_alone(tmp_path: Path):
    (tmp_path / ".out.json.part").write_text("mine")
    write_whole(tmp_path / "out.json", b"whole")
    assert (tmp_path / ".out.json.part").read_text() == "mine"
    assert (tmp_path / "out.json").read_bytes() == b"whole"


def test_what_is_no_file_is_written_into_and_not_replaced(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(OutFile().convert(str(pipe), None, None), b"whole")
    assert os.read(reading, 100) == b"whole"
    os.close(reading)
    assert pipe.is_fifo()
