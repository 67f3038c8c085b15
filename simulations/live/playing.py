"""Playing a scenario with real processes: its people, its faults, and the same checkers.

The world's seed draws the same options, goods, faults and people as in the simulator; what comes
of them is decided by real clocks and sockets, so that no run is like another.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from node.till_config import TILL
from simulations.dice import dice_of
from simulations.faults import Fault
from simulations.kernel import US_PER_S
from simulations.live.fleet import Agreement, LiveFleet
from simulations.live.playable import LIVE_ACTS
from simulations.live.stage import LiveStage
from simulations.options import WorldOptions
from simulations.topology import Place, places
from simulations.workload.acts import ACTS
from simulations.workload.cashier import Cashier, catalogue_of
from simulations.workload.goods import goods_of

if TYPE_CHECKING:
    from simulations.faults import Stage
    from simulations.virtual_node import VirtualNode

LOOK_S = 0.05
"""How often the ways of the wire are made what the faults say."""

AGREE_S = 90.0
"""How long all may take to hold the same when everything is mended, on a busy machine."""


def places_of(options: WorldOptions) -> dict[str, Place]:
    """Return who stands where, by name."""
    return {place.name: place for place in places(options)}


class _LiveTill:
    """A till as its cashier sees it: a place, and a socket to ask at."""

    times_set_back = 0

    def __init__(self, place: Place, index: int) -> None:
        self.place, self.index, self.name = place, index, place.name
        self.disk_errors: list[str] = []

    def appended(self) -> None:
        """Nobody need be told: the process knows what it wrote."""


class _LiveCashier(Cashier):
    """A cashier who asks a running till through its control socket."""

    fleet: LiveFleet

    def _perform(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return self.fleet.ask(self.node.place.name, verb, **arguments)


class Play:
    """One scenario, played at a fleet that runs."""

    def __init__(self, fleet: LiveFleet, options: WorldOptions) -> None:
        """Play what is honoured of ``options``; the fleet's nodes are those of its places."""
        self._fleet, self._options = fleet, options
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        # Faults plan from the thread that carries as well: each number is given once all the same.
        self._planned = count(1)
        goods = goods_of(options)
        self._catalogue = catalogue_of(goods)
        self._cashiers = [
            self._cashier(place, index, goods)
            for index, place in enumerate(fleet.places.values())
            if place.role == TILL
        ]
        by_node = {cashier.node.index: cashier for cashier in self._cashiers}
        self.stage = LiveStage(fleet, self._plan_fault, by_node)

    def _cashier(self, place: Place, index: int, goods: Any) -> _LiveCashier:
        # What a cashier asks of its node, a place with a socket can tell: see LIVE_ACTS.
        node = cast("VirtualNode", _LiveTill(place, index))
        options, books = self._options, self._fleet.books
        acts = {name: ACTS[name] for name in LIVE_ACTS}
        made = _LiveCashier(node, books, goods, options.work, acts, options.seed, careful=True)
        made.fleet = self._fleet
        return made

    def _plan(self, delay_us: int, call: Callable[[], object]) -> None:
        at_s = time.monotonic() + delay_us / US_PER_S
        heapq.heappush(self._due, (at_s, next(self._planned), call))

    def _plan_fault(self, fault: Fault, delay_us: int, data: bytes) -> None:
        self._plan(delay_us, partial(fault.on_time, data))

    def _act(self, cashier: _LiveCashier) -> None:
        if self.stage.can_sell(cashier.node.index):
            cashier.act()
        self._plan(cashier.think_us(), partial(self._act, cashier))

    def go(self) -> Agreement:
        """Let people work and faults strike, mend everything, and wait until all agree."""
        fleet, faults = self._fleet, self._options.faults
        fleet.ask(fleet.names[-1], "import-catalogue", **self._catalogue)
        fleet.until_agreed(AGREE_S)
        for fault in faults:
            # Of a stage the honoured faults ask no more than this one has.
            fault.begin(cast("Stage", self.stage), dice_of(self._options.seed, "fault", fault.name))
        for cashier in self._cashiers:
            self._plan(cashier.first_us(), partial(self._act, cashier))
        end_s = time.monotonic() + self._options.seconds
        # What is due before the end is done, however slow the machine is.
        while self._due and self._due[0][0] < end_s:
            at_s, _, call = heapq.heappop(self._due)
            self.stage.look_at_ways(faults)
            while (wait_s := at_s - time.monotonic()) > 0:
                time.sleep(min(LOOK_S, wait_s))
                self.stage.look_at_ways(faults)
            call()
        self._due.clear()
        for fault in faults:
            fault.lift()
        self.stage.mend()
        fleet.until_running()
        for cashier in self._cashiers:
            cashier.ask_again()
        return fleet.until_agreed(AGREE_S)
