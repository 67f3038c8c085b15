"""The transports under one contract: a small one in memory, and the real one on loopback."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from replication.transport import (
    Arrived,
    Broken,
    Opened,
    PeerAddress,
    Transport,
    TransportEvent,
)
from replication.zmq_transport import ZmqTransport, curve_keypair
from tests.contracts.memory_transport import Ether, MemoryTransport

DEADLINE_S = 120.0
"""How long the real network may take for anything, on a busy machine."""

E = TypeVar("E", bound=TransportEvent)


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

    def links_of(self, data: bytes) -> set[bytes]:
        """Return the links on which a message arrived."""
        return {event.link for event in self.of(Arrived) if event.data == data}

    def link_to(self, other: Station) -> bytes:
        """Return the link to a station we dialed, or that dialed us."""
        name = other.name.encode()
        return next(event.link for event in self.of(Opened) if event.link[1:] == name)


class Net(Protocol):
    """Starts transports of one kind; each lets in all that were started but strangers."""

    def start(
        self, name: str, *dialed: str, false_key: bool = False, stranger: bool = False
    ) -> Station:
        """Start a station that dials others; with a false key of theirs, if asked."""

    def key_of(self, name: str) -> bytes:
        """Return the public key a station proves."""

    def forbid(self, name: str) -> None:
        """Let nobody let a station in any more."""

    def address(self, name: str) -> PeerAddress:
        """Return how a station that runs is dialed."""

    def end(self) -> None:
        """Close whatever still runs."""


class Lists:
    """Whom the stations of a net let in."""

    def __init__(self) -> None:
        self._names: dict[bytes, str] = {}
        self._open: list[Station] = []

    def admit(self, station: Station, key: bytes, *, stranger: bool) -> Station:
        """Let a station into all others, and them into it."""
        self._open.append(station)
        if not stranger:
            self._names[key] = station.name
        self._tell()
        return station

    def forbid(self, key: bytes) -> None:
        self._names.pop(key, None)
        self._tell()

    def _tell(self) -> None:
        for station in self._open:
            if not station.closed:
                station.transport.allow(self._names)


class MemoryNet:
    """Stations in memory."""

    def __init__(self) -> None:
        self._ether = Ether()
        self._lists = Lists()

    def start(
        self, name: str, *dialed: str, false_key: bool = False, stranger: bool = False
    ) -> Station:
        peers = [
            PeerAddress(peer, peer, b"another key" if false_key else self.key_of(peer))
            for peer in dialed
        ]
        transport = MemoryTransport(self._ether, name, self.key_of(name), peers)
        return self._lists.admit(Station(name, transport), self.key_of(name), stranger=stranger)

    def key_of(self, name: str) -> bytes:
        return f"{name}'s key".encode()

    def forbid(self, name: str) -> None:
        self._lists.forbid(self.key_of(name))

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
        self._lists = Lists()

    def key_of(self, name: str) -> bytes:
        return self.keys[name][0]

    def forbid(self, name: str) -> None:
        self._lists.forbid(self.key_of(name))

    def start(
        self, name: str, *dialed: str, false_key: bool = False, stranger: bool = False
    ) -> Station:
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
            listen=self.addresses.get(name, "tcp://127.0.0.1:0"),
            curve_public_key=public,
            curve_secret_key=secret,
            peers=peers,
        )
        self.addresses[name] = transport.address
        by_link = {b"d" + peer.name.encode(): peer for peer in peers}
        station = Station(name, transport, lambda link: transport.dial(by_link[link]))
        self._stations.append(station)
        return self._lists.admit(station, public, stranger=stranger)

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


def joined(net: Net) -> tuple[Station, Station]:
    """Return two stations that have heard one another; bob dialed."""
    ada = net.start("ada")
    bob = net.start("bob", "ada")
    until(lambda: bob.of(Opened), bob)
    send_until_arrived(bob, ada, b"hello")
    send_until_arrived(ada, bob, b"hello")
    return ada, bob
