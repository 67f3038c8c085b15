"""Dates for a demonstration that somebody watches: the week before today, and today.

A hub shows what was taken today against the same weekday a week before. Baskets of years ago are
neither, so each is moved by whole weeks into the seven days before today, where it keeps its
weekday and its hour. Of those that fall on today's weekday each till sells every other one as of
now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from simulations.demo.plan import Plan, Sale

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS


def of_this_week(plan: Plan, now_ms: int) -> Plan:
    """Return a plan with its baskets moved to the days before ``now_ms``, today's weekday first.

    So the comparison stands from the first minute, and the rest of the week follows behind it.
    """
    midnight_ms = now_ms - now_ms % DAY_MS
    moved = sorted(
        (_moved(sale, midnight_ms) for sale in plan.sales), key=lambda sale: sale.arguments["at_ms"]
    )
    sold: Counter[str] = Counter()
    sales = []
    for sale in moved:
        sold[sale.node] += 1
        todays = sale.arguments["at_ms"] < midnight_ms - WEEK_MS + DAY_MS
        sales.append(_as_of_now(sale) if todays and sold[sale.node] % 2 else sale)
    return replace(plan, sales=tuple(sales))


def _moved(sale: Sale, midnight_ms: int) -> Sale:
    at_ms = sale.arguments["at_ms"]
    weeks = (midnight_ms - 1 - at_ms) // WEEK_MS
    return replace(sale, arguments={**sale.arguments, "at_ms": at_ms + weeks * WEEK_MS})


def _as_of_now(sale: Sale) -> Sale:
    return replace(sale, arguments={**sale.arguments, "at_ms": None})
