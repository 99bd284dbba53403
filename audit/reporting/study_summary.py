"""The summary of the simulation study as a Markdown page."""

from collections.abc import Sequence

from audit.domain.expectation import Expectation, Share
from audit.domain.study_summary import Answer, Judgement

HEADINGS = ("scenario", "scored", "expected", "data sets", "share", "standard error", "limit", "answer")
WORDS = {
    Share.COHORT_MEANS: "95% intervals of cohort means hold the truth",
    Share.SEVERITIES: "95% intervals of severities hold the truth",
    Share.SLOPE: "95% interval of the slope holds the truth",
    Share.NO_SENSITIVITY: "pathway consistent without its sensitivity",
}


def study_page(judgements: Sequence[Judgement]) -> str:
    """Counts of the answers, then one row per expectation."""
    required = [each for each in judgements if each.expectation.is_condition]
    counts = ", ".join(f"{sum(each.answer == answer for each in required)} {answer}" for answer in Answer)
    lines = [
        "# The simulation study",
        "",
        "Audits with known truth, made by `ehcp-audit study`, each analysed as an area's own would be.",
        "The standard error takes a data set as the unit. A limit holds its slack for the sets so far.",
        "",
        f"Of {len(required)} conditions: {counts}.",
        "",
        _row(HEADINGS),
        _row(["---"] * len(HEADINGS)),
        *(_row(_cells(judgement)) for judgement in judgements),
        "",
    ]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(judgement: Judgement) -> list[str]:
    answer = str(judgement.answer)
    if not judgement.expectation.is_condition:
        answer += " (not a condition)"
    return [
        judgement.scenario.name,
        str(judgement.design),
        _what(judgement.expectation),
        str(judgement.n_sets),
        _percent(judgement.share),
        _percent(judgement.standard_error),
        _limits(judgement),
        answer,
    ]


def _what(expectation: Expectation) -> str:
    if expectation.share == Share.VERDICT:
        return f"{expectation.claim} `{expectation.verdict}`"
    return WORDS[expectation.share]


def _limits(judgement: Judgement) -> str:
    lowest, highest = judgement.expectation.at_least, judgement.limit
    if lowest > 0 and highest < 1:
        return f"{_percent(lowest)} to {_percent(highest)}"
    if lowest >= 1:
        return "always"
    if lowest > 0:
        return f"at least {_percent(lowest)}"
    return "never" if highest == 0 else f"at most {_percent(highest)}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
