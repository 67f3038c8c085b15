"""Virtual clocks: what the time is on each node's wall, right or wrong."""

from __future__ import annotations

from simulations.kernel import US_PER_MS, Kernel

DAWN_MS = 1_760_000_000_000
"""When every world begins: 9 October 2025, in milliseconds since 1970."""


class VirtualClock:
    """One node's clock of the day: the world's time, and what it is wrong by."""

    __slots__ = ("_kernel", "offset_ms")

    def __init__(self, kernel: Kernel, offset_ms: int = 0) -> None:
        """Follow the kernel's time, ``offset_ms`` ahead of it (behind, when negative)."""
        self._kernel = kernel
        self.offset_ms = offset_ms

    def now_ms(self) -> int:
        """Return the time as this clock shows it, in milliseconds since 1970."""
        return DAWN_MS + self.offset_ms + self._kernel.now_us // US_PER_MS
