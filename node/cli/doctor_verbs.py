"""Looking a node over: ``tillmesh doctor``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from node.answers import BAD
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.commands import Doctor
from node.data_directory import DataDirectory
from node.doctor import examine
from node.opening import open_till


def doctor(
    whole: Annotated[bool, typer.Option(help="Walk every record and seal of the log.")] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Look the node over and say what to do; the node must not be running."""
    directory = DataDirectory(data).lock()
    try:
        opened = open_till(directory, directory.config())
        try:
            answer = asdict(examine(opened.till, directory, Doctor(whole=whole)))
        finally:
            opened.close()
    finally:
        directory.release()
    lines = [f"{one['state']:>7}  {one['what']}: {one['said']}" for one in answer["findings"]]
    show.show(answer, as_json=as_json, sentence="\n".join(lines))
    if answer["state"] == BAD:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(doctor)
