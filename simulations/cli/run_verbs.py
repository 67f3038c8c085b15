"""``sim run`` and ``sim list``: one world, and what can go wrong in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from core.errors import RefusedError
from node.system_clock import monotonic_s

if TYPE_CHECKING:
    from simulations.options import WorldOptions

FAILED_STATUS = 1
"""Exit status when a checker found something."""

SCENARIO_HELP = "The recipe that draws the world, or a scenario file."


def register(sim: typer.Typer) -> None:
    """Add the verbs."""
    sim.command("run")(run_one)
    sim.command("list")(list_all)


def run_one(
    seed: Annotated[int, typer.Option(help="The number that decides everything.", min=0)],
    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP)] = "swarm",
    seconds: Annotated[
        int | None, typer.Option(help="Virtual seconds of trouble before the healing.", min=1)
    ] = None,
    branches: Annotated[int | None, typer.Option(help="How many branches.", min=1)] = None,
    tills: Annotated[int | None, typer.Option(help="Tills in each branch.", min=1)] = None,
    real_signatures: Annotated[
        bool, typer.Option("--real-signatures", help="Sign with Ed25519, not its cheap twin.")
    ] = False,
    cheap: Annotated[
        bool, typer.Option("--cheap", help="With the checkers that worlds of many nodes can pay.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Run one world; exit with 1 when a promise was broken."""
    from simulations import report as told
    from simulations.checkers import CHEAP, CHECKERS
    from simulations.footprint import peak_memory_bytes
    from simulations.run import run

    options = world_options(seed, scenario, seconds, branches, tills)
    options = replace(options, real_signatures=real_signatures)
    console = Console(highlight=False)
    if not as_json:
        told.show_options(console, options.to_plain())
    began_s = monotonic_s()
    report = run(options, checkers=CHEAP if cheap else CHECKERS)
    report.wall_s = monotonic_s() - began_s
    report.memory_bytes = peak_memory_bytes()
    if as_json:
        typer.echo(json.dumps(report.to_plain(), ensure_ascii=False, separators=(",", ":")))
    else:
        told.show_result(console, report)
    if report.verdict == told.FAIL:
        raise typer.Exit(FAILED_STATUS)


def world_options(
    seed: int,
    scenario: str,
    seconds: int | None = None,
    branches: int | None = None,
    tills: int | None = None,
) -> WorldOptions:
    """Draw a world, then change what was asked for; raises :class:`RefusedError`."""
    from simulations.scenarios import scenario_of
    from simulations.topology import check_topology

    options = scenario_of(scenario).draw(seed)
    options = replace(
        options,
        seconds=options.seconds if seconds is None else seconds,
        branches=options.branches if branches is None else branches,
        tills=options.tills if tills is None else tills,
    )
    try:
        check_topology(options)
    except ValueError as error:
        raise RefusedError(str(error)) from None
    return options


def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """List the scenarios, the faults and the checkers, each with what it says of itself."""
    from simulations.checkers import CHECKERS
    from simulations.faults import FAULTS, NAMED_FAULTS
    from simulations.scenarios import SCENARIOS

    kinds: dict[str, dict[str, str]] = {
        "scenarios": {name: found.title for name, found in SCENARIOS.items()},
        "faults": {fault.name: _said(fault) for fault in (*FAULTS, *NAMED_FAULTS)},
        "checkers": {
            checker.name: f"{_said(checker)} ({', '.join(checker.invariants)})"
            for checker in CHECKERS
        },
    }
    if as_json:
        typer.echo(json.dumps(kinds, ensure_ascii=False, separators=(",", ":")))
        return
    for title, entries in kinds.items():
        table = Table(title=title, show_header=False, title_justify="left")
        for name, said in entries.items():
            table.add_row(name, said)
        Console().print(table)


def _said(kind: type) -> str:
    """Return the first sentence a class says of itself."""
    text = " ".join((kind.__doc__ or "").split())
    return text.split(". ")[0].rstrip(".") + "."
