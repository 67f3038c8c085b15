"""Bad writes: a disk that confirms a write and has written something else.

What was written shows when the machine starts again, and only where others hold all that the
disk does: then the node finds the damage and joins anew, or has nothing damaged but what is
folded from the log (:mod:`simulations.atlas`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulations.disk import FLIPPED, LOST, MISDIRECTED, TORN
from simulations.faults.recurring import Recurring


@dataclass
class _BadWrite(Recurring):
    """One write of one commit goes wrong, and then the machine is started again."""

    hits_disks = True
    how: ClassVar[str]

    def strike(self, node: int) -> bool:
        """Let a write of the next commit go wrong."""
        self.stage.disk(node).spoil(self.dice, self.how)
        return True

    def recover(self, node: int) -> None:
        """Start the machine again, so that it is seen."""
        if self.stage.disk(node).may_be_damaged and self.stage.is_up(node):
            self.stage.crash(node)
        self.start_again(node)


@dataclass
class TornWrite(_BadWrite):
    """Only the first half of a write reached the disk; the rest is what was there before."""

    name = "torn-write"
    how = TORN


@dataclass
class LostWrite(_BadWrite):
    """A write the disk confirmed never reached it."""

    name = "lost-write"
    how = LOST


@dataclass
class MisdirectedWrite(_BadWrite):
    """A write landed in another place: one value is lost and another one overwritten."""

    name = "misdirected-write"
    how = MISDIRECTED


@dataclass
class BitFlip(_BadWrite):
    """One bit of a write turned on its way to the disk."""

    name = "bit-flip"
    how = FLIPPED
