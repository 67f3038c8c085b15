"""Convergence: who holds the same shows the same, and in the end all hold the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.identity import StreamId
from core.log.entry import Head
from replication.messages import EVERYTHING
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Convergence(Checker):
    """All who subscribe to a stream hold all of it; equal logs show equal bytes, rebuilt too."""

    name = "convergence"
    invariants = ("I5", "I7", "I8")

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Compare heads and tables across nodes, then one node with itself rebuilt."""
        yield from _heads(state)
        tables: dict[bytes, tuple[str, dict[str, bytes]]] = {}
        for node in state.world.nodes:
            with node.log.read() as view:
                digest = view.digest()
                shown = {
                    projection.name: view.table(projection.name).digest()
                    for projection in node.log.projections.projections
                }
            peer, expected = tables.setdefault(digest, (node.place.name, shown))
            for table in sorted(shown.keys() | expected.keys()):
                if shown.get(table) != expected.get(table):
                    said = f"same log as {peer}, other bytes"
                    yield Finding("convergence.bytes", node.place.name, table, said)
        yield from _rebuilt(state)


def _heads(state: RunState) -> Iterator[Finding]:
    held: dict[str, dict[StreamId, Head]] = {}
    union: dict[str, dict[StreamId, Head]] = defaultdict(dict)
    # Who was revoked goes on alone, and nobody has to know of what.
    nodes = [node for node in state.world.nodes if not node.revoked]
    for node in nodes:
        with node.log.read() as view:
            held[node.place.name] = heads = view.heads()
        for stream, head in heads.items():
            most = union[stream.base_scope]
            if stream not in most or head.sequence > most[stream].sequence:
                most[stream] = head
    for node in nodes:
        name, scopes = node.place.name, node.place.scopes
        for scope in union if EVERYTHING in scopes else scopes:
            for stream, head in union.get(scope, {}).items():
                mine = held[name].get(stream)
                if mine != head:
                    sequence = 0 if mine is None else mine.sequence
                    said = f"holds {sequence} of {head.sequence}"
                    yield Finding("convergence.heads", name, str(stream), said)


def _rebuilt(state: RunState) -> Iterator[Finding]:
    """Fold one node's log anew: which node, the seed decides."""
    nodes = state.world.nodes
    node = nodes[state.world.options.seed % len(nodes)]
    names = [projection.name for projection in node.log.projections.projections]
    with node.log.read() as view:
        before = {name: view.table(name).digest() for name in names}
    node.log.rebuild()
    with node.log.read() as view:
        for name in names:
            if view.table(name).digest() != before[name]:
                said = "rebuilt from the log it has other bytes"
                yield Finding("convergence.rebuild", node.place.name, name, said)
