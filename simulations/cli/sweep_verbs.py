"""``sim sweep`` and ``sim shrink``: many seeds, and the smallest world that still fails."""

from __future__ import annotations

import json
import os
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.errors import RefusedError
from simulations.cli.run_verbs import FAILED_STATUS, SCENARIO_HELP, world_options

if TYPE_CHECKING:
    from node.engine import Engine
    from simulations.sweep import Outcome

SEEDS_MAX = 10_000_000
"""Most seeds of one sweep: a month of two cores."""

SHOWN_MAX = 20
"""Seeds that failed shown to a person; the table has all of them."""


def register(sim: typer.Typer) -> None:
    """Add the verbs."""
    sim.command("sweep")(sweep_seeds)
    sim.command("shrink")(shrink_seed)


def sweep_seeds(
    seeds: Annotated[str, typer.Option(help="A range like 0..999, both ends included.")],
    out: Annotated[Path, typer.Option(help="Folder of the table.", file_okay=False)],
    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP)] = "swarm",
    seconds: Annotated[
        int, typer.Option(help="Virtual seconds of trouble; 0: as the scenario says.", min=0)
    ] = 0,
    workers: Annotated[
        int, typer.Option(help="Processes on this machine.", min=1, max=256)
    ] = os.cpu_count() or 1,
    engine: Annotated[
        str, typer.Option(help="A dask.distributed scheduler, like tcp://host:8786.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Run many seeds; go on where the same sweep stopped before; exit with 1 if any failed."""
    from simulations.sweep import sweep, verdicts

    wanted = _range(seeds)
    world_options(wanted.start, scenario)
    chosen = _engine(engine, workers)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    err = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=err, disable=as_json) as progress:
        bar = progress.add_task(scenario, total=len(wanted))

        def told(outcome: Outcome) -> None:
            progress.advance(bar)
            if outcome.failed:
                kinds = sorted({finding["kind"] for finding in outcome.report["findings"]})
                progress.console.print(f"seed {outcome.task.seed}: {', '.join(kinds)}")

        with closing(chosen):
            known = sweep(out, scenario, wanted, chosen, seconds=seconds, told=told)
        progress.advance(bar, known)
    found = verdicts(out, scenario, wanted, seconds)
    if as_json:
        failed = [{"seed": seed, "findings": kinds.split()} for seed, kinds in found.failed]
        said = {"scenario": scenario, "runs": found.runs, "failed": failed, "known_before": known}
        typer.echo(json.dumps(said | {"node_events": found.node_events}))
    else:
        _show(scenario, known, found.runs, found.failed, found.node_events, found.virtual_s)
    if found.failed:
        raise typer.Exit(FAILED_STATUS)


def _show(
    scenario: str,
    known: int,
    runs: int,
    failed: list[tuple[int, str]],
    node_events: int,
    virtual_s: float,
) -> None:
    typer.echo(
        f"{runs:,} worlds of {scenario} ({known:,} known before), {virtual_s / 3600:,.1f} virtual "
        f"hours, {node_events:,} node-events: {len(failed):,} failed."
    )
    for seed, kinds in failed[:SHOWN_MAX]:
        typer.echo(f"  seed {seed}: {kinds}")
    if len(failed) > SHOWN_MAX:
        typer.echo(f"  and {len(failed) - SHOWN_MAX:,} more in the table")


def _range(text: str) -> range:
    found = re.fullmatch(r"([0-9]+)\.\.([0-9]+)", text.strip())
    if found is None or int(found[1]) > int(found[2]):
        raise RefusedError(f"'{text}' is no range of seeds; write it like 0..999.")
    seeds = range(int(found[1]), int(found[2]) + 1)
    if len(seeds) > SEEDS_MAX:
        raise RefusedError(f"A sweep takes at most {SEEDS_MAX:,} seeds.")
    return seeds


def _engine(address: str, workers: int) -> Engine:
    from node.engine import engine_of

    # One worker means this very process.
    return engine_of(address, 0 if workers == 1 else workers)


def shrink_seed(
    seed: Annotated[int, typer.Option(help="A seed that fails.", min=0)],
    out: Annotated[Path, typer.Option(help="The scenario file to write.", dir_okay=False)],
    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP)] = "swarm",
    runs: Annotated[int, typer.Option(help="Runs to spend at most.", min=1)] = 300,
) -> None:
    """Find the smallest world that still fails, and write it as a scenario file."""
    from simulations.run import run
    from simulations.scenarios.scenario_file import SUFFIX, write_scenario
    from simulations.shrink import shrink

    if out.suffix != SUFFIX or out.exists():
        raise RefusedError(f"{out} is to be a new file that ends with {SUFFIX}.")
    options = world_options(seed, scenario)
    found = shrink(options, run, runs_max=runs, told=lambda said: typer.echo(said, err=True))
    if found is None:
        raise RefusedError(f"Seed {seed} of {scenario} does not fail.")
    says = f"The smallest world found that still fails with {', '.join(found.kinds)}: seed {seed}."
    write_scenario(out, found.options, f"Shrunk from {scenario}", says)
    typer.echo(f"{found.said} Run it with: tillmesh sim run --scenario {out} --seed {seed}")
