"""The stage of real processes: the hands by which a scenario's faults reach into them.

Faults are those of the virtual world. What they say of a packet is asked every now and then for
each direction, and made a way of the wire; what they do to a machine is done to its process.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence

from replication.messages import HUB
from simulations.faults import Fault
from simulations.faults.bridge import Bridge
from simulations.faults.clogged import Clogged
from simulations.faults.crash import Crash
from simulations.faults.flapping import Flapping
from simulations.faults.hub_away import HubAway
from simulations.faults.k_way import KWay
from simulations.faults.latency import Latency
from simulations.faults.one_way import OneWay
from simulations.faults.partition import Partition
from simulations.faults.pause import Pause
from simulations.faults.region import Region
from simulations.faults.slow_peer import SlowPeer
from simulations.kernel import US_PER_S
from simulations.live.fleet import LiveFleet
from simulations.live.wire import Way
from simulations.network import Channel

HONOURED: tuple[type[Fault], ...] = (
    Partition,
    KWay,
    Region,
    Bridge,
    OneWay,
    Flapping,
    Clogged,
    SlowPeer,
    Latency,
    Crash,
    HubAway,
    Pause,
)
"""Faults that can be done to processes behind a proxy. Others need a disk, a clock, a program or
a liar of the simulator's own, or lose packets, which above TCP nobody can."""


class LiveStage:
    """What the honoured faults may see of a fleet and do to it: see :class:`Stage`."""

    def __init__(self, fleet: LiveFleet, plan: Callable[[Fault, int, bytes], None]) -> None:
        """Reach the nodes of ``fleet``, which run; ``plan`` calls a fault later."""
        self._fleet = fleet
        self.plan_fault = plan
        self._up = dict.fromkeys(fleet.names, True)
        self._paused: set[str] = set()
        self._ways: dict[tuple[str, str], Way] = {}
        self._channels = [
            Channel(index, source, target, fleet.names[target].encode(), source > target)
            for index, (source, target) in enumerate(_pairs(len(fleet.names)))
        ]

    def node_count(self) -> int:
        """Return how many nodes there are, up or down."""
        return len(self._fleet.names)

    def branch_of(self, node: int) -> str:
        """Return the branch a node stands in."""
        return self._fleet.places[self._fleet.names[node]].branch

    def is_hub(self, node: int) -> bool:
        """Return whether nobody sells at a node."""
        return self._fleet.places[self._fleet.names[node]].role == HUB

    def is_up(self, node: int) -> bool:
        """Return whether a node's process was not killed, or has been started again."""
        return self._up[self._fleet.names[node]]

    def can_sell(self, node: int) -> bool:
        """Return whether somebody who asks a node would be answered."""
        name = self._fleet.names[node]
        return self._up[name] and name not in self._paused and self._fleet.answers(name)

    def crash(self, node: int) -> None:
        """Kill a node's process."""
        name = self._fleet.names[node]
        self._fleet.kill(name)
        self._up[name] = False
        self._paused.discard(name)

    def restart(self, node: int) -> None:
        """Start a killed node's process again."""
        name = self._fleet.names[node]
        self._fleet.start(name)
        self._up[name] = True

    def pause(self, node: int) -> None:
        """Let a living process stand still."""
        name = self._fleet.names[node]
        self._fleet.send(name, signal.SIGSTOP)
        self._paused.add(name)

    def resume(self, node: int) -> None:
        """Let a paused process go on."""
        name = self._fleet.names[node]
        if name in self._paused:
            self._fleet.send(name, signal.SIGCONT)
            self._paused.discard(name)

    def mend(self) -> None:
        """Let every process live and move, and every packet pass."""
        self._ways.clear()
        self._fleet.wire.heal()
        for node in range(self.node_count()):
            self.resume(node)
            if not self.is_up(node):
                self.restart(node)

    def look_at_ways(self, rules: Sequence[Fault]) -> None:
        """Make every way what the faults say of a packet on it."""
        for channel in self._channels:
            way = _way(rules, channel)
            pair = (self._fleet.names[channel.source], self._fleet.names[channel.target])
            if self._ways.get(pair, Way()) != way:
                self._ways[pair] = way
                self._fleet.wire.set(*pair, way)


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(one, other) for one in range(count) for other in range(count) if one != other]


def _way(rules: Sequence[Fault], channel: Channel) -> Way:
    for fault in rules:
        verdict = fault.on_packet(channel, b"")
        if verdict is not None:
            return Way(delay_s=verdict[0] / US_PER_S) if verdict else Way(cut=True)
    return Way()
