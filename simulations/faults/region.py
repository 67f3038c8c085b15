"""Region: a part of the country is cut off, all at once and for long."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault
from simulations.network import DROP, PASS, Channel, Verdict

_CUT, _MEND = b"cut", b"mend"

_WHOLE = 1_000
"""Thousandths of all branches."""


@dataclass
class Region(Fault):
    """Neighbouring branches that hear one another, and nobody else, until the cable is mended.

    The hub is never among them; whoever sold meanwhile has it all to tell at once.
    """

    name = "region"

    permille: int
    """How many of a thousand branches it takes; always one at least."""
    after_us: int
    """When it is cut off."""
    cut_us: int
    """For how long."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Take a tenth to a half of all branches, for two to twelve seconds."""
        return cls(
            permille=dice.randrange(100, 501),
            after_us=dice.randrange(5_000_001),
            cut_us=dice.randrange(2_000_000, 12_000_001),
        )

    def started(self) -> None:
        """Choose the branches, and plan the cut."""
        nodes = range(self.stage.node_count())
        branches = [self.stage.branch_of(node) for node in nodes if not self.stage.is_hub(node)]
        names = list(dict.fromkeys(branches))
        count = max(1, len(names) * self.permille // _WHOLE)
        first = self.dice.randrange(len(names) - count + 1)
        away = frozenset(names[first : first + count])
        self.is_away = [
            self.stage.branch_of(node) in away and not self.stage.is_hub(node) for node in nodes
        ]
        self.cut = False
        self.stage.plan_fault(self, self.after_us, _CUT)

    def on_time(self, data: bytes) -> None:
        """Cut it off, or mend the cable."""
        self.cut = data == _CUT
        if self.cut:
            self.stage.plan_fault(self, self.cut_us, _MEND)

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        """Drop what would leave the region or enter it while it is cut off."""
        if self.cut and self.is_away[channel.source] != self.is_away[channel.target]:
            return DROP
        return PASS
