"""Counts: every stock-take is kept as it was finished, recomputes, and is open no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import msgpack

from core.views.counts import Counts as CountsView
from core.views.counts import counted_lines, open_counts, value_within
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

RECOMPUTED = 10
"""Counted lines of a node that are recomputed, the first of them: each walks the log."""

STARTED, COUNTED, ABANDONED = "count.started", "stock.counted", "count.abandoned"
"""The kinds of a stock-take's events."""

_LINES = 4
"""Where in the body of a finished one its lines stand."""


class Counts(Checker):
    """What was counted is kept once, follows from the log, and is offered to nobody again."""

    name = "counts"
    invariants = ("I9",)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Hold each node's table of counts against its own log."""
        for node in state.world.nodes:
            yield from _recomputed(node)
            yield from _kept(state, node)
            yield from _open(state, node)


def _recomputed(node: VirtualNode) -> Iterator[Finding]:
    """Recompute what the books said within the cut of each count."""
    with node.log.read() as view:
        table = view.table(CountsView.name)
        for sku, location, lines in islice(counted_lines(table), RECOMPUTED):
            for line in lines:
                if any(view.head(stream).sequence < cut for stream, cut in line.cut.items()):
                    continue  # what it was counted against is not held here
                if any(view.lanes(stream) for stream in line.cut):
                    continue  # a cut names places, and two histories of a till have each its own
                book = value_within(view, sku, location, line.cut)
                if line.counted_milli - book != line.delta_milli:
                    said = f"counted {line.counted_milli} of {book}, and {line.delta_milli} added"
                    yield Finding("counts.delta", node.place.name, f"{sku} {location}", said)


def _kept(state: RunState, node: VirtualNode) -> Iterator[Finding]:
    """Compare what each stock-take in the log found with what is kept of it."""
    logged = Counter(
        (line[0], line[1])
        for found in state.log_of(node)
        if found.kind == COUNTED
        for line in msgpack.unpackb(found.body)[_LINES]
    )
    with node.log.read() as view:
        kept = Counter(
            (sku, line.counted_milli)
            for sku, _, lines in counted_lines(view.table(CountsView.name))
            for line in lines
        )
    for sku, counted in sorted((logged - kept) | (kept - logged)):
        said = f"{logged[sku, counted]} times in the log, {kept[sku, counted]} times in the table"
        yield Finding("counts.kept", node.place.name, f"{counted} of {sku}", said)


def _open(state: RunState, node: VirtualNode) -> Iterator[Finding]:
    """Compare which are offered for counting with which were begun and not ended.

    A till whose disk was set back may have ended one in one history and not in the other.
    """
    forked = state.world.stage.forked
    log = [found for found in state.log_of(node) if found.stream.author not in forked]
    begun = {found.identifier for found in log if found.kind == STARTED}
    begun -= {found.identifier for found in log if found.kind in (COUNTED, ABANDONED)}
    with node.log.read() as view:
        listed = open_counts(view.table(CountsView.name))
    offered = {count.bytes for count, stream in listed if stream.author not in forked}
    for count in sorted(begun ^ offered):
        said = "begun, and not offered" if count in begun else "ended, and offered again"
        yield Finding("counts.open", node.place.name, count.hex(), said)
