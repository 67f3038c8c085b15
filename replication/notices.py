"""What the replica tells its own node."""

from __future__ import annotations

from typing import NamedTuple

from core.identity import StreamId


class PeerUp(NamedTuple):
    """A peer can be heard."""

    link: bytes
    name: str


class PeerDown(NamedTuple):
    """A peer has not been heard for a while."""

    link: bytes
    name: str


class Received(NamedTuple):
    """Events of a stream were written: ``added`` of them, from ``first`` on."""

    stream: StreamId
    first: int
    added: int
    link: bytes


class ToCome(NamedTuple):
    """A peer said how much it is about to send."""

    link: bytes
    events: int
    bytes: int


class Misbehaved(NamedTuple):
    """A peer sent what cannot be taken; nothing of it was written."""

    link: bytes
    reason: str


class ForkFound(NamedTuple):
    """A peer holds another record for a (stream, sequence) than we do."""

    stream: StreamId
    sequence: int
    link: bytes


class OwnStreamAhead(NamedTuple):
    """A peer holds more of our own stream than we do: we were restored or copied."""

    stream: StreamId
    held: int
    claimed: int
    link: bytes


Notice = PeerUp | PeerDown | Received | ToCome | Misbehaved | ForkFound | OwnStreamAhead
"""Anything the replica can tell its node."""
