import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from example_instance import Example

from audit.cli import main
from audit.folders import folder
from audit.intake.example import FAULTS, example_workbook
from audit.workflow.example_rounds import SEED

HEAVY = ("weasyprint", "matplotlib", "scipy", "numpy", "openpyxl", "xlsxwriter", "krippendorff")
NEW_AREA = ("--area", "Realshire", "--name", "Jo Smith", "--email", "jo@realshire.example")
TABLES = {
    "scores.csv": "plan_id,review_no,cohort_year,audit_year,rater_id,criterion,level\n"
    + "".join(
        f"p{plan},0,{2020 + plan % 3},2026,r{rater},q{question},{1 + (plan + rater * question) % 4}\n"
        for plan in range(12)
        for rater in range(2)
        for question in range(3)
    ),
    "cases.csv": "plan_id,review_no,cohort_year\n" + "".join(f"p{n},0,{2020 + n % 3}\n" for n in range(12)),
}


def finished(example: Example, title: str) -> str:
    lines = [line.split("\t") for line in example.run("rounds").stdout.splitlines()]
    return next(key for key, _, _, name in lines if name.startswith(title))


def test_every_command_explains_itself():
    commands = ["", "init", "demo", "serve", "worker", "rounds", "frame", "frame check", "rubric check"]
    commands += ["analyse", "simulate", "study", "power", "report", "trail verify", "doctor", "mail test"]
    for words in commands:
        done = CliRunner().invoke(main, [*words.split(), "--help"])
        assert done.exit_code == 0, words
        assert "Usage:" in done.output


@pytest.mark.parametrize("words", [["--help"], ["doctor"], ["rounds"], ["power"]])
def test_light_commands_load_no_heavy_library(shared_example: Example, words: list[str]):
    script = (
        "import sys\nfrom audit.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print('loaded:', [name for name in {HEAVY} if name in sys.modules])"
    )
    command = [sys.executable, "-c", script, "--instance", str(shared_example.instance), *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "loaded: []", done.stderr


def test_the_served_web_loads_no_heavy_library(shared_example: Example):
    script = (
        "import sys\nfrom audit.settings import load_settings\nfrom pathlib import Path\n"
        "from audit.web.app import create_app\n"
        f"app = create_app(load_settings(Path({str(shared_example.instance)!r})))\n"
        "assert app.test_client().get('/sign-in').status_code == 200\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_rounds_are_listed_without_a_heading_finished_ones_first(shared_example: Example):
    done = shared_example.run("rounds")
    assert [line.split("\t")[1] for line in done.stdout.splitlines()] == ["closed"] * 4 + ["open"]
    assert done.stderr == ""


def test_a_second_demo_keeps_what_is_there(example: Example):
    before = (example.instance / "example-sign-ins.json").read_text()
    done = example.run("demo")
    assert done.returncode == 0
    assert "kept" in done.stderr
    assert (example.instance / "example-sign-ins.json").read_text() == before
    assert len(example.run("rounds").stdout.splitlines()) == 5


def test_a_demo_that_was_killed_at_the_last_moment_is_made_afresh(shared_example: Example):
    # It was made so: see `make_once`.
    instance = shared_example.instance
    assert not (instance / ".making").exists()
    assert not (instance / "keys" / "area").exists()
    assert "of an earlier try" not in (instance / "settings.toml").read_text()
    assert len(shared_example.run("rounds").stdout.splitlines()) == 5


def test_settings_without_a_database_are_not_taken_for_an_example(tmp_path: Path):
    (tmp_path / "settings.toml").write_text("")
    done = Example(tmp_path).run("demo")
    assert done.returncode == 1
    assert "settings but no database" in done.stderr


def test_a_lost_database_is_named_by_every_command_and_not_replaced(example: Example):
    for file in example.instance.glob("workbench.sqlite3*"):
        file.unlink()
    for words in (["rounds"], ["trail", "verify"], ["init"], ["init", *NEW_AREA]):
        done = example.run(*words)
        assert done.returncode == 1
        assert "backup" in done.stderr, words
    report = example.run("doctor")
    assert "NOT  database: missing" in report.stdout
    assert not (example.instance / "workbench.sqlite3").exists()


def test_a_list_is_checked_with_every_bad_row_named(tmp_path: Path, shared_example: Example):
    import datetime

    file = tmp_path / "list.xlsx"
    file.write_bytes(example_workbook(SEED, today=datetime.date(2026, 11, 1)))
    found = json.loads(shared_example.run("frame", "check", str(file), "--json").stdout)
    assert set(found) == {"rows", "accepted", "warnings", "refused"}
    refused = sum(
        FAULTS[name]
        for name in ("repeated_id", "no_id", "no_plan_date", "impossible_plan_date", "future_plan_date")
    )
    assert found["rows"] == 4000
    assert len(found["refused"]) == refused
    assert found["accepted"] == 4000 - refused
    assert all(set(fault) == {"row", "column", "reason"} for fault in found["refused"] + found["warnings"])


def test_an_unreadable_list_is_one_plain_sentence(tmp_path: Path, shared_example: Example):
    (tmp_path / "list.xlsx").write_bytes(b"not a workbook")
    done = shared_example.run("frame", "check", str(tmp_path / "list.xlsx"), "--json")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_a_rubric_is_checked_by_line_and_field(tmp_path: Path, shared_example: Example):
    shipped = folder("rubrics") / "plan_2026.yaml"
    assert shared_example.run("rubric", "check", str(shipped)).returncode == 0
    broken = tmp_path / "broken.yaml"
    broken.write_text(shipped.read_text().replace("good_from: 3", "good_form: 3"))
    done = shared_example.run("rubric", "check", str(broken))
    assert done.returncode == 1
    assert "line " in done.stdout
    assert "good_form" in done.stdout


def test_tables_are_analysed_into_a_file_with_the_documented_keys(tmp_path: Path, shared_example: Example):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    done = shared_example.run("analyse", str(tmp_path), "--json", str(tmp_path / "out.json"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    found = json.loads((tmp_path / "out.json").read_text())
    documented = "cohort_trend review_trend pathway hypothesis cohorts criteria sections raters agreement"
    assert set(f"{documented} contributions power warnings plan fingerprint".split()) <= set(found)
    for claim in ("cohort_trend", "review_trend", "pathway", "hypothesis"):
        assert found[claim]["verdict"] == "cannot_tell"
    assert found["cohort_trend"]["reasons"]


@pytest.mark.parametrize("words", [["analyse", ".", "--json"], ["report", "any", "--out"]])
def test_a_place_where_nothing_can_be_written_is_refused_before_the_work(tmp_path: Path, words: list[str]):
    done = Example(tmp_path).run(*words, str(tmp_path / "nodir" / "out"))
    assert done.returncode == 2
    assert f"The folder {tmp_path / 'nodir'} does not exist." in done.stderr


@pytest.mark.parametrize("words", [["analyse", ".", "--json", "out"], ["simulate", "fall", "--out", "out"]])
def test_a_command_that_is_terminated_as_it_writes_leaves_nothing(tmp_path: Path, words: list[str]):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    script = (
        "import signal\nfrom pathlib import Path\nfrom audit.cli import main\n"
        "Path.replace = lambda *_: signal.raise_signal(signal.SIGTERM)\nmain()"
    )
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=with_our_code())
    assert done.returncode == 143, done.stderr
    assert done.stderr == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(TABLES)


def with_our_code() -> dict[str, str]:
    """What a process needs that is started in another folder."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}


def test_bad_tables_leave_no_file(tmp_path: Path, shared_example: Example):
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text.replace(",2026,", ",twenty,"))
    done = shared_example.run("analyse", str(tmp_path), "--json", str(tmp_path / "out.json"))
    assert done.returncode == 1
    assert "scores.csv" in done.stderr
    assert not (tmp_path / "out.json").exists()


def test_the_report_has_the_same_bytes_twice_with_other_events_in_between(example: Example, tmp_path: Path):
    key = finished(example, "Advice received")
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    assert example.run("report", key, "--out", str(first)).returncode == 0
    assert (
        example.run("init", "--area", "Elsewhere", "--name", "Jo", "--email", "jo@a.example").returncode == 0
    )
    change_something(example)
    assert example.run("report", key, "--out", str(second)).returncode == 0
    assert first.read_bytes().startswith(b"%PDF-1.7")
    assert first.read_bytes() == second.read_bytes()


def change_something(example: Example) -> None:
    """A correction of the closed round is answered after it closed."""
    script = f"""
from pathlib import Path
from datetime import date
from audit.domain.access import INSTALLER
from audit.settings import load_settings
from audit.store.engine import make_engine
from audit.store.sessions import Sessions
from audit.workflow.corrections import Show, change_correction, list_corrections
from audit.workflow.operator import find_operator
sessions = Sessions(make_engine(load_settings(Path({str(example.instance)!r})).database))
with sessions.reading(INSTALLER) as session:
    lead = find_operator(session, INSTALLER, email="lead@exampleshire.example")
with sessions.writing(lead) as session:
    line = list_corrections(session, lead, today=date(2026, 1, 1), show=Show.ALL).lines[0]
    row = line.correction
    change_correction(session, lead, key=row.key, owner="Somebody else", due_on=None, reply="Now done",
                      is_done=True, version=row.version, today=date(2026, 1, 1))
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_round_in_progress_has_no_report_and_says_why(shared_example: Example, tmp_path: Path):
    key = shared_example.run("rounds").stdout.splitlines()[-1].split("\t")[0]
    done = shared_example.run("report", key, "--out", str(tmp_path / "r.pdf"))
    assert done.returncode == 1
    assert "not closed" in done.stderr
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize("email", ["peer@exampleshire.example", "education@exampleshire.example"])
def test_an_operator_can_do_no_more_than_the_person(shared_example: Example, tmp_path: Path, email: str):
    done = shared_example.run(
        "--as", email, "report", finished(shared_example, "Advice received"), "--out", str(tmp_path / "r.pdf")
    )
    assert done.returncode == 1
    assert "may not" in done.stderr


def test_an_unknown_operator_is_refused(shared_example: Example):
    done = shared_example.run("--as", "nobody@example.org", "rounds")
    assert done.returncode == 1
    assert "nobody@example.org" in done.stderr


def test_the_history_of_the_example_is_whole(shared_example: Example):
    done = shared_example.run("trail", "verify")
    assert done.returncode == 0
    assert "whole" in done.stdout


def test_a_rewritten_history_is_found(example: Example):
    import sqlite3

    with sqlite3.connect(example.instance / "workbench.sqlite3") as connection:
        connection.execute("DROP TRIGGER guard_event_update")
        connection.execute("UPDATE event SET verb = 'nothing' WHERE sequence = 7")
    connection.close()
    done = example.run("trail", "verify")
    assert done.returncode == 1
    assert "line 7 was changed" in done.stderr
    report = example.run("doctor")
    assert report.returncode == 1
    assert "guard_event_update" in report.stdout
    assert "history of Exampleshire" in report.stdout


def test_the_doctor_finds_a_healthy_example_well(shared_example: Example):
    done = shared_example.run("doctor")
    assert done.returncode == 0, done.stdout
    assert "NOT" not in done.stdout


def test_the_doctor_names_a_file_that_others_can_read(example: Example):
    (example.instance / "settings.toml").chmod(0o644)
    done = example.run("doctor")
    assert done.returncode == 1
    assert "chmod 600" in done.stdout


def test_no_installation_is_one_plain_sentence(tmp_path: Path):
    done = Example(tmp_path / "none").run("rounds")
    assert done.returncode == 1
    assert "ehcp-audit init" in done.stderr


def test_an_installation_is_made_with_a_link_and_a_second_init_gives_a_fresh_one(tmp_path: Path):
    fresh = Example(tmp_path / "fresh")
    first, second = fresh.run("init", *NEW_AREA), fresh.run("init", *NEW_AREA)
    for done in (first, second):
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("http://127.0.0.1:5000/set-password/")
    assert first.stdout != second.stdout
    assert fresh.run("init").returncode == 0
    assert fresh.run("demo").returncode == 1


def test_an_area_that_has_an_administrator_takes_no_other_from_the_command_line(example: Example):
    done = example.run("init", "--area", "Exampleshire", "--name", "Jo", "--email", "jo@realshire.example")
    assert done.returncode == 1
    assert "People" in done.stderr
    known = example.run(
        "init", "--area", "Exampleshire", "--name", "Adi", "--email", "admin@exampleshire.example"
    )
    assert known.returncode == 0
    assert known.stdout == ""


def test_half_an_installation_says_what_is_missing(tmp_path: Path):
    done = Example(tmp_path).run("init", "--area", "Realshire")
    assert done.returncode == 2
    assert "--name" in done.stderr


def test_a_message_is_tried_out_and_the_doctor_says_where_messages_go(tmp_path: Path):
    fresh = Example(tmp_path / "fresh")
    assert fresh.run("init", *NEW_AREA).returncode == 0
    done = fresh.run("mail", "test", "jo@realshire.example")
    assert done.returncode == 0, done.stderr
    assert "is in the folder" in done.stdout
    [file] = (fresh.instance / "mail").iterdir()
    assert "To: jo@realshire.example" in file.read_text()
    assert "ok   mail: written to" in fresh.run("doctor").stdout
    refused = fresh.run("mail", "test", "jo")
    assert refused.returncode == 1 and "not one that mail can be sent to" in refused.stderr
