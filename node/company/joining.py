"""Joining a company: the new node's side, safe to stop at any moment and to do again.

Keys are made first and kept; the same keys get the same certificate however often they ask.
``node.toml`` is written last: until it is there, there is no node.
"""

from __future__ import annotations

from typing import Any

from core.company.certificate import Certificate, read_certificate, read_chain
from core.ed25519 import verify_ed25519
from core.errors import MalformedError, RefusedError, RemoteError
from node import system_clock
from node.company.files import Company
from node.company.inviting import dialable
from node.company.token import Token
from node.config import NodeConfig, PeerConfig, checked, subscription
from node.data_directory import DataDirectory, NodeKeys
from replication.joining import Join, Welcome, decode_joining, encode_joining, make_join
from replication.transport import Arrived, Opened, PeerAddress
from replication.zmq_transport import ZmqTransport

JOIN_TIMEOUT_S = 30.0
"""How long to wait for the inviting node: a refused handshake alone takes five seconds."""

ASK_AGAIN_S = 0.5
"""How often JOIN is said while nothing is heard."""

LOOPBACK = "tcp://127."
"""How an address begins that only the same machine can dial."""


def join(
    directory: DataDirectory,
    token: Token,
    *,
    name: str = "",
    listen: str | None = None,
    timeout_s: float = JOIN_TIMEOUT_S,
) -> NodeConfig:
    """Join the company of an invitation; the node must not be running.

    A node that exists keeps its name, its keys and its history, and takes the branch and role
    of the invitation. Raises :class:`RefusedError` when it may not, or nobody answers; then it
    may be done again.
    """
    if not directory.holds_node():
        return _join(directory, None, token, name, listen, timeout_s)
    directory.lock()
    try:
        return _join(directory, directory.config(), token, name, listen, timeout_s)
    finally:
        directory.release()


def _join(
    directory: DataDirectory,
    config: NodeConfig | None,
    token: Token,
    name: str,
    listen: str | None,
    timeout_s: float,
) -> NodeConfig:
    before = Company.read(directory.path)
    if config is not None:
        if name not in ("", config.name):
            raise RefusedError(f"This node is called {config.name} and keeps its name.")
        if before is not None and before.root_key != token.root_key:
            raise RefusedError(f"{config.name} belongs to company '{before.name}' already.")
        name, listen = config.name, listen or config.listen
    listen = listen or NodeConfig.model_fields["listen"].default
    keys = directory.make_keys()
    address = dialable(listen) or ""
    if address.startswith(LOOPBACK) and not token.addresses[0].startswith(LOOPBACK):
        address = ""
    message = make_join(keys.signer, token.invite_id, name, keys.curve_public_key, address)
    answered, welcome = _ask(token, message, timeout_s)
    certificate = _verified(token, welcome, keys)
    company = Company(welcome.company, token.root_key, welcome.certificate)
    if before is not None:
        company = company.knowing(before.certificates)
    company = company.knowing(_good(welcome.certificates, token.root_key))
    inviter = read_chain(welcome.certificate).issuer
    known = [*(() if config is None else config.peers)]
    for peer in welcome.peers:
        known.append(_peer(peer.name, peer.address, peer.curve_key))
    if inviter is not None:
        known.append(_peer(inviter.certificate.node, answered, token.inviter_key))
    fields = {} if config is None else _kept(config, certificate.branch)
    fields |= {
        "name": certificate.node,
        "branch": certificate.branch,
        "role": certificate.role,
        "company": welcome.company,
        "currency": welcome.currency,
        "listen": listen,
        "peers": [
            peer.model_dump()
            for peer in {peer.name: peer for peer in known}.values()
            if peer.name != certificate.node
        ],
    }
    joined = checked(NodeConfig, fields, "what the inviting node says")
    company.write(directory.path)
    directory.write_config(joined)
    return joined


def _kept(config: NodeConfig, branch: str) -> dict[str, Any]:
    """Return what a node keeps: of its subscription what it asked for beside what it writes."""
    fields = config.model_dump(exclude={"scopes"})
    asked = [scope for scope in config.scopes if scope not in config.own_scopes]
    return {**fields, "scopes": subscription(branch, asked)} if asked else fields


def _peer(name: str, address: str, key: bytes) -> PeerConfig:
    fields = {"name": name, "address": address, "key": key.hex()}
    return checked(PeerConfig, fields, "what the inviting node says")


def _good(certificates: tuple[bytes, ...], root_key: bytes) -> list[bytes]:
    """Return those that verify; one that does not helps nobody and harms nobody."""
    found = []
    for data in certificates:
        try:
            read_certificate(data, root_key, verify_ed25519)
        except RemoteError:
            continue
        found.append(data)
    return found


def _verified(token: Token, welcome: Welcome, keys: NodeKeys) -> Certificate:
    try:
        certificate = read_certificate(welcome.certificate, token.root_key, verify_ed25519)
    except RemoteError as error:
        raise RefusedError(f"The inviting node gave a certificate that is none: {error}") from None
    ours = (keys.signer.public_key, keys.curve_public_key)
    if (certificate.signing_key, certificate.curve_key) != ours:
        raise RefusedError("The inviting node gave a certificate of other keys than ours.")
    return certificate


def _ask(token: Token, message: Join, timeout_s: float) -> tuple[str, Welcome]:
    """Say JOIN until it is answered; returns the address that answered, and its WELCOME."""
    transport = ZmqTransport(
        listen="inproc://joining",  # a transport listens; nobody can dial this
        curve_public_key=token.public_key,
        curve_secret_key=token.secret,
        peers=[PeerAddress(address, address, token.inviter_key) for address in token.addresses],
    )
    data = encode_joining(message)
    links: list[bytes] = []
    deadline_s = system_clock.monotonic_s() + timeout_s
    say_s = 0.0
    try:
        while (now_s := system_clock.monotonic_s()) < deadline_s:
            if now_s >= say_s:
                # What is dropped because the link is not there yet may be said again soon.
                sent = [transport.send(link, data) for link in links]
                say_s = now_s + ASK_AGAIN_S if any(sent) else now_s + ASK_AGAIN_S / 10
            for event in transport.poll(max(0.0, min(say_s, deadline_s) - now_s)):
                if isinstance(event, Opened):
                    links.append(event.link)
                elif isinstance(event, Arrived):
                    return event.link[1:].decode(), _read(event.data)
    finally:
        transport.close()
    where = " or ".join(token.addresses)
    raise RefusedError(
        f"Nobody at {where} lets this invitation in: the inviting node must be running, and an "
        "invitation that was withdrawn or has expired is forgotten after a day. Try again."
    )


def _read(data: bytes) -> Welcome:
    try:
        welcome = decode_joining(data)
    except MalformedError as error:
        raise RefusedError(f"The inviting node's answer cannot be read: {error}") from None
    if not isinstance(welcome, Welcome):
        raise RefusedError("The inviting node answers with no welcome.")
    if welcome.refusal:
        raise RefusedError(welcome.refusal)
    return welcome
