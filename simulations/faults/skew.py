"""Skew: clocks that are wrong, a little or madly."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import happens
from simulations.faults.fault import Fault

YEAR_MS = 365 * 86_400_000
"""Milliseconds of a year, the size of a mad clock's mistake."""

MAD_PERMILLE = 100
"""How many of a thousand clocks are mad: a battery that died, a date typed wrong."""


@dataclass
class Skew(Fault):
    """Each node's clock is off by an amount of its own, and one in ten by years.

    Clocks are not set right when the world is healed: agreement must not need that.
    """

    name = "skew"

    worst_ms: int
    """How far a sane clock may be off, either way."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Set clocks wrong by up to five minutes."""
        return cls(worst_ms=dice.randrange(1, 300_001))

    def started(self) -> None:
        """Set every clock wrong."""
        for node in range(self.stage.node_count()):
            worst_ms = 3 * YEAR_MS if happens(self.dice, MAD_PERMILLE) else self.worst_ms
            self.stage.set_clock(node, self.dice.randrange(-worst_ms, worst_ms + 1))
