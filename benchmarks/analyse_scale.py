"""How long does the whole analysis take, cold, and how does it grow?

    python benchmarks/analyse_scale.py [--most 1000000]

First 27,000 ratings (nine cohorts of 60, 25 criteria, two raters) and the same with 12 link cases scored by
every rater each year, with contributions and 2,000 bootstrap draws, each in a process of its own that has
loaded nothing yet: under 10 seconds on two cores is asked. Then, without links, up to a million ratings:
seconds for each thousand ratings against those of 27,000 (no worse than linear is a ratio of at most 1), and
the memory of the whole process, made-up tables and all (under 1 GB is asked).
"""

import argparse
import json
import os
import subprocess
import sys

ONCE = """
import dataclasses, json, resource, sys, time
from audit.domain.scenario_list import SCENARIOS
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate
scenario = next(each for each in SCENARIOS if each.name == "true_pathway")
plan = dataclasses.replace(scenario.plan, bootstrap_draws=2000)
scenario = dataclasses.replace(scenario, n_per_cohort=int(sys.argv[1]), n_criteria=25, plan=plan)
tables = simulate(scenario, Design(sys.argv[2]), 1).tables
start = time.perf_counter()
from audit.domain.hypothesis import analyse
findings = analyse(tables, plan)
seconds = time.perf_counter() - start
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
verdicts = [findings.cohort_trend.verdict, findings.pathway.verdict]
print(json.dumps([len(tables.scores), seconds, memory, verdicts]))
"""


def analyse_once(n_per_cohort: int, design: str) -> tuple[int, float, float]:
    """Ratings, seconds and megabytes of one analysis in a process of its own."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", ONCE, str(n_per_cohort), design]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    n_ratings, seconds, memory, verdicts = json.loads(done.stdout)
    print(f"{n_ratings:>9,} ratings {design:<13} {seconds:7.1f} s {memory:7.0f} MB  {', '.join(verdicts)}")
    return n_ratings, seconds, memory


def main() -> None:
    """Print the times, the growth and the memory."""
    plain_text = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain_text)
    parser.add_argument("--most", type=int, default=1_000_000)
    most = parser.parse_args().most
    print(f"load {os.getloadavg()[0]:.1f}")
    first = analyse_once(60, "retrospective")
    linked = analyse_once(60, "linked")
    failed = max(first[1], linked[1]) > 10
    for n_per_cohort in (200, 600, 2222):
        if n_per_cohort * 9 * 50 <= most:
            n_ratings, seconds, memory = analyse_once(n_per_cohort, "retrospective")
            growth = seconds / n_ratings / (first[1] / first[0])
            print(f"          a thousand ratings take {growth:.2f} times as long as among 27,000")
            failed = failed or growth > 1 or memory > 1000
    if failed:
        sys.exit("FAILED: slower, growing faster or larger than asked")
    print("ok")


if __name__ == "__main__":
    main()
