"""The ``bench`` verb."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from core.errors import RefusedError
from simulations.bench import figures
from simulations.bench.appending import measure_appending
from simulations.bench.audit import measure_audit
from simulations.bench.catch_up import measure_catch_up, measure_catch_up_of_many
from simulations.bench.commit import measure_commit
from simulations.bench.figures import Figure
from simulations.bench.hub import measure_hub
from simulations.bench.mesh import measure_mesh
from simulations.bench.pouchdb import measure_pouchdb
from simulations.bench.rebuild import measure_rebuild, measure_stock_bytes
from simulations.bench.restart import measure_restart
from simulations.bench.screen import measure_screen
from simulations.bench.visible import measure_selling, measure_visible
from simulations.bench.world import measure_world

Measure = Callable[[Path], dict[str, Figure]]

MEASURES: dict[str, Measure] = {
    "commit": measure_commit,
    "catch-up": measure_catch_up,
    "catch-up-many": measure_catch_up_of_many,
    "pouchdb": measure_pouchdb,
    "appending": measure_appending,
    "selling": measure_selling,
    "visible": measure_visible,
    "mesh": measure_mesh,
    "hub": measure_hub,
    "restart": measure_restart,
    "rebuild": measure_rebuild,
    "audit": measure_audit,
    "bytes": lambda root: measure_stock_bytes(),
    "screen": measure_screen,
    "simulator": measure_world,
}
"""What can be measured, in the order it is."""


def bench(
    only: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join(MEASURES)}; several.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write the table into this Markdown file.", dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Measure this machine: each figure against something measured in the same run."""
    chosen = only or list(MEASURES)
    for name in chosen:
        if name not in MEASURES:
            raise RefusedError(f"There is no measure '{name}'; there are {', '.join(MEASURES)}.")
    found: dict[str, Figure] = {}
    for name in chosen:
        # What the measure before wrote and nobody waited for is not to be in this one's way.
        os.sync()
        with tempfile.TemporaryDirectory(prefix="tillmesh-bench-") as root:
            found |= MEASURES[name](Path(root))
    if write is not None:
        _write(write, figures.to_markdown(found))
    typer.echo(json.dumps(figures.to_json(found)) if as_json else figures.to_markdown(found))


def _write(path: Path, table: str) -> None:
    """Replace what stands between the two marks of the file."""
    begin, end = "<!-- figures -->\n", "<!-- end of figures -->\n"
    text = path.read_text(encoding="utf-8") if path.exists() else begin + end
    before, _, rest = text.partition(begin)
    path.write_text(before + begin + table + end + rest.partition(end)[2], encoding="utf-8")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(bench)
