"""Members: of a revoked node counts what somebody swore to, and it is told nothing any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgpack

from core.identity import StreamId
from simulations.checkers.checker import Checker, Finding
from simulations.reading import Recorded
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

REVOKED = "node.revoked"
"""The kind by which a node is revoked, and its closing heads are raised."""

_Heads = dict[tuple[int, str], int]

_Disk = tuple[int, int, int]
"""A node, how many disks it had, and how often it was set back."""


class Members(Checker):
    """Nobody holds more of a revoked node than was sworn to, nor tells it what came after.

    It looks at worlds in which somebody is revoked, and reads the decisions by hand.
    """

    name = "members"
    invariants = ("I2",)

    def __init__(self) -> None:
        """Begin with nobody knowing anything."""
        self._read: dict[_Disk, int] = {}
        """Of each node's each disk, up to which commit it was read."""
        self._knows: dict[_Disk, set[bytes]] = defaultdict(set)
        self._known_by_all: dict[int, tuple[list[_Disk], dict[StreamId, int]]] = {}
        """Of each revoked node, all that anybody held when all others had come to know, and the
        disks on which they did."""

    def every_second(self, state: RunState) -> Iterator[Finding]:
        """See who knows of whom, and whether a revoked node still hears anything new."""
        nodes = state.world.nodes
        revoked = [node for node in nodes if node.revoked]
        if not revoked:
            return
        honest = [node for node in nodes if not node.revoked]
        for node in honest:
            self._look(node)
        disks = [_disk(node) for node in honest]
        for one in revoked:
            if not all(one.log.author in self._knows[disk] for disk in disks):
                continue
            then = self._known_by_all.get(one.index)
            if then is None or then[0] != disks:
                # Who lost a disk or was set back has told it things before it knew again.
                self._known_by_all[one.index] = disks, _union(nodes)
            else:
                yield from _heard_since(one, then[1])

    def _look(self, node: VirtualNode) -> None:
        """Read what a node came to hold since it was read last."""
        disk = _disk(node)
        with node.log.read() as view:
            after, upto = self._read.get(disk, 0), view.last_lsn()
            found = [Recorded.of(record) for _, record in view.feed(after, upto - after)]
        self._read[disk] = upto
        self._knows[disk].update(author for author, reason, _ in _sworn(found) if reason)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Compare what every node holds of revoked ones with what was sworn to."""
        for node in state.world.nodes:
            if node.revoked:
                continue
            sworn: dict[bytes, _Heads] = {}
            for author, _, heads in _sworn(state.log_of(node)):
                most_of = sworn.setdefault(author, {})
                for place, sequence in heads.items():
                    most_of[place] = max(sequence, most_of.get(place, 0))
            with node.log.read() as view:
                held = view.heads()
            for stream, head in held.items():
                if stream.author not in sworn:
                    continue
                most = sworn[stream.author].get((stream.epoch, stream.base_scope), 0)
                if head.sequence > most:
                    said = f"{head.sequence} are held, {most} were sworn to"
                    yield Finding("members.beyond", node.place.name, str(stream), said)


def _disk(node: VirtualNode) -> _Disk:
    return node.index, node.disks, node.times_set_back


def _sworn(log: Sequence[Recorded]) -> Iterator[tuple[bytes, str, _Heads]]:
    """Yield whom each decision closes, why, and at which heads; an extension says no reason."""
    for found in log:
        if found.kind == REVOKED:
            *_, author, _, reason, said = msgpack.unpackb(found.body)
            if author != found.stream.author:
                heads = {(epoch, scope): sequence for epoch, scope, sequence in said}
                yield author, reason, heads


def _union(nodes: Sequence[VirtualNode]) -> dict[StreamId, int]:
    most: dict[StreamId, int] = {}
    for node in nodes:
        with node.log.read() as view:
            for stream, head in view.heads().items():
                most[stream] = max(head.sequence, most.get(stream, 0))
    return most


def _heard_since(one: VirtualNode, then: dict[StreamId, int]) -> Iterator[Finding]:
    with one.log.read() as view:
        heads = view.heads()
    for stream, head in heads.items():
        if stream.author != one.log.author and head.sequence > then.get(stream, 0):
            said = f"told of {head.sequence}, when all knew there were {then.get(stream, 0)}"
            yield Finding("members.told", one.place.name, str(stream), said)
