"""How a verb of the command line asks the node, and what those that change something share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from node.control import UnknownOutcomeError
from node.desk import open_desk
from node.system_dice import new_command_id

IdOption = Annotated[
    str | None,
    typer.Option("--id", help="A UUID of this command: sent again, it is not done again."),
]


def ask(data: Path, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Ask a verb of the node in a data directory, running or not."""
    with open_desk(data) as desk:
        return desk.ask(verb, arguments)


def do(data: Path, verb: str, command_id: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    """Ask for a change under an id, so that it can be sent again when no answer comes."""
    identifier = command_id or str(new_command_id())
    try:
        return ask(data, verb, {"id": identifier, **arguments})
    except UnknownOutcomeError as error:
        raise UnknownOutcomeError(f"{error} Send it again with --id {identifier}.") from None
