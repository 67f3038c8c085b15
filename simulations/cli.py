"""The ``sim`` verbs: run a virtual world, and list what can go wrong and who looks.

What a world needs is imported when one is run: every other verb starts as fast as before.
"""

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

sim = typer.Typer(
    name="sim",
    help="Run the same code in a virtual world where everything goes wrong, by a seed.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(sim)


@sim.command("run")
def run_one(
    seed: Annotated[int, typer.Option(help="The number that decides everything.", min=0)],
    scenario: Annotated[str, typer.Option(help="The recipe that draws the world.")] = "swarm",
    seconds: Annotated[
        int | None, typer.Option(help="Virtual seconds of trouble before the healing.", min=1)
    ] = None,
    branches: Annotated[int | None, typer.Option(help="How many branches.", min=1)] = None,
    tills: Annotated[int | None, typer.Option(help="Tills in each branch.", min=1)] = None,
    real_signatures: Annotated[
        bool, typer.Option("--real-signatures", help="Sign with Ed25519, not its cheap twin.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Run one world; exit with 1 when a promise was broken."""
    from simulations import report as told
    from simulations.run import run

    options = _options(seed, scenario, seconds, branches, tills)
    options = replace(options, real_signatures=real_signatures)
    console = Console(highlight=False)
    if not as_json:
        told.show_options(console, options.to_plain())
    began_s = monotonic_s()
    report = run(options)
    report.wall_s = monotonic_s() - began_s
    if as_json:
        typer.echo(json.dumps(report.to_plain(), ensure_ascii=False, separators=(",", ":")))
    else:
        told.show_result(console, report)
    if report.verdict == told.FAIL:
        raise typer.Exit(FAILED_STATUS)


def _options(
    seed: int, scenario: str, seconds: int | None, branches: int | None, tills: int | None
) -> WorldOptions:
    """Draw a world, then change what was asked for."""
    from simulations.scenarios import SCENARIOS

    found = SCENARIOS.get(scenario)
    if found is None:
        names = ", ".join(SCENARIOS)
        raise RefusedError(f"There is no scenario '{scenario}'; there are {names}.")
    options = found.draw(seed)
    return replace(
        options,
        seconds=options.seconds if seconds is None else seconds,
        branches=options.branches if branches is None else branches,
        tills=options.tills if tills is None else tills,
    )


@sim.command("list")
def list_all(
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """List the scenarios, the faults and the checkers, each with what it says of itself."""
    from simulations.checkers import CHECKERS
    from simulations.faults import FAULTS
    from simulations.scenarios import SCENARIOS

    kinds: dict[str, dict[str, str]] = {
        "scenarios": {name: _said(type(found)) for name, found in SCENARIOS.items()},
        "faults": {fault.name: _said(fault) for fault in FAULTS},
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
