"""What a sale charges: prices by the till's own time, taxes and roundings that stay as charged."""

from __future__ import annotations

from typing import Any

from core.shop.sale import Sale
from core.views import receipts
from tests.node.tills import NOW_MS, Shop, Street

VAT = {"name": "VAT", "rate_ppm": 230_000, "inclusive": True}
CITY = {"name": "city", "rate_ppm": 25_000, "inclusive": False}
DAY_MS = 86_400_000


def sale_of(shop: Shop, receipt: str) -> Sale:
    with shop.log.read() as view:
        (found,) = receipts.find(view.table("receipts"), receipt)
    return shop.till.application.load_at(Sale, found.stream, found.sequence)


def test_a_shop_without_rules_charges_what_goods_cost(shop: Shop) -> None:
    sold = shop.sell("milk", "bread")
    sale = sale_of(shop, sold["receipt"])
    assert (sold["total_minor"], sale.taxes, len(sale.lines)) == (379, (), 2)


def test_an_inclusive_tax_is_in_the_price_and_an_exclusive_one_on_top(shop: Shop) -> None:
    shop.do("product-edit", code="bread", tax_class="food")
    shop.do("tax-set", taxes=[VAT])
    shop.do("tax-set", tax_class="food", taxes=[CITY])
    sold = shop.sell("milk", "bread")
    sale = sale_of(shop, sold["receipt"])
    assert sold["total_minor"] == 379 + 6
    assert sale.taxes == (("VAT", 230_000, 1, 105, 24), ("city", 25_000, 0, 250, 6))
    assert shop.figures("sales_minor", "tax_minor", "paid_minor") == (379, 6, 385)


def test_a_refund_gives_the_tax_and_the_rounding_back_to_the_minor_unit(shop: Shop) -> None:
    shop.do("tax-set", taxes=[CITY])
    shop.do("rounding-set", cash_step_minor=5)
    lines = [{"code": "milk", "quantity_milli": 3000}, {"code": "bread"}]
    sold = shop.do("sell", lines=lines)
    assert sold["total_minor"] == 655  # 387 + 250, their tax 10 + 6, and 2 of rounding
    back = 0
    for _ in range(3):
        part = [{"item": 1, "quantity_milli": 1000}]
        back += shop.do("refund", receipt=sold["receipt"], lines=part)["total_minor"]
    back += shop.do("refund", receipt=sold["receipt"])["total_minor"]
    assert back == -655


def test_only_the_cash_part_is_rounded(shop: Shop) -> None:
    shop.do("rounding-set", cash_step_minor=10)
    assert shop.sell("milk")["total_minor"] == 130
    card = [{"kind": "card", "amount_minor": 129}]
    assert shop.sell("milk", tenders=card)["total_minor"] == 129
    both = [{"kind": "card", "amount_minor": 100}, {"kind": "cash", "amount_minor": 50}]
    split = shop.sell("milk", tenders=both)
    assert (split["total_minor"], split["change_minor"]) == (130, 20)
    assert shop.figures("rounding_minor") == (2,)


def test_cash_that_is_paid_out_is_rounded_to_coins_once_for_all_parts(shop: Shop) -> None:
    shop.do("rounding-set", cash_step_minor=5)
    one = [{"code": "milk", "quantity_milli": 1000}]
    paid = shop.do("sell", lines=[{"code": "milk", "quantity_milli": 3000}])
    assert paid["total_minor"] == 385, "387, in coins"
    back = [shop.do("refund", receipt=paid["receipt"], lines=one)["total_minor"] for _ in range(3)]
    assert back == [-130, -125, -130]
    card = [{"kind": "card", "amount_minor": 129}]
    plastic = shop.sell("milk", tenders=card)["receipt"]
    assert shop.do("refund", receipt=plastic, tender="cash")["total_minor"] == -130
    assert shop.do("refund-unproven", lines=[{"code": "milk"}], reason="no bag")["total_minor"] == (
        -130
    )
    plastic = shop.sell("milk", tenders=card)["receipt"]
    assert shop.do("refund", receipt=plastic)["total_minor"] == -129, "a card is not rounded"
    shop.do("product-add", sku="cup", price_minor=251)
    bought = shop.sell("cup", tenders=[{"kind": "card", "amount_minor": 251}])["receipt"]
    swap = {"back": [{"code": "cup", "quantity_milli": 1000}], "lines": [{"code": "milk"}]}
    assert shop.do("exchange", receipt=bought, **swap)["to_pay_minor"] == -120, "122, in coins"
    assert shop.figures("refunded_minor") == (385 + 3 * 129 + 251,), "what the goods were worth"


def test_a_price_of_the_future_begins_while_the_till_is_cut_off(street: Street) -> None:
    office, till = street.open("B1T1", "B1"), street.open("B2T1", "B2")
    office.do("product-add", sku="pen", price_minor=100)
    office.do("price-set", code="pen", price_minor=80, from_ms=NOW_MS + DAY_MS)
    till.hear(office)
    assert till.sell("pen")["total_minor"] == 100
    till.pass_time(DAY_MS // 1000 + 60)
    assert till.sell("pen")["total_minor"] == 80
    late: dict[str, Any] = {"lines": [{"code": "pen"}], "at_ms": NOW_MS + 1}
    assert till.do("sell", **late)["total_minor"] == 100, "the business time of the sale counts"


def test_prices_are_by_branch_group_and_quantity(shop: Shop) -> None:
    shop.do("price-set", code="milk", price_minor=100, from_quantity_milli=3000)
    shop.do("price-set", code="milk", price_minor=50, group="staff")
    shop.do("price-set", code="milk", price_minor=10, branch="B2")
    many = [{"code": "milk", "quantity_milli": 3000}]
    assert shop.do("sell", lines=many)["total_minor"] == 300
    assert shop.sell("milk", "bread", "milk", "4011")["total_minor"] == 550, "however scanned"
    assert shop.sell("milk")["total_minor"] == 129
    assert shop.sell("milk", group="staff")["total_minor"] == 50
    assert len(shop.unchanged("price-list", code="milk")["prices"]) == 3


def test_a_price_taken_back_counts_no_more(shop: Shop) -> None:
    rule = {"code": "milk", "from_ms": 5}
    shop.do("price-set", price_minor=100, **rule)
    assert shop.sell("milk")["total_minor"] == 100
    shop.do("price-set", price_minor=None, **rule)
    assert shop.sell("milk")["total_minor"] == 129


def test_rules_that_make_no_sense_are_refused(shop: Shop) -> None:
    wrong = {"code": "milk", "price_minor": 1, "from_ms": 9, "until_ms": 9}
    assert "end after it begins" in shop.refused("price-set", **wrong)
    assert "name of its own" in shop.refused("tax-set", taxes=[VAT, VAT])
    assert "No product" in shop.refused("price-set", code="gold", price_minor=1)


def test_a_completed_ticket_is_taxed_as_a_sale_is(shop: Shop) -> None:
    shop.do("tax-set", taxes=[CITY])
    ticket = shop.do("ticket-open")["id"]
    shop.do("ticket-add", ticket=ticket, line={"code": "bread"})
    cash = {"kind": "cash", "amount_minor": 300}
    shop.do("ticket-tender", ticket=ticket, tender=cash)
    sold = shop.do("ticket-complete", ticket=ticket)
    assert (sold["total_minor"], sold["change_minor"]) == (256, 44)
