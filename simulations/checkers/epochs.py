"""Epochs: a node never writes in an epoch again that it has left."""

from __future__ import annotations

from collections.abc import Iterator

from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Epochs(Checker):
    """The epoch of a disk never goes back, unless somebody set the disk itself back."""

    name = "epochs"
    invariants = ("I2",)

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: dict[tuple[int, int, int], int] = {}

    def every_second(self, state: RunState) -> Iterator[Finding]:
        """Compare each node's epoch with the one it wrote in a second ago."""
        for node in state.world.nodes:
            disk = (node.index, node.disks, node.times_set_back)
            before, now = self._seen.get(disk, 0), node.log.epoch
            if now < before:
                said = f"it wrote in epoch {before}, and writes in {now} again"
                yield Finding("epochs.back", node.place.name, "", said)
            self._seen[disk] = now
