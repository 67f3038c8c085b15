"""The node's verbs: init, peer, subscribe, run, doctor."""

from __future__ import annotations

import signal
import sys
from dataclasses import asdict
from typing import Annotated, Any, Literal

import typer

from core.errors import RefusedError
from node.answers import BAD
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.subscribe_verb import subscribe
from node.commands import Doctor
from node.company.enrolment import LONE
from node.company.files import Company
from node.config import NodeConfig, PeerConfig, checked, subscription
from node.data_directory import DataDirectory
from node.doctor import examine
from node.opening import open_till
from node.processes.compose import run_together
from node.processes.loop import Loop
from node.processes.poller import DescriptorPoller
from node.processes.screen_part import ScreenPart
from node.processes.service_manager import READY, Stopping, notify
from node.processes.supervisor import Supervisor, lock_after_orphans
from node.processes.telling import log_to_stderr

PeerOption = Annotated[
    list[str] | None,
    typer.Option("--peer", help="NAME=tcp://HOST:PORT=KEY or NAME=KEY; several are dialed."),
]


def init(
    name: Annotated[str, typer.Argument(help="The node's name, like B1T1: it stands on receipts.")],
    branch: Annotated[str, typer.Option(help="The branch the node belongs to.")],
    role: Annotated[
        Literal["till", "hub"], typer.Option(help="A till has a cashier, a hub has none.")
    ] = "till",
    company: Annotated[str, typer.Option(help="Nodes of one company replicate.")] = "company",
    currency: Annotated[str, typer.Option(help="Three letters, like USD.")] = "USD",
    listen: Annotated[str, typer.Option(help="Where peers reach it.")] = "tcp://127.0.0.1:5700",
    peer: PeerOption = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(help="What to hold beside what it writes: branch:NAME, or * for everything."),
    ] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Make a lone node: a data directory with new keys."""
    if peer:
        raise RefusedError(f"{name} {LONE}")
    fields: dict[str, Any] = {
        "name": name,
        "role": role,
        "branch": branch,
        "company": company,
        "currency": currency,
        "listen": listen,
    }
    if scope:
        fields["scopes"] = subscription(branch, scope)
    own = DataDirectory(data).create(checked(NodeConfig, fields, "the node"))
    answer = {"data": str(data), "name": name, "peer": own.text}
    sentence = f"Made node {name} in {data}; it sells, and it speaks to no other node yet."
    show.show(answer, as_json=as_json, sentence=sentence)


def peer(
    peers: Annotated[
        list[str], typer.Argument(metavar="PEER...", help="NAME=ADDRESS=KEY or NAME=KEY.")
    ],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Add peers to dial, or change their address; the node must not be running."""
    directory = DataDirectory(data)
    added = [PeerConfig.parse(text) for text in peers]
    directory.lock()
    try:
        config = directory.config()
        if Company.read(data) is None:
            raise RefusedError(f"{config.name} {LONE}")
        names = {new.name for new in added}
        dialed = [*(old for old in config.peers if old.name not in names), *added]
        fields = {**config.model_dump(), "peers": [one.model_dump() for one in dialed]}
        directory.write_config(checked(NodeConfig, fields, "the node"))
    finally:
        directory.release()
    answer = {"peers": [one.text for one in dialed]}
    names_text = ", ".join(one.name for one in dialed)
    show.show(answer, as_json=as_json, sentence=f"{config.name} dials: {names_text}.")


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

        def announce(address: str) -> None:
            typer.echo(f"{config.name} of branch {config.branch} runs and listens on {address}")
            if door is not None and (shown := door.open()):
                typer.echo(f"Its screen is {shown}")
            sys.stdout.flush()
            notify(READY)

        if together:
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
    """Add the node's verbs."""
    for verb in (init, peer, subscribe, run, doctor):
        app.command()(verb)
