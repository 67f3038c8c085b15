"""Whose clock is off: in words, measured against the median of all clocks that are heard.

Nothing is set by it and nothing waits for it: a till whose clock is wrong sells on (I13).
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median_low
from typing import NamedTuple

CLOCK_OFF_MS = 10_000
"""What a clock may be off without a word: more than any network delays an answer, less than
would put two receipts of one customer in the wrong order."""

EARLIEST_MS = 1_735_689_600_000
"""The start of 2025: a clock that says less has lost its battery."""

_SPANS = (
    (365 * 86_400_000, "year"),
    (86_400_000, "day"),
    (3_600_000, "hour"),
    (60_000, "minute"),
    (1_000, "second"),
)


class ClockVerdict(NamedTuple):
    """What is to be said of the clocks; empty where nothing is."""

    ours: str
    peers: dict[str, str]
    """Of each peer whose clock is off, by name."""


def span(milliseconds: int) -> str:
    """Return a length of time in one unit, like ``3 minutes``."""
    for length, unit in _SPANS:
        if milliseconds >= length:
            count = milliseconds // length
            return f"{count} {unit}" + ("s" if count > 1 else "")
    return f"{milliseconds} ms"


def judge(skews_ms: Mapping[str, int], now_ms: int) -> ClockVerdict:
    """Return whose clock is off, of the peers' (each less ours) and our own.

    Three clocks or more: whoever is away from the median of all. Of two that differ, the one
    that shows a time before this program was written; else nobody can know which.
    """
    if not skews_ms:
        return ClockVerdict(_long_gone(now_ms), {})
    if len(skews_ms) == 1:
        ((name, skew_ms),) = skews_ms.items()
        if abs(skew_ms) < CLOCK_OFF_MS:
            return ClockVerdict(_long_gone(now_ms), {})
        if now_ms < EARLIEST_MS <= now_ms + skew_ms:
            return ClockVerdict(_ours(-skew_ms), {})
        off = f"its clock is {_off(skew_ms)} ours"
        sure = now_ms + skew_ms < EARLIEST_MS <= now_ms
        return ClockVerdict("", {name: off if sure else f"{off}; one of the two is wrong"})
    middle_ms = median_low([0, *skews_ms.values()])
    ours = _ours(-middle_ms) if abs(middle_ms) >= CLOCK_OFF_MS else _long_gone(now_ms)
    return ClockVerdict(
        ours,
        {
            name: f"its clock is {_off(skew_ms - middle_ms)} the others'"
            for name, skew_ms in skews_ms.items()
            if abs(skew_ms - middle_ms) >= CLOCK_OFF_MS
        },
    )


def _off(milliseconds: int) -> str:
    return f"{span(abs(milliseconds))} {'ahead of' if milliseconds > 0 else 'behind'}"


def _ours(milliseconds: int) -> str:
    return f"Our clock is {_off(milliseconds)} the others'; set it. Sales go on."


def _long_gone(now_ms: int) -> str:
    return "" if now_ms >= EARLIEST_MS else "Our clock says a year long gone; set it. Sales go on."
