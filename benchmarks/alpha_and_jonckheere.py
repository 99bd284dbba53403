"""Are ordinal alpha and the trend test on a million rows quicker than the best library?

    python benchmarks/alpha_and_jonckheere.py [--rows 1000000] [--statsmodels PYTHON]

One run measures both sides, by turns and in one process, each as the best of some turns. Alpha is measured
against the package krippendorff, the Jonckheere-Terpstra test against scipy.stats.kendalltau (whose z is the
same) and against statsmodels' jonckheere_terpstra (0.15 or newer). We do not depend on statsmodels: it
runs where it can be imported, or in the environment whose interpreter --statsmodels names, timed there within
its own process; else that side is left out, and the answer says so. It fails if a figure differs from the
library's, or if ours takes longer.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
from scipy import stats

from audit.statistics.agreement import krippendorff_alpha
from audit.statistics.trend import jonckheere_terpstra

LEVELS, RATERS, COHORTS = 4, 3, 8
BY_STATSMODELS = """
import json, sys, time
import numpy as np
try:
    from statsmodels.stats.nonparametric import jonckheere_terpstra
except ImportError as error:
    raise SystemExit(f"absent: {error}")
with np.load(sys.argv[1]) as stored:
    cohorts, means = stored["cohorts"], stored["means"]
groups = [means[cohorts == cohort] for cohort in np.unique(cohorts)]
times = []
for _ in range(int(sys.argv[2])):
    started = time.perf_counter()
    found = jonckheere_terpstra(groups, alternative="two-sided")
    times.append(time.perf_counter() - started)
print(json.dumps({"seconds": min(times), "p_value": float(found.pvalue)}))
"""


def best_times(n_turns: int, *measured: Callable[[], Any]) -> list[tuple[float, Any]]:
    """Each one's best time and answer; they take turns, so that what else the machine does hits all alike."""
    times: list[list[float]] = [[] for _ in measured]
    answers: list[Any] = [None for _ in measured]
    for _ in range(n_turns):
        for place, function in enumerate(measured):
            started = time.perf_counter()
            answers[place] = function()
            times[place].append(time.perf_counter() - started)
    return [(min(each), answer) for each, answer in zip(times, answers, strict=True)]


def rate(chance: np.random.Generator, n_rows: int) -> np.ndarray:
    """units x levels: units of three ratings each, most of them near the truth."""
    truth = chance.integers(0, LEVELS, n_rows)
    counts = np.zeros((n_rows, LEVELS), dtype=np.int64)
    for _ in range(RATERS):
        given = np.clip(truth + chance.choice([-1, 0, 0, 0, 1], n_rows), 0, LEVELS - 1)
        counts[np.arange(n_rows), given] += 1
    return counts


def measure_alpha(chance: np.random.Generator, n_rows: int, n_turns: int) -> bool:
    counts = rate(chance, n_rows)
    (ours, found), (with_interval, _), (theirs, judge) = best_times(
        n_turns,
        lambda: krippendorff_alpha(counts, draws=0),
        lambda: krippendorff_alpha(counts, draws=2000),
        lambda: krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal"),
    )
    print(f"ordinal alpha, {n_rows:,} units of {RATERS} ratings")
    print(f"  ours {ours:.3f} s, with 2,000 bootstrap draws {with_interval:.3f} s")
    print(f"  krippendorff {theirs:.3f} s, {theirs / ours:.1f} times as long; alpha {judge:.6f}")
    return found is not None and abs(found.estimate - judge) < 1e-9 and ours <= theirs


def measure_trend(name: str, means: np.ndarray, cohorts: np.ndarray, n_turns: int, python: str) -> bool:
    (ours, found), (by_scipy, judge) = best_times(
        n_turns,
        lambda: jonckheere_terpstra(cohorts, means),
        lambda: stats.kendalltau(cohorts, means, method="asymptotic"),
    )
    print(f"Jonckheere-Terpstra, {len(means):,} cases in {COHORTS} cohorts, {name}")
    print(f"  ours {ours:.3f} s, p {found.p_value:.6f}")
    print(f"  scipy kendalltau {by_scipy:.3f} s, {by_scipy / ours:.1f} times as long; p {judge.pvalue:.6f}")
    is_right = abs(found.p_value - judge.pvalue) < 1e-6 and ours <= by_scipy
    other = ask_statsmodels(means, cohorts, n_turns, python)
    if other is None:
        return is_right
    seconds, p_value = other["seconds"], other["p_value"]
    print(f"  statsmodels {seconds:.3f} s, {seconds / ours:.1f} times as long; p {p_value:.6f}")
    return is_right and abs(found.p_value - p_value) < 1e-3 and ours <= seconds


def ask_statsmodels(
    means: np.ndarray, cohorts: np.ndarray, n_turns: int, python: str
) -> dict[str, float] | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.npz"
        np.savez(path, means=means, cohorts=cohorts)
        command = [python, "-W", "ignore", "-c", BY_STATSMODELS, str(path), str(n_turns)]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"  statsmodels left out: {(done.stderr.strip().splitlines() or ['no reason'])[-1]}")
        return None
    return json.loads(done.stdout)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--statsmodels", default=sys.executable, metavar="PYTHON")
    given = options.parse_args()
    chance = np.random.default_rng(given.seed)
    outcomes = [measure_alpha(chance, given.rows, given.turns)]
    cohorts = 2018 + chance.integers(0, COHORTS, given.rows)
    exact = chance.normal(2.5, 0.5, given.rows)
    for name, means in (("means to the tenth", np.round(exact, 1)), ("no two means alike", exact)):
        outcomes.append(measure_trend(name, means, cohorts, given.turns, given.statsmodels))
    print("ok" if all(outcomes) else "FAILED")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
