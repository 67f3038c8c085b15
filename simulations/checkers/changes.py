"""Looking only where something changed: a node that stands still costs a checker nothing."""

from __future__ import annotations

from collections.abc import Iterator

from core.log import layout
from simulations.run_state import RunState
from simulations.virtual_node import VirtualNode

_State = tuple[int, ...]


class Changes:
    """Which nodes may show something else than when they were last looked at."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._seen: dict[int, _State] = {}

    def since_last_look(self, state: RunState) -> Iterator[VirtualNode]:
        """Yield every node whose log or process changed, or whose replica moved a head."""
        seen = self._seen
        for node in state.world.nodes:
            disk = (node.disks, node.times_set_back, node.store.writes(layout.HEAD))
            now = (*disk, node.store.writes(layout.FEED), node.life, node.replica.holdings.moves)
            if seen.get(node.index) != now:
                seen[node.index] = now
                yield node
