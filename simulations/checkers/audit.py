"""Audit: what an auditor would say of the logs of honest nodes, which is nothing."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.stream_audit import audit_stream
from core.identity import StreamId
from core.log import layout
from core.log.index_walk import walk_indexes
from core.log.layout import POSITION
from core.log.log_view import LogView
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState

AUDITED = 2
"""Nodes whose records and seals are verified one by one; the seed decides which."""


class Audit(Checker):
    """Records, chains, seals and trees verify; indexes lead to what they name, alike everywhere."""

    name = "audit"
    invariants = ("I2", "I14")

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Audit some logs, walk every index, and compare what equal logs make of aggregates."""
        world = state.world
        owners: dict[bytes, tuple[str, dict[bytes, tuple[StreamId, int]]]] = {}
        for node in world.nodes:
            name = node.place.name
            with node.log.read() as view:
                if (node.index + world.options.seed) % len(world.nodes) < AUDITED:
                    for stream in view.heads():
                        for found in audit_stream(view, stream, node.papers.verifier).findings:
                            where = f"{stream} at {found.sequence}"
                            yield Finding(f"audit.{found.kind}", name, where, found.message)
                if wrong := walk_indexes(view):
                    yield Finding("audit.index", name, "", wrong)
                digest, owned = view.digest(), _owned(view)
            peer, expected = owners.setdefault(digest, (name, owned))
            if owned != expected:
                said = f"holds the same log as {peer}, and reads other aggregates from it"
                yield Finding("audit.aggregates", name, "", said)


def _owned(view: LogView) -> dict[bytes, tuple[StreamId, int]]:
    """Return whose each version of each aggregate is: the place of its record."""
    streams: dict[int, StreamId] = {}
    owned = {}
    for key, at in view.transaction.scan(layout.AGGREGATE, b""):
        alias, sequence = POSITION.unpack(at)
        stream = streams.get(alias)
        if stream is None:
            stream = streams[alias] = view.stream_of(alias)
        owned[key] = (stream, sequence)
    return owned
