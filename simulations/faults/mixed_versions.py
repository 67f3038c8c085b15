"""Mixed versions: some nodes run a newer program, and what it writes the others never heard of."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.dice import exponential
from simulations.faults.fault import Fault

_COUNT, _CHANGE = b"count", b"change"

AMOUNT_MAX = 100
"""Largest novelty."""


@dataclass
class MixedVersions(Fault):
    """Nodes are given a newer program and the older one back, while the newer writes a new kind.

    The older store, chain and forward it; whoever has the newer program counts all of it, what
    came before as well. In the end all have it.
    """

    name = "mixed-versions"

    change_us: int
    """How long it takes in the mean until the next node is given the other program."""
    count_us: int
    """How long it takes in the mean until the next novelty is recorded."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Change a program every second or a few, and record novelties more often."""
        return cls(
            change_us=dice.randrange(500_000, 5_000_001),
            count_us=dice.randrange(50_000, 1_000_001),
        )

    def started(self) -> None:
        """Begin with the older program everywhere."""
        self.newer = [False] * self.stage.node_count()
        self._plan(_CHANGE, self.change_us)
        self._plan(_COUNT, self.count_us)

    def _plan(self, what: bytes, mean_us: int) -> None:
        self.stage.plan_fault(self, exponential(self.dice, mean_us), what)

    def on_time(self, data: bytes) -> None:
        """Record a novelty somewhere, or change a program."""
        node = self.dice.randrange(len(self.newer))
        if data == _COUNT:
            self.stage.count_novelty(node, self.dice.randrange(1, AMOUNT_MAX + 1))
            self._plan(_COUNT, self.count_us)
        else:
            self._change(node, newer=not self.newer[node])
            self._plan(_CHANGE, self.change_us)

    def _change(self, node: int, *, newer: bool) -> None:
        self.newer[node] = newer
        self.stage.change_program(node, newer=newer)

    def lift(self) -> None:
        """Give everybody the newer program."""
        for node, newer in enumerate(self.newer):
            if not newer:
                self._change(node, newer=True)
