"""The verbs about distance: status, history, sync."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from core.errors import RefusedError
from node import system_clock
from node.answers import PeerLine
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import speech_of
from node.cli.status_view import history_view, status_view
from node.cli.sync_view import SyncView, result_lines
from node.commands import HISTORY_MAX
from node.desk import open_desk
from node.distance_answers import SyncAnswer
from node.syncing import Wait

TIMEOUT_S = 30.0
"""How long ``sync`` waits unless it is told otherwise."""

POLL_S = 0.1
"""How often the node is asked how far it is: as often as a bar can be seen to move."""


def status(
    full: Annotated[
        bool, typer.Option("--full", help="Also count products and reviews; digest tables.")
    ] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show how the node is: what it holds, how far that got, whom it hears."""
    with open_desk(data) as desk:
        answer = desk.ask("status", {"full": full})
    if as_json:
        show.show(answer, as_json=True, sentence="")
    else:
        Console().print(status_view(answer, speech_of(data)))


def history(
    limit: Annotated[int, typer.Option(min=1, max=HISTORY_MAX, help="At most so many.")] = 20,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show this till's receipts, newest first, and how far each has travelled."""
    with open_desk(data) as desk:
        answer = desk.ask("history", {"limit": limit})
    if as_json:
        show.show(answer, as_json=True, sentence="")
    elif answer["receipts"]:
        Console().print(history_view(answer, speech_of(data)))
    else:
        typer.echo(speech_of(data).say("No receipts yet."))


def sync(
    now: Annotated[
        bool, typer.Option("--now", help="Let the node look after every link at once.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=86_400, help="Seconds to wait at most.")
    ] = TIMEOUT_S,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Wait until every peer and this node are level; status 1 when they are not."""
    console = Console()
    spoken = speech_of(data)
    with SyncView(console, spoken, quiet=as_json, live=sys.stdout.isatty()) as view:
        for wait in _waits(data, timeout, hurry=now):
            view.see(wait)
    result = wait.result()
    if as_json:
        show.show(asdict(result), as_json=True, sentence="")
    else:
        typer.echo("\n".join(result_lines(asdict(result), system_clock.now_ms(), spoken)))
    if not result.level:
        raise typer.Exit(1)


def _waits(data: Path, timeout_s: float, *, hurry: bool) -> Iterator[Wait]:
    """Yield the same wait, each time it has seen more, until it is over."""
    with open_desk(data) as desk:
        began_s = system_clock.monotonic_s()
        while (first := _answer(desk.ask("sync", {"hurry": hurry}))).silent:
            if system_clock.monotonic_s() - began_s >= timeout_s:
                raise RefusedError("The replicator does not answer; nothing is sent just now.")
            system_clock.pause(POLL_S)
        wait = Wait(first, began_s, timeout_s)
        wait.see(first, system_clock.monotonic_s())
        yield wait
        while not wait.over:
            system_clock.pause(POLL_S)
            wait.see(_answer(desk.ask("sync", {})), system_clock.monotonic_s())
            yield wait


def _answer(plain: dict[str, Any]) -> SyncAnswer:
    if not plain["running"]:
        raise RefusedError("The node does not run, so nothing can move; see 'tillmesh run'.")
    peers = tuple(PeerLine(**peer) for peer in plain["peers"])
    return SyncAnswer(**{**plain, "peers": peers})


def register(app: typer.Typer) -> None:
    """Add the verbs about distance."""
    for verb in (status, history, sync):
        app.command()(verb)
