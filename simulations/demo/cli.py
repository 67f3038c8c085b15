"""The ``demo`` verb."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from core.errors import RefusedError, StorageError
from core.money import format_amount
from simulations.datasets.baskets import BUNDLED_WEEK
from simulations.demo.plan import BRANCHES_MAX, TILLS_MAX, make_plan
from simulations.demo.show import Show
from simulations.demo.verdict import Verdict


def demo(
    branches: Annotated[int, typer.Option(min=1, max=BRANCHES_MAX, help="Branches.")] = 3,
    tills: Annotated[int, typer.Option(min=1, max=TILLS_MAX, help="Tills of each branch.")] = 2,
    baskets: Annotated[
        int | None, typer.Option(min=1, help="At most so many baskets of each branch.")
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(min=0.01, help="Baskets a second over all tills. Default: as they go."),
    ] = None,
    dataset: Annotated[
        Path, typer.Option(help="Baskets as csv, csv.gz or parquet.", dir_okay=False)
    ] = BUNDLED_WEEK,
    keep: Annotated[
        Path | None,
        typer.Option(help="Keep the nodes' data in this new directory.", file_okay=False),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Write the screen during the cut to this SVG file.", dir_okay=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Sell real baskets on real processes, cut a branch off, heal it, and check every figure."""
    plan = make_plan(dataset, branches=branches, tills=tills, baskets_max=baskets)
    console = Console(stderr=as_json, quiet=as_json)
    with ExitStack() as stack:
        if keep is None:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tillmesh-")))
        else:
            root = _new_directory(keep)
        live = console.is_terminal and not as_json
        show = Show(plan, root, console, rate=rate, live=live, picture=picture)
        verdict = show.run()
    if as_json:
        typer.echo(json.dumps(verdict.to_json()))
    else:
        _tell(console, verdict)
    raise typer.Exit(0 if verdict.verdict == "pass" else 1)


def _new_directory(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
        empty = not any(path.iterdir())
    except OSError as error:
        raise StorageError(f"Cannot make {path}: {error.strerror}.") from error
    if not empty:
        raise RefusedError(f"{path} is not empty; give --keep a new directory.")
    return path.resolve()


def _tell(console: Console, verdict: Verdict) -> None:
    nodes = len(verdict.nodes)
    if verdict.verdict == "pass":
        console.print(
            f"[bold green]pass[/bold green]: {verdict.baskets} baskets, {verdict.lines} lines, "
            f"{format_amount(verdict.sales_minor)} taken. All {nodes} nodes hold the same "
            f"{verdict.nodes[0]['events']} events and the same stock, and every sum is the "
            f"file's. Healed nodes had caught up after {verdict.heal_to_agreement_s} s.",
            highlight=False,
        )
    else:
        console.print("[bold red]fail[/bold red]")
        for finding in verdict.findings:
            console.print(f"  {finding}", highlight=False, markup=False)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(demo)
