"""Novelties: what an older program has never heard of is kept, passed on, and counted one day."""

from __future__ import annotations

from collections.abc import Iterator

from replication.messages import EVERYTHING
from simulations.checkers.checker import Checker, Finding
from simulations.newer_program import Novelties as NoveltiesView
from simulations.newer_program import novelties_of
from simulations.run_state import RunState


class Novelties(Checker):
    """Whoever takes everything and has the newer program counts all that was ever recorded."""

    name = "novelties"
    invariants = ("I7",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Compare each such node's sum with what was recorded."""
        should = state.world.stage.novelties
        for node in state.world.nodes:
            if not node.newer or node.place.scopes != (EVERYTHING,):
                continue
            with node.log.read() as view:
                does = novelties_of(view.table(NoveltiesView.name))
            if does != should:
                said = f"{does} are counted, {should} were recorded"
                yield Finding("novelties.count", node.place.name, NoveltiesView.name, said)
