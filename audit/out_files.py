"""Where commands write: looked at before the work begins, and written whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click


class NamedPath(click.Path):
    """A path that says something: an empty one is a slip, not the folder that one stands in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; a plain refusal of an empty one."""
        if not os.fspath(value):
            self.fail("It is empty: give a name.", param, ctx)
        return super().convert(value, param, ctx)


class OutFile(NamedPath):
    """A file to be written: whoever names a place where it cannot be hears so before the work, not after."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; a plain refusal of one that cannot be written."""
        path: Path = super().convert(value, param, ctx)
        if reason := _why_not(path):
            self.fail(reason, param, ctx)
        return path


def _why_not(path: Path) -> str | None:
    home = path.parent
    if not home.is_dir():
        return f"The folder {home} does not exist."
    try:
        with suppress(FileNotFoundError):
            path.stat()  # a name that is too long for a file is told here
    except OSError as error:
        return f"{path}: {error.strerror}."
    if _is_device(path):
        return None
    try:
        TemporaryFile(dir=home).close()
    except OSError as error:
        return f"The folder {home} cannot be written to: {error.strerror}."
    return None


def write_whole(path: Path, content: bytes) -> None:
    """All of a file or none of it: whoever interrupts leaves what was there before."""
    if _is_device(path):
        path.write_bytes(content)
        return
    part = path.with_name(f".{secrets.token_hex(8)}.part")  # nobody else's can have this name
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _is_device(path: Path) -> bool:
    """/dev/null or a pipe: written into, never replaced."""
    return path.exists() and not path.is_file()
