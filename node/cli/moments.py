"""Times, spans and sizes as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from core.errors import RefusedError
from core.shop.aggregate import EPOCH
from node.clock_words import span

MS_END = 253_402_214_400_000
"""A day before calendars end: later times are shown as that."""

_SHORT = {"year": "y", "day": "d", "hour": "h", "minute": "min", "second": "s"}
_UNITS = ((1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


def moment_ms(text: str) -> int:
    """Read a date, with or without a time, in UTC where it names no zone.

    Raises :class:`RefusedError`.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"'{text}' is no date; write it like 2026-12-01T08:00.") from None
    read = read if read.tzinfo else read.replace(tzinfo=UTC)
    return int((read - EPOCH).total_seconds() * 1_000)


def moment(at_ms: int, now_ms: int) -> str:
    """Return a time of the wall clock here: the minute, and the day unless it is today's."""
    at, now = _local(at_ms), _local(now_ms)
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(max(0, min(at_ms, MS_END)) / 1000, tz=UTC).astimezone()


def size(count: int) -> str:
    """Return a number of bytes in one unit."""
    for length, unit in _UNITS:
        if count >= length:
            return f"{count / length:.1f} {unit}"
    return f"{count} B"


def count(number: int, what: str) -> str:
    """Return a number of things, like ``1 event`` or ``2 events``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def waits(number: int) -> str:
    """Return how many events wait, as the end of a sentence."""
    return f"{count(number, 'event')} {'waits' if number == 1 else 'wait'}"


def short(milliseconds: int) -> str:
    """Return a length of time in a few letters, like ``3 min``."""
    number, _, unit = span(milliseconds).partition(" ")
    return f"{number} {_SHORT.get(unit.removesuffix('s'), unit)}"


def signed(milliseconds: int) -> str:
    """Return a difference of time with its sign, in a few letters: ``+3 ms``, ``-2 h``."""
    return f"{'-' if milliseconds < 0 else '+'}{short(abs(milliseconds))}"
