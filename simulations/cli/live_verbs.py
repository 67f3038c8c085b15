"""``sim live``: a scenario played by real processes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from core.errors import RefusedError
from simulations.cli.run_verbs import FAILED_STATUS, SCENARIO_HELP, world_options
from simulations.dice import dice_of

if TYPE_CHECKING:
    from simulations.live.wire import Wire

NODES_MAX = 16
"""Most processes a machine is asked for: each takes half a second of a processor to start."""


NAMESPACES, PROXY, ALLOWED = "namespaces", "proxy", "allowed"
"""What joins the processes."""


def register(sim: typer.Typer) -> None:
    """Add the verb."""
    sim.command("live")(live)


def live(
    seed: Annotated[int, typer.Option(help="The number that draws the scenario.", min=0)],
    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP)] = "branch_split",
    seconds: Annotated[int, typer.Option(help="Seconds of trouble.", min=1)] = 20,
    branches: Annotated[int | None, typer.Option(help="How many branches.", min=1)] = None,
    tills: Annotated[int | None, typer.Option(help="Tills in each branch.", min=1)] = None,
    wire: Annotated[
        str,
        typer.Option(help="namespaces (packets, for root), proxy (loopback), or what is allowed."),
    ] = ALLOWED,
    partly: Annotated[
        bool, typer.Option("--partly", help="Leave out faults that processes cannot be given.")
    ] = False,
) -> None:
    """Play a scenario with real processes on this machine; exit with 1 when a promise was broken.

    The checkers read the data files at the end. A scenario with a fault that processes cannot be
    given is refused; what else they cannot play is named first.
    """
    from simulations.live.faked_clock import library
    from simulations.live.fleet import LiveFleet
    from simulations.live.playable import CLOCKS, Means, honoured
    from simulations.live.playing import Play, places_of

    packets = _has_packets(wire)
    means = Means(packets=packets, clocks=library() is not None)
    drawn = world_options(seed, scenario, seconds, branches, tills)
    played, left_out, why_not = honoured(drawn, means)
    if why_not and not partly:
        raise RefusedError(
            f"Real processes cannot play {scenario}: {'; '.join(why_not)}. "
            "Give --partly to play the rest of it."
        )
    places = places_of(played)
    if len(places) > NODES_MAX:
        raise RefusedError(
            f"{scenario} would be {len(places)} processes, {NODES_MAX} are the limit; "
            "give it fewer --branches or --tills."
        )
    faults = ", ".join(fault.name for fault in played.faults) or "none"
    on = NAMESPACES if packets else PROXY
    typer.echo(f"{len(places)} processes on {on}, {seconds} s; faults: {faults}")
    if left_out:
        typer.echo(f"not played: {', '.join(left_out)}")
    joined = _wire(tuple(places), seed, packets=packets)
    faked = any(isinstance(fault, CLOCKS) for fault in played.faults)
    try:
        with TemporaryDirectory(prefix="tillmesh-live-") as root:
            with LiveFleet(Path(root), tuple(places), joined, places, faked_clocks=faked) as fleet:
                play = Play(fleet, played)
                agreement, struck = play.go(), play.stage.struck
            sold, refused = fleet.books.acknowledged, sum(fleet.books.refused.values())
    except AssertionError as error:
        typer.echo(f"fail: {error}")
        raise typer.Exit(FAILED_STATUS) from None
    finally:
        joined.close()
    done = ", ".join(f"{count} x {name}" for name, count in sorted(struck.items()))
    typer.echo(
        f"struck: {done or 'nothing'}; {joined.carried.lost} packets lost, "
        f"{joined.carried.garbled} bytes changed"
    )
    acts = ", ".join(f"{count} {name}" for name, count in sorted(sold.items()))
    typer.echo(f"{acts}; {refused} refused")
    typer.echo(f"pass: all held the same {agreement.seconds:.1f} s after everything was mended")


def _has_packets(wire: str) -> bool:
    """Return whether the processes are joined by packets; raises :class:`RefusedError`."""
    from simulations.live import namespaces

    if wire not in (NAMESPACES, PROXY, ALLOWED):
        raise RefusedError(f"There is no wire '{wire}'; there are {NAMESPACES} and {PROXY}.")
    why_not = None if wire == PROXY else namespaces.why_not()
    if wire == NAMESPACES and why_not is not None:
        raise RefusedError(f"No namespaces here: {why_not}.")
    return wire != PROXY and why_not is None


def _wire(names: tuple[str, ...], seed: int, *, packets: bool) -> Wire:
    from simulations.live.namespaces import PacketWire
    from simulations.live.proxy import ProxyWire

    dice = dice_of(seed, "wire")
    return PacketWire(names, dice) if packets else ProxyWire(names, dice)
