"""The verbs of files that travel on a stick: bundles of events, and proofs of forks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import RefusedError
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech, speech_of
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
    spoken = speech_of(data)
    sentence = spoken.say(
        "Wrote {events}, {bytes}, to {file}.",
        events=_events(spoken, answer["events"]),
        bytes=_bytes(spoken, answer["bytes"]),
        file=file,
    )
    show.show(answer, as_json=as_json, sentence=sentence)


def _events(spoken: Speech, count: int) -> str:
    return spoken.count("{count} event", "{count} events", count)


def _bytes(spoken: Speech, count: int) -> str:
    return spoken.count("{count} byte", "{count} bytes", count)


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
    spoken = speech_of(data)
    sentence = spoken.say(
        "Wrote the proof, {bytes}, that stream {stream} forked at event {sequence}, to {file}.",
        bytes=_bytes(spoken, answer["bytes"]),
        stream=answer["stream"],
        sequence=answer["sequence"],
        file=file,
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
    show.tell(answer, data, as_json=as_json, sentence=_taken_in)


def _taken_in(spoken: Speech, answer: dict[str, Any]) -> str:
    sentence = spoken.say(
        "Took in {added} of {events}; held {before} before and {after} now.",
        added=answer["added"],
        events=_events(spoken, answer["events"]),
        before=answer["events_before"],
        after=answer["events_after"],
    )
    if not answer["left_out"]:
        return sentence
    left = spoken.count(
        "{count} stream of a node that is no member was left out.",
        "{count} streams of nodes that are no members were left out.",
        answer["left_out"],
    )
    return f"{sentence} {left}"


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
