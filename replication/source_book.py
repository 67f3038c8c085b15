"""Which link brings which stream, found from either side.

A hub is brought thousands of streams by a thousand peers: one that goes must not walk over all.
"""

from __future__ import annotations

from core.identity import StreamId

NOBODY = b""
"""The link of a stream that nobody brings; no link of a transport is empty."""


class SourceBook:
    """Of each stream the link of its source, of each link the streams it is the source of."""

    def __init__(self) -> None:
        """Start empty."""
        self._links: dict[StreamId, bytes] = {}
        self._streams: dict[bytes, set[StreamId]] = {}

    def link(self, stream: StreamId) -> bytes:
        """Return the link that brings a stream, or :data:`NOBODY`."""
        return self._links.get(stream, NOBODY)

    def enter(self, stream: StreamId, link: bytes) -> None:
        """Let a link bring a stream, and no other from now on."""
        if self.link(stream) != link:
            self.strike(stream)
            self._links[stream] = link
            self._streams.setdefault(link, set()).add(stream)

    def strike(self, stream: StreamId) -> None:
        """Let nobody bring a stream."""
        link = self._links.pop(stream, NOBODY)
        if link != NOBODY:
            self._streams[link].discard(stream)
            if not self._streams[link]:
                del self._streams[link]

    def strike_link(self, link: bytes) -> None:
        """Let a link bring nothing any more."""
        for stream in self._streams.pop(link, ()):
            del self._links[stream]
