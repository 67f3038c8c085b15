"""Clone: a disk copied onto another machine, and both start with one key and sell."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault

_COPY = b"copy"

AGAIN_US = 100_000
"""How soon it is tried again: often a till has sold what nobody else holds yet."""


@dataclass
class Clone(Fault):
    """Two live copies of one till sell at once under one name, as when a disk was copied.

    Each writes on in the streams of the other until it hears of it, or a peer has both histories
    and proves it; whoever notices opens a new epoch. Both histories stay, nothing is lost and
    nothing counted twice; a receipt number may be printed twice, and then names two papers. The
    machine that takes the copy is another till of the branch, whose own work others hold.
    """

    name = "clone"
    doubles = True

    between_us: int
    """How long it takes in the mean until the next till is copied."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Copy a till every two to fifteen seconds."""
        return cls(between_us=dice.randrange(2_000_000, 15_000_001))

    def started(self) -> None:
        """Plan the first copy."""
        self.stage.plan_fault(self, exponential(self.dice, self.between_us), _COPY)

    def on_time(self, data: bytes) -> None:
        """Copy some till onto another of its branch, or try again soon."""
        nodes = range(self.stage.node_count())
        pairs = [(one, other) for one in nodes for other in nodes if one != other]
        self.dice.shuffle(pairs)
        done = any(self.stage.clone(*pair) for pair in pairs)
        wait_us = exponential(self.dice, self.between_us) if done else 0
        self.stage.plan_fault(self, AGAIN_US + wait_us, _COPY)
