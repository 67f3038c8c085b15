"""Who is who among the peers: found by author and by scope.

A hub has a thousand peers and more; what concerns a few of them must not walk over all.
"""

from __future__ import annotations

from collections.abc import Iterator
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
