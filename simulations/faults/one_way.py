"""One way: a node that is heard and does not hear, or the other way round."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict

NOBODY = -1
_CUT, _MEND = b"cut", b"mend"


@dataclass
class OneWay(Fault):
    """One node at a time is deaf or dumb: a firewall rule that was set in one direction."""

    name = "one-way"

    whole_us: int
    """How long all can hear one another in the mean."""
    cut_us: int
    """How long a node is deaf or dumb in the mean."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Cut every half to ten seconds, for a fifth of a second to ten."""
        return cls(
            whole_us=dice.randrange(500_000, 10_000_001), cut_us=dice.randrange(200_000, 10_000_001)
        )

    def started(self) -> None:
        """Begin with everybody hearing."""
        self.deaf = self.dumb = NOBODY
        self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def on_time(self, data: bytes) -> None:
        """Make one node deaf or dumb, or let it hear and speak again."""
        self.deaf = self.dumb = NOBODY
        if data == _CUT:
            node = self.dice.randrange(self.stage.node_count())
            if self.dice.getrandbits(1):
                self.deaf = node
            else:
                self.dumb = node
            self.stage.plan_fault(self, exponential(self.dice, self.cut_us), _MEND)
        else:
            self.stage.plan_fault(self, exponential(self.dice, self.whole_us), _CUT)

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop what the dumb one says and what the deaf one should hear."""
        return DROP if channel.source == self.dumb or channel.target == self.deaf else PASS
