"""The commands that make audits with known truth. Results on stdout, words on stderr."""

import os
import signal
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path

import click

from audit.domain.scenario_list import SCENARIOS, find_scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate as simulate_audit
from audit.domain.study import SetKey, SetResult, list_sets, run_set
from audit.domain.study_summary import judge_study
from audit.intake.simulated_folder import FolderInUse, write_simulated_folder
from audit.intake.study_results import StudyResults, StudyResultsError
from audit.out_files import NamedPath
from audit.reporting.study_summary import study_page

SCENARIO = click.Choice([scenario.name for scenario in SCENARIOS])
DESIGN = click.Choice([str(design) for design in Design])


def _list_scenarios(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """One scenario a line: name, designs, title."""
    if is_asked and not context.resilient_parsing:
        for scenario in SCENARIOS:
            click.echo(f"{scenario.name}\t{','.join(scenario.designs)}\t{scenario.title}")
        context.exit()


@click.command()
@click.argument("name", metavar="SCENARIO", type=SCENARIO)
@click.option("--design", type=DESIGN, help="When which documents are scored; else the scenario's first.")
@click.option("--seed", type=click.IntRange(min=0), default=2026, show_default=True)
@click.option("--out", required=True, type=NamedPath(file_okay=False, path_type=Path))
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_scenarios,
    help="List the scenarios: name, designs, title.",
)
def simulate(name: str, design: str | None, seed: int, out: Path) -> None:
    """Make an audit with known truth in an empty folder, which `analyse` reads."""
    scenario = find_scenario(name)
    if scenario is None:
        raise click.UsageError(f"There is no scenario {name}.")
    chosen = Design(design) if design else scenario.designs[0]
    try:
        audit = simulate_audit(scenario, chosen, seed)
        write_simulated_folder(out, audit, scenario.plan)
    except (ValueError, FolderInUse) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{scenario.title}, scored {chosen}: {out}", err=True)


@click.command()
@click.option("--scenario", "names", multiple=True, type=SCENARIO, help="Only this one; may be repeated.")
@click.option("--sets", "n_sets", type=click.IntRange(1, 999_999), default=500, show_default=True)
@click.option("--jobs", "n_jobs", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(0, 4000), default=2026, show_default=True)
@click.option(
    "--results",
    required=True,
    type=NamedPath(dir_okay=False, path_type=Path),
    help="The file that results are appended to; summary.md is written beside it.",
)
def study(names: Sequence[str], n_sets: int, n_jobs: int, seed: int, results: Path) -> None:
    """Analyse made-up audits by the hundred and compare the answers with the truth.

    Sets that the results file holds already are not made again, so it can be stopped and started.
    """
    page_path = results.with_name("summary.md")
    if page_path == results:
        raise click.UsageError(
            "summary.md is the name of the summary: give --results another, such as results.csv."
        )
    chosen = [scenario for scenario in SCENARIOS if not names or scenario.name in names]
    file = StudyResults(results)
    try:
        done = {result.key for result in file.read()}
        file.prepare()
        wanted = [key for key in list_sets(chosen, n_sets=n_sets, seed=seed) if key not in done]
        with (
            closing(_run(wanted, n_jobs)) as runs,
            click.progressbar(runs, length=len(wanted), label="Data sets", file=sys.stderr) as bar,
        ):
            for result in bar:
                file.append(result)
        page = study_page(judge_study(SCENARIOS, file.read()))
    except StudyResultsError as error:
        raise click.ClickException(str(error)) from error
    except BrokenProcessPool as error:
        raise click.ClickException(
            "A process of the study was ended from outside, perhaps for want of memory. What was done is "
            "kept: run the same command again, with fewer --jobs."
        ) from error
    page_path.write_text(page, encoding="utf-8")
    click.echo(page)


def _run(wanted: Sequence[SetKey], n_jobs: int) -> Generator[SetResult, None, None]:
    """The results as they come; stopping it stops its processes."""
    waiting = iter(wanted)
    with _open_pool(n_jobs) as pool:
        with _ctrl_c_held():  # from the processes that are started here, from their first moment
            running = {pool.submit(run_set, key) for key in islice(waiting, 2 * n_jobs)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {pool.submit(run_set, key) for key in islice(waiting, len(done))}
            yield from (each.result() for each in done)


@contextmanager
def _open_pool(n_jobs: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(n_jobs, mp_context=get_context("spawn"), initializer=_prepare_process)
    try:
        yield pool
    except BaseException:
        for process in active_children():  # what they are at is not waited for
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Ctrl-C waits until the end of this, and is not lost; processes started meanwhile never see it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare_process() -> None:
    """Stopping is left to the parent, and each process keeps to one core: threads of numpy that wait for one
    another make small matrices many times slower. It takes effect because numpy is not loaded yet."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed can stop nothing any more, and its processes would wait for ever."""
    if parent := parent_process():
        parent.join()
        os._exit(1)
