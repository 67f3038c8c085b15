"""Goods that come back: by proof, without a receipt, or for others; taxes and tenders with them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.shop.refund import Refund
from core.shop.sale import Sale
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import CATALOGUE, Shop, Street

ID = "01890000-0000-7000-8000-0000000000ac"


@pytest.fixture
def apart(street: Street) -> tuple[Shop, Shop]:
    """Two tills of two branches that know one another; the second hears no sale of the first."""
    first, second = street.open("B1T1"), street.open("B2T1", "B2", scopes=("company",))
    first.do("import-catalogue", products=CATALOGUE)
    second.hear(first)
    return first, second


def back_of(shop: Shop, answer: dict[str, Any]) -> Refund:
    return shop.till.application.load(Refund, UUID(answer["id"]))


def test_a_till_that_never_heard_of_a_sale_refunds_it_by_its_proof(
    apart: tuple[Shop, Shop],
) -> None:
    first, second = apart
    first.do("tax-set", tax_class="", taxes=[{"name": "VAT", "rate_ppm": 250_000}])
    sold = first.do(
        "sell",
        lines=[{"code": "milk", "quantity_milli": 2000}, {"code": "bread"}],
        tenders=[{"kind": "card", "amount_minor": 508}],
    )
    proof = first.unchanged("receipt-proof", receipt=sold["receipt"])["proof"]
    assert "not known" in second.refused("refund", receipt=sold["receipt"])
    half = second.do("refund", proof=proof, lines=[{"code": "milk"}])
    rest = second.do("refund", proof=proof, receipt=sold["receipt"])
    assert [half["total_minor"], rest["total_minor"]] == [-129, -379]
    refunds = [back_of(second, half), back_of(second, rest)]
    assert [refund.tenders for refund in refunds] == [(("card", 129),), (("card", 379),)]
    assert sum(refund.taxes[0][4] for refund in refunds) == 52 + 50
    assert "Nothing is left" in second.refused("refund", proof=proof)
    first.hear(second)
    assert "Nothing is left" in first.refused("refund", receipt=sold["receipt"])


def test_a_proof_that_is_none_or_of_another_receipt_is_refused(apart: tuple[Shop, Shop]) -> None:
    first, second = apart
    proofs = [
        first.do("receipt-proof", receipt=first.sell(code)["receipt"])["proof"]
        for code in ("milk", "bread")
    ]
    assert "no proof" in second.refused("refund", proof="B1T1-000001")
    changed = proofs[0][:-3] + ("A" if proofs[0][-3] != "A" else "B") + proofs[0][-2:]
    assert "changed" in second.refused("refund", proof=changed)
    said = second.refused("refund", proof=proofs[0], receipt="B1T1-000002")
    assert "is of receipt B1T1-000001" in said
    assert "Give the number" in second.refused("refund")


def test_a_proof_by_a_till_of_another_company_is_refused(street: Street) -> None:
    first, stranger = street.open("B1T1"), street.open("X1", "X")
    stranger.do("import-catalogue", products=CATALOGUE)
    proof = stranger.do("receipt-proof", receipt=stranger.sell("milk")["receipt"])["proof"]
    assert "none of this company's" in first.refused("refund", proof=proof)


def test_a_till_proves_its_own_sales_only(street: Street) -> None:
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    sold = first.sell("milk")
    second.hear(first)
    assert "another till's" in second.refused("receipt-proof", receipt=sold["receipt"])


def test_refunded_by_proof_and_by_receipt_apart_is_a_review_that_names_both(
    apart: tuple[Shop, Shop],
) -> None:
    first, second = apart
    sold = first.sell("milk")
    proof = first.do("receipt-proof", receipt=sold["receipt"])["proof"]
    backs = [
        first.do("refund", receipt=sold["receipt"])["receipt"],
        second.do("refund", proof=proof)["receipt"],
    ]
    first.hear(second)
    (review,) = first.do("reviews")["reviews"]
    shown = first.do("review-show", review=review["id"])
    assert review["kind"] == "refunded-twice"
    assert set(backs) < {each["what"] for each in shown["involved"]}


def test_taxes_come_back_by_the_rates_of_the_goods(shop: Shop) -> None:
    shop.do("tax-set", tax_class="", taxes=[{"name": "VAT", "rate_ppm": 250_000}])
    shop.do("tax-set", tax_class="food", taxes=[{"name": "food", "rate_ppm": 50_000}])
    shop.do("product-edit", code="milk", tax_class="food")
    sold = shop.sell("milk", "bread")
    milk = back_of(shop, shop.do("refund", receipt=sold["receipt"], lines=[{"code": "milk"}]))
    bread = back_of(shop, shop.do("refund", receipt=sold["receipt"]))
    taxes = shop.till.application.load(Sale, UUID(sold["id"])).taxes
    assert [*bread.taxes, *milk.taxes] == list(taxes)


def test_an_exchange_is_one_commit_and_only_the_difference_is_paid(shop: Shop) -> None:
    sold = shop.sell("milk")
    swap = {"receipt": sold["receipt"], "back": [{"item": 1}]}
    done = shop.do("exchange", **swap, lines=[{"code": "bread"}], id=ID)
    assert (done["refund"]["total_minor"], done["sale"]["total_minor"]) == (-129, 250)
    assert (done["refund"]["receipt"], done["sale"]["receipt"]) == ("B1T1-000002", "B1T1-000003")
    assert done["to_pay_minor"] == 121
    again = shop.unchanged("exchange", **swap, lines=[{"code": "bread"}], id=ID)
    assert again["repeated"]
    assert (again["sale"]["id"], again["refund"]["id"]) == (
        done["sale"]["id"],
        done["refund"]["id"],
    )
    assert shop.figures("sales", "refunds", "paid_minor", "refunded_minor") == (2, 1, 379, 129)
    sale = shop.till.application.load(Sale, UUID(done["sale"]["id"]))
    assert sale.tenders == (("exchange", 129), ("cash", 121))
    assert back_of(shop, done["refund"]).tenders == (("exchange", 129),)


def test_an_exchange_for_something_cheaper_pays_out_the_rest(shop: Shop) -> None:
    sold = shop.sell("bread")
    swap = {"receipt": sold["receipt"], "back": [{"code": "bread"}], "lines": [{"code": "milk"}]}
    card = [{"kind": "card", "amount_minor": 1}]
    assert "worth more" in shop.refused("exchange", **swap, tenders=card)
    done = shop.do("exchange", **swap)
    assert done["to_pay_minor"] == -121
    assert back_of(shop, done["refund"]).tenders == (("exchange", 129), ("cash", 121))


def test_an_exchange_is_paid_with_what_the_customer_gives(shop: Shop) -> None:
    sold = shop.sell("milk")
    swap = {"receipt": sold["receipt"], "back": [{"item": 1}], "lines": [{"code": "bread"}]}
    short = [{"kind": "card", "amount_minor": 100}]
    assert "is to pay" in shop.refused("exchange", **swap, tenders=short)
    done = shop.do("exchange", **swap, tenders=[{"kind": "cash", "amount_minor": 200}])
    assert done["sale"]["change_minor"] == 79


def test_goods_without_a_receipt_come_back_on_a_manager_s_word(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    goods = {"lines": [{"code": "milk"}], "reason": "gift"}
    assert "somebody who may must" in shop.refused("refund-unproven", **goods)
    before = shop.stock_of("milk")
    done = shop.do("refund-unproven", **goods, approval=leave_of("mia"), id=ID)
    assert (done["total_minor"], shop.stock_of("milk")) == (-129, before + 1000)
    assert back_of(shop, done).sale == b""
    assert shop.unchanged("refund-unproven", **goods, id=ID)["repeated"]


def test_money_sold_without_a_quantity_comes_back_whole_and_once(shop: Shop) -> None:
    deposit = {"code": "milk", "quantity_milli": 0, "amount_minor": 25}
    sold = shop.do("sell", lines=[deposit, {"code": "bread"}])
    part = shop.do("refund", receipt=sold["receipt"], lines=[{"item": 1}])
    assert part["total_minor"] == -25
    assert "Nothing is left" in shop.refused("refund", receipt=sold["receipt"], lines=[{"item": 1}])
    assert shop.do("refund", receipt=sold["receipt"])["total_minor"] == -250


def test_a_gift_card_does_not_come_back(shop: Shop) -> None:
    card = {"code": "CARD-1", "amount_minor": 1000}
    sold = shop.do("sell", lines=[{"code": "bread"}], gift_cards=[card])
    assert "gift card" in shop.refused("refund", receipt=sold["receipt"], lines=[{"item": 2}])
    assert shop.do("refund", receipt=sold["receipt"])["total_minor"] == -250
