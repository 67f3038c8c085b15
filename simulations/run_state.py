"""A run as the checkers see it: the world, and what was measured on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from simulations.reading import Recorded
from simulations.virtual_node import VirtualNode
from simulations.world import World


class Traffic(NamedTuple):
    """What went over all links in a phase."""

    seconds: float
    """Virtual seconds the phase took."""
    messages: int
    bytes: int


NO_TRAFFIC = Traffic(0, 0, 0)
"""Before anything was measured."""


@dataclass(slots=True)
class RunState:
    """One run."""

    world: World
    core: list[int] = field(default_factory=list)
    """The nodes that had to agree without all others; empty where no such nodes are."""
    core_agreed: bool = True
    """Whether they came to agree within the bound."""
    core_settling: Traffic = NO_TRAFFIC
    """From the mending of the core to its agreement."""
    agreed: bool = False
    """Whether all nodes came to agree within the bound."""
    settling: Traffic = NO_TRAFFIC
    """From the healing to agreement."""
    needed_bytes: int = 0
    """Bytes of records that nodes lacked when the world was healed."""
    lacked_events: int = 0
    """Events that nodes lacked when the world was healed, over all nodes."""
    quiet: Traffic = NO_TRAFFIC
    """After agreement."""
    nets: Counter[str] = field(default_factory=Counter)
    """How often, on the way to agreement, replicas fell back on which last net."""
    gaps: int = 0
    """How many batches began, while people worked, after what their receiver held."""
    unheard: int = 0
    """How many messages were not read because their peer had said too much."""
    _recorded: dict[bytes, Recorded] = field(default_factory=dict)
    _logs: dict[int, list[Recorded]] = field(default_factory=dict)

    def log_of(self, node: VirtualNode) -> list[Recorded]:
        """Return all a node's log holds, in commit order; read once, when the run has ended."""
        held = self._logs.get(node.index)
        if held is None:
            known = self._recorded
            held = []
            with node.log.read() as view:
                for _, record in view.feed(0, view.last_lsn()):
                    found = known.get(record)
                    if found is None:
                        found = known[record] = Recorded.of(record)
                    held.append(found)
            self._logs[node.index] = held
        return held
