"""What people in an office do: they edit products, set prices, and tax what is sold.

Amounts are said at the till in this shop, so none of it changes what a basket comes to; taxes are
inside the prices. What must hold is that every node comes to show the same of it.
"""

from __future__ import annotations

from typing import Any

from simulations.workload.cashier import Act, Cashier

PRICE_MINOR_MAX = 2_000
"""Highest price that is set."""

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


RULE_ACTS: dict[str, Act] = {"edit": edit, "price": price, "tax": tax}
"""Every act of the office by its name."""
