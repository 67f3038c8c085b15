"""What happens over every counter: money is taken, and a sale is looked for that comes back."""

from __future__ import annotations

from typing import Any

from simulations.workload.books import Sold, whole
from simulations.workload.cashier import Cashier

TRIES = 8
"""How often a cashier looks for a sale that will do."""

PRICE_MINOR_MAX = 5_000
"""Highest price drawn, in minor units."""


def take_money(cashier: Cashier, paid: list[dict[str, Any]], answer: dict[str, Any]) -> None:
    """Put tenders into the drawer and give change; no tenders mean exact cash."""
    tenders, total = cashier.books.tenders, whole(answer["total_minor"])
    for tender in paid:
        tenders[tender["kind"]] += tender["amount_minor"]
    change = sum(tender["amount_minor"] for tender in paid) - total if paid else 0
    cashier.expect(f"{answer['receipt']}: the change", change, answer["change_minor"])
    if not paid:
        tenders["cash"] += total
    elif change:
        tenders["change"] -= change
    in_cash = sum(tender["amount_minor"] for tender in paid if tender["kind"] == "cash")
    cashier.take_cash(in_cash - change if paid else total)


def find_sale(cashier: Cashier, *, own: bool | None = None) -> Sold | None:
    """Return some sale: of this till, of another one, or any; after a few tries."""
    index, sold = cashier.node.index, cashier.books.sold
    tries = (cashier.dice.choice(sold) for _ in range(TRIES if sold else 0))
    return next((found for found in tries if own in (None, found.node == index)), None)
