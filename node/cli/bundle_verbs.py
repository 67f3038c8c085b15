"""The verbs of files that travel on a stick: bundles of events, and proofs of forks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from core.errors import RefusedError
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.desk import open_desk


def export(
    file: Annotated[Path, typer.Argument(help="The bundle to write; a new name.")],
    since: Annotated[
        Path | None,
        typer.Option(help="What the reader holds: its 'tillmesh status --json' in a file."),
    ] = None,
    since_hub: Annotated[
        bool, typer.Option("--since-hub", help="Only what no hub is known to hold.")
    ] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write what this node holds into a bundle, for a node no cable reaches."""
    heads = None if since is None else _heads(since)
    with open_desk(data) as desk:
        asked = {"path": str(file.absolute()), "since": heads, "since_hub": since_hub}
        answer = desk.ask("export", asked)
    sentence = f"Wrote {answer['events']} events, {answer['bytes']} bytes, to {file}."
    show.show(answer, as_json=as_json, sentence=sentence)


def fork_proof(
    file: Annotated[Path, typer.Argument(help="The proof to write; a new name.")],
    number: Annotated[
        int, typer.Option(min=1, help="Which of the forks that 'tillmesh status' lists.")
    ] = 1,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write the proof that one key wrote two histories, for anybody to check."""
    with open_desk(data) as desk:
        answer = desk.ask("fork-proof", {"path": str(file.absolute()), "number": number})
    sentence = (
        f"Wrote the proof, {answer['bytes']} bytes, that stream {answer['stream']} forked at "
        f"event {answer['sequence']}, to {file}."
    )
    show.show(answer, as_json=as_json, sentence=sentence)


def import_bundle(
    file: Annotated[Path, typer.Argument(help="The bundle to read.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take in what is new of a bundle, all of it or nothing."""
    with open_desk(data) as desk:
        answer = desk.ask("import", {"path": str(file.absolute())})
    sentence = (
        f"Took in {answer['added']} of {answer['events']} events; "
        f"held {answer['events_before']} before and {answer['events_after']} now."
    )
    if answer["left_out"]:
        sentence += f" {answer['left_out']} streams of nodes that are no members were left out."
    show.show(answer, as_json=as_json, sentence=sentence)


def _heads(path: Path) -> dict[str, int]:
    try:
        heads = json.loads(path.read_bytes())["heads"]
    except OSError as error:
        raise RefusedError(f"Cannot read {path}: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RefusedError(f"{path} is not what 'tillmesh status --json' prints.") from None
    if not isinstance(heads, dict):
        raise RefusedError(f"{path} is not what 'tillmesh status --json' prints.")
    return heads


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(export)
    app.command("fork-proof")(fork_proof)
    app.command("import")(import_bundle)
