"""Bridge: two groups that share one node, which alone hears both."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict

_CUT, _MEND = b"cut", b"mend"


@dataclass
class Bridge(Fault):
    """Two groups cut apart but for one node that both still reach.

    Everybody is connected to somebody who knows everything, and nobody agrees on who is up.
    """

    name = "bridge"

    whole_us: int
    """How long the network stays whole in the mean."""
    cut_us: int
    """How long a cut lasts in the mean."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Cut every half to ten seconds, for a fifth of a second to fifteen."""
        return cls(
            whole_us=dice.randrange(500_000, 10_000_001),
            cut_us=dice.randrange(200_000, 15_000_001),
        )

    def started(self) -> None:
        """Begin with a whole network."""
        self.bridge = 0
        self.sides = [0] * self.stage.node_count()
        self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def on_time(self, data: bytes) -> None:
        """Cut what is whole and choose a bridge, or mend what is cut."""
        if data == _CUT:
            self.bridge = self.dice.randrange(len(self.sides))
            self.sides = [self.dice.getrandbits(1) for _ in self.sides]
            self.stage.plan_fault(self, exponential(self.dice, self.cut_us), _MEND)
        else:
            self.sides = [0] * len(self.sides)
            self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop what would cross past the bridge."""
        if self.bridge in (channel.source, channel.target):
            return PASS
        return DROP if self.sides[channel.source] != self.sides[channel.target] else PASS
