"""The virtual network behind the face of a transport: ZeroMQ's twin for the contract tests.

The world itself hands messages to its nodes without this detour. Waiting here means letting
the kernel run, for as long as nothing happens to this node and the timeout has not passed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from replication.transport import Arrived, Closed, Opened, TransportEvent
from simulations.enrolment import virtual_key
from simulations.kernel import US_PER_S, Kernel
from simulations.network import Endpoint, Network


class VirtualTransport:
    """Links over a virtual network; every node proves the key of its name."""

    def __init__(self, kernel: Kernel, network: Network, end: Endpoint) -> None:
        """Listen at ``end``."""
        self._kernel = kernel
        self._network = network
        self._end = end
        self._pending: list[TransportEvent] = []
        self._allowed: dict[bytes, str] = {}
        self._links: set[bytes] = set()
        network.attach(end, self)

    def opened(self, link: bytes, *, dialed: bool) -> None:
        """Report that a link we dialed exists; one a peer dialed does when it was let in."""
        if dialed:
            self._open(link)

    def _open(self, link: bytes) -> None:
        self._links.add(link)
        self._pending.append(Opened(link, link[:1] == b"d", virtual_key(link[1:].decode())))

    def arrived(self, link: bytes, data: bytes) -> None:
        """Report a message, unless who brings it was not let in."""
        if link not in self._links:
            if link[:1] == b"d" or not self._is_allowed(link):
                return
            self._open(link)
        self._pending.append(Arrived(link, data))

    def closed(self, link: bytes) -> None:
        """Report that a link is gone."""
        if link in self._links:
            self._links.discard(link)
            self._pending.append(Closed(link))

    def _is_allowed(self, link: bytes) -> bool:
        name = link[1:].decode()
        return self._allowed.get(virtual_key(name)) == name

    def poll(self, timeout_s: float) -> list[TransportEvent]:
        """Wait up to ``timeout_s`` virtual seconds and return all that happened."""
        until_us = self._kernel.now_us + int(timeout_s * US_PER_S)
        while not self._pending:
            next_us = self._kernel.next_us
            if next_us is None or next_us > until_us:
                self._kernel.run_until(until_us)
                break
            self._kernel.run_until(next_us)
        events, self._pending = self._pending, []
        return events

    def send(self, link: bytes, data: bytes) -> bool:
        """Send a message; False when it was dropped at once."""
        return link in self._links and self._network.send(self._end, link, data)

    def block(self, names: Collection[str]) -> None:
        """Pull the cable to the named peers, and plug in every other one."""
        self._network.block(self._end, names)

    def allow(self, names: Mapping[bytes, str]) -> None:
        """Let in these keys from now on, each under its name, and no other."""
        self._allowed = dict(names)
        for link in sorted(self._links):
            if link[:1] == b"r" and not self._is_allowed(link):
                self.closed(link)

    def hang_up(self, name: str) -> None:
        """Close the dialed link to a peer for good, if there is one."""
        self.closed(b"d" + name.encode())

    def watch(self, fd: int) -> None:
        """Do nothing: there are no file descriptors in a virtual world."""

    def unwatch(self, fd: int) -> None:
        """Do nothing: there are no file descriptors in a virtual world."""

    def close(self) -> None:
        """Stop listening."""
        self._network.detach(self._end)
