"""``sim live``: a scenario played by real processes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from core.errors import RefusedError
from simulations.cli.run_verbs import FAILED_STATUS, SCENARIO_HELP, world_options

NODES_MAX = 16
"""Most processes a machine is asked for: each takes half a second of a processor to start."""


def register(sim: typer.Typer) -> None:
    """Add the verb."""
    sim.command("live")(live)


def live(
    seed: Annotated[int, typer.Option(help="The number that draws the scenario.", min=0)],
    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP)] = "branch_split",
    seconds: Annotated[int, typer.Option(help="Seconds of trouble.", min=1)] = 20,
    branches: Annotated[int | None, typer.Option(help="How many branches.", min=1)] = None,
    tills: Annotated[int | None, typer.Option(help="Tills in each branch.", min=1)] = None,
) -> None:
    """Play a scenario with real processes on this machine; exit with 1 when a promise was broken.

    The checkers read the data files at the end. What processes cannot play is named first.
    """
    from simulations.live.fleet import LiveFleet
    from simulations.live.playing import Play, honoured, places_of
    from simulations.live.proxy import ProxyWire

    played, left_out = honoured(world_options(seed, scenario, seconds, branches, tills))
    places = places_of(played)
    if len(places) > NODES_MAX:
        raise RefusedError(
            f"{scenario} would be {len(places)} processes, {NODES_MAX} are the limit; "
            "give it fewer --branches or --tills."
        )
    faults = ", ".join(fault.name for fault in played.faults) or "none"
    typer.echo(f"{len(places)} processes, {seconds} s; faults: {faults}")
    if left_out:
        typer.echo(f"not played: {', '.join(left_out)}")
    wire = ProxyWire(tuple(places))
    try:
        with TemporaryDirectory(prefix="tillmesh-live-") as root:
            with LiveFleet(Path(root), tuple(places), wire, places=places) as fleet:
                agreement = Play(fleet, played).go()
            sold, refused = fleet.books.acknowledged, sum(fleet.books.refused.values())
    except AssertionError as error:
        typer.echo(f"fail: {error}")
        raise typer.Exit(FAILED_STATUS) from None
    finally:
        wire.close()
    acts = ", ".join(f"{count} {name}" for name, count in sorted(sold.items()))
    typer.echo(f"{acts}; {refused} refused")
    typer.echo(f"pass: all held the same {agreement.seconds:.1f} s after everything was mended")
