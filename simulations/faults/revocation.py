"""Revocation: in the middle of its work, a till is thrown out of the company."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Self

from simulations.faults.fault import Fault

AGAIN_US = 50_000
"""How soon the founder is asked again when it could not decide."""


@dataclass
class Revocation(Fault):
    """The founder revokes one node, which goes on selling as far as it can.

    No part of the swarm: what such a till sells is in its own books and on nobody's disk, so
    the checkers that ask the books do not look.
    """

    name = "revocation"
    keeps_books = False

    at_us: int
    """When it is decided."""
    number: int
    """Which node, counted behind the founder; taken modulo their number."""

    @classmethod
    def draw(cls, dice: random.Random) -> Self:
        """Revoke any node within the first six seconds."""
        return cls(at_us=dice.randrange(6_000_000), number=dice.randrange(1_000))

    def started(self) -> None:
        """Plan it."""
        self._done = False
        self.stage.plan_fault(self, self.at_us, b"")

    def on_time(self, data: bytes) -> None:
        """Let the founder decide, or wait until it lives and knows whom."""
        self._decide()
        if not self._done:
            self.stage.plan_fault(self, AGAIN_US, b"")

    def _decide(self) -> None:
        others = self.stage.node_count() - 1
        if not self._done and others and self.stage.is_up(0):
            self._done = self.stage.revoke(1 + self.number % others)

    def lift(self) -> None:
        """It is never lifted; what was not decided so far is decided now."""
        self._decide()
