"""The stage of real processes: the hands by which a scenario's faults reach into them.

Faults are those of the virtual world. Where the wire has packets they are asked of each one, by the
thread that carries it; where it has not, every now and then for each direction. What they do to a
machine is done to its process, its clock and its directory.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from replication.messages import HUB
from simulations.faults import Fault
from simulations.faults.corruption import Corruption
from simulations.kernel import US_PER_S
from simulations.live.fleet import LiveFleet
from simulations.live.machines import FullDisk, Machines
from simulations.live.wire import Fate, Way
from simulations.network import Channel, Verdict
from simulations.workload.cashier import Cashier

PERMILLE = 1_000


class LiveStage:
    """What the honoured faults may see of a fleet and do to it: see :class:`Stage`."""

    def __init__(
        self,
        fleet: LiveFleet,
        plan: Callable[[Fault, int, bytes], None],
        cashiers: Mapping[int, Cashier],
    ) -> None:
        """Reach the nodes of ``fleet``, which run; ``plan`` calls a fault later."""
        self._fleet = fleet
        self._machines = Machines(fleet)
        self._cashiers = cashiers
        self.plan_fault = plan
        self.struck: Counter[str] = Counter()
        """How often what struck a process, a clock or a machine."""
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
        self.struck["crash"] += 1
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
        self.struck["pause"] += 1
        self._paused.add(name)

    def resume(self, node: int) -> None:
        """Let a paused process go on."""
        name = self._fleet.names[node]
        if name in self._paused:
            self._fleet.send(name, signal.SIGCONT)
            self._paused.discard(name)

    # --- machines -----------------------------------------------------------------------

    def set_clock(self, node: int, offset_ms: int) -> None:
        """Set the clock that a node's process is shown wrong."""
        self.struck["clock"] += 1
        self._fleet.set_clock(self._fleet.names[node], offset_ms)

    def disk(self, node: int) -> FullDisk:
        """Return the room a node has on its disk; a process that is started again has all of it."""
        return FullDisk(self._fleet, self._fleet.names[node], self.struck)

    def take_image(self, node: int) -> None:
        """Copy a running node's directory as it is."""
        if self._runs(node):
            self._machines.take_image(self._fleet.names[node])

    def set_back(self, node: int) -> bool:
        """Put a running node's last image back, unless something would be lost."""
        done = self._may_change(node) and self._machines.set_back(
            self._fleet.names[node], self._witnesses()
        )
        return self._changed("set-back", node) if done else False

    def clone(self, source: int, target: int) -> bool:
        """Start another till of the branch as a copy of a running one, where nothing is lost."""
        names = self._fleet.names
        tills = not self.is_hub(source) and not self.is_hub(target)
        same = source != target and self.branch_of(source) == self.branch_of(target)
        able = tills and same and self._may_change(source) and self._may_change(target)
        done = able and self._machines.copy(names[source], names[target], self._witnesses())
        return self._changed("clone", source, target) if done else False

    def lose_disk(self, node: int) -> bool:
        """Take a node's machine away and let another join, unless something would be lost."""
        names = self._fleet.names
        able = self._may_change(node) and self._runs(0)  # the founder enrols
        done = able and self._machines.replace(names[node], self._witnesses())
        if done:
            self.struck["total-loss"] += 1
            self._forget(node)
        return done

    def _runs(self, node: int) -> bool:
        return self.can_sell(node)

    def _may_change(self, node: int) -> bool:
        """Return whether a node runs, and nobody waits for an answer of it."""
        cashier = self._cashiers.get(node)
        return self._runs(node) and not (cashier is not None and cashier.waits)

    def _witnesses(self) -> list[str]:
        return [name for node, name in enumerate(self._fleet.names) if self._runs(node)]

    def _changed(self, what: str, *nodes: int) -> bool:
        """Let cashiers begin anew at a disk set back: a number may be printed twice there."""
        self.struck[what] += 1
        self._fleet.books.may_repeat.update(nodes)
        for node in nodes:
            self._forget(node)
        return True

    def _forget(self, node: int) -> None:
        if (cashier := self._cashiers.get(node)) is not None:
            cashier.forget()

    def mend(self) -> None:
        """Let every process live and move, and every packet pass."""
        self._ways.clear()
        self._fleet.wire.heal()
        for node in range(self.node_count()):
            self.resume(node)
            if not self.is_up(node):
                self.restart(node)
            elif self._fleet.answers(self._fleet.names[node]):
                self.disk(node).make_room()

    def look_at_ways(self, rules: Sequence[Fault]) -> None:
        """Make every way what the faults say of it, or let them be asked of each packet."""
        packets = self._fleet.wire.has_packets
        for channel in self._channels:
            pair = (self._fleet.names[channel.source], self._fleet.names[channel.target])
            if packets and pair in self._ways:
                continue
            way = Way(fate=partial(_fate, rules, channel)) if packets else _way(rules, channel)
            if self._ways.get(pair, Way()) != way:
                self._ways[pair] = way
                self._fleet.wire.set(*pair, way)


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(one, other) for one in range(count) for other in range(count) if one != other]


def _verdict(rules: Sequence[Fault], channel: Channel) -> Verdict:
    verdicts = (fault.on_packet(channel, b"") for fault in rules)
    return next((verdict for verdict in verdicts if verdict is not None), None)


def _fate(rules: Sequence[Fault], channel: Channel) -> Fate:
    """Return what becomes of a packet: below TCP, a changed one is one that does not arrive."""
    verdict = _verdict(rules, channel)
    return (0.0,) if verdict is None else tuple(late_us / US_PER_S for late_us in verdict)


def _way(rules: Sequence[Fault], channel: Channel) -> Way:
    """Return what a direction is like: above TCP, what is changed arrives, and is wrong."""
    garbled = sum(fault.permille for fault in rules if isinstance(fault, Corruption)) / PERMILLE
    others = [fault for fault in rules if not isinstance(fault, Corruption)]
    verdict = _verdict(others, channel)
    if verdict is None:
        return Way(garbled=garbled)
    return Way(delay_s=verdict[0] / US_PER_S, garbled=garbled) if verdict else Way(cut=True)
