"""The verb ``subscribe``: of which branches a node holds the events."""

from __future__ import annotations

from typing import Annotated

import typer

from core.errors import StorageInUseError
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech, speech_of
from node.config import NodeConfig, checked, subscription
from node.data_directory import DataDirectory
from replication.messages import EVERYTHING


def subscribe(
    scopes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCOPE]...",
            help="branch:NAME beside what the node writes itself; '*' for everything.",
        ),
    ] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show or change what the node holds; of other branches it only shows the stock."""
    directory = DataDirectory(data)
    if not scopes:
        config = directory.config()
        sentence = _holds(speech_of(data), config)
        answer = {"scopes": config.scopes, "changed": False}
        show.show(answer, as_json=as_json, sentence=sentence)
        return
    running = _is_running(directory)
    try:
        before = directory.config()
        wanted = subscription(before.branch, scopes)
        after = checked(NodeConfig, {**before.model_dump(), "scopes": wanted}, "the node")
        if after != before:
            directory.write_config(after)
    finally:
        directory.release()
    sentence = _sentence(speech_of(data), before, after, running=running)
    answer = {"scopes": after.scopes, "running": running, "changed": after != before}
    show.show(answer, as_json=as_json, sentence=sentence)


def _is_running(directory: DataDirectory) -> bool:
    """Lock the directory; where a node holds it, its configuration is still ours to change.

    A running node has read it already, and it is written whole or not at all.
    """
    try:
        directory.lock()
    except StorageInUseError:
        return True
    return False


def _holds(spoken: Speech, config: NodeConfig) -> str:
    if EVERYTHING in config.scopes:
        return spoken.say("{node} holds everything.", node=config.name)
    return spoken.say("{node} holds {scopes}.", node=config.name, scopes=", ".join(config.scopes))


def _sentence(spoken: Speech, before: NodeConfig, after: NodeConfig, *, running: bool) -> str:
    text, say = _holds(spoken, after), spoken.say
    if after == before:
        return text
    if running:
        text += " " + say("It runs, and does so from its next start on.")
    if EVERYTHING not in before.scopes and not set(after.scopes) <= set(before.scopes):
        text += " " + say("What was sold there before is fetched from its peers.")
    if EVERYTHING not in after.scopes and not set(before.scopes) <= set(after.scopes):
        text += " " + say("What it holds already of other branches it keeps.")
    return text
