"""Hybrid logical clocks: stamps of an origin grow, and nobody is dragged into the future."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from core.identity import StreamId
from simulations.checkers.changes import Changes
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState

AHEAD_MS_MAX = 60_000
"""How far a peer's stamp may be followed, as invariant I13 has it."""

SLACK_MS = 1_000
"""What a second between two looks, and borrowed counters, may add."""

_COUNTER_BITS = 16


class HybridClocks(Checker):
    """Stamps grow per origin, restarts included, and stay within a minute of its own clock.

    Of who backdates what it seals that is not asked; of everybody who heard it, it is.
    """

    name = "hlc"
    invariants = ("I13",)

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._changes = Changes()
        self._latest_ms: dict[bytes, int] = {}
        """The latest time any clock showed under which an author wrote: copies share one."""

    def every_second(self, state: RunState) -> Iterator[Finding]:
        """Compare each node's own last stamps with the latest time its clock ever showed."""
        for node in state.world.nodes:
            author, latest_ms = node.log.author, node.clock.latest_ms
            self._latest_ms[author] = max(self._latest_ms.get(author, 0), latest_ms)
        for node in self._changes.since_last_look(state):
            latest_ms = self._latest_ms[node.log.author]
            if node.log.author in state.world.stage.backdated:
                continue
            with node.log.read() as view:
                heads = {stream: view.head(stream) for stream in view.streams_of(node.log.author)}
            for stream, head in heads.items():
                ahead_ms = (head.hlc >> _COUNTER_BITS) - latest_ms
                if ahead_ms > AHEAD_MS_MAX + SLACK_MS:
                    said = f"stamped {ahead_ms} ms ahead of its own clock"
                    yield Finding("hlc.dragged", node.place.name, str(stream), said)

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Walk each origin's own events in the order it wrote them.

        Where a disk was set back, what it wrote comes back in another order: then by stream.
        """
        for node in state.world.nodes:
            if node.log.author in state.world.stage.backdated:
                continue
            last: dict[StreamId | None, dict[bytes, int]] = defaultdict(dict)
            for found in state.log_of(node):
                if found.stream.author != node.log.author:
                    continue
                stamps = last[found.stream if node.times_set_back else None]
                before = found.chain_before(stamps) if node.times_set_back else b""
                if found.hlc <= stamps.get(before, 0):
                    where = f"{found.stream} at {found.sequence}"
                    yield Finding("hlc.back", node.place.name, where, "the stamp did not grow")
                stamps[found.chain if node.times_set_back else b""] = found.hlc
