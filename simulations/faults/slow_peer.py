"""Slow peer: one node that answers late, always."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault
from simulations.network import PASS, Channel, Verdict


@dataclass
class SlowPeer(Fault):
    """One node hears and answers everything late: an old machine, a mobile line.

    Nobody else may become slower for it.
    """

    name = "slow-peer"

    late_us: int
    """How late everything reaches it, and leaves it."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Make it late by a tenth of a second to two."""
        return cls(late_us=dice.randrange(100_000, 2_000_001))

    def started(self) -> None:
        """Choose the node."""
        self.node = self.dice.randrange(self.stage.node_count())

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Delay what comes from it and goes to it."""
        return (self.late_us,) if self.node in (channel.source, channel.target) else PASS
