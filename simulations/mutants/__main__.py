"""``python -m simulations.mutants``: try every mutant, or those that are named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.errors import RefusedError
from simulations.mutants.mutant import HONEST, all_mutants
from simulations.mutants.table import good_enough, killed, page
from simulations.mutants.trials import Result, results_of, source_hash, try_all

KEPT = Path(".mutants.jsonl")
"""Where results are kept, so that a trial that was stopped goes on."""


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Try only these.")] = None,
    workers: Annotated[int, typer.Option(help="Processes at once.", min=1)] = 2,
    write: Annotated[Path | None, typer.Option(help="Write the table to this page.")] = None,
    kept: Annotated[Path, typer.Option(help="Where results are kept.")] = KEPT,
    source: Annotated[str, typer.Option(help="Try nothing: show what is kept of this.")] = "",
) -> None:
    """Try mutants; exit with 1 when too many survive, or one that nobody explains.

    What was tried of the same source before is not tried again, so a run that was stopped goes on
    where it was, and one may try some by name and write the table when all are through.
    """
    mutants = [one for one in all_mutants() if not names or one.name in names]
    if not mutants:
        raise RefusedError("There is no such mutant; see simulations/mutants/files/.")

    def tell(result: Result) -> None:
        found = result.found or "SURVIVES"
        where = f"{result.world}, world {result.worlds}, {result.seconds} s"
        typer.echo(f"{result.name:34} {found:26} {where}")

    if not source:
        source = source_hash()
        (control,) = try_all([HONEST], 1, kept, tell)
        if control.found:
            raise RefusedError("The program as it is fails its worlds already; mend that first.")
        try_all(mutants, workers, kept, tell)
    results = results_of(mutants, kept, source)
    if write is not None and not names:
        write.write_text(page(mutants, results, source), encoding="utf-8")
    typer.echo(f"{killed(results)} of {len(results)} are found, {len(mutants)} there are")
    if not good_enough(mutants, results):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
