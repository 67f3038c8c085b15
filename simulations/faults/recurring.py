"""Recurring trouble: every now and then some node is struck, and after a while it recovers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import ClassVar, Self

from simulations.dice import exponential
from simulations.faults.fault import Fault

_STRIKE, _RECOVER = b"strike", b"recover"


@dataclass
class Recurring(Fault):
    """Strikes one node after another; what that means, and how it ends, a subclass says."""

    between_us: int
    """How long it takes in the mean until the next node is struck."""
    lasts_us: int
    """How long it lasts in the mean until the node recovers."""

    longest_us: ClassVar[int] = 8_000_000
    """Longest mean that is drawn."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Strike every half to ten seconds, for a while."""
        return cls(
            between_us=dice.randrange(500_000, 10_000_001),
            lasts_us=dice.randrange(1_000, cls.longest_us + 1),
        )

    def started(self) -> None:
        """Plan the first strike."""
        self._plan()

    def _plan(self) -> None:
        node = self.dice.randrange(self.stage.node_count())
        delay_us = exponential(self.dice, self.between_us)
        self.stage.plan_fault(self, delay_us, _STRIKE + b" %d" % node)

    def on_time(self, data: bytes) -> None:
        """Strike the node that was drawn, or let it recover."""
        what, number = data.split()
        node = int(number)
        if what == _RECOVER:
            self.recover(node)
            return
        if self.strike(node):
            lasts_us = exponential(self.dice, self.lasts_us)
            self.stage.plan_fault(self, lasts_us, _RECOVER + b" %d" % node)
        self._plan()

    def strike(self, node: int) -> bool:
        """Trouble a node; False when it cannot be troubled just now."""
        raise NotImplementedError

    def recover(self, node: int) -> None:
        """End what a strike began."""
        raise NotImplementedError

    def start_again(self, node: int) -> None:
        """Start a node that is dead."""
        if not self.stage.is_up(node):
            self.stage.restart(node)

    def lift(self) -> None:
        """Let every node recover."""
        for node in range(self.stage.node_count()):
            self.recover(node)
