import pytest

from audit.domain.scenario_list import find_scenario
from audit.domain.study import SetResult, list_sets
from audit.intake.study_results import StudyResults, StudyResultsError

KEYS = list(list_sets([find_scenario("fall")], n_sets=2, seed=1))


def result(key, **given):
    return SetResult(
        key=key,
        cohort_verdict="declined",
        cohort_reasons=(),
        review_verdict="cannot_tell",
        review_reasons=("no_reviews", "no_margin"),
        pathway_verdict="cannot_tell",
        pathway_reasons=(),
        hypothesis_verdict="cannot_tell",
        **given,
    )


@pytest.fixture
def file(tmp_path):
    made = StudyResults(tmp_path / "study" / "results.csv")
    made.prepare()
    return made


def test_results_come_back_as_they_were_written(file):
    written = [
        result(KEYS[0], cohort_estimate=-0.05, cohort_low=-0.25, has_sensitivity=True, slope_hits=1),
        result(KEYS[1]),
    ]
    for each in written:
        file.append(each)
    file.prepare()
    assert file.read() == written


def test_a_torn_last_line_does_not_count_and_is_cut_off(file):
    file.append(result(KEYS[0]))
    whole = file.path.read_bytes()
    file.path.write_bytes(whole + b"fall,retrospective,2,20")
    assert file.read() == [result(KEYS[0])]
    file.prepare()
    assert file.path.read_bytes() == whole
    file.append(result(KEYS[1]))
    assert file.read() == [result(KEYS[0]), result(KEYS[1])]


def test_a_file_that_is_not_there_holds_nothing(tmp_path):
    assert StudyResults(tmp_path / "none.csv").read() == []


def test_a_file_with_other_columns_is_refused_and_left_alone(file):
    file.path.write_text("scenario,verdict\nfall,declined\n", encoding="utf-8")
    with pytest.raises(StudyResultsError, match="has other columns"):
        file.read()
    assert file.path.read_text(encoding="utf-8") == "scenario,verdict\nfall,declined\n"


@pytest.mark.parametrize("content", ["my only notes", "scenario;mine", "\ufeff", " "])
def test_a_file_without_a_line_end_that_is_another_file_is_refused_and_left_alone(file, content):
    file.path.write_text(content, encoding="utf-8")
    for use in (file.read, file.prepare):
        with pytest.raises(StudyResultsError, match="Name another file"):
            use()
    assert file.path.read_text(encoding="utf-8") == content


@pytest.mark.parametrize("n_bytes", [0, 1, 30, -1])
def test_an_empty_file_and_torn_headings_become_a_results_file(file, n_bytes):
    headings = file.path.read_bytes()
    file.path.write_bytes(headings[:n_bytes])
    assert file.read() == []
    file.prepare()
    assert file.path.read_bytes() == headings


def test_line_ends_that_another_program_wrote_do_no_harm(file):
    file.append(result(KEYS[0]))
    file.path.write_bytes(file.path.read_bytes().replace(b"\n", b"\r\n"))
    assert file.read() == [result(KEYS[0])]


@pytest.mark.parametrize(
    ("written", "damaged", "reason"),
    [
        (b"fall,retrospective,1,", b"fall,retrospective,one,", "set_no cannot be 'one'"),
        (b"fall,retrospective,1,", b"fall,", "does not hold the"),
        (b"fall,retrospective,1,", b"\n", "does not hold the"),
        (b"fall,", b"f\xe4ll,", "does not hold the"),
        (b"fall,", b"f" * 200_000 + b",", "does not hold the"),
        (b"fall,", b'"fall,', "does not hold the"),
    ],
)
def test_a_damaged_line_is_named_with_what_to_do(file, written, damaged, reason):
    file.append(result(KEYS[0]))
    file.append(result(KEYS[1]))
    lines = file.path.read_bytes().splitlines(keepends=True)
    file.path.write_bytes(lines[0] + lines[1] + lines[1].replace(written, damaged, 1))
    with pytest.raises(StudyResultsError, match=f"line 3 is damaged: .*{reason}.*remove that line"):
        file.read()
