"""Flapping: a link that comes and goes faster than anybody settles."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict

_FLIP = b"flip"


@dataclass
class Flapping(Fault):
    """One node's cable has a loose contact: all its links come and go several times a second.

    Long enough to begin something, too short to end it.
    """

    name = "flapping"

    up_us: int
    """How long the contact holds in the mean."""
    down_us: int
    """How long it is lost in the mean."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Hold and lose it for a twentieth of a second to two seconds."""
        return cls(
            up_us=dice.randrange(50_000, 2_000_001), down_us=dice.randrange(50_000, 2_000_001)
        )

    def started(self) -> None:
        """Choose the node and begin with contact."""
        self.node = self.dice.randrange(self.stage.node_count())
        self.lost = False
        self.stage.plan_fault(self, exponential(self.dice, self.up_us), _FLIP)

    def on_time(self, data: bytes) -> None:
        """Lose the contact, or find it again."""
        self.lost = not self.lost
        mean_us = self.down_us if self.lost else self.up_us
        self.stage.plan_fault(self, 1 + exponential(self.dice, mean_us), _FLIP)

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop what the loose contact does not carry."""
        return DROP if self.lost and self.node in (channel.source, channel.target) else PASS
