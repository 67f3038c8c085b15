"""What people in an office do: they edit products, set prices, and tax what is sold.

Taxes are inside the prices. What must hold is that every node comes to show the same of it, and
that a till charges what it knew of.
"""

from __future__ import annotations

from typing import Any

from simulations.dice import happens
from simulations.workload.cashier import Act, Cashier
from simulations.workload.counter import take_money

PRICE_MINOR_MAX = 2_000
"""Highest price that is set."""

GROUPS = ("", "staff", "club")
"""Whose prices count; empty is everybody's."""

SOON_MS = 8_000
"""How soon at most a price of a list begins, and ends."""

RULES_MOST = 10
"""Most prices of lists in a world: few, so that tills meet over them."""

AGAIN_PERMILLE, TAKEN_BACK_PERMILLE = 350, 200
"""How many of a thousand prices are set again, and how many of them are taken back."""

RATES_PPM = (0, 70_000, 190_000, 230_000)
"""Rates of a tax, in parts of a million."""


def edit(cashier: Cashier) -> None:
    """Change one field of a product, while others may be changing it too."""
    dice, number = cashier.dice, cashier.dice.randrange(100)
    field: dict[str, Any] = dice.choice(
        (
            {"name": f"Name {number}"},
            {"department": f"aisle {number % 7}"},
            {"price_minor": dice.randrange(PRICE_MINOR_MAX)},
            {"tax_class": dice.choice(("", "food"))},
        )
    )
    cashier.do("product-edit", {"code": cashier.pick().sku, **field})


def price(cashier: Cashier) -> None:
    """Set a price for a branch, a group or a quantity."""
    dice = cashier.dice
    rule: dict[str, Any] = dice.choice(
        ({}, {"branch": cashier.branch}, {"group": "staff"}, {"from_quantity_milli": 3_000})
    )
    amount = dice.randrange(1, PRICE_MINOR_MAX)
    cashier.do("price-set", {"code": cashier.pick().sku, "price_minor": amount, **rule})


def tax(cashier: Cashier) -> None:
    """Set the tax inside the prices of a class of goods."""
    taxes = [{"name": "VAT", "rate_ppm": cashier.dice.choice(RATES_PPM)}]
    cashier.do("tax-set", {"tax_class": cashier.dice.choice(("", "food")), "taxes": taxes})


def list_price(cashier: Cashier) -> None:
    """Set a price of a list, for later or for a while; set one again, or take it back."""
    dice, rules = cashier.dice, cashier.books.price_rules
    now_ms = cashier.node.clock.now_ms()
    if len(rules) >= RULES_MOST or (rules and happens(dice, AGAIN_PERMILLE)):
        rule = dice.choice(rules)
    else:
        rule = {
            "code": cashier.pick().sku,
            "branch": dice.choice(("", cashier.branch)),
            "group": dice.choice(GROUPS),
            "from_quantity_milli": dice.choice((0, 1_000, 3_000)),
            "from_ms": max(0, now_ms + dice.randrange(-SOON_MS, SOON_MS)),
        }
        rules.append(rule)
    until_ms = dice.choice((0, 1 + rule["from_ms"] + dice.randrange(SOON_MS)))
    amount = None if happens(dice, TAKEN_BACK_PERMILLE) else dice.randrange(1, PRICE_MINOR_MAX)
    cashier.do("price-set", {**rule, "price_minor": amount, "until_ms": until_ms})


def sell_listed(cashier: Cashier) -> None:
    """Sell at what things cost, to somebody of a group; a product may stand on several lines."""
    dice = cashier.dice
    drawn = (cashier.drawn() for _ in range(dice.randrange(1, 5)))
    items = [(item.sku, milli) for item, milli in drawn]
    group = dice.choice(GROUPS)
    lines = [{"code": sku, "quantity_milli": milli} for sku, milli in items]

    def enter(answer: dict[str, Any]) -> None:
        take_money(cashier, [], answer)
        cashier.books.listed[str(answer["id"])] = group
        cashier.books.sale(cashier.node.index, cashier.branch, items, answer)

    cashier.ask("sell", cashier.with_id({"lines": lines, "group": group}), enter)


RULE_ACTS: dict[str, Act] = {
    "edit": edit,
    "price": price,
    "tax": tax,
    "list-price": list_price,
    "sell-listed": sell_listed,
}
"""Every act of the office by its name."""
