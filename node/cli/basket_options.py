"""What a basket is on the command line: for a sale, and to ask what one would come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from node.cli import options

LinesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="LINE...", help="CODE, CODE:QUANTITY or CODE:QUANTITY:AMOUNT."),
]
GiftCardOption = Annotated[
    list[str] | None,
    typer.Option("--gift-card", help="CODE:AMOUNT: a gift card sold, or topped up."),
]
DiscountOption = Annotated[
    list[str] | None,
    typer.Option("--discount", help="AMOUNT[:ITEM[:REASON]] off an item or the basket."),
]
CouponOption = Annotated[
    list[str] | None,
    typer.Option("--coupon", help="AMOUNT[:ITEM[:REASON]] a manufacturer pays for."),
]
CustomerOption = Annotated[
    str, typer.Option("--customer", help="The customer: an id, number, telephone or e-mail.")
]
GroupOption = Annotated[
    str, typer.Option("--group", help="The customer's group, whose prices count.")
]
PromotionOption = Annotated[
    list[str] | None, typer.Option("--promotion-coupon", help="A coupon of a promotion.")
]


def basket(
    *,
    lines: Sequence[str] | None,
    gift_cards: Sequence[str] | None,
    discounts: Sequence[str] | None,
    coupons: Sequence[str] | None,
    customer: str,
    group: str,
    promotions: Sequence[str] | None,
) -> dict[str, Any]:
    """Return the arguments of a basket; raises :class:`core.errors.RefusedError` for a word."""
    if not lines and not gift_cards:
        raise typer.BadParameter("name at least one thing to sell", param_hint="LINE")
    return {
        "lines": [options.sell_line(line) for line in lines or ()],
        "gift_cards": [options.gift_card(text) for text in gift_cards or ()],
        "discounts": [options.money_off(off) for off in discounts or ()],
        "coupons": [options.money_off(off) for off in coupons or ()],
        "customer": customer,
        "group": group,
        "promotion_coupons": promotions or (),
    }
