import pytest
import sqlalchemy as sa
from cast import Cast
from rows import Rows, make_rows, write_sheet

from audit.store.base import now
from audit.store.free_text import Box, FreeText
from audit.store.guards import install_guards, missing_guards, remove_guards
from audit.store.moderation import Settlement
from audit.store.report import Report, ReportFile
from audit.store.rubric import RubricVersion
from audit.store.sessions import Sessions
from audit.store.tables import Base
from audit.store.trail import record

Sheets = tuple[Sessions, Cast, Rows]


@pytest.fixture
def sheets(sessions: Sessions, cast: Cast) -> Sheets:
    """A submitted sheet of Ama's with id 1 and a draft of Ben's with id 2."""
    rows = make_rows(sessions, cast)
    write_sheet(sessions, cast.actor("Ama"), rows.assignments["Ama"], submit=True)
    write_sheet(sessions, cast.actor("Ben"), rows.assignments["Ben"], submit=False)
    with sessions.writing(cast.actor("Lee")) as session:
        record(session, cast.actor("Lee"), "tested", "test 1", {"n": 1})
    return sessions, cast, rows


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scoresheet SET minutes_spent = 1 WHERE id = 1",
        "UPDATE scoresheet SET submitted_at = NULL WHERE id = 1",
        "DELETE FROM scoresheet WHERE id = 1",
        "DELETE FROM scoresheet WHERE id = 2",
        "UPDATE rating SET level = 4 WHERE scoresheet_id = 1",
        "UPDATE rating SET scoresheet_id = 2, criterion = 'z' WHERE scoresheet_id = 1",
        "UPDATE rating SET scoresheet_id = 1, criterion = 'z' WHERE scoresheet_id = 2",
        "DELETE FROM rating WHERE scoresheet_id = 1",
        "INSERT INTO rating (area_id, scoresheet_id, criterion, level, version) VALUES (1, 1, 'x', 3, 1)",
        "UPDATE free_text SET text = 'other' WHERE scoresheet_id = 1",
        "UPDATE free_text SET text = '' WHERE scoresheet_id = 1",
        "UPDATE free_text SET text = 'x', purged_at = '2026-01-01 00:00:00' WHERE scoresheet_id = 1",
        "UPDATE free_text SET scoresheet_id = 2, criterion = 'z' WHERE scoresheet_id = 1",
        "DELETE FROM free_text WHERE scoresheet_id = 1",
        "UPDATE event SET verb = 'x'",
        "DELETE FROM event",
        "UPDATE event_detail SET details = '{}'",
        "DELETE FROM event_detail",
        "UPDATE rubric_version SET text = 'x'",
        "DELETE FROM rubric_version",
        "DELETE FROM audit_case",
    ],
)
def test_the_database_itself_refuses_to_rewrite_what_was_submitted(sheets: Sheets, statement: str):
    with sheets[0].engine.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scoresheet SET minutes_spent = 1 WHERE id = 2",
        "UPDATE rating SET level = 4 WHERE scoresheet_id = 2",
        "UPDATE free_text SET text = 'other' WHERE scoresheet_id = 2",
        "UPDATE free_text SET text = '', purged_at = '2026-01-01 00:00:00' WHERE scoresheet_id = 1",
        "UPDATE event_detail SET details = NULL, salt = NULL, purged_at = '2026-01-01 00:00:00'",
    ],
)
def test_drafts_may_change_and_retention_may_empty(sheets: Sheets, statement: str):
    with sheets[0].engine.connect() as connection:
        assert connection.exec_driver_sql(statement).rowcount >= 1


def test_words_cannot_be_added_to_a_submitted_sheet(sheets: Sheets):
    sessions, cast, _rows = sheets
    with sessions.open_writing(cast.actor("Ama")) as session:
        session.add(FreeText(area_id=1, scoresheet_id=1, box=Box.WORKS, text="late", purged_at=None))
        with pytest.raises(sa.exc.IntegrityError, match="never change"):
            session.flush()


def test_a_missing_or_altered_guard_is_found(sessions: Sessions):
    with sessions.engine.connect() as connection, connection.begin():
        assert missing_guards(connection) == []
        connection.exec_driver_sql("DROP TRIGGER guard_event_update")
        assert missing_guards(connection) == ["guard_event_update"]
        connection.exec_driver_sql(
            "CREATE TRIGGER guard_event_update BEFORE UPDATE ON event BEGIN SELECT 1; END"
        )
        assert missing_guards(connection) == ["guard_event_update"]
        install_guards(connection)
        assert missing_guards(connection) == []
        remove_guards(connection)
        assert "guard_rating_insert" in missing_guards(connection)


def test_the_moment_of_a_purge_is_kept(sheets: Sheets):
    sessions, cast, _rows = sheets
    with sessions.writing(cast.actor("Ama")) as session:
        text = session.scalars(sa.select(FreeText)).one()
        text.text, text.purged_at = "", now()
    with sessions.reading(cast.actor("Ama")) as session:
        assert session.scalars(sa.select(FreeText)).one().purged_at is not None


PROTECTED = (
    "event",
    "event_detail",
    "settlement",
    "rubric_version",
    "report_file",
    "scoresheet",
    "rating",
    "free_text",
    "audit_case",
)


@pytest.fixture
def full(sheets: Sheets) -> Sheets:
    """At least two rows in every protected table."""
    sessions, cast, rows = sheets
    lee, area_id = cast.actor("Lee"), cast.area.row_id
    with sessions.writing(lee) as session:
        record(session, lee, "tested", "test 2", {"n": 2})
        report = Report(
            area_id=area_id, kind="round", requested_by_id=cast.people["Lee"].row_id, status="done"
        )
        session.add(report)
        session.flush()
        for number in (1, 2):
            place = {"area_id": area_id, "key": f"key{number}"}
            session.add_all(
                [
                    ReportFile(
                        **place,
                        report_id=report.row_id,
                        name=f"{number}.svg",
                        media_type="x",
                        sha256="0" * 64,
                        content=b"x",
                    ),
                    Settlement(
                        **place,
                        case_id=rows.cases[0].row_id,
                        criterion="c",
                        edition=number,
                        level=3,
                        method="agreement",
                        settled_by_id=cast.people["Lee"].row_id,
                    ),
                    RubricVersion(
                        **place,
                        name="n",
                        kind="plan",
                        title="T",
                        rubric_version="2",
                        text="x",
                        sha256=str(number) * 64,
                    ),
                ]
            )
    return sessions, cast, rows


def unique_sets(table: sa.Table) -> list[list[str]]:
    """Every set of columns by which the database tells rows apart."""
    keys = [one for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    return [["id"], *([column.name for column in key.columns] for key in keys)]


def rows_of(connection: sa.Connection, table: str) -> list[dict[str, object]]:
    found = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id").mappings()
    return [dict(row) for row in found]


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("name", PROTECTED)
def test_no_protected_row_is_replaced_through_any_of_its_keys(full: Sheets, name: str, recursive: str):
    table = Base.metadata.tables[name]
    with full[0].engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql(f"PRAGMA recursive_triggers = {recursive}")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        before = rows_of(connection, name)
        first, sets = before[0], unique_sets(table)
        for same in sets:
            if any(first[column] is None for column in same):
                continue  # NULLs are never the same
            elsewhere = {column for each in sets for column in each} - set(same)
            new = {column: 999 if isinstance(first[column], int) else f"new {column}" for column in elsewhere}
            other = {**first, **new}
            marks = ", ".join("?" for _ in other)
            statement = f"INSERT OR REPLACE INTO {name} ({', '.join(other)}) VALUES ({marks})"
            with pytest.raises(sa.exc.IntegrityError):
                connection.exec_driver_sql(statement, tuple(other.values()))
            assert rows_of(connection, name) == before, same


@pytest.mark.parametrize("name", PROTECTED)
def test_no_protected_row_is_pushed_out_by_an_update(full: Sheets, name: str):
    with full[0].engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA recursive_triggers = OFF")
        before = rows_of(connection, name)
        with pytest.raises(sa.exc.IntegrityError):
            first, second = before[0]["id"], before[1]["id"]
            connection.exec_driver_sql(f"UPDATE OR REPLACE {name} SET id = {first} WHERE id = {second}")
        assert rows_of(connection, name) == before


def test_what_replaces_a_row_passes_by_its_delete_guards(sessions: Sessions):
    with sessions.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA recursive_triggers").scalar_one() == 1
