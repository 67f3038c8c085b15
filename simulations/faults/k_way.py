"""K-way partition: the network falls into several pieces at once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict

PIECES_MAX = 5
"""Most pieces: more than that, and every node of a swarm's world is alone."""

_CUT, _MEND = b"cut", b"mend"


@dataclass
class KWay(Fault):
    """Three to five groups that hear nothing of one another, newly drawn for every cut.

    Two groups leave one that knows the other half; with three, nobody does.
    """

    name = "k-way"

    pieces: int
    whole_us: int
    """How long the network stays whole in the mean."""
    cut_us: int
    """How long a cut lasts in the mean."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Cut every half to ten seconds, for a fifth of a second to ten."""
        return cls(
            pieces=dice.randrange(3, PIECES_MAX + 1),
            whole_us=dice.randrange(500_000, 10_000_001),
            cut_us=dice.randrange(200_000, 10_000_001),
        )

    def started(self) -> None:
        """Begin with a whole network."""
        self.groups = [0] * self.stage.node_count()
        self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def on_time(self, data: bytes) -> None:
        """Cut what is whole, mend what is cut."""
        if data == _CUT:
            self.groups = [self.dice.randrange(self.pieces) for _ in self.groups]
            self.stage.plan_fault(self, exponential(self.dice, self.cut_us), _MEND)
        else:
            self.groups = [0] * len(self.groups)
            self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop what would cross from one group into another."""
        return DROP if self.groups[channel.source] != self.groups[channel.target] else PASS
