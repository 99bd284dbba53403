"""The three sentences at the top of the findings page, for somebody who has never seen a statistic."""

from collections.abc import Mapping

from audit.domain.findings import CaseSummary, Claim, Doubt, Findings, SectionSummary, Verdict
from audit.domain.grades import Grades
from audit.reporting.doubts import say_reason
from audit.reporting.figures import FEW_CASES, percent
from audit.statistics.interval import Interval

_ANSWERED = {
    Verdict.DECLINED: "Later documents are of lower quality than earlier ones.",
    Verdict.IMPROVED: "Later documents are of better quality than earlier ones.",
    Verdict.NO_MEANINGFUL_CHANGE: "Quality has not changed from year to year by any amount that matters.",
}
# the first that holds is said, the most telling first; others in the words that they have everywhere
_OPEN = {
    Doubt.COHORT_AUDIT_YEAR_ALIASED: (
        "each year's documents were scored at a different time or by different people, so a change in the "
        "documents looks the same as a change in the marking"
    ),
    Doubt.NO_CASE_DOUBLE_SCORED: (
        "no document was scored by two people, so we do not know how much of any difference comes from who "
        "scored it"
    ),
    Doubt.RATERS_DO_NOT_AGREE: (
        "people who scored the same document agreed no more often than chance would have it"
    ),
    Doubt.EFFECTS_NOT_SEPARATED: (
        "the scores of each year can be compared, but they still mix how good the documents are with how "
        "strictly each person scored"
    ),
}


def plain_sentences(
    findings: Findings, grades: Grades, names: Mapping[str, str] | None = None
) -> tuple[str, str, str]:
    """How good the documents are, what is strongest and weakest, and whether quality has changed.

    `names` gives the words for a section; a section without one is called by its key.
    """
    return (
        _how_good(grades),
        _strongest_and_weakest(findings, names or {}),
        _whether_changed(findings.cohort_trend),
    )


def _how_good(grades: Grades) -> str:
    rules = " once the rules that cap a grade are applied" if grades.has_caps else ""
    if grades.n_graded == 0:
        return "No whole document has been scored yet, so nothing can be said about how good they are."
    if grades.n_graded == 1:
        grade = next(count.grade for count in grades.counts if count.n)
        return f"One document was scored, and it was graded {grade}{rules}."
    is_highest = grades.counts[-1].grade == grades.good_from
    good = grades.good_from if is_highest else f"{grades.good_from} or better"
    sentence = f"{grades.n_good} of {grades.n_graded} documents were graded {good}{rules}"
    if grades.n_graded < FEW_CASES or grades.good_interval is None:
        return f"{sentence}."
    return f"{sentence}; of all documents like these, probably {_between(grades.good_interval)} would be."


def say_averages(overall: CaseSummary) -> str:
    """The other figure of how good cases are: average scores, which no rule caps."""
    if overall.n_cases == 0:
        return "No case has an average score that stands for the documents on the list."
    have = "document has" if overall.n_cases == 1 else "documents have"
    sentence = (
        f"{overall.n_good} of {overall.n_cases} {have} an average score of good or better, "
        "taken over all auditors’ answers before anything is settled or capped"
    )
    if overall.n_cases < FEW_CASES:
        return f"{sentence}."
    if overall.weighted_good_interval is not None:
        who = "all the documents that these were drawn from"
        return f"{sentence}; of {who}, probably {_between(overall.weighted_good_interval)} do."
    if overall.good_interval is not None:
        return f"{sentence}; of all documents like these, probably {_between(overall.good_interval)} do."
    return f"{sentence}."


def _between(interval: Interval) -> str:
    low, high = percent(interval.low), percent(interval.high)
    return f"about {low}" if low == high else f"between {low} and {high}"


def _strongest_and_weakest(findings: Findings, names: Mapping[str, str]) -> str:
    scored = [(section.mean, section) for section in findings.sections if section.mean is not None]
    if not scored:
        return "The scores do not say which section is strongest or weakest."
    if len(scored) == 1:
        return f"Only one section was scored: {_name(scored[0][1], names)}."
    best, worst = max(mean for mean, _ in scored), min(mean for mean, _ in scored)
    if best == worst:
        return "No section scored higher than another."
    strongest = [_name(section, names) for mean, section in scored if mean == best]
    weakest = [_name(section, names) for mean, section in scored if mean == worst]
    return f"On average {_list(strongest)} scored highest and {_list(weakest)} scored lowest."


def _name(section: SectionSummary, names: Mapping[str, str]) -> str:
    return names.get(section.section, f"section {section.section}")


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _whether_changed(claim: Claim) -> str:
    if claim.verdict in _ANSWERED:
        is_small = claim.verdict in (Verdict.DECLINED, Verdict.IMPROVED) and not claim.beyond_margin
        return _ANSWERED[claim.verdict] + (" Whether by enough to matter is not certain." if is_small else "")
    n_cohorts = claim.counts.get("n_cohorts", 0)
    if n_cohorts == 0:
        return "We cannot tell whether quality has changed: no first document of a child has been scored."
    if n_cohorts == 1:
        return "We cannot tell whether quality has changed: all the documents scored are from one year."
    for reason, words in _OPEN.items():
        if reason in claim.reasons:
            return f"We cannot tell whether quality has changed: {words}."
    why = f": {say_reason(claim.reasons[0])}" if claim.reasons else ""
    return f"We cannot tell whether quality has changed{why}."
