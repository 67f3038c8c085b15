"""Partition: some nodes cannot reach the others, and both go on selling."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict

HALVES, ISLAND, BRANCHES = "halves", "island", "branches"
"""Where it is cut: two random groups, one node alone, or every branch by itself."""

_CUT, _MEND = b"cut", b"mend"


@dataclass
class Partition(Fault):
    """Two-way cuts, again and again: nothing crosses between the groups while one lasts."""

    name = "partition"

    where: str
    """:data:`HALVES`, :data:`ISLAND` or :data:`BRANCHES`."""
    whole_us: int
    """How long the network stays whole in the mean."""
    cut_us: int
    """How long a cut lasts in the mean."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Cut every half to ten seconds, for a fifth of a second to fifteen."""
        return cls(
            where=dice.choice((HALVES, ISLAND, BRANCHES)),
            whole_us=dice.randrange(500_000, 10_000_001),
            cut_us=dice.randrange(200_000, 15_000_001),
        )

    def started(self) -> None:
        """Begin with a whole network."""
        self.sides = [0] * self.stage.node_count()
        self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def on_time(self, data: bytes) -> None:
        """Cut what is whole, mend what is cut."""
        if data == _CUT:
            self.sides = self._draw_sides()
            self.stage.plan_fault(self, exponential(self.dice, self.cut_us), _MEND)
        else:
            self.sides = [0] * len(self.sides)
            self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def _draw_sides(self) -> list[int]:
        nodes = range(len(self.sides))
        if self.where == BRANCHES:
            branches = sorted({self.stage.branch_of(node) for node in nodes})
            return [branches.index(self.stage.branch_of(node)) for node in nodes]
        if self.where == ISLAND:
            alone = self.dice.choice(nodes)
            return [int(node == alone) for node in nodes]
        return [self.dice.getrandbits(1) for _ in nodes]

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop what would cross the cut."""
        return DROP if self.sides[channel.source] != self.sides[channel.target] else PASS
