"""Virtual clocks: what the time is on each node's wall, right or wrong."""

from __future__ import annotations

from simulations.kernel import US_PER_MS, Kernel

DAWN_MS = 1_760_000_000_000
"""When every world begins: 9 October 2025, in milliseconds since 1970."""


class VirtualClock:
    """One node's clock of the day: the world's time, and what it is wrong by."""

    __slots__ = ("_kernel", "_latest_ms", "_offset_ms")

    def __init__(self, kernel: Kernel, offset_ms: int = 0) -> None:
        """Follow the kernel's time, ``offset_ms`` ahead of it (behind, when negative)."""
        self._kernel = kernel
        self._offset_ms = offset_ms
        self._latest_ms = 0

    def now_ms(self) -> int:
        """Return the time as this clock shows it, in milliseconds since 1970."""
        return DAWN_MS + self._offset_ms + self._kernel.now_us // US_PER_MS

    def set_wrong(self, offset_ms: int) -> None:
        """Be wrong by so much from now on."""
        self._latest_ms = self.latest_ms
        self._offset_ms = offset_ms

    @property
    def latest_ms(self) -> int:
        """The latest time this clock ever showed, before it was last set back."""
        return max(self._latest_ms, self.now_ms())
