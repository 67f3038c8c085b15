"""What a page shows of a run: samples of the world, taken while it is watched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations

from core.views import inventory
from simulations.kernel import US_PER_S
from simulations.options import WorldOptions
from simulations.parts import Parts
from simulations.report import Report
from simulations.run import Run
from simulations.virtual_node import VirtualNode
from simulations.watching import WatchedKernel

SAMPLE_US = US_PER_S // 5
"""How often the world is looked at: finer than anything a page can show of a minute."""

PAIRS_MAX = 28
"""Pairs of nodes shown: all of eight nodes; of more, those that differed most."""

NOT_AGREED = {"quiescence.late", "world.broke"}
"""What is found of a world that did not come to agree."""

QUIET_S = 3.0
"""Virtual seconds shown after all agreed."""

SKUS_MAX = 3
"""Products whose stock is shown: those that the most nodes sold."""


@dataclass
class Chronicle:
    """One run, sampled."""

    report: Report
    names: list[str]
    times_s: list[float] = field(default_factory=list)
    up: list[list[bool]] = field(default_factory=list)
    """Of each sample, which nodes lived."""
    apart: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """Of each pair, by how many events of streams both want they differed."""
    messages: list[int] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    """Sent from the beginning up to each sample."""
    stock: dict[tuple[str, str], dict[str, list[int]]] = field(default_factory=dict)
    """Of each contested product and place, what each node believed."""
    strikes: list[tuple[float, str, str]] = field(default_factory=list)
    """When which fault acted, and how."""
    calm_s: float = 0.0
    """When the faults ended: from here on a core is left to itself, where there is one."""

    @property
    def agreed(self) -> bool:
        """Whether all nodes came to agree in the end."""
        return NOT_AGREED.isdisjoint(finding.kind for finding in self.report.findings)

    @property
    def heal_s(self) -> float:
        """When everything was healed."""
        return self.calm_s + self.report.core_settling.seconds

    @property
    def end_s(self) -> float:
        """Where charts end: soon after all agreed, for then nothing happens that one could see."""
        if not self.agreed:
            return self.report.virtual_s
        return min(self.report.virtual_s, self.heal_s + self.report.settling.seconds + QUIET_S)

    def shown(self) -> Chronicle:
        """Return what charts show: all samples up to their end."""
        count = sum(at_s <= self.end_s for at_s in self.times_s)
        return replace(
            self,
            times_s=self.times_s[:count],
            up=self.up[:count],
            apart={pair: row[:count] for pair, row in self.apart.items()},
            messages=self.messages[:count],
            bytes=self.bytes[:count],
            stock={
                goods: {name: line[:count] for name, line in lines.items()}
                for goods, lines in self.stock.items()
            },
        )


class _Sampler:
    """Looks at the world whenever enough virtual time has passed."""

    def __init__(self, chronicle: Chronicle, run: Run) -> None:
        self._chronicle = chronicle
        self._world = run.world
        self._next_us = 0
        self._faults = [fault.name for fault in run.world.options.faults]
        self._goods = _contested(run)
        for pair in combinations(chronicle.names, 2):
            chronicle.apart[pair] = []

    def watch(self, kind: str, node: int, place: int, data: bytes) -> None:
        world = self._world
        now_us = world.kernel.now_us
        if kind == "fault" and not world.resting:
            said = data.decode(errors="replace")
            self._chronicle.strikes.append((now_us / US_PER_S, self._faults[place], said))
        if now_us >= self._next_us:
            self._next_us = now_us - now_us % SAMPLE_US + SAMPLE_US
            self._sample(now_us / US_PER_S)

    def _sample(self, now_s: float) -> None:
        chronicle, nodes = self._chronicle, self._world.nodes
        chronicle.times_s.append(now_s)
        chronicle.up.append([node.up for node in nodes])
        chronicle.messages.append(self._world.network.messages)
        chronicle.bytes.append(self._world.network.bytes)
        held = {
            node.place.name: {s: head.sequence for s, head in node.replica.holdings.items()}
            for node in nodes
        }
        for one, other in combinations(nodes, 2):
            mine, theirs = held[one.place.name], held[other.place.name]
            chronicle.apart[one.place.name, other.place.name].append(
                sum(
                    abs(mine.get(stream, 0) - theirs.get(stream, 0))
                    for stream in mine.keys() | theirs.keys()
                    if one.place.holds(stream.scope) and other.place.holds(stream.scope)
                )
            )
        for node in nodes:
            self._sample_stock(node)

    def _sample_stock(self, node: VirtualNode) -> None:
        with node.log.read() as view:
            table = view.table("inventory")
            for sku, branch in self._goods:
                figure = inventory.counter_of(table, sku, branch).value
                lines = self._chronicle.stock.setdefault((sku, branch), {})
                lines.setdefault(node.place.name, []).append(figure)


def _contested(run: Run) -> list[tuple[str, str]]:
    """Return the first products of the assortment, which are the hot ones, in each branch."""
    world = run.world
    skus = [item.sku for item in next(iter(world.cashiers.values())).goods.items[:SKUS_MAX]]
    branches = sorted({node.place.branch for node in world.nodes if node.sells})
    return [(sku, branch) for sku in skus for branch in branches][: 2 * SKUS_MAX]


def chronicle_of(options: WorldOptions) -> Chronicle:
    """Run a world under watch, and return all that a page shows of it."""
    watched = WatchedKernel()
    run = Run.of(options, Parts(kernel=lambda: watched))
    chronicle = Chronicle(run.report(), [node.place.name for node in run.world.nodes])
    watched.watch = _Sampler(chronicle, run).watch
    run.go()
    chronicle.report = run.report()
    chronicle.calm_s = float(options.seconds)
    worst = sorted(chronicle.apart, key=lambda pair: -max(chronicle.apart[pair], default=0))
    chronicle.apart = {
        pair: values for pair, values in chronicle.apart.items() if pair in worst[:PAIRS_MAX]
    }
    return chronicle
