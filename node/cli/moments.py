"""Times, spans and sizes as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from core.errors import RefusedError

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
    return round(read.timestamp() * 1_000)


def utc_clock(at_ms: int) -> datetime:
    """Return a time of UTC."""
    return datetime.fromtimestamp(max(0, min(at_ms, MS_END)) / 1000, tz=UTC)


def wall_clock(at_ms: int) -> datetime:
    """Return a time of the wall clock here."""
    return utc_clock(at_ms).astimezone()


def size(count: int) -> str:
    """Return a number of bytes in one unit."""
    for length, unit in _UNITS:
        if count >= length:
            return f"{count / length:.1f} {unit}"
    return f"{count} B"
