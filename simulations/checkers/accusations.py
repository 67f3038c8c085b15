"""Accusations: no honest node is told to have misbehaved, and no good disk to be failing."""

from __future__ import annotations

from collections.abc import Iterator

from replication.notices import Misbehaved
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Accusations(Checker):
    """Where nobody lies and no bit is flipped on the way, nobody calls a peer a liar.

    Where nothing hits a disk, nobody is told that one fails. A shop that is told of misbehaving
    tills every day looks at none of them, and one that throws good disks away has none in the end.
    """

    name = "accusations"
    invariants = ("I14",)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look through all that replicas and disks are said to have done."""
        faults, nodes = state.world.options.faults, state.world.nodes
        for node in () if any(fault.hits_disks for fault in faults) else nodes:
            for said in node.disk_errors[:1]:
                yield Finding("accusations.disk", node.place.name, "its disk", said)
        for node in () if any(fault.mangles for fault in faults) else nodes:
            for notice in node.notices:
                if isinstance(notice, Misbehaved):
                    where = notice.link.decode()
                    yield Finding("accusations.false", node.place.name, where, notice.reason)
