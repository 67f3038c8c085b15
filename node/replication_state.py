"""What the replica knows of itself, as plain data that can cross from one process to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from core.log.event_log import EventLog
from node.answers import PeerLine
from node.distance import NOTHING_KNOWN, Known, known_from
from node.links import peer_lines, remembered_lines, with_clocks
from replication.replica import Replica


@dataclass(frozen=True, slots=True)
class ReplicationState:
    """How replication stands at one moment."""

    behind: int = 0
    """Events peers are known to hold and this node does not."""
    bytes_sent: int = 0
    """Bytes handed to the network since the replicator started."""
    peers: tuple[PeerLine, ...] = ()
    alerts: tuple[str, ...] = ()
    """What went wrong between peers since the replicator started, in sentences."""
    clock: str = ""
    """What is to be said of our own clock, in words; empty when it is right."""
    known: Known = NOTHING_KNOWN
    """Who is known to hold how much of what this node wrote."""

    def to_plain(self) -> dict[str, Any]:
        """Return the state as what JSON can carry."""
        return asdict(self)

    @classmethod
    def from_plain(cls, fields: dict[str, Any]) -> ReplicationState:
        """Read what :meth:`to_plain` returned, also after JSON made lists of its tuples.

        Raises TypeError, KeyError or AttributeError when it is something else.
        """
        peers = tuple(PeerLine(**peer) for peer in fields["peers"])
        alerts, known = tuple(fields["alerts"]), known_from(fields["known"])
        return cls(**{**fields, "peers": peers, "alerts": alerts, "known": known})


def state_of(
    replica: Replica, log: EventLog, known: Known, now: float, alerts: Iterable[str] = ()
) -> ReplicationState:
    """Return how a live replica is now, where ``known`` says who holds how much of our own."""
    now_ms = log.now_ms()
    lines = peer_lines(replica, log, known.recent(now_ms), now)
    clock, peers = with_clocks(lines, now_ms)
    return ReplicationState(
        _behind(replica), replica.bytes_sent, peers, tuple(alerts), clock, known
    )


def state_without(log: EventLog, known: Known) -> ReplicationState:
    """Return what can be said where replication does not run, from what was kept of it."""
    now_ms = log.now_ms()
    clock, peers = with_clocks(remembered_lines(log, known.recent(now_ms)), now_ms)
    return ReplicationState(peers=peers, clock=clock, known=known)


def _behind(replica: Replica) -> int:
    holdings = replica.holdings
    return sum(
        max(0, claimed - max(holdings.sequence(stream), stream.start - 1))
        for stream, claimed in replica.receiver.behind.items()
    )
