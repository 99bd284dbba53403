import pytest

from audit.intake.tables import TablesError, read_tables

SCORES = "plan_id,review_no,cohort_year,audit_year,rater_id,criterion,level,reason"
CASES = "plan_id,review_no,cohort_year,stratum,weight,in_sample,area_of_need"
GOOD = {
    "scores.csv": [SCORES, "p1,0,2024,2026,ama,a1,3,", "p1,0,2024,2026,ama,a2,,not_supplied"],
    "cases.csv": [CASES, "p1,0,2024,first,1.5,1,autism"],
}


def write(folder, **changed):
    files = GOOD | {f"{name}.csv": lines for name, lines in changed.items()}
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def faults(folder, **changed):
    with pytest.raises(TablesError) as raised:
        read_tables(write(folder, **changed))
    return [str(problem) for problem in raised.value.problems]


def test_a_folder_becomes_typed_rows(tmp_path):
    tables = read_tables(write(tmp_path))
    first, second = tables.scores
    assert (first.case, first.cohort_year, first.level, first.reason) == (("p1", 0), 2024, 3, None)
    assert (second.level, second.reason, second.source, second.author) == (
        None,
        "not_supplied",
        "original",
        "auditor",
    )
    (case,) = tables.cases
    assert (case.stratum, case.weight, case.in_sample, case.covariates) == (
        "first",
        1.5,
        True,
        {"area_of_need": "autism"},
    )
    assert (tables.contributions, tables.population, tables.sections, tables.bridges) == ((), (), (), ())


def test_every_optional_file_is_read(tmp_path):
    tables = read_tables(
        write(
            tmp_path,
            contributions=["plan_id,review_no,agency,requested,on_time,attended,used", "p1,0,health,1,0,,1"],
            population=["cohort_year,population,sampled,stratum", "2024,500,1,first"],
            sections=["criterion,section,fed_by,type", 'a1,A,"health;social_care",', "a2,B,,legal"],
            bridges=["from_version,from_criterion,to_version,to_criterion,relation", "1,a1,2,a9,same"],
        )
    )
    (part,) = tables.contributions
    assert (part.requested, part.on_time, part.attended, part.received, part.used) == (
        True,
        False,
        None,
        None,
        True,
    )
    assert (tables.population[0].population, tables.population[0].stratum) == (500, "first")
    assert tables.sections[0].fed_by == ("health", "social_care")
    assert tables.legal_criteria == {"a2"}
    assert tables.section_of == {"a1": "A", "a2": "B"}
    assert tables.bridges[0].to_criterion == "a9"


def test_an_empty_review_number_lies_outside_both_trends(tmp_path):
    tables = read_tables(
        write(tmp_path, scores=[SCORES, "p1,,2024,2026,ama,a1,3,"], cases=[CASES, "p1,,2024,,,,"])
    )
    assert tables.scores[0].review_no is None
    assert tables.cases[0].in_sample is True


def test_whole_numbers_that_a_spreadsheet_wrote_with_a_point_are_read(tmp_path):
    tables = read_tables(write(tmp_path, scores=[SCORES, "p1,0.0,2024.0,2026,ama,a1,3.0,"]))
    assert (tables.scores[0].review_no, tables.scores[0].level) == (0, 3)


def test_a_byte_order_mark_spaces_blank_rows_and_unknown_columns_do_no_harm(tmp_path):
    write(tmp_path, scores=["\ufeff" + SCORES + ",note", "", " p1 ,0,2024,2026,ama,a1,3,,so", ",,,,,,,,"])
    assert [score.plan_id for score in read_tables(tmp_path).scores] == ["p1"]


def test_every_problem_is_named_at_once_with_file_row_and_column(tmp_path):
    scores = [SCORES, "p1,0,24,2026,ama,a1,3,", ",0,2024,2026,ama,a1,good,", "p1,0,2024,2026,ama,a1,,mislaid"]
    assert faults(tmp_path, scores=scores, cases=[CASES, "p1,0,2024,,heavy,2,"]) == [
        "scores.csv, row 2, column cohort_year: must be a year of four figures, not '24'",
        "scores.csv, row 3, column plan_id: must not be empty",
        "scores.csv, row 3, column level: must be a whole number, not 'good'",
        "scores.csv, row 4, column reason: must be one of not_applicable, not_supplied, outside_role, "
        "cannot_tell, not 'mislaid'",
        "cases.csv, row 2, column weight: must be a number above 0, not 'heavy'",
        "cases.csv, row 2, column in_sample: must be 1, 0 or empty, not '2'",
    ]


def test_missing_files_and_headings_are_named(tmp_path):
    with pytest.raises(TablesError) as raised:
        read_tables(tmp_path)
    assert [problem.file for problem in raised.value.problems] == ["scores.csv", "cases.csv"]
    assert faults(tmp_path, cases=["plan_id,plan_id,review_no"]) == [
        "cases.csv, row 1, column cohort_year: this heading is missing",
        "cases.csv, row 1, column plan_id: this heading stands twice",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (SCORES.encode() + b"\np1,0,2024,2026,M\xe9l,a1,3,\n", "row 2: is not UTF-8 text"),
        (SCORES.encode() + b'\np1,0,2024,2026,"ama,a1,3,\n', "row 2: cannot be read as CSV"),
        (
            SCORES.encode() + b'\np1,0,2024,2026,ama,a1,3,\np1,0,2024,2026,"ama,a2,3,' + b"\nmore" * 9,
            "row 3: cannot be read as CSV: unexpected end of data; look for a quotation mark",
        ),
        (SCORES.encode() + b'\np1,0,2024,2026,"a"ma,a1,3,\n', "row 2: cannot be read as CSV"),
        (SCORES.encode() + b"\np1,0,2024,2026,a\0ma,a1,3,\n", "must be plain text"),
        (SCORES.encode() + b"\np1,0,2024,2026,ama,a1,3,,,\n", "has 10 cells under 8 headings"),
        (SCORES.encode() + b"\np1,0,2024,2026," + b"a" * 300 + b",a1,3,\n", "200 characters or fewer"),
        (
            SCORES.encode() + b"\np1,0,2024,2026," + b"a" * 200000 + b",a1,3,\n",
            "row 2: cannot be read as CSV",
        ),
        (SCORES.encode() + b"\np1," + b"9" * 5000 + b",2024,2026,ama,a1,3,\n", "must be a whole number"),
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path, content, reason):
    write(tmp_path)
    (tmp_path / "scores.csv").write_bytes(content)
    with pytest.raises(TablesError, match=reason):
        read_tables(tmp_path)


LEGAL = ["criterion,section,fed_by,type", "law,A,,legal"]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (["p9,0,2024,2026,ama,a1,3,"], "row 2, column plan_id: this plan and review is not in cases.csv"),
        (["p1,0,2023,2026,ama,a1,3,"], "row 2, column cohort_year: cases.csv says 2024 for this case"),
        (
            ["p1,0,2024,2026,ama,a1,3,"] * 2,
            "row 3: this rater's answer to this criterion stands already in row 2",
        ),
        (
            ["p1,0,2024,2026,ama,a1,3,not_supplied"],
            "row 2, column reason: an answer has a level or a reason, not both",
        ),
        (["p1,0,2024,2026,ama,a1,0,"], "column level: levels start at 1"),
        (["p1,0,2024,2026,ama,a1,5,"], "column level: is above the highest level of the plan, 4"),
        (["p1,0,2024,2026,ama,law,2,"], "column level: a legal criterion is 1"),
        (["p1,0,2024,2026,ama,a1,,cannot_tell"], "column reason: cannot_tell is for legal criteria only"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(tmp_path, rows, fault):
    write(tmp_path, scores=[SCORES, *rows], sections=LEGAL)
    with pytest.raises(TablesError) as raised:
        read_tables(tmp_path, levels=4)
    assert len(raised.value.problems) == 1
    assert fault in str(raised.value)


def test_two_kinds_of_document_are_not_mixed(tmp_path):
    scores = [SCORES + ",kind", "p1,0,2024,2026,ama,a1,3,,plan", "p1,0,2024,2026,ben,a1,3,,review"]
    assert faults(tmp_path, scores=scores) == [
        "scores.csv, row 3, column kind: one analysis is of one kind of document: plan in row 2"
    ]


def test_a_criterion_may_take_a_row_for_each_agency_but_has_one_section(tmp_path):
    rows = ["criterion,section,fed_by", "a1,A,health", "a1,A,education"]
    assert len(read_tables(write(tmp_path, sections=rows)).sections) == 2
    assert faults(tmp_path, sections=[*rows, "a1,B,other"]) == [
        "sections.csv, row 4, column section: differs from row 2, same criterion"
    ]


def test_repeated_cases_and_contributions_are_refused(tmp_path):
    parts = [
        "plan_id,review_no,agency,requested,on_time,attended",
        *["p1,0,health,1,1,1"] * 2,
        "p2,0,health,1,1,1",
    ]
    assert faults(tmp_path, cases=[*GOOD["cases.csv"], "p1,0,2024,,,,"], contributions=parts) == [
        "cases.csv, row 3: this case stands already in row 2",
        "contributions.csv, row 3: this agency's part stands already in row 2",
        "contributions.csv, row 4, column plan_id: this plan and review is not in cases.csv",
    ]


def test_the_message_stays_short_when_every_row_is_wrong(tmp_path):
    write(tmp_path, scores=[SCORES, *[f"p{i},0,2024,2026,ama,a1,3," for i in range(2, 202)]])
    with pytest.raises(TablesError, match="and 150 more") as raised:
        read_tables(tmp_path)
    assert len(raised.value.problems) == 200
