"""The three sentences at the top of the findings page, for somebody who has never seen a statistic."""

from collections.abc import Mapping

from audit.domain.findings import Claim, Doubt, Findings, SectionSummary, Verdict
from audit.statistics.interval import Interval

FEWEST_FOR_A_SHARE = 30

_ANSWERED = {
    Verdict.DECLINED: "Later documents are of lower quality than earlier ones.",
    Verdict.IMPROVED: "Later documents are of better quality than earlier ones.",
    Verdict.NO_MEANINGFUL_CHANGE: "Quality has not changed from year to year by any amount that matters.",
}
# the first that holds is said, the most telling first
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


def plain_sentences(findings: Findings, names: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """How good the documents are, what is strongest and weakest, and whether quality has changed.

    `names` gives the words for a section; a section without one is called by its key.
    """
    return (
        _how_good(findings),
        _strongest_and_weakest(findings, names or {}),
        _whether_changed(findings.cohort_trend),
    )


def _how_good(findings: Findings) -> str:
    overall = findings.overall
    if overall.n_cases == 0:
        return "No document has been scored yet, so nothing can be said about how good they are."
    if overall.n_cases == 1:
        return f"One document was scored, and it was {'' if overall.n_good else 'not '}good or better."
    sentence = f"{overall.n_good} of the {overall.n_cases} documents scored were good or better"
    if overall.n_cases < FEWEST_FOR_A_SHARE:
        return f"{sentence}."
    if overall.weighted_good_interval is not None:
        return (
            f"{sentence}; of all the documents that these were drawn from, probably "
            f"{_between(overall.weighted_good_interval)} are."
        )
    if overall.good_interval is not None:
        return f"{sentence}; of all documents like these, probably {_between(overall.good_interval)} are."
    return f"{sentence}."


def _between(interval: Interval) -> str:
    low, high = round(100 * interval.low), round(100 * interval.high)
    return f"about {low}%" if low == high else f"between {low}% and {high}%"


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
        return _ANSWERED[claim.verdict]
    n_cohorts = claim.counts.get("n_cohorts", 0)
    if n_cohorts == 0:
        return "We cannot tell whether quality has changed: no first document of a plan has been scored."
    if n_cohorts == 1:
        return "We cannot tell whether quality has changed: all the documents scored are from one year."
    for reason, words in _OPEN.items():
        if reason in claim.reasons:
            return f"We cannot tell whether quality has changed: {words}."
    return "We cannot tell whether quality has changed."
