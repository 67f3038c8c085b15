"""What the replica knows of itself, as plain data that can cross from one process to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from node.answers import PeerLine
from replication.peer import Peer
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

    def to_plain(self) -> dict[str, Any]:
        """Return the state as what JSON can carry."""
        return asdict(self)

    @classmethod
    def from_plain(cls, fields: dict[str, Any]) -> ReplicationState:
        """Read what :meth:`to_plain` returned, also after JSON made lists of its tuples.

        Raises TypeError, KeyError or AttributeError when it is something else.
        """
        peers = tuple(PeerLine(**peer) for peer in fields["peers"])
        return cls(**{**fields, "peers": peers, "alerts": tuple(fields["alerts"])})


def state_of(replica: Replica, alerts: Iterable[str] = ()) -> ReplicationState:
    """Return how a live replica is now."""
    return ReplicationState(_behind(replica), replica.bytes_sent, _peers(replica), tuple(alerts))


def _behind(replica: Replica) -> int:
    holdings = replica.holdings
    return sum(
        max(0, claimed - holdings.sequence(stream))
        for stream, claimed in replica.receiver.behind.items()
    )


def _peers(replica: Replica) -> tuple[PeerLine, ...]:
    lines = [_line(replica, peer) for peer in replica.peers.values() if not peer.standby]
    return tuple(sorted(lines, key=lambda line: line.name))


def _line(replica: Replica, peer: Peer) -> PeerLine:
    hello = peer.hello
    lack = sum(
        max(0, head.sequence - max(peer.holds(stream), peer.told.get(stream, 0)))
        for stream, head in replica.holdings.items()
        if hello is None or peer.subscribes(stream.scope)
    )
    trouble = ""
    if hello is None:
        trouble = "never heard; check its address and key"
    elif peer.refused:
        trouble = "refused: not a member of this company, or of another protocol"
    elif peer.quarantined or peer.suspected:
        trouble = "its history of a stream differs from ours"
    name = peer.link[1:].decode(errors="replace") if hello is None else hello.name
    role, branch = ("", "") if hello is None else (hello.role, hello.branch)
    return PeerLine(name, role, branch, peer.up and not peer.refused, lack, trouble)
