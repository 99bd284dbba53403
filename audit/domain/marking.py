"""What the marking itself forbids: a trend rests on people who agree more than chance would have them."""

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.findings import Agreement, Doubt


def doubts_of_the_marking(agreement: Agreement, plan: AnalysisPlan) -> list[Doubt]:
    """No margin, nobody scored twice, or raters who agree no more than by chance."""
    doubts = []
    if plan.margin is None:
        doubts.append(Doubt.NO_MARGIN)
    if not agreement.n_cases:
        doubts.append(Doubt.NO_CASE_DOUBLE_SCORED)
    elif agreement.deciding_interval is not None and agreement.deciding_interval.high <= 0:
        doubts.append(Doubt.RATERS_DO_NOT_AGREE)
    return doubts
