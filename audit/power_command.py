"""The command that says beforehand what an audit could answer. Results on stdout, words on stderr."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from math import isfinite
from typing import Any

import click

from audit.domain.findings import DesignPower
from audit.domain.power import (
    LEVELS_PER_LOGIT,
    USUAL_FALL,
    AuditDesign,
    Watch,
    measure_power,
    retrospective,
    year_by_year,
)
from audit.reporting.power_sentences import say_power
from audit.statistics.sample_size import sample_size_for_share
from audit.statistics.trend_power import SlopeError

LAST_COHORT = 2026
LONG = 300_000  # drawn cohorts; so many take about two seconds


class Number(click.FloatRange):
    """A number within limits, large enough to count with; "nan" is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; a plain refusal of what is none."""
        number = float(super().convert(value, param, ctx))
        if not isfinite(number) or 0 < abs(number) < SMALLEST:
            self.fail(f"{value} is no number to count with", param, ctx)
        return number


SMALLEST = 1e-6
SHARE = Number(0, 1, min_open=True, max_open=True)
Command = Callable[..., Any]
ABOVE_0 = Number(0, 1000, min_open=True)


def _number(name: str, kind: Any, default: float | None, words: str) -> Callable[[Command], Command]:
    return click.option(name, type=kind, default=default, show_default=default is not None, help=words)


@click.command()
@_number("--cohorts", click.IntRange(1, 40), 5, "Years of documents.")
@_number("--per-cohort", click.IntRange(1, 5000), 30, "Cases of each year.")
@_number("--raters", Number(1, 20), 2.0, "People who score a case.")
@_number("--criteria", click.IntRange(1, 200), 12, "Questions.")
@click.option(
    "--scored",
    type=click.Choice(["together", "yearly"]),
    default="together",
    show_default=True,
    help="All years in one audit, or each year's documents in their own year.",
)
@_number("--links", click.IntRange(0, 500), 0, "Documents that are scored again every year.")
@_number("--link-raters", Number(1, 50), 4.0, "People who score each of these, each year.")
@_number("--spread", Number(0, 5), 0.8, "How documents of a year differ, in logits.")
@_number("--year-spread", Number(0, 5), 0.0, "How years differ beyond a line, in logits.")
@_number("--levels-per-logit", ABOVE_0, LEVELS_PER_LOGIT, "What a logit is worth on the scale of levels.")
@_number("--fall", ABOVE_0, None, f"Logits a year; {USUAL_FALL} unless told otherwise.")
@_number("--fall-levels", ABOVE_0, None, "The fall in levels a year instead.")
@_number("--margin", ABOVE_0, 0.05, "Levels a year that matter.")
@_number("--alpha", Number(0, 0.5, True, True), 0.05, "One-sided, as for verdicts.")
@_number("--draws", click.IntRange(100, 1_000_000), 2000, "Audits that are made up.")
@_number("--seed", click.IntRange(min=0), 2026, "The draw number: the same one gives the same answer.")
@_number("--share-within", SHARE, None, "How near a share must be known, such as 0.1.")
@_number("--listed", click.IntRange(min=1), None, "How many documents the list holds.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def power(
    cohorts: int,
    per_cohort: int,
    raters: float,
    criteria: int,
    scored: str,
    links: int,
    link_raters: float,
    spread: float,
    year_spread: float,
    levels_per_logit: float,
    fall: float | None,
    fall_levels: float | None,
    margin: float,
    alpha: float,
    draws: int,
    seed: int,
    share_within: float | None,
    listed: int | None,
    as_json: bool,
) -> None:
    """Say what an audit could answer, before anybody scores.

    Could it tell a fall in quality from stricter marking, and how large a fall would it see? With
    --share-within: how many documents to score so that the share of good ones is known that closely.
    """
    if fall is not None and fall_levels is not None:
        raise click.UsageError("Give --fall or --fall-levels, not both.")
    if links and scored == "together":
        raise click.UsageError("Links tie years together that are scored apart: use --scored yearly.")
    if listed is not None and share_within is None:
        raise click.UsageError("--listed goes with --share-within.")
    years = range(LAST_COHORT - cohorts + 1, LAST_COHORT + 1)
    audits = (
        retrospective(years, per_cohort)
        if scored == "together"
        else year_by_year(years, per_cohort, n_links=links, raters_per_link=link_raters)
    )
    design = AuditDesign(
        audit_years=audits,
        n_criteria=criteria,
        raters_per_case=raters,
        document_spread=spread,
        year_spread=year_spread,
        levels_per_logit=levels_per_logit,
        margin=margin,
        alpha=alpha,
    )
    wanted = fall if fall_levels is None else fall_levels / levels_per_logit
    found = measure_power(
        design, fall=wanted or USUAL_FALL, n_draws=draws, seed=seed, watch=_watch(draws, draws * cohorts)
    )
    n_needed = sample_size_for_share(share_within, listed) if share_within is not None else None
    if as_json:
        size = {"share_within": share_within, "n_listed": listed, "n_needed": n_needed}
        result = {"trend": asdict(found), "design": asdict(design), "share": size if n_needed else None}
        click.echo(json.dumps(result))
        return
    _say(found, share_within, listed, n_needed)


def _watch(n_draws: int, n_numbers: int) -> Watch:
    """A progress bar where it takes longer than two seconds."""

    def watch(drawn: Iterable[SlopeError]) -> Iterable[SlopeError]:
        with click.progressbar(drawn, length=n_draws, label="Made-up audits", file=sys.stderr) as bar:
            yield from bar

    return watch if n_numbers > LONG else tuple


def _say(found: DesignPower, within: float | None, listed: int | None, n_needed: int | None) -> None:
    for sentence in say_power(found):
        click.echo(sentence)
    if found.can_answer:
        click.echo(
            f"(A fall of {found.fall:g} logits a year; margin {found.margin:g} levels; one-sided alpha "
            f"{found.alpha:g}; {found.n_draws:,} audits drawn from the design, seed {found.seed}.)"
        )
    if within is not None and n_needed is not None:
        of_how_many = "" if listed is None else f" of the {listed:,} listed"
        click.echo(
            f"To know the share of good documents to within {within * 100:g} percentage points, score "
            f"{n_needed:,}{of_how_many} (95 in 100 times, whatever the share is)."
        )
