"""Promotions at the till: taken off when they count, taxed after, frozen in the sale."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.shop.sale import Sale
from tests.node.tills import CATALOGUE, NOW_MS, Shop, Street

TENTH = {"code": "tenth", "name": "Autumn", "kind": "percent", "rate_ppm": 100_000}


def lines_of(shop: Shop, sold: dict[str, Any]) -> list[Any]:
    return list(shop.till.application.load(Sale, UUID(sold["id"])).lines)


def test_a_promotion_is_a_line_of_the_receipt_and_stays_in_the_sale(shop: Shop) -> None:
    shop.do("promotion-set", **TENTH, sku="bread")
    sold = shop.sell("milk", "bread")
    assert sold["total_minor"] == 129 + 225
    assert lines_of(shop, sold)[2:] == [(1, "Autumn", 2, -25)]
    shop.do("promotion-set", code="tenth", active=False)
    assert lines_of(shop, sold)[2:] == [(1, "Autumn", 2, -25)]
    assert shop.sell("bread")["total_minor"] == 250


def test_tax_is_on_what_is_left_by_rate(shop: Shop) -> None:
    shop.do("tax-set", tax_class="", taxes=[{"name": "VAT", "rate_ppm": 250_000}])
    shop.do("promotion-set", **TENTH, sku="bread")
    sold = shop.sell("bread")
    (tax,) = shop.till.application.load(Sale, UUID(sold["id"])).taxes
    assert (tax[3], tax[4]) == (180, 45)


def test_goods_whose_price_was_typed_are_left_alone(shop: Shop) -> None:
    shop.do("promotion-set", **TENTH)
    typed = shop.do("sell", lines=[{"code": "bread", "amount_minor": 100}, {"code": "milk"}])
    assert typed["total_minor"] == 100 + 129 - 13


def test_a_coupon_is_asked_for_and_an_unknown_one_is_refused(shop: Shop) -> None:
    shop.do("promotion-set", **TENTH, coupon="FLYER")
    assert shop.sell("bread")["total_minor"] == 250
    assert shop.sell("bread", promotion_coupons=["FLYER"])["total_minor"] == 225
    said = shop.refused("sell", lines=[{"code": "milk"}], promotion_coupons=["OLD"])
    assert "coupon 'OLD'" in said


def test_a_promotion_is_for_a_branch_a_group_and_a_time(street: Street) -> None:
    first, second = street.open("B1T1"), street.open("B2T1", "B2")
    first.do("import-catalogue", products=CATALOGUE)
    first.do("promotion-set", **TENTH, branch="B2", group="club", from_ms=NOW_MS + 60_000)
    second.hear(first)
    assert second.sell("bread", group="club")["total_minor"] == 250
    second.pass_time(60)
    assert second.sell("bread", group="club")["total_minor"] == 225
    assert second.sell("bread")["total_minor"] == 250
    first.pass_time(60)
    assert first.sell("bread", group="club")["total_minor"] == 250


def test_a_ticket_and_a_quote_have_the_same_promotions_as_a_sale(shop: Shop) -> None:
    shop.do("promotion-set", code="three", kind="n-for-m", take=3, pay=2)
    basket = [{"code": "milk"}, {"code": "bread"}, {"code": "bread", "amount_minor": 9}]
    basket.append({"code": "cheese", "quantity_milli": 1000})
    total = 250 + 9 + 1999
    assert shop.do("sell", lines=basket)["total_minor"] == total
    assert shop.do("quote", lines=basket)["to_pay_minor"] == total
    ticket = shop.do("ticket-open")["id"]
    for line in basket:
        told = shop.do("ticket-add", ticket=ticket, line=line)
    assert (told["due_minor"], told["to_pay_minor"]) == (total, total + 129)
    shop.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": total})
    assert shop.do("ticket-complete", ticket=ticket)["total_minor"] == total


def test_a_sale_below_nothing_cannot_come_of_promotions(shop: Shop) -> None:
    shop.do("promotion-set", code="gift", kind="basket-amount", off_minor=10_000)
    assert shop.sell("milk")["total_minor"] == 0


def test_two_branches_change_different_fields_and_both_stand(street: Street) -> None:
    first, second = street.open("B1T1"), street.open("B2T1", "B2")
    first.do("promotion-set", **TENTH)
    second.hear(first)
    first.do("promotion-set", code="tenth", rate_ppm=200_000)
    second.do("promotion-set", code="tenth", name="Winter")
    first.hear(second)
    second.hear(first)
    for shop in (first, second):
        (one,) = shop.do("promotions")["promotions"]
        assert (one["name"], one["rate_ppm"], one["kind"]) == ("Winter", 200_000, "percent")
        assert shop.do("reviews")["reviews"] == ()


def test_an_edit_that_is_heard_of_before_the_making_counts_only_with_it(street: Street) -> None:
    maker, editor = street.open("B1T1"), street.open("B2T1", "B2")
    seller = street.open("B3T1", "B3")
    for shop in (maker, editor, seller):
        shop.do("import-catalogue", products=CATALOGUE)
    maker.do("promotion-set", **TENTH, sku="bread")
    editor.hear(maker)
    editor.do("promotion-set", code="tenth", rate_ppm=200_000)
    seller.hear(editor, own_only=True)
    assert seller.sell("milk", "bread")["total_minor"] == 129 + 250
    seller.hear(maker)
    assert seller.sell("milk", "bread")["total_minor"] == 129 + 200


def test_one_field_changed_in_two_branches_is_a_review_until_somebody_settles_it(
    street: Street,
) -> None:
    first, second = street.open("B1T1"), street.open("B2T1", "B2")
    first.do("promotion-set", **TENTH)
    second.hear(first)
    first.do("promotion-set", code="tenth", rate_ppm=200_000)
    second.do("promotion-set", code="tenth", rate_ppm=300_000)
    first.hear(second)
    second.hear(first)
    for shop in (first, second):
        (review,) = shop.do("reviews")["reviews"]
        assert review["kind"] == "lost-promotion"
    first.do("promotion-set", code="tenth", rate_ppm=150_000)
    assert first.do("reviews")["reviews"] == ()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "percent"}, "percentage"),
        ({"kind": "amount"}, "amount"),
        ({"kind": "n-for-m", "take": 2, "pay": 2}, "fewer pieces"),
        ({"kind": "basket-percent", "rate_ppm": 1, "sku": "milk"}, "no goods"),
        ({"rate_ppm": 1, "from_ms": 5, "until_ms": 5}, "end after it begins"),
        ({"kind": "gift"}, "kind"),
        ({"rate_ppm": 1_000_001}, "rate_ppm"),
    ],
)
def test_a_promotion_that_makes_no_sense_is_refused(
    shop: Shop, said: dict[str, Any], sentence: str
) -> None:
    assert sentence in shop.refused("promotion-set", code="x", **said)


def test_a_promotion_set_twice_is_set_once(shop: Shop) -> None:
    said = {**TENTH, "id": "01890000-0000-7000-8000-0000000000ab"}
    once = shop.do("promotion-set", **said)
    assert shop.unchanged("promotion-set", **said) == {**once, "repeated": True}
    assert shop.unchanged("promotion-set", **TENTH)["id"] == ""


def test_a_gift_card_is_never_cheaper_than_what_is_on_it(shop: Shop) -> None:
    shop.do("promotion-set", code="half", kind="basket-percent", rate_ppm=500_000)
    card = {"code": "CARD-1", "amount_minor": 1000}
    sold = shop.do("sell", lines=[{"code": "bread"}], gift_cards=[card])
    assert sold["total_minor"] == 125 + 1000
