"""Accusations: no honest node is told to have misbehaved."""

from __future__ import annotations

from collections.abc import Iterator

from replication.notices import Misbehaved
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Accusations(Checker):
    """Where nobody lies and no bit is flipped on the way, nobody calls a peer a liar.

    A shop that is told of misbehaving tills every day looks at none of them.
    """

    name = "accusations"
    invariants = ("I14",)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look through all that replicas told their nodes."""
        if any(fault.mangles for fault in state.world.options.faults):
            return
        for node in state.world.nodes:
            for notice in node.notices:
                if isinstance(notice, Misbehaved):
                    where = notice.link.decode()
                    yield Finding("accusations.false", node.place.name, where, notice.reason)
