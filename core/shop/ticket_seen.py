"""What a till had seen of a ticket when it ended it, or took a line off.

A cut names streams as they were called when it was written. Where its own stream turns out to
have forked, the history it meant is the one its step stands in, whatever that is called now. Of
another till's stream that forked nobody can tell which history it was: the name is read as it
stands (docs/decisions/0027-rows-of-lanes.md).
"""

from __future__ import annotations

from typing import NamedTuple

from core.identity import StreamId
from core.shop.ticket import TicketCut


class Seen(NamedTuple):
    """The cut of a step, and the stream the step stands in."""

    stream: bytes
    cut: TicketCut

    def covers(self, place: tuple[bytes, int]) -> bool:
        """Return whether the till had seen the step at (stream, sequence)."""
        stream, sequence = place
        own, other = StreamId.from_bytes(self.stream), StreamId.from_bytes(stream)
        if own.base != other.base:
            return any(named == stream and last >= sequence for named, last in self.cut)
        # Of three histories of one stream names do not tell which lane the third goes on.
        is_own = own == other or sequence < own.start
        return is_own and sequence <= self._through(own.base)

    def _through(self, base: StreamId) -> int:
        """How far the cut goes in the history of its own stream."""
        named = ((StreamId.from_bytes(stream), last) for stream, last in self.cut)
        return max((last for stream, last in named if stream.base == base), default=0)
