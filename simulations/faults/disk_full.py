"""Disk full: there is no room for another event."""

from __future__ import annotations

from dataclasses import dataclass

from simulations.faults.recurring import Recurring


@dataclass
class DiskFull(Recurring):
    """A disk fills up and is cleared again: meanwhile sales are refused, not lost.

    What peers bring is not taken either, and wanted again.
    """

    name = "disk-full"
    hits_disks = True

    def strike(self, node: int) -> bool:
        """Leave hardly any room."""
        self.stage.disk(node).fill()
        return True

    def recover(self, node: int) -> None:
        """Make room."""
        self.stage.disk(node).make_room()
