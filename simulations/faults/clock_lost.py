"""Lost clocks: a battery that died, a date typed wrong, a summer that began."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.clock import DAWN_MS
from simulations.faults.fault import Fault

YEAR_2099_MS = 4_070_908_800_000
"""The first of January 2099, in milliseconds since 1970."""

HOUR_MS = 3_600_000
"""What summer time moves a clock by that was set to local time."""

_STRIKE = b"strike"


@dataclass
class _LostClock(Fault):
    """One node's clock is wrong from some moment on, and is not set right by the healing."""

    after_us: int
    """When it goes wrong."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Let it go wrong within the first ten seconds."""
        return cls(after_us=dice.randrange(10_000_001))

    def started(self) -> None:
        """Choose the node and plan the moment."""
        self.node = self.dice.randrange(self.stage.node_count())
        self.stage.plan_fault(self, self.after_us, _STRIKE)

    def on_time(self, data: bytes) -> None:
        """Set the clock wrong."""
        self.stage.set_clock(self.node, self.offset_ms())

    def offset_ms(self) -> int:
        """Return how far it is off."""
        raise NotImplementedError


@dataclass
class Clock1970(_LostClock):
    """One node believes it is 1970: the battery of its clock is empty. It sells on."""

    name = "clock-1970"

    def offset_ms(self) -> int:
        """Return the way back to 1970."""
        return -DAWN_MS


@dataclass
class Clock2099(_LostClock):
    """One node believes it is 2099: somebody typed the date. No other clock follows it."""

    name = "clock-2099"

    def offset_ms(self) -> int:
        """Return the way to 2099."""
        return YEAR_2099_MS - DAWN_MS


@dataclass
class SummerTime(_LostClock):
    """One node's clock is set to local time and jumps an hour, there and back again."""

    name = "summer-time"

    def started(self) -> None:
        """Begin in winter."""
        self.summer = False
        super().started()

    def on_time(self, data: bytes) -> None:
        """Jump an hour forth or back."""
        self.summer = not self.summer
        super().on_time(data)
        self.stage.plan_fault(self, 1 + self.after_us, _STRIKE)

    def offset_ms(self) -> int:
        """Return an hour in summer."""
        return HOUR_MS if self.summer else 0
