"""The verb ``screen``: where a node's screen is, and where it is to be."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from core.errors import RefusedError, StorageInUseError
from node.cli import show
from node.cli.company_verbs import span_ms
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.config import NodeConfig, checked
from node.data_directory import SCREEN_FILE, DataDirectory
from node.web.addresses import SCHEME, WebAddress
from node.web.knocking import wait_for


def screen(
    at: Annotated[
        str | None,
        typer.Option(help="Where it is to be from the next start on: http://HOST:PORT, or off."),
    ] = None,
    wait: Annotated[str, typer.Option(help="How long to wait until it answers.")] = "10s",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Print the address of the node's screen, once it answers; or change it."""
    directory = DataDirectory(data)
    if at is not None:
        _set(directory, at, as_json=as_json)
        return
    config = directory.config()
    address = _address(data, config)
    if not wait_for(address, config.name, span_ms(wait) / 1_000):
        raise RefusedError(
            f"The screen of {config.name} does not answer at {address.text}: the node must be "
            f"running ('tillmesh run --data {data}'), and nothing else may have its port."
        )
    show.show(
        {"node": config.name, "address": address.text}, as_json=as_json, sentence=address.text
    )


def _address(data: Path, config: NodeConfig) -> WebAddress:
    """Return where the screen is: what the running node wrote down before what is configured."""
    with suppress(OSError):
        told = (data / SCREEN_FILE).read_text("utf-8", errors="replace")
        if told.startswith(SCHEME):
            return WebAddress.parse(told)
    if config.web is None:
        raise RefusedError(
            f"{config.name} has no screen; give it one with 'tillmesh screen --at ADDRESS'."
        )
    return config.web


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
    when = " from its next start on" if running else ""
    sentence = (
        f"{after.name} has no screen{when}."
        if after.web is None
        else f"The screen of {after.name} is at {after.screen}{when}."
    )
    answer = {"node": after.name, "address": after.screen, "running": running}
    show.show(answer, as_json=as_json, sentence=sentence)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(screen)
