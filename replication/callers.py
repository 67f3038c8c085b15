"""Who dialed us: the links peers opened, each by the name of the key that was proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from replication.transport import Arrived, Opened, TransportEvent


class Caller(NamedTuple):
    """Who opened a link, and the connection on which it was heard last."""

    key: bytes
    routing_id: bytes


class Callers:
    """Whom we let in, and who came. What a caller calls itself does not count."""

    def __init__(self, allowed: Mapping[bytes, str]) -> None:
        """Let in ``allowed`` public keys, each under its name."""
        self.allowed = dict(allowed)
        self.links: dict[bytes, Caller] = {}

    def heard(self, key: bytes, routing_id: bytes, data: bytes) -> list[TransportEvent]:
        """Return what it means that a key brought a message: nothing when it was not let in."""
        name = self.allowed.get(key)
        if name is None:
            return []
        link = b"r" + name.encode()
        before = self.links.get(link)
        if before is not None and before.key != key:
            return []  # Two keys go by one name: whoever came first is heard.
        self.links[link] = Caller(key, routing_id)
        opened = [Opened(link, dialed=False, key=key)] if before is None else []
        return [*opened, Arrived(link, data)]

    def allow(self, names: Mapping[bytes, str]) -> list[bytes]:
        """Let in these keys and no others; returns the links that close."""
        self.allowed = dict(names)
        closed = [
            link
            for link, caller in self.links.items()
            if self.allowed.get(caller.key) != link[1:].decode()
        ]
        for link in closed:
            # ZeroMQ keeps a connection it once let in; what it still brings is dropped.
            del self.links[link]
        return closed
