"""A quote says what the sale will say, and a receipt looked up what the sale said."""

from __future__ import annotations

from typing import Any

from tests.node.tills import Shop

BASKET: dict[str, Any] = {
    "lines": [{"code": "milk", "quantity_milli": 2000}, {"code": "bread"}],
    "discounts": [{"item": 2, "amount_minor": 17, "reason": "yesterday's"}],
}


def test_a_quote_is_what_the_sale_charges_in_coins_and_without(shop: Shop) -> None:
    shop.do("tax-set", taxes=[{"name": "VAT", "rate_ppm": 70_000, "inclusive": False}])
    shop.do("rounding-set", cash_step_minor=5)
    said = shop.unchanged("quote", **BASKET)
    assert [item["name"] for item in said["items"]] == ["Milk 1 l", "Bread"]
    assert {charge["kind"] for charge in said["charges"]} == {"discount", "tax"}
    assert said["cash_minor"] % said["cash_step_minor"] == 0
    card = [{"kind": "card", "amount_minor": said["to_pay_minor"]}]
    assert shop.do("sell", **BASKET, tenders=card)["total_minor"] == said["to_pay_minor"]
    assert shop.do("sell", **BASKET)["total_minor"] == said["cash_minor"]


def test_a_quote_is_refused_where_the_sale_would_be(shop: Shop) -> None:
    assert shop.refused("quote", lines=[{"code": "4099"}]) == shop.refused(
        "sell", lines=[{"code": "4099"}]
    )
    assert "no price" in shop.refused("quote", lines=[{"code": "free"}])


def test_a_receipt_shows_what_can_still_come_back(shop: Shop) -> None:
    sold = shop.do("sell", **BASKET, customer="C7")
    shop.do("refund", receipt=sold["receipt"], lines=[{"item": 1}])
    shown = shop.unchanged("receipt", receipt=sold["receipt"])
    milk, bread = shown["items"]
    assert (milk["quantity_milli"], milk["refunded_milli"], milk["refunded_minor"]) == (
        2000,
        1000,
        129,
    )
    assert (bread["paid_minor"], bread["refunded_milli"]) == (233, 0)
    assert (
        shown["total_minor"] == sold["total_minor"] == sum(i["paid_minor"] for i in shown["items"])
    )
    assert (shown["customer"], shown["tenders"]) == ("C7", (("cash", sold["total_minor"]),))


def test_a_receipt_that_is_not_here_is_said_to_be_so(shop: Shop) -> None:
    assert "not known" in shop.refused("receipt", receipt="B9T9-1")


def test_a_gift_card_is_quoted_behind_the_goods_and_alone(shop: Shop) -> None:
    card = [{"code": "7F3K", "amount_minor": 5000}]
    said = shop.unchanged("quote", **BASKET, gift_cards=card)
    assert [item["sku"] for item in said["items"]] == ["milk", "bread", "gift-card"]
    assert said["to_pay_minor"] == shop.do("quote", **BASKET)["to_pay_minor"] + 5000
    assert shop.do("quote", gift_cards=card)["to_pay_minor"] == 5000
    assert "nothing in the basket" in shop.refused("quote")


def test_a_receipt_says_which_money_is_still_to_come(shop: Shop) -> None:
    bank = {"kind": "bank-qr", "amount_minor": 129, "pending": True, "reference": "E2E-7"}
    receipt = shop.sell("milk", tenders=[bank])["receipt"]
    (noted,) = shop.unchanged("receipt", receipt=receipt)["noted"]
    assert noted == {"tender": 1, "reference": "E2E-7", "state": "pending"}
    shop.do("tender-settle", receipt=receipt, confirmed=False)
    assert shop.do("receipt", receipt=receipt)["noted"][0]["state"] == "failed"
