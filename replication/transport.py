"""What a transport does for a replica: links that carry messages, and may lose them.

A transport promises little, so that little can break: a message arrives whole or not at all,
unchanged, and messages of one link that arrive do so in order. It may drop any message at any
time; the replica makes up for it. ``tests/contracts/test_transport.py`` holds every transport
to this.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol


class Opened(NamedTuple):
    """A link exists: dialed by us, or by a peer we had not heard before."""

    link: bytes
    dialed: bool
    key: bytes = b""
    """The public CURVE key that everything which arrives on the link was proved with."""


class Closed(NamedTuple):
    """A link is gone; should the peer come back, a new one opens."""

    link: bytes


class Reached(NamedTuple):
    """A dialed link works from now on: its peer has answered and proved its key."""

    link: bytes


class Broken(NamedTuple):
    """A try to dial failed, or a dialed link broke: it carries nothing until dialed anew."""

    link: bytes


class Arrived(NamedTuple):
    """One message from a link."""

    link: bytes
    data: bytes


class Readable(NamedTuple):
    """A watched file descriptor has something to read."""

    fd: int


TransportEvent = Opened | Closed | Reached | Broken | Arrived | Readable
"""Anything a transport reports."""


class PeerAddress(NamedTuple):
    """Where to dial a peer: its name, its address and the 32-byte public key it must prove."""

    name: str
    address: str
    curve_public_key: bytes


class Transport(Protocol):
    """Carries messages between nodes."""

    def poll(self, timeout_s: float) -> list[TransportEvent]:
        """Wait up to ``timeout_s`` for something to happen and return all that did."""

    def send(self, link: bytes, data: bytes) -> bool:
        """Send a message, never waiting; False when it was dropped at once."""

    def block(self, names: Collection[str]) -> None:
        """Pull the cable to the named peers, and plug in every other one."""

    def allow(self, names: Mapping[bytes, str]) -> None:
        """Let in these public keys from now on, each under its name, and no other.

        Links that peers opened with any other key close, and nothing more arrives on them.
        Links we dialed stay: their keys were named when they were dialed.
        """

    def hang_up(self, name: str) -> None:
        """Close the dialed link to a peer for good, if there is one."""

    def watch(self, fd: int) -> None:
        """Report when a file descriptor has something to read."""

    def unwatch(self, fd: int) -> None:
        """Stop watching a file descriptor."""

    def close(self) -> None:
        """Close every link, dropping what was not sent."""


class DialingTransport(Transport, Protocol):
    """A transport that is told at run time whom to dial."""

    def dial(self, peer: PeerAddress) -> bytes:
        """Open a link to a peer, or dial anew one that broke; returns the link's name.

        A link that works is left alone, unless it leads to another address or key. Never
        waits: :class:`Reached` or :class:`Broken` says what came of it.
        """

    def hang_up(self, name: str) -> None:
        """Close the dialed link to a peer, if there is one."""
