"""Pause: a process that lives and does nothing."""

from __future__ import annotations

from dataclasses import dataclass

from simulations.faults.recurring import Recurring


@dataclass
class Pause(Recurring):
    """A process stands still: garbage is collected, a disk hangs, a lid was closed.

    What reaches it waits and comes all at once; its peers may have given it up meanwhile.
    """

    name = "pause"

    def strike(self, node: int) -> bool:
        """Let a living node stand still."""
        alive = self.stage.is_up(node)
        if alive:
            self.stage.pause(node)
        return alive

    def recover(self, node: int) -> None:
        """Let it go on."""
        self.stage.resume(node)
