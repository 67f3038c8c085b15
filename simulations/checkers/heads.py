"""Heads: what is held never becomes less, and nobody tells of what its log does not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.identity import StreamId
from simulations.checkers.changes import Changes
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode


class Heads(Checker):
    """Heads only grow, restarts included, count every commit, and are told once they are held."""

    name = "heads"
    invariants = ("I3", "I4")

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._held: dict[tuple[int, int, int], dict[StreamId, int]] = defaultdict(dict)
        """Of each node's each disk, and each time it was set back, the events a second ago."""
        self._changes = Changes()

    def every_second(self, state: RunState) -> Iterator[Finding]:
        """Compare what every log holds with what it held a second ago, whatever died since.

        Which history of a forked stream is called main may change: how many events of all its
        histories are held may not go back. A disk that was set back is compared anew.
        """
        for node in self._changes.since_last_look(state):
            with node.log.read() as view:
                heads = {stream: head.sequence for stream, head in view.heads().items()}
                events = view.last_lsn()
            held: dict[StreamId, int] = defaultdict(int)
            for stream, sequence in heads.items():
                held[stream.base] += sequence + 1 - stream.start
            name = node.place.name
            disk = (node.index, node.disks, node.times_set_back)
            for stream, before in self._held[disk].items():
                if held[stream] < before:
                    said = f"{before} events were held, now {held[stream]}"
                    yield Finding("heads.back", name, str(stream), said)
            if events != sum(held.values()):
                said = f"{events} commits, and heads that come to {sum(held.values())}"
                yield Finding("heads.commits", name, "all streams", said)
            self._held[disk] = held
            if node.up:
                yield from _told_ahead(node, heads)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look a last time."""
        yield from self.every_second(state)


def _told_ahead(node: VirtualNode, heads: dict[StreamId, int]) -> Iterator[Finding]:
    """A replica may tell of nothing its log does not hold."""
    for stream, head in node.replica.holdings.items():
        if head.sequence > heads.get(stream, 0):
            said = f"the replica tells of {head.sequence}, the log holds {heads.get(stream, 0)}"
            yield Finding("heads.ahead", node.place.name, str(stream), said)
