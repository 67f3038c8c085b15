"""The ``demo`` verb."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from core.errors import RefusedError, StorageError
from core.money import format_amount
from node import system_clock
from node.config import ScreenAddress, checked_word
from node.web.addresses import WebAddress
from simulations.datasets.baskets import BUNDLED_WEEK
from simulations.demo.dates import of_this_week
from simulations.demo.documents import is_documents, replay
from simulations.demo.plan import BRANCHES_MAX, TILLS_MAX, Plan, make_plan
from simulations.demo.show import Show
from simulations.demo.switchboard import Switchboard
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
    page: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Show a page there, like http://127.0.0.1:8600, that leads to every node's "
            "screen; on a terminal the baskets then go on selling until Ctrl-C.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Sell real baskets on real processes, cut a branch off, heal it, and check every figure."""
    if is_documents(dataset):
        _replay(dataset, baskets, keep, as_json=as_json)
    plan = make_plan(dataset, branches=branches, tills=tills, baskets_max=baskets)
    if page is not None:
        plan = of_this_week(plan, system_clock.now_ms())
    console = Console(stderr=as_json, quiet=as_json)
    with ExitStack() as stack:
        if keep is None:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tillmesh-")))
        else:
            root = _new_directory(keep)
        live = console.is_terminal and not as_json
        board = None if page is None else _board(stack, plan, page, console)
        show = Show(plan, root, console, rate=rate, live=live, picture=picture, board=board)
        verdict = show.run()
    if as_json:
        typer.echo(json.dumps(verdict.to_json()))
    else:
        _tell(console, verdict)
    raise typer.Exit(0 if verdict.verdict == "pass" else 1)


def _replay(dataset: Path, most: int | None, keep: Path | None, *, as_json: bool) -> NoReturn:
    """Replay a merchant's sales and refunds on one till, and check every sum; never returns."""
    with ExitStack() as stack:
        if keep is None:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tillmesh-")))
        else:
            root = _new_directory(keep)
        found = replay(dataset, root, documents_max=most)
    if as_json:
        typer.echo(json.dumps(found))
    else:
        said = (
            f"{found['sales']} sales of {format_amount(found['sales_minor'])}, {found['refunds']} "
            f"refunds of {format_amount(found['refunded_minor'])}, {found['unproven']} of them "
            f"without a receipt; the stock of {found['products']} products is the file's."
        )
        typer.echo(
            "\n".join(["fail", *found["findings"]] if found["findings"] else [f"pass: {said}"])
        )
    raise typer.Exit(0 if found["verdict"] == "pass" else 1)


def _board(stack: ExitStack, plan: Plan, page: str, console: Console) -> Switchboard:
    """Serve the landing page as long as the demonstration lasts, and return what it shows."""
    address = WebAddress.parse(checked_word(ScreenAddress, page, "--page"))
    if not address.is_loopback:
        raise RefusedError("The page can do anything to the nodes; give http://127.0.0.1:PORT.")
    from simulations.demo.web.serving import LandingPage  # a framework others need not load

    board = Switchboard(plan.stores)
    served = stack.enter_context(LandingPage(board, address))
    console.print(f"Open {served.address.text} in a browser.", highlight=False)
    return board


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
    word, _, rest = verdict.sentence.partition(":")
    if verdict.verdict == "pass":
        console.print(f"[bold green]{word}[/bold green]:{rest}", highlight=False)
    else:
        console.print(f"[bold red]{word}[/bold red]")
        for finding in verdict.findings:
            console.print(f"  {finding}", highlight=False, markup=False)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(demo)
