"""Loss: packets that never arrive."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import happens
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict


@dataclass
class Loss(Fault):
    """Packets vanish, each by itself: bad cables, full buffers, a busy radio."""

    name = "loss"

    permille: int
    """How many of a thousand packets vanish."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Lose up to three packets in ten; more is an outage, and has its own fault."""
        return cls(permille=dice.randrange(1, 301))

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop this one, or not."""
        return DROP if happens(self.dice, self.permille) else PASS
