"""Slowness: packets that take far longer than their link should need."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential, happens
from simulations.faults.fault import Fault
from simulations.network import PASS, Channel, Verdict


@dataclass
class Slowness(Fault):
    """Some packets take a second more: a full queue somewhere on the way.

    On links that keep no order, what was sent later overtakes them; on the others it waits
    behind them, and the link stands still, for a while also after the healing.
    """

    name = "slowness"

    permille: int
    """How many of a thousand packets are slow."""
    mean_us: int
    """How much longer those take in the mean."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Slow down up to a tenth of all packets by up to a second in the mean."""
        return cls(permille=dice.randrange(1, 101), mean_us=dice.randrange(50_000, 1_000_001))

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Delay this one, or let it pass."""
        if happens(self.dice, self.permille):
            return (exponential(self.dice, self.mean_us),)
        return PASS
