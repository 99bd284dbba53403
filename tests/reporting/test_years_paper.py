"""The findings over the years on paper: accessible, the same bytes, plain first and methods last."""

from dataclasses import replace
from datetime import UTC, date, datetime

import page
import pytest
from sample_claims import make_findings
from sample_content import LEVELS, make_content
from test_pdf import text_of

from audit.domain.findings import Claim, Doubt, Findings, RaterSummary, Verdict
from audit.reporting.content import RoundLine, TrailHead
from audit.reporting.pdf import make_pdf
from audit.reporting.years_content import YearsContent
from audit.reporting.years_paper import render_years
from audit.statistics.interval import Interval

AT = datetime(2026, 9, 30, 15, 4, tzinfo=UTC)
CHANGED = "The standards changed between 2025 and 2026: Plans, version 1; then Plans, version 2."


def make_years(findings: Findings | None = None, **changes: object) -> YearsContent:
    """Two rounds of plans."""
    content = YearsContent(
        area="Exampleshire",
        is_example=True,
        kind="plans",
        rounds=(
            RoundLine(title="Plans of 2025", period="2025", closed_on=date(2025, 9, 30)),
            RoundLine(title="Plans of 2026", period="2026", closed_on=date(2026, 9, 30)),
        ),
        standards="Plans, version 2",
        level_names=LEVELS,
        agencies={"health": "Health"},
        changes=(CHANGED,),
        closed_at=AT,
        findings=findings or make_findings(),
        trail_head=TrailHead(sequence=12, hash="ab" * 32, at=AT),
        fingerprint="cd" * 32,
    )
    return replace(content, **changes)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return make_pdf(make_years())


def failures_of(pdf: bytes) -> list[str]:
    return [fault.message for fault in page.validate_pdf_bytes(pdf, profile="ua1").failures]


def test_it_is_valid_pdf_ua_and_the_same_bytes_twice(pdf):
    assert failures_of(pdf) == []
    assert make_pdf(make_years()) == pdf


@pytest.mark.slow
def test_it_is_valid_pdf_ua_where_nothing_can_be_told():
    nothing = Claim(verdict=Verdict.CANNOT_TELL, reasons=(Doubt.COHORT_AUDIT_YEAR_ALIASED,))
    findings = make_findings(cohort_trend=nothing, review_trend=nothing, plan_lines=())
    assert failures_of(make_pdf(make_years(findings, changes=()))) == []
    assert failures_of(make_pdf(make_years(make_content(0).findings))) == []


def test_it_says_what_it_must_say(pdf):
    words = text_of(pdf)
    for sentence in (
        "Has quality changed, and does it go with agencies’ contributions?",
        "Internal: exact figures, not for publication.",
        "4.6 of every 100 answers came out one level lower",
        "What would change our mind",
        "about 1.8 times as likely",
        CHANGED,
        "cd" * 32,
        "E-value",
    ):
        assert "".join(sentence.split()) in words, sentence


def test_names_of_methods_come_last():
    html = render_years(make_years())
    before, _, after = html.partition('<h2 id="method">')
    for method in ("degrees of freedom", "E-value", "Satterthwaite"):
        assert method not in before
        assert method in after


def test_content_survives_json_and_forgets_its_raters():
    rater = RaterSummary(
        rater_id="canary",
        n_cases=3,
        n_ratings=9,
        n_per_level=(),
        severity=0.8642,
        severity_interval=Interval(0.7, 0.9, 0.95, "t"),
    )
    content = make_years(make_findings(raters=(rater,)))
    assert YearsContent.from_json(content.to_json()) == content
    assert "canary" not in content.to_json() and "0.8642" not in render_years(content)
