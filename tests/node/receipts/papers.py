"""A sale with one of everything that a receipt can show."""

from __future__ import annotations

from typing import Any

from tests.node.tills import Shop


def rich_sale(shop: Shop) -> dict[str, Any]:
    """Sell by weight and piece, with a tax, a discount on a line, and change."""
    shop.do("tax-set", tax_class="food", taxes=[{"name": "VAT", "rate_ppm": 77_000}])
    shop.do("product-edit", code="milk", tax_class="food")
    shop.do("shift-open", business_date="2023-11-14")
    return shop.do(
        "sell",
        lines=[
            {"code": "milk", "quantity_milli": 2_000},
            {"code": "cheese", "quantity_milli": 375},
        ],
        discounts=[{"amount_minor": 20, "item": 1, "reason": "Club"}],
        tenders=[{"kind": "card", "amount_minor": 500}, {"kind": "cash", "amount_minor": 1_000}],
    )


def paper(shop: Shop, receipt: str, **how: Any) -> str:
    """A receipt as it is printed."""
    answer = shop.unchanged("receipt-paper", receipt=receipt, **how)
    return str(answer["text"])
