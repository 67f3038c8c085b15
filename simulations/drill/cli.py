"""The ``drill`` verb."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.shop.training import BASKETS_MAX
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.desk import open_desk
from node.system_dice import new_command_id

if TYPE_CHECKING:
    from simulations.drill.drill import Ask, Step

NAMES = ("A", "B", "C")
"""The tills of a demonstration."""


def drill(
    baskets: Annotated[
        int, typer.Option(help="Training baskets to ring up.", min=1, max=BASKETS_MAX)
    ] = 5,
    timeout: Annotated[
        float, typer.Option(help="Seconds the peers have to catch up.", min=1.0)
    ] = 60.0,
    demo: Annotated[
        bool, typer.Option("--demo", help="Hold it at three tills of a shop made for it.")
    ] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Cut this till off, sell training baskets, reconnect: did each arrive once everywhere?

    Training baskets are no sales: no takings, stock or receipt number knows of them.
    """
    from simulations.drill.drill import Drill

    def tell(step: Step) -> None:
        if not as_json:
            colour = typer.colors.GREEN if step.passed else typer.colors.RED
            mark = typer.style("pass" if step.passed else "FAIL", fg=colour)
            typer.echo(f"{mark}  {step.what:16} {step.said}")

    with _shop(data, demo=demo) as (ask, others):
        held = Drill(
            ask, new_command_id(), baskets=baskets, timeout_s=timeout, others=others, told=tell
        ).hold()
    if as_json:
        typer.echo(json.dumps(held.to_plain(), separators=(",", ":")))
    else:
        verdict = "pass" if held.passed else "fail"
        typer.echo(f"{verdict}: a drill of {held.baskets} baskets in {held.seconds} s")
    raise typer.Exit(0 if held.passed else 1)


@contextmanager
def _shop(data: Path, *, demo: bool) -> Iterator[tuple[Ask, dict[str, Ask]]]:
    """Open the running shop, or make one with three tills; yields who is asked."""
    if not demo:

        def ask_here(verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
            # Each on a line of its own: who is interrupted over one must still heal by the next.
            with open_desk(data) as desk:
                return desk.ask(verb, arguments)

        yield ask_here, {}
        return
    from simulations.live.fleet import LiveFleet
    from simulations.live.proxy import ProxyWire

    wire = ProxyWire(NAMES)
    try:
        with (
            TemporaryDirectory(prefix="tillmesh-") as root,
            LiveFleet(Path(root), NAMES, wire) as fleet,
        ):

            def ask(name: str, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
                return fleet.ask(name, verb, **arguments)

            first, *others = (partial(ask, name) for name in NAMES)
            yield first, dict(zip(NAMES[1:], others, strict=True))
    finally:
        wire.close()


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(drill)
