"""The kernel: virtual time, and one queue of all that is still to happen.

An event is (time, number, kind, node, place, data). Times are whole microseconds since the
world began; numbers run on, so that two events of one microsecond keep the order in which
they were planned. Nothing else decides the order, hence one seed, one history.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from hashlib import sha256
from heapq import heappop, heappush

US_PER_S = 1_000_000
"""Microseconds in a second."""

US_PER_MS = 1_000
"""Microseconds in a millisecond."""

NOBODY = -1
"""The node of an event that concerns the world as a whole."""

Handler = Callable[[int, int, bytes], None]
"""What is done with an event: given its node, its place there and its data."""

_Event = tuple[int, int, int, int, int, bytes]
_TRACED = struct.Struct(">QhhQI")


class Kernel:
    """Lets things happen one after another, and remembers all of them in one hash."""

    __slots__ = ("_handlers", "_number", "_queue", "_trace", "events", "kinds", "now_us")

    def __init__(self) -> None:
        """Begin at time 0 with nothing planned."""
        self.now_us = 0
        self.events = 0
        """How many events have happened."""
        self.kinds: list[str] = []
        self._handlers: list[Handler] = []
        self._queue: list[_Event] = []
        self._number = 0
        self._trace = sha256()

    def kind(self, name: str, handler: Handler) -> int:
        """Give a new kind of event its handler, and return its number."""
        self.kinds.append(name)
        self._handlers.append(handler)
        self._trace.update(name.encode() + b"\0")
        return len(self.kinds) - 1

    def plan(self, time_us: int, kind: int, node: int, place: int, data: bytes = b"") -> None:
        """Plan an event for a time that has not passed."""
        assert time_us >= self.now_us, "the past cannot be changed"
        self._number += 1
        heappush(self._queue, (time_us, self._number, kind, node, place, data))

    def run_until(self, time_us: int) -> None:
        """Let everything planned up to and at ``time_us`` happen; then it is that time."""
        queue, handlers, trace, pack = self._queue, self._handlers, self._trace, _TRACED.pack
        while queue and queue[0][0] <= time_us:
            at_us, _, kind, node, place, data = heappop(queue)
            self.now_us = at_us
            self.events += 1
            trace.update(pack(at_us, kind, node, place, len(data)) + data)
            handlers[kind](node, place, data)
        self.now_us = time_us

    def note(self, node: int, data: bytes) -> None:
        """Add to the trace what an event led to, when its own data does not say so."""
        self._trace.update(_TRACED.pack(self.now_us, -1, node, 0, len(data)) + data)

    @property
    def next_us(self) -> int | None:
        """When the next event happens, or None when nothing is planned."""
        return self._queue[0][0] if self._queue else None

    @property
    def now_s(self) -> float:
        """The time in seconds since the world began."""
        return self.now_us / US_PER_S

    @property
    def trace_hash(self) -> str:
        """The SHA-256 over every event so far: equal hashes, equal histories."""
        return self._trace.copy().hexdigest()
