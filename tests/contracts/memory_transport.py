"""A transport without a network, for the contract and whatever needs no more than that."""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Collection, Iterable, Mapping

from replication.transport import (
    Arrived,
    Closed,
    Opened,
    PeerAddress,
    Readable,
    TransportEvent,
)


class Ether:
    """Where transports in memory find one another."""

    def __init__(self) -> None:
        self.stations: dict[str, MemoryTransport] = {}


class MemoryTransport:
    """A transport without a network: what is sent lies in the other's queue at once."""

    def __init__(
        self, ether: Ether, name: str, public_key: bytes, peers: Iterable[PeerAddress]
    ) -> None:
        self._ether = ether
        self._name = name
        self._public_key = public_key
        self._dialed = {b"d" + peer.name.encode(): peer for peer in peers}
        self._allowed: dict[bytes, str] = {}
        self._inbound: dict[bytes, bytes] = {}
        self._blocked: frozenset[str] = frozenset()
        self._queue: deque[TransportEvent] = deque(
            Opened(link, True, peer.curve_public_key) for link, peer in self._dialed.items()
        )
        self._watched: list[int] = []
        ether.stations[name] = self

    def poll(self, timeout_s: float) -> list[TransportEvent]:
        """Return what happened; without a network there is nothing to wait for."""
        events = list(self._queue)
        self._queue.clear()
        ready, _, _ = select.select(self._watched, [], [], 0)
        return events + [Readable(fd) for fd in ready]

    def send(self, link: bytes, data: bytes) -> bool:
        """Put a message into the other's queue, if it is there and proves its key."""
        name = link[1:].decode()
        other = self._ether.stations.get(name)
        if name in self._blocked:
            return False
        if link in self._dialed:
            if other is None or other._public_key != self._dialed[link].curve_public_key:
                return False
            other._arrive(b"r" + self._name.encode(), self._name, self._public_key, data)
            return True
        back = b"d" + self._name.encode()
        if link not in self._inbound:
            return False
        if other is None or back not in other._dialed:
            del self._inbound[link]
            self._queue.append(Closed(link))
            return False
        other._arrive(back, self._name, self._public_key, data)
        return True

    def _arrive(self, link: bytes, sender: str, key: bytes, data: bytes) -> None:
        if sender in self._blocked:
            return
        if link[:1] == b"r":
            if self._allowed.get(key) != sender or self._inbound.get(link, key) != key:
                return
            if link not in self._inbound:
                self._inbound[link] = key
                self._queue.append(Opened(link, False, key))
        self._queue.append(Arrived(link, data))

    def dial(self, peer: PeerAddress) -> bytes:
        """Open a link to a peer; it never breaks."""
        link = b"d" + peer.name.encode()
        if link not in self._dialed:
            self._queue.append(Opened(link, True, peer.curve_public_key))
        self._dialed[link] = peer
        return link

    def allow(self, names: Mapping[bytes, str]) -> None:
        """Let in these public keys from now on, each under its name, and no other."""
        self._allowed = dict(names)
        for link, key in list(self._inbound.items()):
            if self._allowed.get(key) != link[1:].decode():
                del self._inbound[link]
                self._queue.append(Closed(link))

    def hang_up(self, name: str) -> None:
        """Close the dialed link to a peer, if there is one."""
        link = b"d" + name.encode()
        if self._dialed.pop(link, None) is not None:
            self._queue.append(Closed(link))

    def block(self, names: Collection[str]) -> None:
        """Pull the cable to the named peers, and plug in every other one."""
        self._blocked = frozenset(names)

    def watch(self, fd: int) -> None:
        """Report when a file descriptor has something to read."""
        self._watched.append(fd)

    def unwatch(self, fd: int) -> None:
        """Stop watching a file descriptor."""
        self._watched.remove(fd)

    def close(self) -> None:
        """Leave."""
        del self._ether.stations[self._name]
