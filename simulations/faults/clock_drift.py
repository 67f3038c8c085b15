"""Clock drift: clocks that run too fast or too slow."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault

_TICK = b"tick"

_TICK_US = 250_000
"""How often the clocks are moved on."""


@dataclass
class ClockDrift(Fault):
    """Each clock runs at a speed of its own, up to some hundredths too fast or too slow.

    Real ones are off by a few in a million; so much more shows in seconds what takes weeks.
    """

    name = "clock-drift"

    worst_permille: int
    """How many thousandths the worst clock is too fast or too slow."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Let clocks run up to a fifth too fast or too slow."""
        return cls(worst_permille=dice.randrange(1, 201))

    def started(self) -> None:
        """Give every clock its speed."""
        worst = self.worst_permille
        nodes = range(self.stage.node_count())
        self.speeds = [self.dice.randrange(-worst, worst + 1) for _ in nodes]
        self.ticks = 0
        self.stage.plan_fault(self, _TICK_US, _TICK)

    def on_time(self, data: bytes) -> None:
        """Move every clock on by what it gained or lost."""
        self.ticks += 1
        for node, permille in enumerate(self.speeds):
            self.stage.set_clock(node, self.ticks * _TICK_US * permille // 1_000_000)
        self.stage.plan_fault(self, _TICK_US, _TICK)
