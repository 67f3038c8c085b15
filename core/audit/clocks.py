"""Clock jumps: where the time a till says parts from the stamps it had reached.

A stamp never goes back (invariant I13), so a clock that was set back shows in the time that
events state themselves. Where one does go back, a program that is not ours has sealed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.audit.ledger import Happening
from core.identity import StreamId

JUMP_MS = 300_000
"""How far the two may be apart: five minutes, more than a till with working time drifts."""


class ClockJump(NamedTuple):
    """An event that begins to say another time."""

    happened: Happening
    off_ms: int
    """What it says less its stamp: negative when the clock was set back, or the stamp went back."""


def clock_jumps(told: Iterable[Happening]) -> Iterator[ClockJump]:
    """Yield each jump once, at its first event; what follows it is off by as much."""
    off: dict[StreamId, int] = {}
    reached: dict[StreamId, int] = {}
    for one in told:
        before_ms = reached.get(one.stream, 0)
        if one.stamp_ms < before_ms - JUMP_MS:
            yield ClockJump(one, one.stamp_ms - before_ms)
        reached[one.stream] = one.stamp_ms
        at_ms = getattr(one.fact, "at_ms", None)
        if at_ms is None:
            continue
        now = at_ms - one.stamp_ms
        before = off.get(one.stream, 0)
        if abs(now) > JUMP_MS and abs(now - before) > JUMP_MS:
            yield ClockJump(one, now)
        off[one.stream] = now
