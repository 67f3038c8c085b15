"""Accusations: no honest node is told to have misbehaved."""

from __future__ import annotations

from collections.abc import Iterator

from replication.notices import Misbehaved
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Accusations(Checker):
    """Nobody is called a liar but who lies, whatever it passes on or says to whom.

    A shop that is told of misbehaving tills every day looks at none of them.
    """

    name = "accusations"
    invariants = ("I14",)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look through all that replicas told their nodes."""
        nodes, liars = state.world.nodes, state.world.stage.liars
        for node in nodes:
            for notice in node.notices:
                if not isinstance(notice, Misbehaved) or node.index in liars:
                    continue
                channel = node.end.channels.get(notice.link)
                if channel is None or channel.target not in liars:
                    where = notice.link.decode()
                    yield Finding("accusations.false", node.place.name, where, notice.reason)
