"""Streams: no gaps, one record for one place, and nobody ever knows less than before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.identity import StreamId
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

_GENESIS = bytes(32)


class Streams(Checker):
    """Streams have no gaps, chains hold, (stream, sequence) names one record, heads only grow."""

    name = "streams"
    invariants = ("I1", "I2", "I4")

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._heads: dict[tuple[int, int], dict[StreamId, int]] = defaultdict(dict)
        """Of each node's each disk, the heads a second ago."""

    def every_second(self, state: RunState) -> Iterator[Finding]:
        """Compare every log's heads with those of a second ago, whatever died since."""
        for node in state.world.nodes:
            with node.log.read() as view:
                heads = {stream: head.sequence for stream, head in view.heads().items()}
                events = view.last_lsn()
            name = node.place.name
            disk = (node.index, node.disks)
            for stream, before in self._heads[disk].items():
                if heads.get(stream, 0) < before:
                    said = f"was held up to {before}, now to {heads.get(stream, 0)}"
                    yield Finding("streams.back", name, str(stream), said)
            if events != sum(heads.values()):
                said = f"{events} commits, and heads that come to {sum(heads.values())}"
                yield Finding("streams.gap", name, "all streams", said)
            self._heads[disk] = heads
            if node.up:
                yield from _told_ahead(node, heads)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Walk every record of every log."""
        yield from self.every_second(state)
        canon: dict[tuple[StreamId, int], bytes] = {}
        for node in state.world.nodes:
            name = node.place.name
            ends: dict[StreamId, tuple[int, bytes]] = {}
            for found in state.log_of(node):
                sequence, chain = ends.get(found.stream, (0, _GENESIS))
                where = f"{found.stream} at {found.sequence}"
                if found.sequence != sequence + 1:
                    yield Finding("streams.gap", name, where, f"follows {sequence}")
                one = canon.setdefault((found.stream, found.sequence), found.record)
                if one is found.record:
                    if found.chain_after(chain) != found.chain:
                        yield Finding("streams.chain", name, where, "the chain does not continue")
                elif one != found.record:
                    yield Finding("streams.two", name, where, "other nodes hold another record")
                ends[found.stream] = (found.sequence, found.chain)


def _told_ahead(node: VirtualNode, heads: dict[StreamId, int]) -> Iterator[Finding]:
    """A replica may tell of nothing its log does not hold."""
    for stream, head in node.replica.holdings.items():
        if head.sequence > heads.get(stream, 0):
            said = f"the replica tells of {head.sequence}, the log holds {heads.get(stream, 0)}"
            yield Finding("streams.told", node.place.name, str(stream), said)
