"""The verb that asks what a basket comes to: quote."""

from __future__ import annotations

from typing import Any

import typer

from node.cli import show
from node.cli.asking import ask
from node.cli.basket_options import (
    CouponOption,
    CustomerOption,
    DiscountOption,
    GiftCardOption,
    GroupOption,
    LinesArgument,
    PromotionOption,
    basket,
)
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech
from node.wording import one_line


def quote(
    lines: LinesArgument = None,
    gift_card: GiftCardOption = None,
    discount: DiscountOption = None,
    coupon: CouponOption = None,
    customer: CustomerOption = "",
    group: GroupOption = "",
    promotion: PromotionOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show what a basket would come to here and now; nothing is sold."""
    asked = basket(
        lines=lines,
        gift_cards=gift_card,
        discounts=discount,
        coupons=coupon,
        customer=customer,
        group=group,
        promotions=promotion,
    )
    show.tell(ask(data, "quote", asked), data, as_json=as_json, sentence=_quoted)


def _quoted(spoken: Speech, answer: dict[str, Any]) -> str:
    told = [
        f"{spoken.quantity(item['quantity_milli'])} x {item['name']} "
        f"{spoken.money(item['amount_minor'])}"
        for item in answer["items"]
    ]
    told += [
        f"{charge['reason'] or charge['kind']} {spoken.money(charge['amount_minor'])}"
        for charge in answer["charges"]
    ]
    due, cash = (spoken.money(answer[name]) for name in ("to_pay_minor", "cash_minor"))
    told.append(spoken.say("{due} to pay, in coins {cash}.", due=due, cash=cash))
    return "\n".join(map(one_line, told))


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(quote)
