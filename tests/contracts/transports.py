"""The transports under one contract: a small one in memory, and the real one on loopback."""

from __future__ import annotations

import select
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from typing import Protocol, TypeVar

from replication.transport import (
    Arrived,
    Broken,
    Closed,
    Opened,
    PeerAddress,
    Readable,
    Transport,
    TransportEvent,
)
from replication.zmq_transport import ZmqTransport, curve_keypair

DEADLINE_S = 20.0
"""How long the real network may take for anything, on a busy machine."""

E = TypeVar("E", bound=TransportEvent)


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
        self._inbound: set[bytes] = set()
        self._blocked: frozenset[str] = frozenset()
        self._queue: deque[TransportEvent] = deque(Opened(link, True) for link in self._dialed)
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
            other._arrive(b"r" + self._name.encode(), self._name, data)
            return True
        back = b"d" + self._name.encode()
        if other is None or back not in other._dialed:
            if link in self._inbound:
                self._inbound.discard(link)
                self._queue.append(Closed(link))
            return False
        other._arrive(back, self._name, data)
        return True

    def _arrive(self, link: bytes, sender: str, data: bytes) -> None:
        if sender in self._blocked:
            return
        if link[:1] == b"r" and link not in self._inbound:
            self._inbound.add(link)
            self._queue.append(Opened(link, False))
        self._queue.append(Arrived(link, data))

    def dial(self, peer: PeerAddress) -> bytes:
        """Open a link to a peer; it never breaks."""
        link = b"d" + peer.name.encode()
        if link not in self._dialed:
            self._queue.append(Opened(link, True))
        self._dialed[link] = peer
        return link

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


class Station:
    """A transport, and everything it reported."""

    def __init__(
        self, name: str, transport: Transport, redial: Callable[[bytes], object] | None = None
    ) -> None:
        self.name = name
        self._redial = redial
        self.transport = transport
        self.events: list[TransportEvent] = []
        self.closed = False

    def close(self) -> None:
        self.closed = True
        self.transport.close()

    def poll(self) -> None:
        """Take in what happens, and dial again what broke."""
        events = self.transport.poll(0.01)
        self.events += events
        for event in events:
            if isinstance(event, Broken) and self._redial is not None:
                self._redial(event.link)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def arrived(self) -> list[bytes]:
        return [event.data for event in self.of(Arrived)]

    def link_to(self, other: Station) -> bytes:
        """Return the link to a station we dialed, or that dialed us."""
        name = other.name.encode()
        return next(event.link for event in self.of(Opened) if event.link[1:] == name)


class Net(Protocol):
    """Starts transports of one kind."""

    def start(self, name: str, *dialed: str, false_key: bool = False) -> Station:
        """Start a station that dials others; with a false key of theirs, if asked."""

    def address(self, name: str) -> PeerAddress:
        """Return how a station that runs is dialed."""

    def end(self) -> None:
        """Close whatever still runs."""


class MemoryNet:
    """Stations in memory."""

    def __init__(self) -> None:
        self._ether = Ether()

    def start(self, name: str, *dialed: str, false_key: bool = False) -> Station:
        suffix = "'s other key" if false_key else "'s key"
        peers = [PeerAddress(peer, peer, f"{peer}{suffix}".encode()) for peer in dialed]
        key = f"{name}'s key".encode()
        return Station(name, MemoryTransport(self._ether, name, key, peers))

    def address(self, name: str) -> PeerAddress:
        return PeerAddress(name, name, f"{name}'s key".encode())

    def end(self) -> None:
        """Nothing holds anything."""


class ZmqNet:
    """Stations on loopback, each with a key; one that starts again takes its old port."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[bytes, bytes]] = {}
        self.addresses: dict[str, str] = {}
        self._stations: list[Station] = []

    def start(self, name: str, *dialed: str, false_key: bool = False) -> Station:
        public, secret = self.keys.setdefault(name, curve_keypair())
        peers = [
            PeerAddress(
                peer,
                self.addresses[peer],
                curve_keypair()[0] if false_key else self.keys[peer][0],
            )
            for peer in dialed
        ]
        transport = ZmqTransport(
            name,
            listen=self.addresses.get(name, "tcp://127.0.0.1:0"),
            curve_public_key=public,
            curve_secret_key=secret,
            peers=peers,
        )
        self.addresses[name] = transport.address
        by_link = {b"d" + peer.name.encode(): peer for peer in peers}
        station = Station(name, transport, lambda link: transport.dial(by_link[link]))
        self._stations.append(station)
        return self._stations[-1]

    def address(self, name: str) -> PeerAddress:
        return PeerAddress(name, self.addresses[name], self.keys[name][0])

    def end(self) -> None:
        for station in self._stations:
            if not station.closed:
                station.close()


def until(fact: Callable[[], object], *stations: Station) -> None:
    """Poll the stations in turn until something is so."""
    deadline = time.monotonic() + DEADLINE_S
    while not fact():
        assert time.monotonic() < deadline, "it never came to be"
        for station in stations:
            station.poll()


def send_until_arrived(sender: Station, receiver: Station, data: bytes) -> None:
    """Send a message over and over, as the replica does, until it has arrived once."""

    def has_arrived() -> bool:
        if data in receiver.arrived:
            return True
        sender.transport.send(sender.link_to(receiver), data)
        return False

    until(has_arrived, receiver, sender)
