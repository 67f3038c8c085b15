"""Audit: what an auditor would say of the logs of honest nodes, which is nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from core.audit.stream_audit import audit_stream
from core.identity import StreamId
from core.log import layout
from core.log.index_walk import walk_indexes
from core.log.layout import POSITION
from core.log.log_view import LogView
from simulations.checkers.checker import Checker, Finding
from simulations.reading import Recorded
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

AUDITED = 2
"""Nodes whose records and seals are verified one by one; the seed decides which."""


class Audit(Checker):
    """Records, chains, seals and trees verify; indexes lead to what they name, alike everywhere.

    Where a liar seals stamps that go back, the audit must say so at that very record.
    """

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
                    yield from _audited(state, node, view)
                if wrong := walk_indexes(view):
                    yield Finding("audit.index", name, "", wrong)
                digest, owned = view.digest(), _owned(view)
            peer, expected = owners.setdefault(digest, (name, owned))
            if owned != expected:
                said = f"holds the same log as {peer}, and reads other aggregates from it"
                yield Finding("audit.aggregates", name, "", said)


def _audited(state: RunState, node: VirtualNode, view: LogView) -> Iterator[Finding]:
    """Audit every stream; of whose stamps go back exactly that is to be said."""
    name, liars = node.place.name, state.world.stage.backdated
    told: set[tuple[StreamId, int]] = set()
    for stream in view.heads():
        for found in audit_stream(view, stream, node.papers.verifier).findings:
            if found.field == "hlc" and stream.author in liars:
                told.add((stream.base, found.sequence))
                continue
            where = f"{stream} at {found.sequence}"
            yield Finding(f"audit.{found.kind}", name, where, found.message)
    for stream, sequence in _gone_back(state.log_of(node), liars) - told:
        said = "its stamp goes back, and the audit does not say so"
        yield Finding("audit.blind", name, f"{stream} at {sequence}", said)


def _gone_back(log: Sequence[Recorded], authors: Collection[bytes]) -> set[tuple[StreamId, int]]:
    """Return where the stamps of some authors go back, read by hand."""
    stamps: dict[tuple[StreamId, int], dict[bytes, int]] = defaultdict(dict)
    back = set()
    for found in log:
        if found.stream.author in authors:
            stamps[found.stream, found.sequence][found.chain] = found.hlc
            before = stamps[found.stream, found.sequence - 1]
            if found.hlc <= before.get(found.chain_before(before), 0):
                back.add((found.stream, found.sequence))
    return back


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
