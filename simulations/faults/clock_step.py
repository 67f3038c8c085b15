"""Clock step: clocks that jump."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault

_STEP = b"step"


@dataclass
class ClockStep(Fault):
    """Clocks jump to and fro while tills sell: time synchronisation that came back, or a hand.

    Where a clock jumps back, a node lives through the same minute twice.
    """

    name = "clock-step"

    between_us: int
    """How long it takes in the mean until the next clock jumps."""
    worst_ms: int
    """How far it may then be off, either way."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Let a clock jump every half to five seconds, by up to ten minutes."""
        return cls(
            between_us=dice.randrange(500_000, 5_000_001), worst_ms=dice.randrange(1, 600_001)
        )

    def started(self) -> None:
        """Plan the first jump."""
        self.stage.plan_fault(self, exponential(self.dice, self.between_us), _STEP)

    def on_time(self, data: bytes) -> None:
        """Set one clock to something else."""
        node = self.dice.randrange(self.stage.node_count())
        self.stage.set_clock(node, self.dice.randrange(-self.worst_ms, self.worst_ms + 1))
        self.stage.plan_fault(self, 1 + exponential(self.dice, self.between_us), _STEP)
