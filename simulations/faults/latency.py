"""Latency: every packet takes longer, after one law or another."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault
from simulations.network import Channel, Verdict

CONSTANT, UNIFORM, EXPONENTIAL, HEAVY = "constant", "uniform", "exponential", "heavy"
"""A satellite, a busy switch, a queue, and a radio that repeats until it gets through."""

LATE_US_MAX = 5_000_000
"""Longest delay of the heavy tail: what comes later than this is lost, and has its own fault."""

_HALVINGS = 8


@dataclass
class Latency(Fault):
    """All packets are late: by a constant, evenly spread, in a queue, or with a heavy tail."""

    name = "latency"

    law: str
    """:data:`CONSTANT`, :data:`UNIFORM`, :data:`EXPONENTIAL` or :data:`HEAVY`."""
    mean_us: int
    """How late in the mean; under the heavy law, in the median."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Delay by up to three tenths of a second in the mean."""
        law = dice.choice((CONSTANT, UNIFORM, EXPONENTIAL, HEAVY))
        return cls(law=law, mean_us=dice.randrange(1_000, 300_001))

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Delay this one."""
        match self.law:
            case "constant":
                return (self.mean_us,)
            case "uniform":
                return (self.dice.randrange(2 * self.mean_us + 1),)
            case "exponential":
                return (exponential(self.dice, self.mean_us),)
        # Each doubling of the delay half as likely as the one before: a tail without a mean.
        doublings = 0
        while doublings < _HALVINGS and self.dice.getrandbits(1):
            doublings += 1
        return (min(LATE_US_MAX, self.dice.randrange(self.mean_us + 1) << doublings),)
