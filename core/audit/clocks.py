"""Clock jumps: where the time a till says parts from the stamps it had reached.

A stamp never goes back (invariant I13), so a clock that was set back shows in the time that
events state themselves. Where one does go back, a program that is not ours has sealed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.audit.ledger import Happening
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.log_view import LogView

JUMP_MS = 300_000
"""How far the two may be apart: five minutes, more than a till with working time drifts."""


class ClockJump(NamedTuple):
    """An event that begins to say another time."""

    happened: Happening
    off_ms: int
    """What it says less its stamp: negative when the clock was set back, or the stamp went back."""


def clock_jumps(view: LogView, told: Iterable[Happening]) -> Iterator[ClockJump]:
    """Yield each jump once, at its first event; what follows it is off by as much.

    A further history of a stream goes on from the record it follows: whoever dates sales back in
    a history of their own is seen, whichever of the two is called a lane.
    """
    off: dict[StreamId, int] = {}
    reached: dict[StreamId, int] = {}
    for one in told:
        before_ms = reached.get(one.stream)
        if before_ms is None:
            before_ms = _reached_before(view, one.stream)
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


def _reached_before(view: LogView, stream: StreamId) -> int:
    """Return the stamp of what a stream goes on from, in milliseconds; 0 before its first."""
    if not stream.is_lane or stream.start == 1:
        return 0
    (record,) = view.records(view.parent(stream), stream.start - 2, count=1)
    return milliseconds_of(entry_of(record).hlc)
