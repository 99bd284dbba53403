from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cast import make_cast
from rows import make_rows, write_sheet

from audit.domain.access import INSTALLER
from audit.store import migrate
from audit.store.engine import create_database, make_engine
from audit.store.guards import missing_guards
from audit.store.scoresheet import Rating
from audit.store.sessions import Sessions
from audit.store.tables import Base


def test_the_newest_revision_is_what_the_models_say(sessions: Sessions):
    with sessions.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert migrate.current_revision(sessions.engine) == migrate.newest_revision(sessions.engine)


def test_every_revision_goes_up_and_down(tmp_path: Path):
    create_database(tmp_path / "new.sqlite3")
    engine = make_engine(tmp_path / "new.sqlite3")
    for _ in range(2):
        migrate.upgrade(engine)
        with engine.connect() as connection:
            assert missing_guards(connection) == []
        migrate.downgrade(engine, "base")
        assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


def test_an_upgrade_keeps_data_and_children(sessions: Sessions):
    cast = make_cast(sessions)
    rows = make_rows(sessions, cast)
    write_sheet(sessions, cast.actor("Ama"), rows.assignments["Ama"], submit=True)
    migrate.upgrade(sessions.engine)
    with sessions.reading(INSTALLER) as session:
        assert session.scalars(sa.select(Rating)).one().level == 2
    with sessions.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_downgrade_that_meets_data_takes_it_away_whole(sessions: Sessions):
    cast = make_cast(sessions)
    rows = make_rows(sessions, cast)
    write_sheet(sessions, cast.actor("Ama"), rows.assignments["Ama"], submit=True)
    migrate.downgrade(sessions.engine, "base")
    assert sa.inspect(sessions.engine).get_table_names() == ["alembic_version"]


def test_a_migration_that_breaks_references_keeps_nothing(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
):
    make_cast(sessions)

    def orphan_memberships(config: object, revision: str) -> None:
        config.attributes["connection"].exec_driver_sql("DELETE FROM person")

    monkeypatch.setattr(migrate.command, "upgrade", orphan_memberships)
    with pytest.raises(migrate.BrokenReferences):
        migrate.upgrade(sessions.engine)
    with sessions.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM person").scalar() > 0
        assert missing_guards(connection) == []


def test_a_migration_that_fails_half_way_leaves_things_as_they_were(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
):
    def fail(config: object, revision: str) -> None:
        config.attributes["connection"].exec_driver_sql("CREATE TABLE half_way (id INTEGER)")
        raise ZeroDivisionError

    monkeypatch.setattr(migrate.command, "upgrade", fail)
    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(sessions.engine)
    assert not sa.inspect(sessions.engine).has_table("half_way")
    with sessions.engine.connect() as connection:
        assert missing_guards(connection) == []
