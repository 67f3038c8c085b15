"""Total loss: a machine burns, is stolen, is drowned; another takes its place."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.recurring import Recurring


@dataclass
class TotalLoss(Recurring):
    """A node's disk is gone with its keys; a new machine joins with new ones, and sells at once.

    It strikes only where others hold all that the disk did: what nobody else has heard of is lost
    in any world. What the machine wrote comes back to its successor as any other's.
    """

    name = "total-loss"
    hits_disks = True

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Lose a machine every two to ten seconds."""
        return cls(between_us=dice.randrange(2_000_000, 10_000_001), lasts_us=1)

    def strike(self, node: int) -> bool:
        """Lose the machine, if that can be survived."""
        self.stage.lose_disk(node)
        return False

    def recover(self, node: int) -> None:
        """Its successor is there already."""
