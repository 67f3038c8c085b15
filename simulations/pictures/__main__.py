"""``python -m simulations.pictures``: take all pictures of screens in the docs anew, or some."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from core.errors import RefusedError
from simulations.browser import opened_browser
from simulations.pictures.company import running_company
from simulations.pictures.moment import off_ms, run_then
from simulations.pictures.views import VIEWS, Studio

INTO = Path("docs/pictures")


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Take only these.")] = None,
    into: Annotated[Path, typer.Option(help="Where they go.", file_okay=False)] = INTO,
) -> None:
    """Let a company sell the bundled baskets, and take pictures of its screens."""
    if unknown := set(names or ()) - set(VIEWS):
        raise RefusedError(f"No picture is called {', '.join(sorted(unknown))}.")
    with tempfile.TemporaryDirectory(prefix="tillmesh-") as path:
        room = Path(path)
        if off_ms() is None:
            words = [*(names or ()), "--into", str(into.resolve())]
            raise typer.Exit(run_then(room, "simulations.pictures", words))
        with running_company(room) as company, opened_browser() as browser:
            studio = Studio(company, browser, into)
            for name, view in VIEWS.items():
                # What is not wanted is not done either: no view needs another's.
                if not names or name in names:
                    view(studio)
                    typer.echo(f"{name}.png")


if __name__ == "__main__":
    typer.run(main)
