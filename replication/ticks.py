"""Whose tick is next: links in the order in which they want to be looked after.

A hub has a thousand of them and more; to find the few that are due must not walk over all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from heapq import heappop, heappush

from replication.limits import TICK_JITTER, TICK_S


class Ticks:
    """A time for each link; only the one planned last counts."""

    def __init__(self, dice: random.Random, tick_s: float = TICK_S) -> None:
        """Plan nothing yet; ``dice`` spread the ticks, of about ``tick_s`` each."""
        self._dice = dice
        self._tick_s = tick_s
        self._heap: list[tuple[float, bytes]] = []
        self._planned: dict[bytes, float] = {}

    def plan(self, link: bytes, at_s: float) -> None:
        """Have a link looked after at a time, and not before."""
        self._planned[link] = at_s
        heappush(self._heap, (at_s, link))

    def plan_next(self, link: bytes, now: float) -> None:
        """Have a link looked after a tick from now, a little earlier or later."""
        self.plan(link, now + self._tick_s * (1 + TICK_JITTER * (2 * self._dice.random() - 1)))

    def forget(self, link: bytes) -> None:
        """Have a link looked after no more."""
        self._planned.pop(link, None)

    def next_s(self) -> float | None:
        """Return when the next link is due, None when there are none."""
        heap = self._heap
        while heap:
            at_s, link = heap[0]
            if self._planned.get(link) == at_s:
                return at_s
            heappop(heap)
        return None

    def due(self, now: float) -> Iterator[bytes]:
        """Yield each link that is due, the longest overdue first.

        Whoever takes a link plans its next tick, or forgets it.
        """
        heap, planned = self._heap, self._planned
        while heap and heap[0][0] <= now:
            at_s, link = heap[0]
            if planned.get(link) == at_s:
                yield link
            else:
                heappop(heap)
