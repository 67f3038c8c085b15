"""What a ticket takes as a sale does: credit, pending money, discounts, coupons, gift cards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.log.entry import entry_of
from core.views.shop import SHOP_READERS
from tests.node.shop.meetings import meet
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import CATALOGUE, Shop, Street

MILK, BREAD = {"code": "milk"}, {"code": "bread"}
CARD = {"kind": "gift-card", "reference": "7F3K"}


@pytest.fixture
def tills(street: Street) -> tuple[Shop, Shop]:
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    first.do("sell", gift_cards=[{"code": "7F3K", "amount_minor": 500}])
    second.hear(first)
    return first, second


def opened(shop: Shop, *lines: dict[str, Any], **said: Any) -> str:
    ticket = str(shop.do("ticket-open", **said)["id"])
    for line in lines:
        shop.do("ticket-add", ticket=ticket, **line)
    return ticket


def on_card(shop: Shop) -> int:
    return int(shop.do("credit-show", ledger="gift-card", account="7F3K")["total"])


def pay(shop: Shop, ticket: str, amount_minor: int, **tender: Any) -> dict[str, Any]:
    return shop.do("ticket-tender", ticket=ticket, tender={**tender, "amount_minor": amount_minor})


def test_a_gift_card_pays_at_once_and_once(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, {"line": BREAD})
    pay(first, ticket, 200, **CARD)
    assert on_card(first) == 300
    meet(first, second)
    (tender,) = second.do("ticket-show", ticket=ticket)["tenders"]
    assert (tender["kind"], tender["reference"], tender["till"]) == ("gift-card", "7F3K", "B1T1")
    second.do("ticket-recall", ticket=ticket)
    pay(second, ticket, 50, kind="cash")
    assert second.do("ticket-complete", ticket=ticket)["total_minor"] == 250
    meet(first, second)
    assert on_card(first) == on_card(second) == 300


def test_a_card_pays_no_more_than_this_till_may_spend(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(second, {"line": BREAD})
    paid = {**CARD, "amount_minor": 200}
    assert "credit fetch" in second.refused("ticket-tender", ticket=ticket, tender=paid)
    own = opened(first, {"line": BREAD})
    paid = {**CARD, "amount_minor": 501}
    assert "There is 5.00" in first.refused("ticket-tender", ticket=own, tender=paid)


def test_credit_that_is_returned_is_there_again(tills: tuple[Shop, Shop]) -> None:
    first, _ = tills
    customer = first.do("customer-add", name="Ann", credit_limit_minor=300)["id"]
    ticket = opened(first, {"line": BREAD}, customer=customer)
    pay(first, ticket, 100, **CARD)
    pay(first, ticket, 150, kind="on-account")
    assert first.do("account-show", customer=customer)["owed_minor"] == 150
    more = {"kind": "on-account", "amount_minor": 151}
    assert "would owe" in first.refused("ticket-tender", ticket=ticket, tender=more)
    first.do("ticket-return", ticket=ticket, kind="gift-card", reference="7F3K", amount_minor=100)
    first.do("ticket-return", ticket=ticket, kind="on-account", amount_minor=150)
    assert on_card(first) == 500
    assert first.do("account-show", customer=customer)["owed_minor"] == 0
    assert first.do("ticket-show", ticket=ticket)["tenders"] == ()


def test_points_pay_a_ticket_and_earn_none(shop: Shop) -> None:
    shop.do("setting-set", name="points.per_hundred", value=5)
    customer = shop.do("customer-add", name="Ann")["id"]
    shop.sell("bread", customer=customer)
    ticket = opened(shop, {"line": MILK}, customer=customer)
    pay(shop, ticket, 2, kind="points")
    pay(shop, ticket, 127, kind="cash")
    shop.do("ticket-complete", ticket=ticket)
    # 2.50 earned 12, 2 were paid, and the 1.27 paid in money earned 6.
    assert shop.do("credit-show", ledger="points", account=customer)["total"] == 12 - 2 + 6


def test_money_that_comes_later_is_noted_with_the_sale(shop: Shop) -> None:
    ticket = opened(shop, {"line": MILK})
    cash = {"kind": "cash", "amount_minor": 129, "pending": True}
    assert "cannot be pending" in shop.refused("ticket-tender", ticket=ticket, tender=cash)
    pay(shop, ticket, 129, kind="pix", reference="E2E7", pending=True)
    (tender,) = shop.do("ticket-show", ticket=ticket)["tenders"]
    assert (tender["reference"], tender["pending"]) == ("E2E7", True)
    receipt = shop.do("ticket-complete", ticket=ticket)["receipt"]
    (pending,) = shop.do("tenders-pending")["tenders"]
    assert (pending["receipt"], pending["reference"]) == (receipt, "E2E7")


def test_what_is_typed_off_stands_at_the_till_that_recalls(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    off = {"amount_minor": 29, "reason": "dented"}
    ticket = opened(first, {"line": MILK, "discount": off}, {"line": BREAD})
    first.do("ticket-change", ticket=ticket, line=2, coupon={"amount_minor": 50, "reason": "M7"})
    first.do("ticket-edit", ticket=ticket, discount={"amount_minor": 100})
    first.do("ticket-hold", ticket=ticket)
    second.hear(first)
    seen = second.do("ticket-recall", ticket=ticket)
    assert (seen["to_pay_minor"], seen["due_minor"]) == (379, 379 - 29 - 50 - 100)
    assert [line["discount"] for line in seen["lines"]] == [off, None]
    assert seen["lines"][1]["coupon"] == {"amount_minor": 50, "reason": "M7"}
    assert seen["discount"] == {"amount_minor": 100, "reason": ""}
    pay(second, ticket, 200, kind="cash")
    receipt = second.do("ticket-complete", ticket=ticket)["receipt"]
    charges = second.do("receipt", receipt=receipt)["charges"]
    assert [(one["kind"], one["item"], one["amount_minor"]) for one in charges] == [
        ("discount", 1, -29),
        ("coupon", 2, -50),
        ("discount", 0, -100),
    ]


def test_a_discount_written_twice_apart_counts_once(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, {"line": MILK})
    second.hear(first)
    for till, amount in ((first, 20), (second, 30)):
        till.do("ticket-change", ticket=ticket, line=1, discount={"amount_minor": amount})
    meet(first, second)
    seen = [till.do("ticket-show", ticket=ticket)["due_minor"] for till in tills]
    assert seen[0] == seen[1]
    assert seen[0] in (129 - 20, 129 - 30)
    first.do("ticket-change", ticket=ticket, line=1, discount={"amount_minor": 0})
    assert first.do("ticket-show", ticket=ticket)["due_minor"] == 129


def test_a_discount_needs_the_leave_it_needs_at_a_sale(shop: Shop) -> None:
    hire(shop)
    sign_in(shop, "carl")
    ticket = opened(shop, {"line": MILK})
    off = {"amount_minor": 20}
    assert "may not" in shop.refused("ticket-edit", ticket=ticket, discount=off)
    assert "may not" in shop.refused("ticket-change", ticket=ticket, line=1, discount=off)
    assert "may not" in shop.refused(
        "ticket-add", ticket=ticket, line=MILK, discount={"amount_minor": 26}
    )
    shop.do("ticket-change", ticket=ticket, line=1, discount=off, approval=leave_of("sam"))
    assert "may not" in shop.refused("ticket-edit", ticket=ticket, discount={"amount_minor": 1})
    shop.do("ticket-change", ticket=ticket, line=1, discount={"amount_minor": 12})


def test_coupons_that_are_shown_travel_with_the_ticket(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ends = first.till.log.now_ms() + 60_000
    first.do(
        "promotion-set",
        code="P",
        kind="amount",
        off_minor=30,
        sku="milk",
        coupon="C7",
        until_ms=ends,
    )
    ticket = opened(first, {"line": MILK})
    assert "coupon 'X'" in first.refused("ticket-edit", ticket=ticket, promotion_coupons=["X"])
    first.do("ticket-edit", ticket=ticket, promotion_coupons=["C7"])
    second.hear(first)
    seen = second.do("ticket-show", ticket=ticket)
    assert (seen["promotion_coupons"], seen["due_minor"]) == (("C7",), 99)
    second.pass_time(61)
    assert second.do("ticket-show", ticket=ticket)["due_minor"] == 129, "the promotion is over"
    assert first.do("ticket-edit", ticket=ticket, promotion_coupons=[])["due_minor"] == 129


def test_gift_cards_are_sold_on_a_ticket(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, {"line": MILK})
    cards = [{"code": "7F3K", "amount_minor": 500}, {"code": "N2", "amount_minor": 1000}]
    seen = first.do("ticket-edit", ticket=ticket, gift_cards=cards)
    assert (seen["due_minor"], on_card(first)) == (129 + 1500, 500)
    assert first.do("ticket-edit", ticket=ticket, gift_cards=cards[:1])["due_minor"] == 129 + 500
    pay(first, ticket, 629, kind="cash")
    first.do("ticket-complete", ticket=ticket)
    meet(first, second)
    assert on_card(second) == 1000
    assert second.do("ticket-show", ticket=ticket)["gift_cards"] == (), "they went into the sale"


def test_what_was_beside_the_goods_goes_into_one_sale(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, {"line": MILK})
    first.do("ticket-edit", ticket=ticket, discount={"amount_minor": 29})
    second.hear(first)
    second.do("ticket-add", ticket=ticket, line=BREAD)
    pay(first, ticket, 100, kind="cash")
    first.do("ticket-complete", ticket=ticket)
    meet(first, second)
    left = first.do("ticket-show", ticket=ticket)
    assert (left["state"], left["due_minor"], left["discount"]) == ("left", 250, None)


def test_what_is_beside_the_goods_moves_with_them(shop: Shop) -> None:
    off = {"amount_minor": 29, "reason": ""}
    one = opened(shop, {"line": MILK, "discount": off}, {"line": {**BREAD, "quantity_milli": 2000}})
    shop.do("ticket-change", ticket=one, line=2, coupon={"amount_minor": 10})
    parts = [{"line": 1}, {"line": 2, "quantity_milli": 1000}]
    two = shop.do("ticket-split", ticket=one, lines=parts)
    assert [line["discount"] for line in two["lines"]] == [off, None]
    assert [line["coupon"] for line in two["lines"]] == [None, None], "a part of it stayed"
    for ticket, amount in ((one, 5), (two["id"], 7)):
        cards = [{"code": "N2", "amount_minor": 100}]
        shop.do("ticket-edit", ticket=ticket, discount={"amount_minor": amount}, gift_cards=cards)
    both = shop.do("ticket-merge", ticket=one, other=two["id"])
    assert both["discount"] == {"amount_minor": 12, "reason": ""}
    assert both["gift_cards"] == ({"code": "N2", "amount_minor": 200},)
    assert both["due_minor"] == 129 + 500 - 29 - 10 - 12 + 200


def test_a_ticket_with_many_notes_moves_as_a_whole(shop: Shop) -> None:
    one, two = opened(shop, {"line": MILK}), opened(shop)
    for number in range(101):
        shop.do("ticket-add", ticket=two, line=MILK, note=f"note {number}")
    both = shop.do("ticket-merge", ticket=one, other=two)
    assert [line["note"] for line in both["lines"]][1:] == [f"note {at}" for at in range(101)]


def test_a_card_that_paid_for_the_rest_of_a_ticket_paid_for_that_sale(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    ticket = opened(second, {"line": MILK})
    first.hear(second)
    first.do("ticket-add", ticket=ticket, line=BREAD)
    pay(first, ticket, 250, **CARD)
    pay(second, ticket, 129, kind="cash")
    second.do("ticket-complete", ticket=ticket)
    meet(first, second)
    first.do("ticket-recall", ticket=ticket)
    rest = first.do("ticket-complete", ticket=ticket)
    assert (rest["total_minor"], on_card(first)) == (250, 250)
    spent = [
        fact.amount for fact in facts(first, "credit.spent") if fact.cause == UUID(rest["id"]).bytes
    ]
    assert spent == [250], "an audit finds by the receipt what was spent for it"


def facts(shop: Shop, kind: str) -> list[Any]:
    """Return what a till wrote of a kind to the company's stream."""
    with shop.log.read() as view:
        stream = shop.log.stream("company")
        entries = [entry_of(record) for record in view.records(stream, 0)]
    return [SHOP_READERS[kind](entry.body) for entry in entries if entry.kind == kind]
