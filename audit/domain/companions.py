"""Simple tests that stand beside the trends: of case means, without allowing for who scored what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Companions
from audit.domain.scored_cases import ScoredCase
from audit.statistics.group_differences import dunn_holm, kruskal_wallis
from audit.statistics.page_trend import PageL, page_l
from audit.statistics.proportion_trend import cochran_armitage
from audit.statistics.theil_sen import theil_sen

LEAST_DOCUMENTS = 3


def compare_cohorts(cases: Sequence[ScoredCase], plan: AnalysisPlan) -> Companions | None:
    """The companions of the cohort trend; None where fewer than two cohorts have a case."""
    cohorts, means = [case.row.cohort_year for case in cases], [case.mean for case in cases]
    if len(set(cohorts)) < 2:
        return None
    return Companions(
        cochran_armitage=cochran_armitage(cohorts, [case.is_good for case in cases]),
        kruskal_wallis=kruskal_wallis(cohorts, means, seed=plan.seed),
        dunn_holm=dunn_holm(cohorts, means),
        theil_sen=theil_sen(cohorts, means, confidence_level=plan.confidence_level),
    )


def order_reviews(cases: Iterable[ScoredCase]) -> PageL | None:
    """Page's test over plans whose first documents were all scored: the first plan and each review up to some
    number, the same for all. Three documents or more; of all such numbers the one that takes in the most
    documents."""
    means: dict[str, dict[int, float]] = defaultdict(dict)
    for case in cases:
        if case.row.review_no is not None and case.row.in_sample:
            means[case.row.plan_id][case.row.review_no] = case.mean
    n_in_order = {plan_id: _count_in_order(reviews) for plan_id, reviews in means.items()}
    lengths = {n for n in n_in_order.values() if n >= LEAST_DOCUMENTS}
    if not lengths:
        return None
    chosen = max(lengths, key=lambda length: (length * sum(n >= length for n in n_in_order.values()), length))
    return page_l(
        [
            [reviews[review_no] for review_no in range(chosen)]
            for plan_id, reviews in means.items()
            if n_in_order[plan_id] >= chosen
        ]
    )


def _count_in_order(reviews: Mapping[int, float]) -> int:
    """How many documents there are from the first plan on without a gap."""
    n_documents = 0
    while n_documents in reviews:
        n_documents += 1
    return n_documents
