"""Looking a node over: ``tillmesh doctor``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from node.answers import BAD, FINE, WARN
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech
from node.commands import Doctor
from node.data_directory import DataDirectory
from node.doctor import examine
from node.language.marks import mark
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
    show.tell(answer, data, as_json=as_json, sentence=_findings)
    if answer["state"] == BAD:
        raise typer.Exit(1)


STATES = {FINE: mark("fine"), WARN: mark("warning"), BAD: mark("bad")}
"""How a finding is."""


def _findings(spoken: Speech, answer: dict[str, Any]) -> str:
    width = max(len(spoken.say(word)) for word in STATES.values())
    return "\n".join(
        f"{spoken.say(STATES[one['state']]):>{width}}  {spoken.heard(one['what'])}: "
        f"{spoken.heard(one['said'])}"
        for one in answer["findings"]
    )


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(doctor)
