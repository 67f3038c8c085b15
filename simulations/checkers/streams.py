"""Streams: no gaps, chains that hold, and one record for one place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.identity import StreamId
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState

_GENESIS = bytes(32)


class Streams(Checker):
    """Streams have no gaps, chains hold, and (stream, sequence) names one record everywhere."""

    name = "streams"
    invariants = ("I1", "I2", "I14")

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Walk every record of every log."""
        may_fork = state.world.stage.forked
        canon: dict[tuple[StreamId, int], set[bytes]] = defaultdict(set)
        walked: dict[bytes, bytes] = {}
        for node in state.world.nodes:
            name = node.place.name
            chains: dict[tuple[StreamId, int], list[bytes]] = defaultdict(list)
            for found in state.log_of(node):
                stream, sequence = found.stream, found.sequence
                where = f"{stream} at {sequence}"
                before = chains[stream, sequence - 1] if sequence > 1 else [_GENESIS]
                if not before:
                    yield Finding("streams.gap", name, where, "what it follows is not held")
                elif walked.get(found.record, b"") not in before:
                    follows = found.chain_before(before)
                    if not follows:
                        yield Finding("streams.chain", name, where, "the chain does not continue")
                    walked[found.record] = follows
                chains[stream, sequence].append(found.chain)
                canon[stream, sequence].add(found.lasting)
                forked = stream.author in may_fork
                if len(canon[stream, sequence]) > 1 and not forked:
                    yield Finding("streams.two", name, where, "other nodes hold another record")
                if chains[stream, sequence].count(found.chain) > 1:
                    yield Finding("streams.two", name, where, "it is held twice")
