"""The verbs that make a node and say whom it meets: init, peer, subscribe."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from core.errors import RefusedError
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import speech_of, spoken
from node.cli.subscribe_verb import subscribe
from node.company.enrolment import LONE
from node.company.files import Company
from node.config import NodeConfig, PeerConfig, checked, subscription
from node.data_directory import DataDirectory

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
        "language": spoken(),
        "listen": listen,
    }
    if scope:
        fields["scopes"] = subscription(branch, scope)
    own = DataDirectory(data).create(checked(NodeConfig, fields, "the node"))
    answer = {"data": str(data), "name": name, "peer": own.text}
    sentence = speech_of(data).say(
        "Made node {name} in {data}; it sells, and it speaks to no other node yet.", **answer
    )
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
    dials = speech_of(data).say("{node} dials: {peers}.", node=config.name, peers=names_text)
    show.show(answer, as_json=as_json, sentence=dials)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    for verb in (init, peer, subscribe):
        app.command()(verb)
