import json

import pytest
from click.testing import CliRunner

from audit.cli import main


def ask(*words: str):
    return CliRunner().invoke(main, ["power", *words])


def test_years_scored_apart_are_told_what_would_help():
    done = ask("--scored", "yearly")
    assert done.exit_code == 0
    assert "stricter marking look the same" in done.output
    assert "Score 12 documents of an earlier audit again every year" in done.output


def test_what_a_design_sees_is_said_in_words_and_as_json():
    said = ask("--cohorts", "9", "--per-cohort", "30").stdout
    assert "9 years of documents, 270 cases" in said
    found = json.loads(ask("--cohorts", "9", "--json").stdout)
    assert found["trend"]["power_to_see_fall"] > 0.95
    assert found["design"]["margin"] == 0.05
    assert found["share"] is None


def test_links_make_years_scored_apart_comparable():
    found = json.loads(ask("--scored", "yearly", "--links", "12", "--json").stdout)["trend"]
    assert (found["can_answer"], found["n_links"]) == (True, 12)


def test_a_fall_may_be_given_in_levels():
    found = json.loads(ask("--fall-levels", "0.1", "--json").stdout)["trend"]
    assert found["fall_in_levels"] == pytest.approx(0.1)


def test_how_many_to_score_so_that_a_share_is_known():
    assert "score 78 of the 400 listed" in ask("--share-within", "0.1", "--listed", "400").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fall", "0.1", "--fall-levels", "0.1"), "not both"),
        (("--links", "12"), "--scored yearly"),
        (("--listed", "400"), "--share-within"),
        (("--alpha", "0.5"), "0.5"),
        (("--cohorts", "0"), "1<=x<=40"),
    ],
)
def test_options_that_do_not_fit_are_refused(words: tuple[str, ...], told: str):
    done = ask(*words)
    assert done.exit_code == 2
    assert told in done.output


@pytest.mark.parametrize("words", [("--margin", "nan"), ("--alpha", "1e-320"), ("--share-within", "1e-300")])
def test_what_nobody_can_count_with_is_refused(words):
    done = ask(*words)
    assert done.exit_code == 2
    assert "is no number to count with" in done.output
