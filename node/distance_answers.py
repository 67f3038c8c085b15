"""What a node answers about distance: its history, and what is still to come and to go."""

from __future__ import annotations

from dataclasses import dataclass

from node.answers import PeerLine


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A receipt of this till, and how far its event has travelled."""

    receipt: str
    kind: str
    at_ms: int
    total_minor: int
    refunded_minor: int
    """What came back of a sale, as far as this node knows."""
    peers: int
    """How many peers are known to hold it."""
    hub: bool
    """Whether a hub is known to hold it."""


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """The receipts of this till, newest first."""

    receipts: tuple[HistoryLine, ...]
    more: bool
    """Whether there are older ones."""
    known_as_of_ms: int
    """When the distances were as they are told; 0: nothing is known of them."""
    running: bool
    """Whether that is now."""


@dataclass(frozen=True, slots=True)
class SyncAnswer:
    """What is still to come and to go, for whoever waits until it is nothing."""

    running: bool
    """Whether replication runs: else nothing moves."""
    silent: bool
    """Whether the replicator was too busy, or is being started, to say anything just now."""
    to_come: int
    to_go: int
    """Events the connected peers hold and we do not, and the other way round."""
    peers: tuple[PeerLine, ...]


@dataclass(frozen=True, slots=True)
class SyncWaits:
    """A peer that is not level with us, and why."""

    name: str
    they_lack: int
    we_lack: int
    heard_ms: int
    """When it was last heard, in milliseconds since 1970; 0: never."""
    reason: str


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How a wait for the network ended."""

    level: bool
    """Whether every peer there is can be reached and is level with us."""
    seconds: float
    came: int
    went: int
    """Events that came in and went out meanwhile."""
    peers: int
    waits: tuple[SyncWaits, ...]
