"""Bring a database to the newest shape, and back. Alembic is loaded by the functions that need it: few do."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from audit.store.guards import install_guards, remove_guards

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "head"


class BrokenReferences(Exception):
    """After a migration some rows point at rows that are not there; nothing was kept."""


def _config(connection: sa.Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = HEAD) -> None:
    """To `revision`, guards included; all in one transaction, so a failure leaves things as they were."""
    from alembic import command

    _change(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: sa.Engine, revision: str) -> None:
    """Back to `revision`; meant for tests and for putting a failed release right."""
    from alembic import command

    _change(engine, lambda config: command.downgrade(config, revision))


def current_revision(engine: sa.Engine) -> str | None:
    """The revision that the database is at, or None if it is empty."""
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision(engine: sa.Engine) -> str | None:
    """The revision that this program needs."""
    from alembic.script import ScriptDirectory

    with engine.connect() as connection:
        return ScriptDirectory.from_config(_config(connection)).get_current_head()


def _change(engine: sa.Engine, step: "Callable[[Config], None]") -> None:
    with engine.execution_options(writing=True).connect() as connection:
        _switch_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if sa.inspect(connection).has_table("scoresheet"):
                    remove_guards(connection)
                step(_config(connection))
                _check_references(connection)
                if sa.inspect(connection).has_table("scoresheet"):
                    install_guards(connection)
        finally:
            _switch_foreign_keys(connection, on=True)


def _switch_foreign_keys(connection: sa.Connection, *, on: bool) -> None:
    # Within a transaction the switch has no effect, and a rebuild of a table would delete its children.
    raw = connection.connection.dbapi_connection
    if raw is None:
        raise RuntimeError("the connection to the database is closed")
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")  # type: ignore[attr-defined, unused-ignore]


def _check_references(connection: sa.Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise BrokenReferences(
            f"{len(broken)} rows point at rows that are not there, first in {broken[0][0]}"
        )
