import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit.cli import main
from audit.domain.scenario_list import SCENARIOS, find_scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
from audit.intake.analysis_folder import analyse_folder
from audit.intake.analysis_plan import read_analysis_plan
from audit.intake.simulated_folder import FolderInUse, write_simulated_folder
from audit.intake.tables import read_tables


@pytest.mark.parametrize("name", ["case_mix", "na_rising", "true_pathway", "within_plan_fall"])
def test_the_folder_is_read_back_as_the_same_tables_and_plan(tmp_path, name):
    scenario = find_scenario(name)
    audit = simulate(scenario, Design.LINKED, 3)
    write_simulated_folder(tmp_path / "made", audit, scenario.plan)
    assert read_tables(tmp_path / "made", levels=4) == audit.tables
    assert read_analysis_plan(tmp_path / "made" / "analysis.yaml") == scenario.plan
    truth = json.loads((tmp_path / "made" / "truth.json").read_text(encoding="utf-8"))
    assert truth == audit.truth.as_dict()


def test_the_command_makes_a_folder_that_analyse_reads(tmp_path):
    out = tmp_path / "made"
    done = CliRunner().invoke(main, ["simulate", "small_sample", "--seed", "5", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    scenario = find_scenario("small_sample")
    assert read_tables(out) == simulate(scenario, Design.RETROSPECTIVE, 5).tables
    assert analyse_folder(out).plan == scenario.plan


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    scenario = find_scenario("small_sample")
    with pytest.raises(FolderInUse, match="is not empty"):
        write_simulated_folder(tmp_path, simulate(scenario, Design.LIVE, 1), scenario.plan)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    done = CliRunner().invoke(main, ["simulate", "small_sample", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "is not empty" in done.stderr


def test_an_empty_folder_is_filled(tmp_path):
    scenario = find_scenario("small_sample")
    write_simulated_folder(tmp_path / "made", simulate(scenario, Design.LIVE, 1), scenario.plan)
    names = sorted(path.name for path in (tmp_path / "made").iterdir())
    assert names == [
        "analysis.yaml",
        "cases.csv",
        "population.csv",
        "scores.csv",
        "sections.csv",
        "truth.json",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize("name", [".", "there"])
def test_a_folder_that_is_there_stays_the_same_one(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    folder = Path(name)
    folder.mkdir(exist_ok=True)
    before = folder.stat().st_ino
    done = CliRunner().invoke(main, ["simulate", "small_sample", "--out", name])
    assert done.exit_code == 0, done.output
    assert folder.stat().st_ino == before
    assert "scores.csv" in [path.name for path in folder.iterdir()]
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_a_hidden_folder_of_somebody_elses_is_left_alone(tmp_path):
    mine = tmp_path / ".made.part" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine", encoding="utf-8")
    scenario = find_scenario("small_sample")
    write_simulated_folder(tmp_path / "made", simulate(scenario, Design.LIVE, 1), scenario.plan)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".made.part", "made"]


@pytest.mark.parametrize("call", ["write_text", "replace"])
@pytest.mark.parametrize("name", ["new", "there"])
def test_whoever_interrupts_it_finds_what_was_there_before(tmp_path, monkeypatch, call, name):
    (tmp_path / "there").mkdir()
    real, calls = getattr(Path, call), []

    def interrupted(*given, **named):
        calls.append(given)
        if len(calls) == 3 or name == "new":
            raise KeyboardInterrupt
        return real(*given, **named)

    monkeypatch.setattr(Path, call, interrupted)
    scenario = find_scenario("small_sample")
    with pytest.raises(KeyboardInterrupt):
        write_simulated_folder(tmp_path / name, simulate(scenario, Design.LIVE, 1), scenario.plan)
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


def test_the_scenarios_are_listed_one_a_line():
    done = CliRunner().invoke(main, ["simulate", "--list"])
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == [scenario.name for scenario in SCENARIOS]
    assert lines[0][1:] == ["retrospective,linked,live", "Nothing changes"]


def test_a_design_that_a_scenario_lacks_is_refused_in_words(tmp_path):
    words = ["simulate", "drift", "--design", "retrospective", "--out", str(tmp_path / "made")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert "drift is not scored in the design retrospective" in done.stderr
