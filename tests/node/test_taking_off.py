"""Money off: discounts, promotions and coupons, and never more than there is to take."""

from __future__ import annotations

from typing import Any

import pytest

from tests.node.tills import Shop


def test_discounts_lower_the_takings_and_coupons_what_is_paid(shop: Shop) -> None:
    answer = shop.do(
        "sell",
        lines=[{"code": "milk"}, {"code": "bread"}],
        discounts=[{"item": 2, "amount_minor": 50}, {"amount_minor": 9, "reason": "loyalty"}],
        coupons=[{"item": 1, "amount_minor": 20}],
    )
    assert answer["total_minor"] == 129 + 250 - 59 - 20
    assert shop.figures("sales_minor", "coupon_minor", "paid_minor") == (320, 20, 300)


def test_coupons_take_off_no_more_than_is_left_to_pay(shop: Shop) -> None:
    basket = [{"code": "milk"}, {"code": "bread"}]
    off = [{"item": 1, "amount_minor": 29}]
    shown = [{"item": 1, "amount_minor": 200}, {"amount_minor": 249}, {"amount_minor": 9}]
    told = shop.do("quote", lines=basket, discounts=off, coupons=shown)
    assert [one["amount_minor"] for one in told["charges"]] == [-29, -100, -249, -1]
    answer = shop.do("sell", lines=basket, discounts=off, coupons=shown)
    assert (answer["total_minor"], answer["change_minor"]) == (0, 0)
    assert shop.figures("sales_minor", "coupon_minor", "paid_minor") == (350, 350, 0)


@pytest.mark.parametrize("verb", ["sell", "quote"])
def test_a_discount_is_at_most_what_it_is_taken_from(shop: Shop, verb: str) -> None:
    basket = [{"code": "milk"}, {"code": "bread"}]

    def refused(*off: dict[str, Any]) -> str:
        cards = [{"code": "7F3K", "amount_minor": 5_000}]
        return shop.refused(verb, lines=basket, gift_cards=cards, discounts=off)

    on_milk, on_all = {"item": 1, "amount_minor": 130}, {"amount_minor": 380}
    assert refused(on_milk) == "A discount of 1.30 on milk is more than the 1.29 left of it."
    said = "A discount of 3.80 on the basket is more than the {} it is taken from."
    assert refused(on_all) == said.format("3.79")
    assert refused(on_milk | {"amount_minor": 100}, on_all) == said.format("2.79")
    refused(on_milk | {"amount_minor": 100}, on_milk | {"amount_minor": 30})
    shop.do(verb, lines=basket, discounts=[{"item": 1, "amount_minor": 129}, {"amount_minor": 250}])


def test_promotions_leave_what_was_typed_off_the_basket(shop: Shop) -> None:
    shop.do("promotion-set", code="half", kind="percent", rate_ppm=500_000)
    answer = shop.sell("bread", discounts=[{"amount_minor": 200}])
    assert answer["total_minor"] == 0
    back = shop.do("refund", receipt=answer["receipt"])
    assert back["total_minor"] == 0


@pytest.mark.parametrize("what", ["discounts", "coupons"])
def test_money_off_names_an_item_that_is_there(shop: Shop, what: str) -> None:
    off: dict[str, Any] = {what: [{"item": 2, "amount_minor": 1}]}
    assert "no item 2" in shop.refused("sell", lines=[{"code": "milk"}], **off)
    off = {what: [{"item": 1, "amount_minor": -1}]}
    shop.refused("sell", lines=[{"code": "milk"}], **off)


def test_a_ticket_bears_no_discount_that_is_more_than_its_goods(shop: Shop) -> None:
    ticket = {"ticket": shop.do("ticket-open")["id"]}
    off = {"amount_minor": 130}
    assert "1.29 left" in shop.refused(
        "ticket-add", **ticket, line={"code": "milk"}, discount={"amount_minor": 130}
    )
    shop.do("ticket-add", **ticket, line={"code": "milk"}, discount={"amount_minor": 29})
    assert "1.29 left" in shop.refused("ticket-change", **ticket, line=1, discount=off)
    shop.do("ticket-change", **ticket, line=1, quantity_milli=2_000, discount=off)
    assert "1.28 it is taken from" in shop.refused("ticket-edit", **ticket, discount=off)
    told = shop.do("ticket-edit", **ticket, discount={"amount_minor": 128})
    assert told["due_minor"] == 0


def test_what_a_tickets_goods_can_no_longer_bear_is_cut(shop: Shop) -> None:
    ticket = {"ticket": shop.do("ticket-open")["id"]}
    for code in ("milk", "bread"):
        shop.do("ticket-add", **ticket, line={"code": code})
    shop.do("ticket-edit", **ticket, discount={"amount_minor": 300})
    told = shop.do("ticket-remove", **ticket, line=2)
    assert told["due_minor"] == 0
    sale = shop.do("ticket-complete", **ticket)
    assert sale["total_minor"] == 0
    assert shop.do("receipt", receipt=sale["receipt"])["items"][0]["paid_minor"] == 0
