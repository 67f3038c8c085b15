"""Flush error: the disk says that it could not flush."""

from __future__ import annotations

from dataclasses import dataclass

from simulations.faults.recurring import Recurring


@dataclass
class FlushError(Recurring):
    """A flush fails: half of the time nothing was written, and the next commit may succeed.

    Otherwise nobody can say whether it was, and nothing can be written before somebody starts
    the node again: a page that failed to be flushed is not clean because the next flush works.
    """

    name = "flush-error"
    hits_disks = True

    def strike(self, node: int) -> bool:
        """Let the next flush fail."""
        fatal = bool(self.dice.getrandbits(1))
        self.stage.disk(node).fail_flush(self.dice, fatal=fatal)
        return True

    def recover(self, node: int) -> None:
        """Start again what cannot write any more."""
        disk = self.stage.disk(node)
        disk.calm()
        if not disk.is_calm and self.stage.is_up(node):
            self.stage.crash(node)
        self.start_again(node)
