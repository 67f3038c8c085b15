"""Shifts: every Z that was printed is on every node that holds its stream, and follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.views import shifts
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Shifts(Checker):
    """Z reports recompute to the byte, and their numbers have no gaps."""

    name = "shifts"
    invariants = ("I10",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Work out every Z anew on every node, and compare with what was printed."""
        for node in state.world.nodes:
            branches = state.world.branches_at(node.place)
            held: defaultdict[str, list[str]] = defaultdict(list)
            with node.log.read() as view:
                for closing in shifts.closings(view.table(shifts.SHIFTS)):
                    where = f"Z {closing.said.number} of {closing.series}"
                    held[closing.series].append(closing.said.digest.hex())
                    if closing.said.number != len(held[closing.series]):
                        yield Finding("shifts.number", node.place.name, where, "a gap before it")
                    if not shifts.recomputes(view, closing):
                        said = "it does not follow from the log"
                        yield Finding("shifts.recompute", node.place.name, where, said)
            printed = {
                series: digests
                for (branch, series), digests in state.world.books.zs.items()
                if branch in branches and digests
            }
            for series in sorted(printed.keys() | held.keys()):
                if printed.get(series, []) != held.get(series, []):
                    said = f"{len(held[series])} are held, {len(printed.get(series, []))} printed"
                    yield Finding("shifts.printed", node.place.name, f"Z of {series}", said)
