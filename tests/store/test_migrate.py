from pathlib import Path

import alembic.command
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

    monkeypatch.setattr(alembic.command, "upgrade", orphan_memberships)
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

    monkeypatch.setattr(alembic.command, "upgrade", fail)
    with pytest.raises(ZeroDivisionError):
        migrate.upgrade(sessions.engine)
    assert not sa.inspect(sessions.engine).has_table("half_way")
    with sessions.engine.connect() as connection:
        assert missing_guards(connection) == []


def test_what_the_first_shape_held_goes_through_the_second_and_back(tmp_path: Path):
    """Made by bare statements: the models know only the newest shape."""
    create_database(tmp_path / "old.sqlite3")
    engine = make_engine(tmp_path / "old.sqlite3")
    migrate.upgrade(engine, "0001")
    with engine.connect() as connection, connection.begin():
        for statement in OLD_ROWS:
            connection.exec_driver_sql(statement)
    migrate.upgrade(engine)
    with engine.connect() as connection, connection.begin():
        assert missing_guards(connection) == []
        old = connection.exec_driver_sql("SELECT chosen_by, reminds, left_out, due_on FROM audit_round").one()
        assert tuple(old) == ("random", 1, "{}", None)
        own = connection.exec_driver_sql("SELECT services, school_closures FROM area").one()
        assert tuple(own) == ("[]", "[]")
        for statement in NEW_ROWS:
            connection.exec_driver_sql(statement)
    migrate.downgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT title FROM audit_round").scalar() == "Kept"
        assert connection.exec_driver_sql("SELECT author_kind FROM scoresheet").scalar() == "meeting"
        assert connection.exec_driver_sql("SELECT count(*) FROM free_text").scalar() == 1
        assert missing_guards(connection) == []
    engine.dispose()


AT = "'2026-01-01 00:00:00'"
OLD_ROWS = (
    f"INSERT INTO area VALUES ('A', 0, '#000000', '', {AT}, 1, 'area1', 1)",
    f"INSERT INTO person (email, name, active, fs_uniquifier, created_at, id, key, version)"
    f" VALUES ('a@b', 'A', 1, 'f', {AT}, 1, 'person1', 1)",
    "INSERT INTO programme (title, starts_on, ends_on, id, key, area_id, version)"
    " VALUES ('2026', '2026-01-01', '2026-12-31', 1, 'programme1', 1, 1)",
    "INSERT INTO rubric_version (name, kind, title, rubric_version, text, sha256, installed_at, id, key,"
    f" area_id) VALUES ('r', 'plan', 'R', '1', '...', 'x', {AT}, 1, 'rubric1', 1)",
    "INSERT INTO audit_round (programme_id, rubric_version_id, title, audit_year, status, stratified_by,"
    " n_reserve, n_restricted_left_out, n_drawn_before_left_out, double_share, created_at, id, key, area_id,"
    f" version) VALUES (1, 1, 'Kept', 2026, 'open', '[]', 0, 0, 0, 0.2, {AT}, 1, 'round1', 1, 1)",
    "INSERT INTO frame (round_id, file_name, sha256, form, basis, n_rows, n_accepted, n_added,"
    " n_already_listed, warnings, refused, read_at, id, key, area_id)"
    f" VALUES (1, 'f', 'x', 'annex_a', 'first_plans', 1, 1, 1, 0, '[]', '[]', {AT}, 1, 'frame1', 1)",
    'INSERT INTO stratum (round_id, label, "values", n_listed, n_drawn, id, key, area_id, version)'
    " VALUES (1, 'all', '{}', 1, 1, 1, 'stratum1', 1, 1)",
    "INSERT INTO frame_entry (round_id, frame_id, row_number, own_hash, key_version, cohort_year, stage,"
    " origin, chosen_by, restricted, facts, id, key, area_id)"
    " VALUES (1, 1, 1, 'h', 1, 2025, 'final', 'ours', 'random', 0, '[]', 1, 'entry1', 1)",
    "INSERT INTO audit_case (round_id, entry_id, stratum_id, number, double_marked, own_hash, key_version,"
    " cohort_year, stage, origin, chosen_by, restricted, facts, id, key, area_id, version)"
    " VALUES (1, 1, 1, 1, 0, 'h', 1, 2025, 'final', 'ours', 'random', 0, '[]', 1, 'case1', 1, 1)",
    "INSERT INTO meeting (round_id, held_on, chair_id, present, id, key, area_id, version)"
    " VALUES (1, '2026-01-02', 1, '[]', 1, 'meeting1', 1, 1)",
    "INSERT INTO scoresheet (case_id, author_kind, meeting_id, edition, started_at, id, key, area_id,"
    f" version) VALUES (1, 'meeting', 1, 1, {AT}, 1, 'sheet1', 1, 1)",
    "INSERT INTO free_text (scoresheet_id, box, criterion, text, id, key, area_id, version)"
    " VALUES (1, 'works', '', 'kept', 1, 'text1', 1, 1)",
)
NEW_ROWS = (
    "INSERT INTO alert (case_id, kind, status, raised_by_id, raised_at, id, key, area_id, version)"
    f" VALUES (1, 'safeguarding', 'raised', 1, {AT}, 1, 'alert1', 1, 1)",
    "INSERT INTO free_text (alert_id, box, criterion, text, id, key, area_id, version)"
    " VALUES (1, 'task', '', 'gone', 2, 'text2', 1, 1)",
    "INSERT INTO scoresheet (case_id, author_kind, frame_id, edition, started_at, id, key, area_id, version)"
    f" VALUES (1, 'imported', 1, 1, {AT}, 2, 'sheet2', 1, 1)",
    "INSERT INTO contribution (case_id, service, agency, sought_on, id, key, area_id, version)"
    " VALUES (1, 'camhs', 'health', '2026-01-05', 1, 'part1', 1, 1)",
    "INSERT INTO case_dates (case_id, final_on, exceptions, id, key, area_id, version)"
    " VALUES (1, '2026-05-25', '[]', 1, 'dates1', 1, 1)",
)
