"""Running a node: ``tillmesh run``. Its supervisor reads no more than it needs to watch."""

from __future__ import annotations

import signal
import sys
from typing import Annotated

import typer

from node.cli.options import DEFAULT_DATA, DataOption
from node.cli.speech import Speech, speech_of
from node.config import NodeConfig, checked
from node.data_directory import DataDirectory
from node.language.marks import mark
from node.processes.loop import Loop
from node.processes.poller import DescriptorPoller
from node.processes.screen_part import ScreenPart
from node.processes.service_manager import READY, Stopping, notify
from node.processes.supervisor import Supervisor, lock_after_orphans
from node.processes.telling import log_to_stderr


def run(
    data: DataOption = DEFAULT_DATA,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what happens.")] = False,
    with_parent: Annotated[
        int | None,
        typer.Option(metavar="PID", help="Stop when process PID, which started it, is gone."),
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help="Run all parts in one process: for many nodes.")
    ] = False,
    screen: Annotated[
        str | None,
        typer.Option(
            envvar="TILLMESH_SCREEN",
            help="Where its screen is, like http://127.0.0.1:8700, or off; else as configured.",
        ),
    ] = None,
) -> None:
    """Run the node until it is stopped (Ctrl-C or SIGTERM)."""
    log_to_stderr(verbose=verbose)
    directory = lock_after_orphans(DataDirectory(data))
    try:
        config = directory.config()
        if screen is not None:
            config = checked(NodeConfig, {**config.model_dump(), "screen": screen}, "the node")
        door = ScreenPart(directory, config.web, verbose=verbose) if config.web else None

        spoken = speech_of(data)

        def announce(address: str) -> None:
            place = {"node": config.name, "branch": config.branch, "address": address}
            typer.echo(
                spoken.say("{node} of branch {branch} runs and listens on {address}", **place)
            )
            if door is not None and (shown := door.open()):
                typer.echo(spoken.say(_screen_words(config), address=shown))
            sys.stdout.flush()
            notify(READY)

        if together:
            # All the shop: read only where one process does everything.
            from node.processes.together import run_together

            loop, address = run_together(directory, parent=with_parent)
            loop.stop_on_signals(signal.SIGTERM, signal.SIGINT)
        else:
            loop = Loop(DescriptorPoller(), parent=with_parent)
            loop.stop_on_signals(signal.SIGTERM, signal.SIGINT)
            loop.add(Supervisor(directory, announce, verbose=verbose))
        if door is not None:
            loop.add(door)
        if together:
            announce(address)
        loop.add(Stopping())
        loop.run()
    finally:
        directory.release()


def _runs(spoken: Speech, config: NodeConfig, address: str) -> str:
    return spoken.say(
        "{node} of branch {branch} runs and listens on {address}",
        node=config.name,
        branch=config.branch,
        address=address,
    )


def _screen_words(config: NodeConfig) -> str:
    """Return what is to be said of a screen, and more where others than this machine reach it."""
    if config.web is None or config.web.is_loopback:
        return mark("Its screen is {address}")
    return mark(
        "Its screen is {address}, open to the network and not encrypted, for whoever can sign in"
    )


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(run)
