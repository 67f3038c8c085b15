"""Reordering: packets that overtake one another."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import happens
from simulations.faults.fault import Fault
from simulations.network import PASS, Channel, Verdict


@dataclass
class Reordering(Fault):
    """Some packets are held back just long enough for the next few to overtake them.

    Only on links that keep no order; on the others all that follow wait behind.
    """

    name = "reordering"

    permille: int
    """How many of a thousand packets are held back."""
    late_us: int
    """For how long at most."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Hold back up to half of all packets, for up to a fifth of a second."""
        return cls(permille=dice.randrange(10, 501), late_us=dice.randrange(1_000, 200_001))

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Hold this one back, or let it pass."""
        return (self.dice.randrange(self.late_us),) if happens(self.dice, self.permille) else PASS
