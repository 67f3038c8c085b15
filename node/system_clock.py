"""The machine's clocks: the one module that reads them."""

from __future__ import annotations

import time


def now_ms() -> int:
    """Return the time of day in milliseconds since 1970, as the machine believes it."""
    return time.time_ns() // 1_000_000


def pause(seconds: float) -> None:
    """Let so much time pass."""
    time.sleep(seconds)


def monotonic_s() -> float:
    """Return seconds of a clock that never goes back, for waiting and measuring."""
    return time.monotonic()
