"""Resubscription: a till is configured anew, and takes every branch from now on."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault

_WIDEN, _RESTART = b"widen", b"restart"


@dataclass
class Resubscription(Fault):
    """One node takes everything after a restart, and is started again some time later.

    What it was told of other branches' stock it comes to hold itself, and each row once. No part
    of the swarm: on a way of many links those between would have to take everything as well.
    """

    name = "resubscription"

    at_us: int
    """When its configuration is changed."""
    again_us: int
    """How long after that it is started once more, if anybody still works by then."""
    number: int
    """Which node; taken modulo their number."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Change any node within the first four seconds."""
        return cls(
            at_us=dice.randrange(4_000_000),
            again_us=dice.randrange(1, 12_000_000),
            number=dice.randrange(1_000),
        )

    def started(self) -> None:
        """Plan the change and the start after it."""
        self.stage.plan_fault(self, self.at_us, _WIDEN)
        self.stage.plan_fault(self, self.at_us + self.again_us, _RESTART)

    def on_time(self, data: bytes) -> None:
        """Let the node take everything, or start it again."""
        node = self.number % self.stage.node_count()
        if data == _WIDEN:
            self.stage.widen(node)
        elif self.stage.is_up(node):
            self.stage.crash(node)
            self.stage.restart(node)
