"""The verb ``screen``: where a node's screen is, and where it is to be."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from core.errors import RefusedError, StorageInUseError
from node.cli import show
from node.cli.company_verbs import span_ms
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import speech_of
from node.config import NodeConfig, ScreenAddress, checked, checked_word
from node.data_directory import SCREEN_FILE, DataDirectory
from node.web.addresses import WebAddress
from node.web.knocking import wait_for


def screen(
    at: Annotated[
        str | None,
        typer.Option(help="Where it is to be from the next start on: http://HOST:PORT, or off."),
    ] = None,
    first_run: Annotated[
        bool, typer.Option("--first-run", help="Show a page that makes the node, then run it.")
    ] = False,
    wait: Annotated[str, typer.Option(help="How long to wait until it answers.")] = "10s",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Print the address of the node's screen, once it answers; or change it."""
    directory = DataDirectory(data)
    if first_run:
        _first_run(directory, at)
        return
    if at is not None:
        _set(directory, at, as_json=as_json)
        return
    config = directory.config()
    if config.web is None:
        raise RefusedError(
            f"{config.name} has no screen; give it one with 'tillmesh screen --at ADDRESS'."
        )
    address = wait_for(data / SCREEN_FILE, config.name, span_ms(wait) / 1_000)
    if address is None:
        raise RefusedError(
            f"No screen of {config.name} answers: the node must be running ('tillmesh run --data "
            f"{data}'), and nothing else may have the port of {config.screen}."
        )
    show.show(
        {"node": config.name, "address": address.text}, as_json=as_json, sentence=address.text
    )


def _first_run(directory: DataDirectory, at: str | None) -> None:
    if directory.holds_node():
        raise RefusedError(f"{directory.path} holds a node already; 'tillmesh run' runs it.")
    wanted = NodeConfig.model_fields["screen"].default if at is None else at
    web = WebAddress.parse(checked_word(ScreenAddress, wanted, "--at"))
    if not web.is_loopback:
        raise RefusedError("A node is made at its own machine; give http://127.0.0.1:PORT.")
    from node.web.serving import run_first  # a framework that no other verb is to load

    def tell(address: str) -> None:
        say = speech_of(directory.path).say
        typer.echo(
            say("Open {address} in a browser on this machine to make its node.", address=address)
        )
        sys.stdout.flush()

    if run_first(directory, web, tell):
        # Anew: a supervisor has no use for all that a page took.
        words = ("-m", "node.cli", "run", "--data", str(directory.path))
        os.execv(sys.executable, (sys.executable, *words))


def _set(directory: DataDirectory, at: str, *, as_json: bool) -> None:
    try:
        directory.lock()
        running = False
    except StorageInUseError:
        running = True  # it has read its configuration already
    try:
        before = directory.config()
        after = checked(NodeConfig, {**before.model_dump(), "screen": at}, "the node")
        directory.write_config(after)
    finally:
        directory.release()
    say = speech_of(directory.path).say
    if after.web is None:
        sentence = say("{node} has no screen.", node=after.name)
    else:
        place = {"node": after.name, "address": after.screen}
        sentence = say("The screen of {node} is at {address}.", **place)
    if running:
        sentence += " " + say("It runs, and does so from its next start on.")
    answer = {"node": after.name, "address": after.screen, "running": running}
    show.show(answer, as_json=as_json, sentence=sentence)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(screen)
