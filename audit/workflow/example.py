"""Exampleshire: made up, with finished rounds and one in progress, made through the workflow itself."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from audit.domain.access import INSTALLER, Conflict
from audit.intake.example import AREA_NAME
from audit.store.sessions import Sessions
from audit.workflow.example_engagement import set_up_engagement
from audit.workflow.example_other_rounds import make_other_rounds
from audit.workflow.example_people import OPERATOR, add_players
from audit.workflow.example_rounds import Stage, make_finished_round, make_running_round
from audit.workflow.installation import find_area, make_area, prepare

Say = Callable[[str], None]
_DATABASE = "workbench.sqlite3"
# The database comes last: as long as it is not there, nothing is.
_MADE = ("settings.toml", "keys", "example-sign-ins.json", _DATABASE)


def create_example(instance: Path, *, today: date, say: Say) -> None:
    """Make the example area, unless the instance has it: then what was entered is kept."""
    if (instance / _DATABASE).exists():
        _keep(instance, say)
        return
    making = instance / ".making"
    if making.exists():
        _sweep(instance)  # an earlier try was killed before the database was in its place
    if (instance / "settings.toml").exists():
        raise Conflict(f"{instance} has settings but no database. Give the example a folder of its own.")
    say("Making the example area. This takes about a minute, once.")
    making.mkdir(parents=True)
    _make(making, today, say)
    for name in _MADE:
        (making / name).replace(instance / name)
    shutil.rmtree(making)
    say(f"{AREA_NAME} is ready. It is made up: no child, council or person in it is real.")


def _sweep(instance: Path) -> None:
    for name in ("settings.toml", "example-sign-ins.json"):
        (instance / name).unlink(missing_ok=True)
    for folder in ("keys", ".making"):
        shutil.rmtree(instance / folder, ignore_errors=True)


def _keep(instance: Path, say: Say) -> None:
    _settings, sessions = prepare(instance)
    with sessions.reading(INSTALLER) as session:
        known = find_area(session, INSTALLER, name=AREA_NAME)
    if known is None:
        raise Conflict(f"{instance} holds a real installation. Give the example a folder of its own.")
    say("The example area is here already; what was entered is kept.")


def _make(making: Path, today: date, say: Say) -> None:
    settings, sessions = prepare(making, operator=OPERATOR)
    area = make_area(settings, sessions, name=AREA_NAME, is_example=True)
    stage = Stage(sessions, settings, add_players(sessions, area, making), today, say)
    set_up_engagement(sessions, stage.actors, today=today)
    make_finished_round(stage)
    make_other_rounds(stage)
    make_running_round(stage)
    _close(sessions)


def _close(sessions: Sessions) -> None:
    """Leave one file: the log of the last writes goes into it before it is moved."""
    with sessions.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    sessions.engine.dispose()
