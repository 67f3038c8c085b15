"""What regular customers do: they earn points, and pay with them wherever they are known."""

from __future__ import annotations

from typing import Any

from node.verbs import perform
from simulations.dice import happens
from simulations.workload.books import whole
from simulations.workload.cashier import Act, Cashier
from simulations.workload.counter import PRICE_MINOR_MAX, take_money

POINTS = "points"
"""What their tender and their ledger are called."""

PER_HUNDRED = 10
"""Points for a hundred minor units; one pays one."""


def loyal(cashier: Cashier) -> None:
    """Sell to somebody who is known, and let them pay a part in points."""
    dice, till = cashier.dice, cashier.node.till
    settings = perform(till, "settings", {})["settings"]
    if not any(one["name"] == "points.per_hundred" and one["value"] for one in settings):
        cashier.do("setting-set", {"name": "points.per_hundred", "value": PER_HUNDRED})
        return
    known = perform(till, "customers", {"limit": 20})["customers"]
    if not known:
        phone = f"555 02{dice.randrange(3)}0 0000"
        cashier.do("customer-add", {"name": "Regular", "phone": phone})
        return
    person = dice.choice(known)["id"]
    spendable = perform(till, "credit-show", {"ledger": POINTS, "account": person})["spendable"]
    amount = dice.randrange(1, PRICE_MINOR_MAX)
    points = min(amount, dice.randrange(1, spendable + 1)) if spendable else 0
    points = points if happens(dice, 400) else 0
    paid = [{"kind": POINTS, "amount_minor": points}] if points else []
    if points < amount:
        paid.append({"kind": "cash", "amount_minor": amount - points})
    _sell(cashier, person, amount, points, paid)


def _sell(
    cashier: Cashier, person: str, amount: int, points: int, paid: list[dict[str, Any]]
) -> None:
    item, quantity = cashier.drawn()
    line = {"code": item.sku, "quantity_milli": quantity, "amount_minor": amount}

    def enter(answer: dict[str, Any]) -> None:
        books = cashier.books
        cashier.expect(f"{answer['receipt']}: the total", amount, whole(answer["total_minor"]))
        take_money(cashier, paid, answer)
        books.sale(cashier.node.index, cashier.branch, [(item.sku, quantity)], answer)
        books.points[str(answer["id"])] = (amount - points) * PER_HUNDRED // 100

    command = {"lines": [line], "customer": person, "tenders": paid}
    cashier.ask("sell", cashier.with_id(command), enter)


LOYALTY_ACTS: dict[str, Act] = {"loyal": loyal}
"""These acts by their names."""
