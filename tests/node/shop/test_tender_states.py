"""Money that comes later: the sale counts at once, and nobody forgets what has not come."""

from __future__ import annotations

from typing import Any

import pytest

from tests.node.shop.meetings import meet
from tests.node.shop.staff import hire, sign_in
from tests.node.tills import CATALOGUE, Shop, Street

HOUR_S = 3_600
PIX = {"kind": "pix", "amount_minor": 129, "pending": True, "reference": "E2E-7"}
ID = "01890000-0000-7000-8000-0000000000ad"


def sold_on_promise(shop: Shop) -> str:
    return str(shop.sell("milk", tenders=[PIX])["receipt"])


def test_a_sale_on_a_promise_counts_at_once_and_is_listed_until_it_is_confirmed(
    shop: Shop,
) -> None:
    receipt = sold_on_promise(shop)
    assert shop.figures("sales", "paid_minor") == (1, 129)
    (waiting,) = shop.unchanged("tenders-pending")["tenders"]
    assert (waiting["receipt"], waiting["tender"], waiting["kind"]) == (receipt, 1, "pix")
    assert (waiting["state"], waiting["reference"]) == ("pending", "E2E-7")
    said = {"receipt": receipt, "confirmed": True, "id": ID}
    assert shop.do("tender-settle", **said)["state"] == "confirmed"
    assert shop.unchanged("tender-settle", **said)["repeated"]
    assert shop.do("tenders-pending")["tenders"] == ()
    assert "is pending" in shop.refused("tender-settle", receipt=receipt, confirmed=False)


def test_money_that_does_not_come_for_a_day_is_a_review_until_somebody_saw_it(shop: Shop) -> None:
    receipt = sold_on_promise(shop)
    shop.pass_time(24 * HOUR_S - 60)
    shop.sell("bread")
    assert shop.do("reviews")["reviews"] == ()
    shop.pass_time(120)
    shop.sell("bread")
    (review,) = shop.do("reviews")["reviews"]
    assert (review["kind"], review["amount"]) == ("tender-unconfirmed", 129)
    shop.do("tender-settle", receipt=receipt, confirmed=True)
    assert shop.do("reviews")["reviews"] == ()


def test_a_company_says_itself_how_long_it_waits(shop: Shop) -> None:
    shop.do("setting-set", name="tender.pending_hours", value=1)
    sold_on_promise(shop)
    shop.pass_time(HOUR_S + 60)
    shop.sell("bread")
    assert [one["kind"] for one in shop.do("reviews")["reviews"]] == ["tender-unconfirmed"]


def test_money_that_will_not_come_is_a_review_on_every_node_and_the_sale_still_counts(
    street: Street,
) -> None:
    first, second = street.open("B1T1"), street.open("B2T1", "B2")
    first.do("import-catalogue", products=CATALOGUE)
    receipt = sold_on_promise(first)
    meet(first, second)
    second.do("tender-settle", receipt=receipt, confirmed=False, reference="refused")
    meet(first, second)
    for shop in (first, second):
        (review,) = shop.do("reviews")["reviews"]
        assert (review["kind"], review["amount"]) == ("tender-failed", 129)
        shown = shop.do("review-show", review=review["id"])
        assert [each["kind"] for each in shown["involved"]] == ["tender.noted", "tender.settled"]
        assert shop.figures("paid_minor") == (129,)


def test_a_card_s_approval_code_is_noted_and_waits_for_nobody(shop: Shop) -> None:
    card = {"kind": "card", "amount_minor": 129, "reference": "NSU 123"}
    shop.sell("milk", tenders=[card])
    assert shop.do("tenders-pending")["tenders"] == ()


@pytest.mark.parametrize("kind", ["cash", "gift-card"])
def test_what_is_there_or_not_cannot_be_pending(shop: Shop, kind: str) -> None:
    paid = {"kind": kind, "amount_minor": 129, "pending": True, "reference": "X"}
    shop.refused("sell", lines=[{"code": "milk"}], tenders=[paid])


def test_of_several_pending_tenders_one_must_be_named(shop: Shop) -> None:
    halves = [{**PIX, "amount_minor": 100}, {**PIX, "amount_minor": 29}]
    receipt = shop.sell("milk", tenders=halves)["receipt"]
    assert "tender 1, 2" in shop.refused("tender-settle", receipt=receipt, confirmed=True)
    assert shop.do("tender-settle", receipt=receipt, confirmed=True, tender=2)["tender"] == 2
    (left,) = shop.do("tenders-pending")["tenders"]
    assert left["amount_minor"] == 100


def test_a_ticket_and_an_exchange_are_paid_on_a_promise_too(shop: Shop) -> None:
    ticket = shop.do("ticket-open")["id"]
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    shop.do("ticket-tender", ticket=ticket, tender=PIX)
    shop.do("ticket-complete", ticket=ticket)
    swap: dict[str, Any] = {"receipt": shop.sell("milk")["receipt"], "back": [{"item": 1}]}
    swap |= {"lines": [{"code": "bread"}], "tenders": [{**PIX, "amount_minor": 121}]}
    shop.do("exchange", **swap)
    waiting = shop.do("tenders-pending")["tenders"]
    assert [(one["tender"], one["amount_minor"]) for one in waiting] == [(1, 129), (2, 121)]


def test_not_everybody_says_that_money_has_come(shop: Shop) -> None:
    receipt = sold_on_promise(shop)
    hire(shop)
    sign_in(shop, "carl")
    assert "may not" in shop.refused("tender-settle", receipt=receipt, confirmed=True)
