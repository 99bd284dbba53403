"""The tables of a made-up audit, as an area would hand them in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from audit.domain.rating import Reason
from audit.domain.scenario import FIRST_COHORT, Scenario
from audit.domain.simulated_contributions import AGENCIES, KNOWN_SHARE
from audit.domain.simulated_panel import Panel
from audit.domain.simulated_plans import Documents, Plans, section_numbers
from audit.domain.simulated_sheets import Sheets
from audit.domain.tables import CaseRow, ContributionRow, PopulationRow, ScoreRow, SectionRow, Tables

if TYPE_CHECKING:
    import numpy as np


def make_tables(
    scenario: Scenario,
    plans: Plans,
    documents: Documents,
    panel: Panel,
    sheets: Sheets,
    generator: "np.random.Generator",
) -> Tables:
    """Scores, cases, contributions where there are any, population and sections."""
    names = [f"c{number + 1:02}" for number in range(scenario.n_criteria)]
    cases = _cases(scenario, plans, documents)
    return Tables(
        scores=_scores(cases, names, panel, sheets),
        cases=cases,
        contributions=tuple(_contributions(plans, cases, documents, generator)),
        population=_population(scenario, plans),
        sections=tuple(
            SectionRow(criterion=name, section=AGENCIES[number], fed_by=(AGENCIES[number],))
            for name, number in zip(names, section_numbers(scenario).tolist(), strict=True)
        ),
    )


def _cases(scenario: Scenario, plans: Plans, documents: Documents) -> tuple[CaseRow, ...]:
    mix = scenario.case_mix
    return tuple(
        CaseRow(
            plan_id=f"p{plan + 1:05}",
            review_no=review_no,
            cohort_year=FIRST_COHORT + int(plans.cohort[plan]),
            document_year=FIRST_COHORT + int(plans.cohort[plan]) + review_no,
            in_sample=not plans.is_link[plan],
            covariates={mix.name: str(int(plans.is_covered[plan]))} if mix else {},
        )
        for plan, review_no in zip(documents.plan.tolist(), documents.review_no.tolist(), strict=True)
    )


def _scores(
    cases: tuple[CaseRow, ...], names: list[str], panel: Panel, sheets: Sheets
) -> tuple[ScoreRow, ...]:
    sequences = sheets.sequence.tolist() if sheets.sequence is not None else [None] * len(sheets.document)
    is_applicable = sheets.is_applicable.tolist()
    rows = []
    for document, audit_year, rater, sequence, levels in zip(
        sheets.document.tolist(),
        sheets.audit_year.tolist(),
        sheets.rater.tolist(),
        sequences,
        sheets.levels.tolist(),
        strict=True,
    ):
        case = cases[document]
        for name, level, applies in zip(names, levels, is_applicable[document], strict=True):
            rows.append(
                ScoreRow(
                    plan_id=case.plan_id,
                    review_no=case.review_no,
                    cohort_year=case.cohort_year,
                    audit_year=audit_year,
                    rater_id=panel.names[rater],
                    criterion=name,
                    level=level if applies else None,
                    reason=None if applies else str(Reason.NOT_APPLICABLE),
                    sequence=sequence,
                )
            )
    return tuple(rows)


def _contributions(
    plans: Plans, cases: tuple[CaseRow, ...], documents: Documents, generator: "np.random.Generator"
) -> Iterator[ContributionRow]:
    """What each agency was asked for and gave; now and then nobody wrote down whether."""
    given = plans.contributions
    if given is None:
        return
    is_known = generator.random((len(cases), len(AGENCIES), 2)) < KNOWN_SHARE
    for case, plan, known in zip(cases, documents.plan.tolist(), is_known.tolist(), strict=True):
        answers = (given.requested[plan], given.on_time[plan], given.attended[plan])
        rows = zip(AGENCIES, *(answer.tolist() for answer in answers), known, strict=True)
        for agency, is_asked, on_time, attended, (knows_time, knows_attended) in rows:
            yield ContributionRow(
                plan_id=case.plan_id,
                review_no=case.review_no,
                agency=agency,
                requested=is_asked,
                on_time=on_time if is_asked and knows_time else None,
                attended=attended if is_asked and knows_attended else None,
            )


def _population(scenario: Scenario, plans: Plans) -> tuple[PopulationRow, ...]:
    own = plans.cohort[~plans.is_link].tolist()
    return tuple(
        PopulationRow(
            cohort_year=FIRST_COHORT + number, population=own.count(number), sampled=scenario.n_per_cohort
        )
        for number in range(scenario.n_cohorts)
    )
