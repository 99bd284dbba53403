import pytest

from audit.domain.hypothesis import analyse, default_plan
from audit.intake.analysis_folder import analyse_folder
from audit.intake.analysis_plan import AnalysisPlanError
from audit.intake.tables import TablesError, read_tables


@pytest.fixture
def folder(tmp_path):
    scores = ["plan_id,review_no,cohort_year,audit_year,rater_id,criterion,level"]
    scores += [f"p{i},0,{2020 + i % 4},2026,ama,voice,{1 + i % 3}" for i in range(12)]
    cases = ["plan_id,review_no,cohort_year", *[f"p{i},0,{2020 + i % 4}" for i in range(12)]]
    (tmp_path / "scores.csv").write_text("\n".join(scores), encoding="utf-8")
    (tmp_path / "cases.csv").write_text("\n".join(cases), encoding="utf-8")
    return tmp_path


def test_a_folder_is_analysed_as_its_tables_are(folder):
    assert analyse_folder(folder) == analyse(read_tables(folder), default_plan())


def test_the_plan_named_comes_before_the_folders_own(folder, tmp_path):
    (folder / "analysis.yaml").write_text("margin: 0.2\n", encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text("margin: 0.3\n", encoding="utf-8")
    assert analyse_folder(folder).plan.margin == 0.2
    assert analyse_folder(folder, other).plan.margin == 0.3


def test_the_plans_levels_bound_the_scores(folder):
    (folder / "analysis.yaml").write_text("levels: 2\ngood_from: 2\n", encoding="utf-8")
    with pytest.raises(TablesError, match="above the highest level of the plan, 2"):
        analyse_folder(folder)


def test_a_plan_that_names_what_the_tables_lack_is_refused_with_every_name(folder):
    (folder / "analysis.yaml").write_text(
        "covariates: [is_complexx, stratum]\ncriterion_weights: {voice: 2, nope: 3}\n", encoding="utf-8"
    )
    with pytest.raises(AnalysisPlanError) as raised:
        analyse_folder(folder)
    assert str(raised.value).splitlines() == [
        "analysis.yaml: covariates: cases.csv has no column is_complexx.",
        "analysis.yaml: covariates: stratum of cases.csv has a meaning of its own and cannot be held still.",
        "analysis.yaml: criterion_weights: no question is called nope.",
    ]


def test_names_that_the_tables_hold_are_taken(folder):
    cases = (folder / "cases.csv").read_text(encoding="utf-8").splitlines()
    text = "\n".join([cases[0] + ",need", *(f"{line},autism" for line in cases[1:])])
    (folder / "cases.csv").write_text(text, encoding="utf-8")
    (folder / "sections.csv").write_text("criterion,section,fed_by\nnobody_answered,A,\n", encoding="utf-8")
    (folder / "analysis.yaml").write_text(
        "covariates: [need]\ncriterion_weights: {voice: 2, nobody_answered: 3}\n", encoding="utf-8"
    )
    assert analyse_folder(folder).plan.covariates == ("need",)
