"""The morning of a demonstration: the catalogue goes out, every branch gets its delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simulations.demo.fleet import Caller
from simulations.demo.plan import DELIVERED_MILLI, HUB_NAME, Plan

LINES_A_DELIVERY = 2_000
"""Products on one delivery note."""


def open_shops(plan: Plan, callers: Mapping[str, Caller], agree: Callable[[], object]) -> None:
    """Give the company its catalogue and every branch its first delivery.

    ``agree`` waits until every node has heard of the catalogue.
    """
    callers[HUB_NAME].ask("import-catalogue", {"products": list(plan.products)})
    agree()
    for branch, tills in plan.tills.items():
        skus = plan.deliveries[branch]
        for at in range(0, len(skus), LINES_A_DELIVERY):
            some = skus[at : at + LINES_A_DELIVERY]
            lines = [{"code": sku, "quantity_milli": DELIVERED_MILLI} for sku in some]
            # An id of its own, so that a till killed just now does not get it twice.
            identifier = f"{at:08x}-0000-0000-0000-{branch.encode().hex():>012s}"
            callers[tills[0]].ask(
                "receive", {"id": identifier, "lines": lines, "reference": "opening"}
            )
