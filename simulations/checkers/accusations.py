"""Accusations: no honest node is told to have misbehaved, and no good disk to be failing."""

from __future__ import annotations

from collections.abc import Iterator

from replication.notices import Misbehaved
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Accusations(Checker):
    """Nobody is called a liar but who lies, whatever it passes on or says to whom.

    Where nothing hits a disk, nobody is told that one fails. A shop that is told of misbehaving
    tills every day looks at none of them, and one that throws good disks away has none in the end.
    """

    name = "accusations"
    invariants = ("I14",)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look through all that replicas and disks are said to have done."""
        faults, nodes = state.world.options.faults, state.world.nodes
        liars = state.world.stage.liars
        for node in () if any(fault.hits_disks for fault in faults) else nodes:
            for said in node.disk_errors[:1]:
                yield Finding("accusations.disk", node.place.name, "its disk", said)
        for node in nodes:
            for notice in node.notices:
                if not isinstance(notice, Misbehaved) or node.index in liars:
                    continue
                channel = node.end.channels.get(notice.link)
                if channel is None or channel.target not in liars:
                    where = notice.link.decode()
                    yield Finding("accusations.false", node.place.name, where, notice.reason)
