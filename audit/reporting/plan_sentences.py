"""The plan of an analysis in words: the same on its page, in findings and on paper."""

from audit.domain.analysis_plan import AnalysisPlan
from audit.domain.grouping import GROUPINGS
from audit.reporting.content import NamedText
from audit.reporting.figures import decimal, number


def describe_choices(plan: AnalysisPlan) -> tuple[NamedText, ...]:
    """Every choice of a plan that a lead can make, with its name."""
    margin = (
        "not decided" if plan.margin is None else f"{decimal(plan.margin, 3).rstrip('0')} of a level a year"
    )
    held = [GROUPINGS.get(name, name.replace("_", " ")).lower() for name in plan.covariates]
    choices = (
        ("Smallest change of quality that matters", margin),
        ("Risk taken of calling a fall that is none", f"{_in_100(plan.alpha)} (one-sided)"),
        (
            "Smallest change in agencies’ contributions that matters",
            f"{_in_100(plan.engagement_margin)} of what was asked for, a year",
        ),
        ("Held still, beside who scored and when", ", ".join(held) or "nothing else"),
        ("Confidence of intervals that describe", f"{_plain(plan.confidence_level)}%"),
        ("Repetitions for the interval of the pathway", number(plan.bootstrap_draws)),
        ("Number that starts chance", str(plan.seed)),
    )
    return tuple(NamedText(name=name, text=text) for name, text in choices)


def _in_100(share: float) -> str:
    """0.05 is "5 in 100": a percentage would look like a share of cases."""
    return f"{_plain(share)} in 100"


def _plain(share: float) -> str:
    return decimal(share * 100, 2).rstrip("0").rstrip(".")
