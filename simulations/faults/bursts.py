"""Bursts: losses that come together, as they do on a radio."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import happens
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict


@dataclass
class Bursts(Fault):
    """Each direction of a link is good or bad, and stays so for a while; a bad one loses most.

    The two-state model of Gilbert (1960) and Elliott (1963).
    """

    name = "bursts"

    begin_permille: int
    """How many of a thousand packets find a good link turning bad."""
    end_permille: int
    """How many of a thousand packets find a bad link turning good."""
    lost_permille: int
    """How many of a thousand packets a bad link loses."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Turn bad once in ten to a thousand packets, for two to fifty."""
        return cls(
            begin_permille=dice.randrange(1, 101),
            end_permille=dice.randrange(20, 501),
            lost_permille=dice.randrange(500, 1_001),
        )

    def started(self) -> None:
        """Begin with good links."""
        self.bad: dict[int, bool] = {}

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Turn the link good or bad, and drop what a bad one loses."""
        bad = self.bad.get(channel.index, False)
        if happens(self.dice, self.end_permille if bad else self.begin_permille):
            bad = self.bad[channel.index] = not bad
        return DROP if bad and happens(self.dice, self.lost_permille) else PASS
