"""Power cut: a machine dies in the middle of a commit."""

from __future__ import annotations

from dataclasses import dataclass

from simulations.faults.recurring import Recurring

COMMITS_MAX = 4
"""The power fails in one of so many commits to come."""


@dataclass
class PowerCut(Recurring):
    """A machine loses its power while it commits: what was not flushed is gone.

    Half of the time the flush was just over, and nobody was told yet: the sale is on the disk
    and the customer got no receipt.
    """

    name = "power-cut"
    hits_disks = True

    def strike(self, node: int) -> bool:
        """Let one of the next commits be the last."""
        commits = self.dice.randrange(1, COMMITS_MAX + 1)
        after = bool(self.dice.getrandbits(1))
        if self.stage.is_up(node):
            self.stage.disk(node).cut_power(self.dice, commits=commits, after=after)
        return self.stage.is_up(node)

    def recover(self, node: int) -> None:
        """Switch the machine on again; where nothing was committed it has kept its power."""
        self.stage.disk(node).calm()
        self.start_again(node)
