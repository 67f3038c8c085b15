"""Image restore: a machine's disk set back to an earlier state, in place."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault

_TAKE, _SET_BACK = b"take ", b"set-back "


@dataclass
class ImageRestore(Fault):
    """A node's disk is what it was some time ago, and nothing on it says so.

    What it sells before a peer answers has sequences and receipt numbers that were used
    before: its streams fork. Nothing is set back that no other node holds, for that would
    be lost in any world.
    """

    name = "image-restore"

    between_us: int
    """How long it takes in the mean until the next image is taken."""
    age_us: int
    """How old an image is in the mean when it is put back."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Take an image every two to ten seconds, and put it back half to five seconds later."""
        return cls(
            between_us=dice.randrange(2_000_000, 10_000_001),
            age_us=dice.randrange(500_000, 5_000_001),
        )

    def started(self) -> None:
        """Plan the first image."""
        self._plan()

    def _plan(self) -> None:
        node = self.dice.randrange(self.stage.node_count())
        delay_us = exponential(self.dice, self.between_us)
        self.stage.plan_fault(self, delay_us, _TAKE + str(node).encode())

    def on_time(self, data: bytes) -> None:
        """Take an image of the node that was drawn, or put its last one back."""
        what, node = data.split()
        if what == _TAKE.strip():
            self.stage.take_image(int(node))
            self.stage.plan_fault(self, exponential(self.dice, self.age_us), _SET_BACK + node)
            self._plan()
        else:
            self.stage.set_back(int(node))
