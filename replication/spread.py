"""Distance: how far our own events have travelled, from what peers said that they hold.

Nothing here is a promise to anybody: what is not known is not counted, so that a distance is
understated and never overstated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.identity import StreamId
from replication.peer import Peer

HUB_ROLE = "hub"
"""What a node without a cashier calls itself in its HELLO."""

NO_LANES: Mapping[str, int] = {}
"""What the streams of a node start at that has no lane of its own."""


def stream_text(stream: StreamId) -> str:
    """Return a stream in full as text: author, epoch and scope."""
    return f"{stream.author.hex()}.{stream.epoch}/{stream.scope}"


@dataclass(frozen=True, slots=True)
class Holder:
    """A peer, and how far it is known to hold each of our own streams."""

    author: str
    """The peer's author id, in hexadecimal digits."""
    epoch: int
    name: str
    role: str
    branch: str
    scopes: tuple[str, ...]
    """What it subscribes to: nobody waits for it to hold more."""
    heard_ms: int
    """When it was last heard, in milliseconds since 1970 by our clock."""
    skew_ms: int | None
    """Its clock less ours when that was last measured; None: never."""
    held: Mapping[str, int]
    """Of each of our streams (as :func:`stream_text`) the highest sequence it holds; of a hub, of
    every stream both hold."""

    def holds(self, stream: str) -> int:
        """Return how far the peer is known to hold a stream."""
        return self.held.get(stream, 0)

    @property
    def is_hub(self) -> bool:
        """Whether it is a node without a cashier."""
        return self.role == HUB_ROLE


class Distance(NamedTuple):
    """How far one event has travelled."""

    peers: int
    """How many peers are known to hold it."""
    hub: bool
    """Whether a hub is among those who hold it."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far all our own events have travelled."""

    own_events: int = 0
    by_peers: tuple[int, ...] = ()
    """How many of our events exactly 0, 1, 2 ... peers hold; no zeros at the end."""
    at_hub: int = 0
    """How many of our events a hub holds."""

    @property
    def only_here(self) -> int:
        """How many events would be lost with this disk."""
        return self.by_peers[0] if self.by_peers else 0


def holder_of(peer: Peer, ours: Iterable[StreamId], now: float, now_ms: int) -> Holder | None:
    """Return what a peer is known to hold of ``ours``; None before it has said who it is."""
    hello = peer.hello
    if hello is None or peer.refused:
        return None
    held = {
        stream_text(stream): peer.holds(stream)
        for stream in ours
        # Equal digests speak of what both sides want, and of nothing else.
        if peer.holds(stream) and peer.subscribes(stream.scope) and not peer.differs_in(stream)
    }
    sample = peer.clock.best
    heard_ms = now_ms - int((now - peer.last_heard_s) * 1000) if peer.was_heard else 0
    skew_ms = None if sample is None else sample.skew_ms
    names = (hello.name, hello.role, hello.branch)
    return Holder(peer.author.hex(), hello.epoch, *names, hello.scopes, heard_ms, skew_ms, held)


def merged(remembered: Iterable[Holder], fresh: Iterable[Holder]) -> tuple[Holder, ...]:
    """Return every peer once, ordered by author, with the most it is known to hold.

    A later epoch of a peer begins anew: it may have lost what it held in an earlier one. When a
    peer was heard is what is fresh: our clock may have been wrong when we remembered it.
    """
    now: dict[str, Holder] = {}
    for holder in fresh:
        before = now.get(holder.author, holder)
        now[holder.author] = _joined(before, holder, max(before.heard_ms, holder.heard_ms))
    for holder in remembered:
        after = now.get(holder.author, holder)
        now[holder.author] = _joined(holder, after, after.heard_ms or holder.heard_ms)
    return tuple(now[author] for author in sorted(now))


def _joined(before: Holder, after: Holder, heard_ms: int) -> Holder:
    if before.epoch != after.epoch:
        return before if before.epoch > after.epoch else after
    streams = sorted({*before.held, *after.held})
    return replace(
        after,
        held={stream: max(before.holds(stream), after.holds(stream)) for stream in streams},
        heard_ms=heard_ms,
        skew_ms=before.skew_ms if after.skew_ms is None else after.skew_ms,
    )


def distance(holders: Iterable[Holder], stream: str, sequence: int) -> Distance:
    """Return how far the event ``sequence`` of our stream has travelled."""
    those = [holder for holder in holders if holder.holds(stream) >= sequence]
    return Distance(len(those), any(holder.is_hub for holder in those))


def spread_of(
    holders: Iterable[Holder], heads: Mapping[str, int], starts: Mapping[str, int] = NO_LANES
) -> Spread:
    """Return how far all events of our streams, whose heads are given, have travelled.

    ``starts`` are the first sequences of lanes; any other stream starts at 1.
    """
    everybody = tuple(holders)
    by_peers = [0] * (len(everybody) + 1)
    at_hub = 0
    for stream, head in heads.items():
        # Event n is on as many peers as hold n or more: count between one peer and the next.
        below = starts.get(stream, 1) - 1
        reach = (max(below, min(one.holds(stream), head)) for one in everybody)
        reached = sorted(reach, reverse=True)
        for peers, (upper, lower) in enumerate(
            zip([head, *reached], [*reached, below], strict=True)
        ):
            by_peers[peers] += upper - lower
        at_hub += max(below, _hub_reach(everybody, stream, head)) - below
    while by_peers and not by_peers[-1]:
        by_peers.pop()
    return Spread(sum(by_peers), tuple(by_peers), at_hub)


def beyond_hubs(
    holders: Iterable[Holder], heads: Mapping[str, int], starts: Mapping[str, int] = NO_LANES
) -> dict[str, int]:
    """Return, of each stream that no hub holds whole, the first sequence none holds."""
    everybody = tuple(holders)
    reach = {
        stream: max(starts.get(stream, 1) - 1, _hub_reach(everybody, stream, head))
        for stream, head in heads.items()
    }
    return {stream: held + 1 for stream, held in reach.items() if held < heads[stream]}


def _hub_reach(holders: tuple[Holder, ...], stream: str, head: int) -> int:
    return min(head, max((one.holds(stream) for one in holders if one.is_hub), default=0))
