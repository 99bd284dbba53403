"""Is the promised power what the analysis delivers?  python benchmarks/power_check.py [--audits 150]

For each design it asks `audit.domain.power` how often a fall would be found and how often "no meaningful
change" would, then makes so many audits of the design with known truth, analyses each, and counts. It
fails if the two differ by more than 0.05 and three standard errors of the count.
"""

import argparse
import sys
from dataclasses import dataclass
from math import sqrt

from audit.domain.findings import Verdict
from audit.domain.hypothesis import analyse
from audit.domain.power import AuditDesign, measure_power, retrospective, year_by_year
from audit.domain.scenario import FIRST_COHORT, Scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate

MODEL_ERROR = 0.05
FALL = 0.15


@dataclass(frozen=True)
class Case:
    n_cohorts: int
    n_per_cohort: int
    design: Design
    fall: float


CASES = (
    Case(5, 30, Design.RETROSPECTIVE, FALL),
    Case(6, 20, Design.LINKED, FALL),
    Case(9, 30, Design.LINKED, FALL),
    Case(5, 60, Design.RETROSPECTIVE, 0.0),
)


def promise(case: Case, scenario: Scenario) -> float:
    years = range(FIRST_COHORT, FIRST_COHORT + case.n_cohorts)
    audits = (
        retrospective(years, case.n_per_cohort)
        if case.design == Design.RETROSPECTIVE
        else year_by_year(
            years, case.n_per_cohort, n_links=scenario.n_links, raters_per_link=scenario.n_raters
        )
    )
    found = measure_power(AuditDesign(audit_years=audits, n_criteria=scenario.n_criteria), n_draws=20_000)
    promised = found.power_to_see_fall if case.fall else found.power_to_say_no_change
    assert promised is not None
    return promised


def count(case: Case, scenario: Scenario, n_audits: int) -> float:
    wanted = Verdict.DECLINED if case.fall else Verdict.NO_MEANINGFUL_CHANGE
    audits = (simulate(scenario, case.design, seed) for seed in range(n_audits))
    return (
        sum(analyse(audit.tables, scenario.plan).cohort_trend.verdict == wanted for audit in audits)
        / n_audits
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--audits", type=int, default=150)
    n_audits = parser.parse_args().audits
    is_well = True
    for case in CASES:
        scenario = Scenario(
            name="power",
            title="What a design sees",
            n_cohorts=case.n_cohorts,
            n_per_cohort=case.n_per_cohort,
            slope=-case.fall,
        )
        promised, counted = promise(case, scenario), count(case, scenario, n_audits)
        allowed = MODEL_ERROR + 3 * sqrt(promised * (1 - promised) / n_audits)
        is_near = abs(promised - counted) <= allowed
        is_well = is_well and is_near
        print(
            f"{case.n_cohorts} cohorts of {case.n_per_cohort}, {case.design}, fall {case.fall:g}: "
            f"promised {promised:.3f}, counted {counted:.3f} of {n_audits} audits, "
            f"allowed {allowed:.3f}: {'ok' if is_near else 'FAILED'}",
            flush=True,
        )
    print("ok" if is_well else "FAILED")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
