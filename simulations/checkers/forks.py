"""Forks: two histories of one stream are known for what they are, wherever they are held."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import RemoteError
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.fork_proof import check_fork_proof
from core.log.log_view import LogView
from core.shop import kinds
from core.views import forks
from core.views.forks import Forks as ForksView
from core.views.shop import ALL_READERS
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode


class Forks(Checker):
    """Whoever holds two histories holds a proof of them; no stream of an honest disk has two."""

    name = "forks"
    invariants = ("I2", "I14")

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Look at every lane, and for the statement that proves it."""
        may_fork = state.world.stage.forked
        for node in state.world.nodes:
            name = node.place.name
            with node.log.read() as view:
                for lane in [stream for stream in view.heads() if stream.is_lane]:
                    where = f"{lane.base} at {lane.start}"
                    if lane.author not in may_fork:
                        said = "its author never wrote two histories"
                        yield Finding("forks.honest", name, where, said)
                    elif not node.revoked and not _is_proved(node, view, lane):
                        said = "two histories are held, and no event proves it"
                        yield Finding("forks.unproved", name, where, said)


def _is_proved(node: VirtualNode, view: LogView, lane: StreamId) -> bool:
    """Return whether some statement that is held proves where a lane parts."""
    place = (lane.base, lane.start)
    table = view.table(ForksView.name)
    said = (one for one in forks.found(table, lane.origin) if one[:2] == place)
    return any(_proves(node, view, one) for one in said)


def _proves(node: VirtualNode, view: LogView, said: forks.FoundFork) -> bool:
    (record,) = view.records(said.said_in, said.said_at - 1, count=1)
    fact = ALL_READERS[kinds.STREAM_FORKED](entry_of(record).body)
    try:
        proof = check_fork_proof(fact.proof, node.papers.verifier)
    except RemoteError:
        return False
    return (proof.stream, proof.sequence) == (said.stream, said.sequence)
