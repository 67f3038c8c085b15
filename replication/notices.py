"""What the replica tells its own node."""

from __future__ import annotations

from collections.abc import Mapping
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


class ForkKept(NamedTuple):
    """A second history of a stream was written: both are held and counted from now on."""

    stream: StreamId
    """The stream that forked; never a lane."""
    sequence: int
    """The first sequence at which the two differ."""
    lane: StreamId
    """Where the one that is not main is kept."""
    link: bytes
    found: bool
    """Whether we are the one who found it; else a peer knew, and told us of the lane."""


class ForkFound(NamedTuple):
    """A peer has shown another record, sealed with our key, for a sequence of our own stream."""

    stream: StreamId
    sequence: int
    link: bytes


class OwnStreamAhead(NamedTuple):
    """A peer has shown more of our own stream than we hold: we were restored or copied."""

    stream: StreamId
    held: int
    claimed: int
    link: bytes


class Revoked(NamedTuple):
    """The peer on this link was revoked: nothing more is said to it; close the link."""

    link: bytes
    name: str


class ExtendRevocation(NamedTuple):
    """We hold more of a revoked node than its closing heads: append that we do.

    ``heads`` are the last sequences held, by (epoch, scope). Ring the doorbell afterwards.
    """

    author: bytes
    name: str
    heads: Mapping[tuple[int, str], int]


Notice = (
    PeerUp
    | PeerDown
    | Received
    | ToCome
    | Misbehaved
    | ForkKept
    | ForkFound
    | OwnStreamAhead
    | Revoked
    | ExtendRevocation
)
"""Anything the replica can tell its node."""
