import pytest

from audit.domain.analysis_plan import AnalysisPlan, GoodRule
from audit.intake.analysis_plan import AnalysisPlanError, read_analysis_plan


def plan_of(folder, text):
    path = folder / "analysis.yaml"
    path.write_text(text, encoding="utf-8")
    return read_analysis_plan(path)


def test_an_empty_plan_is_the_default(tmp_path):
    assert plan_of(tmp_path, "") == AnalysisPlan()


def test_settings_are_read_and_defaults_filled_in(tmp_path):
    plan = plan_of(
        tmp_path, "margin: 0.1\nlevels: 5\ngood_rule: at_or_above\ncovariates: [phase, need]\nseed: 7\n"
    )
    assert plan == AnalysisPlan(
        margin=0.1, levels=5, good_rule=GoodRule.AT_OR_ABOVE, covariates=("phase", "need"), seed=7
    )


def test_no_margin_may_be_said_outright(tmp_path):
    assert plan_of(tmp_path, "margin: null\n").margin is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("margins: 0.1\n", "analysis.yaml: margins: there is no such setting"),
        ("alpha: high\n", "analysis.yaml: alpha: Input should be a valid number"),
        ("alpha: 0.7\n", "alpha must lie between 0.000001 and 0.5"),
        (
            "margin: -1\nlevels: 1\n",
            "margin must be above 0 and at most 100, or empty; levels must be 2 to 100",
        ),
        ("margin: .nan\n", "margin must be above 0"),
        ("levels: 2\n", "good_from must not be above levels"),
        ("- margin\n", "one `name: value` a line"),
        ("margin: 0.1\nmargin: 0.2\n", "line 2"),
        ("margin: [0.1\n", "line"),
        ("outcome: !!python/object:os.system {}\n", "line 1"),
        ("bootstrap_draws: 20001\n", "bootstrap_draws must be 100 to 20,000"),
        ("bootstrap_draws: 1000000000000\n", "bootstrap_draws must be 100 to 20,000"),
        ("margin: " + "[" * 2000, "line 1: the parts are nested too deeply"),
        ("\n".join(" " * depth + "a:" for depth in range(900)), "line 13: the parts are nested too deeply"),
        ("seed: 2026-99-99\n", "a value cannot be read"),
        ("seed: " + "9" * 6000 + "\n", "a value cannot be read"),
        ("margin: !!bool often\n", "a value cannot be read"),
    ],
)
def test_a_wrong_plan_is_refused_in_words(tmp_path, text, reason):
    with pytest.raises(AnalysisPlanError) as raised:
        plan_of(tmp_path, text)
    assert reason in str(raised.value)


def test_a_plan_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(AnalysisPlanError, match="cannot be read"):
        read_analysis_plan(tmp_path / "analysis.yaml")
