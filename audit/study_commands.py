"""The commands that make audits with known truth. Results on stdout, words on stderr."""

from pathlib import Path

import click

from audit.domain.scenario_list import SCENARIOS, find_scenario
from audit.domain.simulated_design import Design
from audit.domain.simulation import simulate as simulate_audit
from audit.intake.simulated_folder import FolderInUse, write_simulated_folder

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
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
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
