"""Crash: a process dies at any moment and is started again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault

_CRASH, _RESTART = b"crash ", b"restart "


@dataclass
class Crash(Fault):
    """Nodes die and come back: what was flushed is there, the replica begins anew.

    The disk survives whole. A disk that loses what was not flushed is another fault.
    """

    name = "crash"

    between_us: int
    """How long it takes in the mean until the next node dies."""
    down_us: int
    """How long a node stays dead in the mean."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Kill a node every half to ten seconds, for up to eight seconds in the mean."""
        return cls(
            between_us=dice.randrange(500_000, 10_000_001),
            down_us=dice.randrange(1_000, 8_000_001),
        )

    def started(self) -> None:
        """Plan the first death."""
        self._plan_crash()

    def _plan_crash(self) -> None:
        node = self.dice.randrange(self.stage.node_count())
        delay_us = exponential(self.dice, self.between_us)
        self.stage.plan_fault(self, delay_us, _CRASH + str(node).encode())

    def on_time(self, data: bytes) -> None:
        """Kill or start the node that was drawn."""
        what, node = data.split()
        if what == _CRASH.strip():
            if self.stage.is_up(int(node)):
                self.stage.crash(int(node))
                self.stage.plan_fault(self, exponential(self.dice, self.down_us), _RESTART + node)
            self._plan_crash()
        elif not self.stage.is_up(int(node)):
            self.stage.restart(int(node))

    def lift(self) -> None:
        """Start every node that is down."""
        for node in range(self.stage.node_count()):
            if not self.stage.is_up(node):
                self.stage.restart(node)
