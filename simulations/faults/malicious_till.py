"""Malicious till: a member of the company that lies to its peers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault
from simulations.liar import ALL_LIES, Liar

_BRIBE = b"bribe"

ANY = "any"
"""Tell any lie."""


@dataclass
class MaliciousTill(Fault):
    """One node keeps back, edits, forges seals, claims other histories and more, replays, floods.

    Nobody else may lose an event by it, nor count one twice, nor stop hearing the others. What
    the liar itself sold is heard of when its machine has been exchanged.
    """

    name = "malicious-till"
    mangles = True
    echo_s = 30
    """What it invented is asked for ten times, at every other tick, before nobody believes it."""

    lie: str
    """One of :data:`simulations.liar.ALL_LIES`, or ``any``."""
    permille: int
    """How many of a thousand messages are lies."""
    after_us: int
    """When it begins."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Lie in some way, seldom or nearly always, from some moment on."""
        return cls(
            lie=dice.choice((ANY, *ALL_LIES)),
            permille=dice.choice((20, 200, 800)),
            after_us=dice.randrange(5_000_001),
        )

    def started(self) -> None:
        """Choose the node."""
        self.node = self.dice.randrange(self.stage.node_count())
        self.stage.plan_fault(self, self.after_us, _BRIBE)

    def on_time(self, data: bytes) -> None:
        """Let it lie from now on."""
        lies = ALL_LIES if self.lie == ANY else (self.lie,)
        forger = self.stage.forger(self.node)
        self.stage.bribe(self.node, Liar(self.dice, lies, self.permille, forger).say)
