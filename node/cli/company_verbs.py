"""The verbs of a company: company create, invite, join, enrol, revoke, members."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from core.errors import RefusedError
from node.cli import show
from node.cli.member_words import invites_table, members_table, revoked, until
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import speech_of, spoken
from node.cli.status_view import ROLES
from node.company import joining
from node.company.direct import found, found_at
from node.company.files import ROOT_FILE, Company
from node.company.token import Token
from node.config import DialAddress, NodeConfig, PeerConfig, checked, checked_word
from node.data_directory import DataDirectory
from node.desk import open_desk

RoleOption = Annotated[
    Literal["till", "hub"], typer.Option(help="A till has a cashier, a hub has none.")
]
MayInviteOption = Annotated[
    bool, typer.Option("--may-invite", help="The new node may invite and revoke others.")
]
ValidOption = Annotated[
    str, typer.Option(help="How long its certificate opens connections, like 365d; 0: for ever.")
]

_SPAN = re.compile(r"^([0-9]{1,6})([smhd])$")
_UNIT_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}

company_app = typer.Typer(help="Found a company.", no_args_is_help=True)


def span_ms(text: str) -> int:
    """Read a span of time like 30m, 24h or 7d, or 0; raises :class:`RefusedError`."""
    if text == "0":
        return 0
    found = _SPAN.match(text)
    if found is None:
        raise RefusedError(f"'{text}' is no span of time; write 30m, 24h or 7d.")
    return int(found[1]) * _UNIT_MS[found[2]]


@company_app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="The company's name, for people.")],
    node: Annotated[str | None, typer.Option(help="The founding node's name, like B1T1.")] = None,
    branch: Annotated[str | None, typer.Option(help="The branch the node belongs to.")] = None,
    role: RoleOption = "till",
    currency: Annotated[str, typer.Option(help="Three letters, like USD.")] = "USD",
    listen: Annotated[str, typer.Option(help="Where peers reach it.")] = "tcp://127.0.0.1:5700",
    root: Annotated[
        Path | None,
        typer.Option(help=f"A kept {ROOT_FILE}: become another founder of its company."),
    ] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Found a company: with a new node, or at a lone one, which keeps its history."""
    directory = DataDirectory(data)
    if directory.holds_node():
        _must_agree(directory.config(), node, branch)
        checked(NodeConfig, {**directory.config().model_dump(), "company": name}, "the node")
        found_at(directory, name, root=root)
    else:
        fields = {
            "name": _needed(node, "--node"),
            "branch": _needed(branch, "--branch"),
            "role": role,
            "company": name,
            "currency": currency,
            "language": spoken(),
            "listen": listen,
        }
        found(directory, checked(NodeConfig, fields, "the node"), root=root)
    with open_desk(data) as desk:
        members = desk.ask("members", {})
    answer = {"company": name, "root_key": members["root_key"], "data": str(data)}
    say = speech_of(data).say
    place = {"company": name, "node": directory.config().name, "data": data}
    sentence = say("Founded {company} with {node} in {data}.", **place)
    if not root:
        kept = say("Keep a copy of {file} offline: it is the company.", file=data / ROOT_FILE)
        sentence += f" {kept}"
    show.show(answer, as_json=as_json, sentence=sentence)


def _needed(value: str | None, option: str) -> str:
    if value is None:
        raise RefusedError(f"There is no node yet to found the company with; give {option}.")
    return value


def _must_agree(config: NodeConfig, node: str | None, branch: str | None) -> None:
    if node not in (None, config.name) or branch not in (None, config.branch):
        raise RefusedError(f"There is a node already: {config.name} of branch {config.branch}.")


def invite(
    branch: Annotated[str | None, typer.Option(help="The new node's branch.")] = None,
    role: RoleOption = "till",
    name: Annotated[str | None, typer.Option(help="Its name; without one it chooses.")] = None,
    may_invite: MayInviteOption = False,
    expires: Annotated[str, typer.Option(help="How long it may be used, like 30m or 7d.")] = "24h",
    valid: ValidOption = "0",
    address: Annotated[
        list[str] | None, typer.Option(help="Where the new node reaches this one; several may be.")
    ] = None,
    qr: Annotated[bool, typer.Option("--qr/--no-qr", help="Draw the token as a QR code.")] = True,
    as_list: Annotated[bool, typer.Option("--list", help="Show invitations instead.")] = False,
    withdraw: Annotated[
        str | None, typer.Option(metavar="ID", help="Withdraw an invitation instead.")
    ] = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Invite a node: print a token that lets it join once."""
    if as_list or withdraw is not None:
        with open_desk(data) as desk:
            verb = ("invites", {}) if withdraw is None else ("withdraw", {"id": withdraw})
            answer = desk.ask(*verb)
        if as_json:
            show.show(answer, as_json=True, sentence="")
        else:
            show.print_table(invites_table(speech_of(data), answer))
        return
    if branch is None:
        raise RefusedError("Say with --branch which branch the new node belongs to.")
    arguments = {
        "branch": branch,
        "role": role,
        "name": name,
        "may_invite": may_invite,
        "open_ms": span_ms(expires),
        "valid_ms": span_ms(valid),
        "addresses": [checked_word(DialAddress, one, "--address") for one in address or ()],
    }
    with open_desk(data) as desk:
        answer = desk.ask("invite", arguments)
    text = answer["token"]
    picture = _qr(text) + "\n" if qr else ""
    spoken = speech_of(data)
    good = spoken.say(
        "Good once, until {moment}, while this node runs ({id}).",
        moment=until(spoken, answer["expires_ms"]),
        id=answer["id"],
    )
    show.show(answer, as_json=as_json, sentence=f"{picture}{text}\n{good}")


def _qr(text: str) -> str:
    """Return a QR code in half-blocks, two rows of it to a line."""
    import segno  # a quarter of a second, which no other verb is to wait

    drawn = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(drawn, compact=True)
    return drawn.getvalue().rstrip("\n")


def join(
    token: Annotated[str, typer.Argument(help="What 'tillmesh invite' printed.")],
    name: Annotated[
        str, typer.Option("--name", "--node", help="The node's name: it stands on receipts.")
    ] = "",
    listen: Annotated[str | None, typer.Option(help="Where peers reach it.")] = None,
    wait: Annotated[str, typer.Option(help="How long to wait for an answer.")] = "30s",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Join a company with an invitation: as a new node, or with one that exists."""
    read = Token.parse(token)
    config = joining.join(
        DataDirectory(data), read, name=name, listen=listen, timeout_s=span_ms(wait) / 1_000
    )
    answer = {
        "company": config.company,
        "name": config.name,
        "branch": config.branch,
        "role": config.role,
        "peers": [peer.text for peer in config.peers],
    }
    spoken = speech_of(data)
    what = spoken.say(ROLES[config.role], branch=config.branch)
    sentence = spoken.say(
        "{node}, {what}, joined {company}.", node=config.name, what=what, company=config.company
    )
    show.show(answer, as_json=as_json, sentence=sentence)


def enrol(
    name: Annotated[str, typer.Argument(help="The new node's name: it stands on receipts.")],
    to: Annotated[Path, typer.Option(help="The directory to make it in, on a stick perhaps.")],
    branch: Annotated[str, typer.Option(help="Its branch.")],
    role: RoleOption = "till",
    listen: Annotated[str, typer.Option(help="Where peers reach it.")] = "tcp://127.0.0.1:5700",
    may_invite: MayInviteOption = False,
    valid: ValidOption = "0",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Make a new node of this company in a directory, for a machine no cable reaches."""
    fields = {"name": name, "branch": branch, "role": role, "listen": listen}
    checked(NodeConfig, fields, "the node")
    new = DataDirectory(to)
    if new.holds_node():
        raise RefusedError(f"{to} holds a node already; nothing was changed.")
    with open_desk(data) as desk:
        desk.ask("members", {})  # a lone node says so before keys are made
        keys = new.make_keys()
        asked = {
            "name": name,
            "branch": branch,
            "role": role,
            "signing_key": keys.signer.public_key.hex(),
            "curve_key": keys.curve_public_key.hex(),
            "may_invite": may_invite,
            "valid_ms": span_ms(valid),
        }
        issued = desk.ask("issue", asked)
    peers = [PeerConfig.parse(text).model_dump() for text in issued["peers"]]
    named = {"company": issued["company"], "currency": issued["currency"], "peers": peers}
    config = checked(NodeConfig, {**fields, **named}, "the node")
    certificates = tuple(bytes.fromhex(one) for one in issued["certificates"])
    root_key, own = bytes.fromhex(issued["root_key"]), bytes.fromhex(issued["certificate"])
    Company(config.company, root_key, own).knowing(certificates).write(to)
    new.write_config(config)
    answer = {"company": config.company, "name": name, "data": str(to)}
    sentence = speech_of(data).say(
        "Made {name} of {company} in {to}. Whoever has that directory is {name}: "
        "carry it to its machine, and leave no copy.",
        name=name,
        company=config.company,
        to=to,
    )
    show.show(answer, as_json=as_json, sentence=sentence)


def revoke(
    node: Annotated[str, typer.Argument(help="The node's name.")],
    reason: Annotated[str, typer.Option(help="Why: everybody will read it.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Revoke a node: what it sold before stays, and it connects no more."""
    with open_desk(data) as desk:
        answer = desk.ask("revoke", {"name": node, "reason": reason})
    show.tell(answer, data, as_json=as_json, sentence=revoked)


def members(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show who belongs to the company, and who did."""
    with open_desk(data) as desk:
        answer = desk.ask("members", {})
    if as_json:
        show.show(answer, as_json=True, sentence="")
        return
    show.print_table(members_table(speech_of(data), answer))


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(company_app, name="company")
    for verb in (invite, join, enrol, revoke, members):
        app.command()(verb)
