"""``sim report``: one world as a page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.errors import RefusedError, StorageError
from simulations.cli.run_verbs import FAILED_STATUS, SCENARIO_HELP, world_options


def register(sim: typer.Typer) -> None:
    """Add the verb."""
    sim.command("report")(report_seed)


def report_seed(
    seed: Annotated[int, typer.Option(help="The world to show.", min=0)],
    out: Annotated[Path, typer.Option(help="The HTML file to write.", dir_okay=False)],
    scenario: Annotated[str, typer.Option(help=SCENARIO_HELP)] = "swarm",
    seconds: Annotated[int | None, typer.Option(help="As for sim run.", min=1)] = None,
) -> None:
    """Write a page about one run, which any browser shows without a network; 1 when it failed."""
    from simulations.pages.chronicle import chronicle_of
    from simulations.pages.page import page_of

    options = world_options(seed, scenario, seconds)
    if out.exists():
        raise RefusedError(f"{out} exists already; give a new name.")
    chronicle = chronicle_of(options)
    try:
        out.write_text(page_of(chronicle), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"Cannot write {out}: {error.strerror}.") from error
    typer.echo(f"{out}: {chronicle.report.verdict}, trace {chronicle.report.trace_hash}")
    if chronicle.report.findings:
        raise typer.Exit(FAILED_STATUS)
