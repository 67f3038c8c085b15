"""The company that is pictured: three shops of the bundled week, their tills and a hub."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import RefusedError
from simulations.datasets.baskets import BUNDLED_WEEK
from simulations.demo.dates import DAY_MS, WEEK_MS
from simulations.demo.feed import Feed
from simulations.demo.fleet import Caller, Fleet
from simulations.demo.opening import open_shops
from simulations.demo.plan import HUB_NAME, Plan, Sale, make_plan
from simulations.pictures.moment import midnight_ms, taken_ms

BRANCHES, TILLS = 3, 2

AGREE_S = 120.0
"""How long all nodes may take to hold the same."""

PAUSE_S = 0.2


class Company:
    """Running nodes, and how each is asked."""

    def __init__(self, plan: Plan, fleet: Fleet, callers: dict[str, Caller]) -> None:
        """Ask the nodes of ``fleet`` through ``callers``."""
        self._fleet = fleet
        self._callers = callers
        self.barcodes = {row["sku"]: row.get("barcode", row["sku"]) for row in plan.products}
        """Of each product, by its SKU."""

    def screen(self, node: str) -> str:
        """Return the address of a node's screen."""
        return self._fleet.screens[node]

    def ask(self, node: str, verb: str, **arguments: Any) -> dict[str, Any]:
        """Ask a node; raises :class:`RefusedError` when it refuses."""
        return self._callers[node].ask(verb, arguments)

    def stop(self, node: str) -> None:
        """Stop a node."""
        self._fleet.stop(node)

    def start(self, node: str) -> None:
        """Start a node that was stopped."""
        self._fleet.start(node)

    def agree(self) -> None:
        """Wait until all nodes hold the same; raises :class:`RefusedError` when they do not."""
        deadline = time.monotonic() + AGREE_S
        while time.monotonic() < deadline:
            statuses = [caller.ask("status", {"full": False}) for caller in self._callers.values()]
            if len({one["digest"] for one in statuses}) == 1:
                return
            time.sleep(PAUSE_S)
        raise RefusedError("The nodes of the pictures do not come to agree.")


@contextmanager
def running_company(room: Path) -> Iterator[Company]:
    """Found the company in ``room`` and let it sell; every process is stopped afterwards."""
    plan = make_plan(BUNDLED_WEEK, branches=BRANCHES, tills=TILLS, baskets_max=None)
    plan = of_two_days(plan)
    fleet = Fleet(plan, room, screens=True)
    callers = {name: fleet.caller(name) for name in plan.nodes}
    company = Company(plan, fleet, callers)
    feed = Feed(fleet, [name for name in plan.nodes if name != HUB_NAME], None)
    try:
        for name in plan.nodes:
            fleet.start(name)
        open_shops(plan, callers, company.agree)
        feed.sell(plan.sales, lambda: time.sleep(PAUSE_S))
        company.agree()
        yield company
    finally:
        feed.close()
        for caller in callers.values():
            caller.close()
        fleet.stop_all()


def of_two_days(plan: Plan) -> Plan:
    """Return a plan with its baskets, at their hours, on the pictures' day and a week before.

    Every other basket of a till is today's, unless its hour is still to come.
    """
    sold: Counter[str] = Counter()
    moved = []
    for sale in plan.sales:
        sold[sale.node] += 1
        at_ms = midnight_ms() + (sale.arguments["at_ms"] - midnight_ms()) % DAY_MS
        todays = sold[sale.node] % 2 and at_ms < taken_ms()
        moved.append(_dated(sale, at_ms if todays else at_ms - WEEK_MS))
    return replace(plan, sales=tuple(sorted(moved, key=lambda sale: sale.arguments["at_ms"])))


def _dated(sale: Sale, at_ms: int) -> Sale:
    return replace(sale, arguments={**sale.arguments, "at_ms": at_ms})
