"""Who is who among the peers: found by author and by scope, and whose tick is next.

A hub has a thousand peers and more; what concerns a few of them must not walk over all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from typing import TypeVar

from replication.messages import EVERYTHING
from replication.peer import Peer, choose_link

K = TypeVar("K")


class Directory:
    """Peers that have said HELLO, by who they are and by what they take."""

    def __init__(self) -> None:
        """Start empty."""
        self._by_author: dict[bytes, dict[bytes, Peer]] = {}
        self._by_scope: dict[str, dict[bytes, Peer]] = {}
        self._entered: dict[bytes, tuple[bytes, tuple[str, ...]]] = {}

    def enter(self, peer: Peer) -> None:
        """Enter a peer as its last HELLO says."""
        self.leave(peer)
        assert peer.hello is not None, "only who has said HELLO is known"
        scopes = (EVERYTHING,) if EVERYTHING in peer.hello.scopes else peer.hello.scopes
        self._entered[peer.link] = (peer.author, scopes)
        self._by_author.setdefault(peer.author, {})[peer.link] = peer
        for scope in scopes:
            self._by_scope.setdefault(scope, {})[peer.link] = peer

    def leave(self, peer: Peer) -> None:
        """Strike a peer out, if it was entered."""
        author, scopes = self._entered.pop(peer.link, (b"", ()))
        _strike(self._by_author, author, peer.link)
        for scope in scopes:
            _strike(self._by_scope, scope, peer.link)

    def choose_link(self, peer: Peer, our_author: bytes) -> None:
        """Of all links to a peer's author use one; see :func:`replication.peer.choose_link`."""
        choose_link(self._by_author.get(peer.author, {}).values(), peer.author, our_author)

    def takers(self, scope: str) -> Iterator[Peer]:
        """Yield every peer that takes a scope."""
        yield from self._by_scope.get(EVERYTHING, {}).values()
        yield from self._by_scope.get(scope, {}).values()


def _strike(index: dict[K, dict[bytes, Peer]], key: K, link: bytes) -> None:
    found = index.get(key, {})
    found.pop(link, None)
    if not found:
        index.pop(key, None)


class Ticks:
    """The peers in the order in which they want to be looked after."""

    def __init__(self, peers: Mapping[bytes, Peer]) -> None:
        """Keep the order of ``peers``; anybody may set their ``next_tick_s``."""
        self._peers = peers
        self._heap: list[tuple[float, bytes]] = []
        self._planned: dict[bytes, float] = {}
        """The time of the one entry that counts for each link."""

    def plan(self, peer: Peer, at_s: float) -> None:
        """Have a peer looked after at a time, and not before."""
        peer.next_tick_s = at_s
        self._planned[peer.link] = at_s
        heappush(self._heap, (at_s, peer.link))

    def next_s(self) -> float | None:
        """Return when the next peer is due, None when there are none."""
        heap = self._heap
        while heap:
            at_s, link = heap[0]
            peer = self._peers.get(link)
            if peer is None:
                self._planned.pop(link, None)
            elif self._planned[link] == at_s:
                if peer.next_tick_s == at_s:
                    return at_s
                heappop(heap)
                self.plan(peer, peer.next_tick_s)
                continue
            heappop(heap)
        return None

    def due(self, now: float) -> Iterator[Peer]:
        """Yield each peer that is due; whoever takes it plans its next tick."""
        while (at_s := self.next_s()) is not None and at_s <= now:
            yield self._peers[self._heap[0][1]]
