"""The main model side by side with R's ordinal, in one run: how much longer does R take, and do both agree?

    python benchmarks/main_model.py [--runs 3]

3,000 ratings (60 plans, 25 criteria, 2 of 8 raters), nine cohorts. With a random intercept a plan: 15
quadrature nodes and standard errors on both sides (`clmm`); without: `clm`. R (r-base-core and r-cran-ordinal
of Debian) is an outside judge and never a dependency: without it the benchmark says so and ends. It fails if
the two do not agree, or if R takes less than 50 times as long (`clmm`) or less time (`clm`).
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402

from audit.statistics.cumulative_link import CumulativeLinkFit, fit_cumulative_link  # noqa: E402

N_PLANS, N_CRITERIA, N_RATERS = 60, 25, 8
R_CODE = """
suppressMessages(library(ordinal))
d <- read.csv(commandArgs(TRUE)[1])
for (name in c("level", "criterion", "rater", "plan")) d[[name]] <- factor(d[[name]])
once <- function(fit) { t <- system.time(m <- fit())[["elapsed"]]; list(t, coef(summary(m))["cohort", 1:2]) }
terms <- level ~ criterion + rater + cohort
mixed <- once(function() clmm(update(terms, . ~ . + (1 | plan)), data = d, nAGQ = 15, Hess = TRUE))
plain <- once(function() clm(terms, data = d))
cat(mixed[[1]], mixed[[2]], plain[[1]], plain[[2]])
"""


def make_ratings(seed: int) -> dict[str, np.ndarray]:
    """Levels 1 to 4 of a made-up audit."""
    generator = np.random.default_rng(seed)
    plan = np.repeat(np.arange(N_PLANS), N_CRITERIA * 2)
    criterion = np.tile(np.arange(N_CRITERIA), N_PLANS * 2)
    pairs = np.array([generator.choice(N_RATERS, 2, replace=False) for _ in range(N_PLANS)])
    rater = pairs.repeat(N_CRITERIA, axis=1).ravel()
    cohort = plan % 9
    eta = generator.normal(0, 0.5, N_CRITERIA)[criterion] + generator.normal(0, 0.8, N_PLANS)[plan]
    eta += generator.normal(0, 0.3, N_RATERS)[rater] - 0.1 * cohort
    cuts = np.array([-2.5, 0.0, 2.2])
    level = 1 + (generator.logistic(size=len(plan))[:, None] + eta[:, None] > cuts).sum(axis=1)
    return {"level": level, "criterion": criterion, "rater": rater, "plan": plan, "cohort": cohort}


def fit(rows: dict[str, np.ndarray], *, is_mixed: bool) -> CumulativeLinkFit:
    """Ours."""
    columns = np.column_stack(
        [
            np.eye(N_CRITERIA)[rows["criterion"]][:, 1:],
            np.eye(N_RATERS)[rows["rater"]][:, 1:],
            rows["cohort"].astype(float),
        ]
    )
    return fit_cumulative_link(rows["level"], columns, groups=rows["plan"] if is_mixed else None)


def best_of(runs: int, rows: dict[str, np.ndarray], *, is_mixed: bool) -> tuple[float, CumulativeLinkFit]:
    """The median time of several fits, and the fit."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        found = fit(rows, is_mixed=is_mixed)
        times.append(time.perf_counter() - start)
    return statistics.median(times), found


def fit_in_r(rows: dict[str, np.ndarray]) -> list[float] | None:
    """Seconds, cohort slope and its error of `clmm`, then of `clm`; None without R or its package."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data, code = Path(folder, "ratings.csv"), Path(folder, "fit.R")
        table = np.column_stack(list(rows.values()))
        np.savetxt(data, table, fmt="%d", delimiter=",", header=",".join(rows), comments="")
        code.write_text(R_CODE)
        done = subprocess.run(["Rscript", str(code), str(data)], capture_output=True, text=True)
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
        return None
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    """Print the times, the ratios and how far the two agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    rows = make_ratings(seed=1)
    fit(rows, is_mixed=True)  # loads what has to be loaded
    mixed_time, mixed = best_of(runs, rows, is_mixed=True)
    plain_time, plain = best_of(runs, rows, is_mixed=False)
    print(f"{len(rows['level']):,} ratings, load {os.getloadavg()[0]:.1f}")
    print(f"ours: mixed {mixed_time:.3f} s, without random effects {plain_time:.3f} s")
    in_r = fit_in_r(rows)
    if in_r is None:
        print("R with its package ordinal is not here, so there is nothing to compare with.")
        return
    print(f"R:    mixed {in_r[0]:.3f} s, without random effects {in_r[3]:.3f} s")
    print(f"R takes {in_r[0] / mixed_time:.0f} times as long (clmm), {in_r[3] / plain_time:.1f} times (clm)")
    for name, found, slope, error in (("mixed", mixed, *in_r[1:3]), ("plain", plain, *in_r[4:6])):
        off = abs(float(found.coefficients[-1]) - slope)
        errors = float(found.standard_errors[-1]) / error - 1
        print(f"{name}: slopes differ by {off:.1e} logits, standard errors by {errors:+.2%}")
        if off > 1e-4 or abs(errors) > 0.01:
            sys.exit("FAILED: the two do not agree")
    if in_r[0] < 50 * mixed_time or in_r[3] < plain_time:
        sys.exit("FAILED: not as quick as it has to be")
    print("ok")


if __name__ == "__main__":
    main()
