"""Corruption: a bit turns on the wire, and the connection is made anew."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import happens
from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict

_BACK = b"%d %d"


@dataclass
class Corruption(Fault):
    """Some packets are changed on their way; the link's authentication finds it and hangs up.

    What was to follow is lost in both directions until the connection is made anew. What a
    machine with bad memory says over a good link is another fault: the malicious till.
    """

    name = "corruption"
    mangles = True

    permille: int
    """How many of a thousand packets are changed."""
    away_us: int
    """How long it takes until the connection is there again."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Change up to three packets in a hundred, and reconnect within a second."""
        return cls(permille=dice.randrange(1, 31), away_us=dice.randrange(1_000, 1_000_001))

    def started(self) -> None:
        """Begin with every connection made."""
        self.away: set[tuple[int, int]] = set()

    def on_time(self, data: bytes) -> None:
        """Make a connection anew."""
        one, other = map(int, data.split())
        self.away.discard((one, other))

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Hang up over a changed packet, and lose all others until the connection is back."""
        ends = (min(channel.source, channel.target), max(channel.source, channel.target))
        if ends in self.away:
            return DROP
        if not happens(self.dice, self.permille):
            return PASS
        self.away.add(ends)
        self.stage.plan_fault(self, self.away_us, _BACK % ends)
        return DROP
