"""Shifts: every Z that was printed is on every node that holds its stream, and follows from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.views import shifts
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

OPENED, CLOSED = "shift.opened", "shift.closed"
"""The kinds of the events that begin and end a shift."""


class Shifts(Checker):
    """Z reports recompute to the byte, and their numbers have no gaps, and come once.

    A till whose disk was set back, or copied, may print a number again; then both are held.
    """

    name = "shifts"
    invariants = ("I10",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Work out every Z anew on every node, and compare with what was printed."""
        forked = state.world.stage.forked
        for node in state.world.nodes:
            yield from _open(state, node, forked)
            branches = state.world.branches_at(node.place)
            held: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
            with node.log.read() as view:
                for closing in shifts.closings(view.table(shifts.SHIFTS)):
                    where = f"Z {closing.said.number} of {closing.series}"
                    before = held[closing.series]
                    again = any(number == closing.said.number for number, _ in before)
                    if again and closing.stream.author not in forked:
                        yield Finding("shifts.twice", node.place.name, where, "the same again")
                    if closing.said.number > 1 + max((number for number, _ in before), default=0):
                        yield Finding("shifts.number", node.place.name, where, "a gap before it")
                    before.append((closing.said.number, closing.said.digest.hex()))
                    if not shifts.recomputes(view, closing):
                        said = "it does not follow from the log"
                        yield Finding("shifts.recompute", node.place.name, where, said)
            printed = {
                series: sorted(slips)
                for (branch, series), slips in state.world.books.zs.items()
                if branch in branches and slips
            }
            for series in sorted(printed.keys() | held.keys()):
                if printed.get(series, []) != sorted(held[series]):
                    said = f"{len(held[series])} are held, {len(printed.get(series, []))} printed"
                    yield Finding("shifts.printed", node.place.name, f"Z of {series}", said)


def _open(state: RunState, node: VirtualNode, forked: set[bytes]) -> Iterator[Finding]:
    """Compare which shifts take sales with which were opened and not closed."""
    log = [found for found in state.log_of(node) if found.stream.author not in forked]
    opened = {found.identifier for found in log if found.kind == OPENED}
    opened -= {found.identifier for found in log if found.kind == CLOSED}
    with node.log.read() as view:
        listed = list(shifts.open_shifts(view.table(shifts.SHIFTS)))
    held = {shift.id.bytes for stream, shift in listed if stream.author not in forked}
    for shift in sorted(opened ^ held):
        said = "opened, and nowhere open" if shift in opened else "closed, and still open"
        yield Finding("shifts.open", node.place.name, shift.hex(), said)
