"""Clogged link: nothing comes through for a while, and then all of it at once."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault
from simulations.kernel import US_PER_S
from simulations.network import PASS, Channel, Verdict

CLOG_US_MAX = 5_000_000
"""Longest time nothing comes through: longer than a peer's silence may last before it counts
as gone, and short enough to be over soon after the healing."""

_CLOG = b"clog"


@dataclass
class Clogged(Fault):
    """Packets between two nodes pile up in one direction and arrive all together, late.

    Nothing is lost: whoever gave up waiting gets everything twice.
    """

    name = "clogged"
    echo_s = CLOG_US_MAX // US_PER_S + 1
    """What piled up before the healing comes out after it, and is answered."""

    between_us: int
    """How long it takes in the mean until the next link clogs."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Clog a link every fifth of a second to five seconds."""
        return cls(between_us=dice.randrange(200_000, 5_000_001))

    def started(self) -> None:
        """Begin with free links."""
        self.clogs: dict[tuple[int, int], int] = {}
        """Of each clogged direction, how long what is sent now will wait."""
        self.stage.plan_fault(self, exponential(self.dice, self.between_us), _CLOG)

    def on_time(self, data: bytes) -> None:
        """Clog one direction between two nodes, or free it."""
        if data != _CLOG:
            source, target = map(int, data.split())
            self.clogs.pop((source, target), None)
            return
        nodes = self.stage.node_count()
        source, target = self.dice.randrange(nodes), self.dice.randrange(nodes)
        if source != target and (source, target) not in self.clogs:
            lasts_us = self.dice.randrange(100_000, CLOG_US_MAX)
            self.clogs[source, target] = lasts_us
            self.stage.plan_fault(self, lasts_us, b"%d %d" % (source, target))
        self.stage.plan_fault(self, exponential(self.dice, self.between_us), _CLOG)

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Hold back what enters a clogged direction."""
        waits_us = self.clogs.get((channel.source, channel.target))
        return PASS if waits_us is None else (waits_us,)
