"""Crash: a process dies at any moment and is started again."""

from __future__ import annotations

from dataclasses import dataclass

from simulations.faults.recurring import Recurring


@dataclass
class Crash(Recurring):
    """Nodes die and come back: what was flushed is there, the replica begins anew.

    The disk survives whole. A machine that dies in the middle of a commit is a power cut.
    """

    name = "crash"

    def strike(self, node: int) -> bool:
        """Kill a living node."""
        alive = self.stage.is_up(node)
        if alive:
            self.stage.crash(node)
        return alive

    def recover(self, node: int) -> None:
        """Start it again."""
        self.start_again(node)
