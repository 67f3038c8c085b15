"""Duplication: packets that arrive twice."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import happens
from simulations.faults.fault import Fault
from simulations.network import PASS, Channel, Verdict


@dataclass
class Duplication(Fault):
    """A packet is delivered twice, the second time late: a relay that retries too eagerly."""

    name = "duplication"

    permille: int
    """How many of a thousand packets come twice."""
    late_us: int
    """How much later the second one sets out, at most."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Repeat up to half of all packets, up to two seconds late."""
        return cls(permille=dice.randrange(1, 501), late_us=dice.randrange(1, 2_000_001))

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Deliver this one twice, or let it pass."""
        if happens(self.dice, self.permille):
            return (0, self.dice.randrange(self.late_us))
        return PASS
