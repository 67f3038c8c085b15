"""Conservation: goods come from somewhere and go somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import msgpack

from core.shop.transfer import is_transit
from core.views.counts import Counts, counted_lines, value_within
from node.verbs import perform
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

COUNTS_AUDITED = 10
"""Counted lines of a node that are recomputed, the first of them: each walks the log."""

COUNTED = "stock.counted"
"""The kind of a finished stock-take, and where in its body its lines stand."""

_COUNT_LINES = 4


class Conservation(Checker):
    """The stock each node shows is what the books say, for every product and branch it holds."""

    name = "conservation"
    invariants = ("I6", "I9")

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Ask every node for its stock, as a clerk would, and compare."""
        books = state.world.books.stock_by_branch()
        transit = {branch for branch in books if is_transit(branch)}
        for node in state.world.nodes:
            places = transit.union(state.world.branches_at(node.place))
            expected = {
                (branch, sku): quantity
                for branch in places & books.keys()
                for sku, quantity in books[branch].items()
            }
            lines = perform(node.till, "stock", {})["lines"]
            shown = {
                (line["location"], line["sku"]): line["quantity_milli"]
                for line in lines
                if line["location"] in places or is_transit(line["location"])
            }
            for branch, sku in sorted(expected.keys() | shown.keys()):
                should = expected.get((branch, sku), 0)
                does = shown.get((branch, sku), 0)
                if should != does:
                    where = f"{sku} at {branch}"
                    said = f"{does} thousandths are shown, the books say {should}"
                    yield Finding("conservation.stock", node.place.name, where, said)
            yield from _counts(node)
            yield from _counted(state, node)


def _counts(node: VirtualNode) -> Iterator[Finding]:
    """Recompute what the books said within the cut of each count."""
    with node.log.read() as view:
        for sku, location, lines in islice(counted_lines(view.table(Counts.name)), COUNTS_AUDITED):
            for line in lines:
                if any(view.head(stream).sequence < cut for stream, cut in line.cut.items()):
                    continue  # what it was counted against is not held here
                book = value_within(view, sku, location, line.cut)
                if line.counted_milli - book != line.delta_milli:
                    said = f"counted {line.counted_milli} of {book}, and {line.delta_milli} added"
                    yield Finding("conservation.count", node.place.name, f"{sku} {location}", said)


def _counted(state: RunState, node: VirtualNode) -> Iterator[Finding]:
    """Compare what each stock-take in the log found with what is kept of it."""
    logged = Counter(
        (line[0], line[1])
        for found in state.log_of(node)
        if found.kind == COUNTED
        for line in msgpack.unpackb(found.body)[_COUNT_LINES]
    )
    with node.log.read() as view:
        kept = Counter(
            (sku, line.counted_milli)
            for sku, _, lines in counted_lines(view.table(Counts.name))
            for line in lines
        )
    for sku, counted in sorted((logged - kept) | (kept - logged)):
        said = f"{logged[sku, counted]} times in the log, {kept[sku, counted]} times in the table"
        where = f"{counted} of {sku}"
        yield Finding("conservation.count", node.place.name, where, said)
