"""``sim replay``: one world told line by line, for people and for the space-time viewer."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from core.errors import RefusedError, StorageError
from simulations.cli.run_verbs import FAILED_STATUS, SCENARIO_HELP, world_options

if TYPE_CHECKING:
    from simulations.replay import Moment

SHIVIZ_MOMENTS_MAX = 20_000
"""Most moments in a file for the viewer: it draws each as a circle, in a browser."""


def register(sim: typer.Typer) -> None:
    """Add the verb."""
    sim.command("replay")(replay_seed)


def replay_seed(
    seed: Annotated[int, typer.Option(help="The world to tell.", min=0)],
    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP)] = "swarm",
    seconds: Annotated[int | None, typer.Option(help="As for sim run.", min=1)] = None,
    node: Annotated[str, typer.Option(help="Tell only of this node and of faults.")] = "",
    begin: Annotated[float, typer.Option("--from", help="First virtual second told.")] = 0.0,
    end: Annotated[float, typer.Option("--to", help="Last virtual second told.")] = float("inf"),
    shiviz: Annotated[
        Path | None, typer.Option(help="Write what is told for ShiViz, too.", dir_okay=False)
    ] = None,
) -> None:
    """Tell what happens in a world, moment by moment; exit with 1 when it fails."""
    from simulations.replay import replay

    options = world_options(seed, scenario, seconds)
    with ExitStack() as stack:
        file = None if shiviz is None else stack.enter_context(_new_file(shiviz))
        told = 0

        def tell(moment: Moment) -> None:
            nonlocal told
            wanted = not node or not moment.node or moment.node == node
            if not wanted or not begin <= moment.at_us / 1e6 <= end:
                return
            typer.echo(moment.line())
            if file is not None and moment.node and told < SHIVIZ_MOMENTS_MAX:
                told += 1
                file.write(moment.shiviz() + "\n")

        report = replay(options, tell).report()
    for finding in report.findings:
        typer.echo(
            f"{finding.at_s:12.6f}  {finding.node:8}    FOUND    {finding.kind} {finding.message}"
        )
    typer.echo(f"trace {report.trace_hash}: {report.verdict}")
    if report.findings:
        raise typer.Exit(FAILED_STATUS)


def _new_file(path: Path) -> TextIO:
    try:
        return path.open("x", encoding="utf-8")
    except FileExistsError:
        raise RefusedError(f"{path} exists already; give a new name.") from None
    except OSError as error:
        raise StorageError(f"Cannot write {path}: {error.strerror}.") from error
