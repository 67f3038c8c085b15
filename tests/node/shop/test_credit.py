"""Gift cards, store credit and points: spent only by right, in any branch."""

from __future__ import annotations

from typing import Any

import pytest

from core.log.memory_store import MemoryStore
from node.duties import do_duties
from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop

CARD = "7F3K"


@pytest.fixture
def tills() -> tuple[Shop, Shop]:
    here, there = Shop(MemoryStore()), Shop(MemoryStore(), name="B2T1", branch="B2")
    here.do("import-catalogue", products=CATALOGUE)
    meet(here, there)
    return here, there


def paid(kind: str, amount_minor: int, reference: str = "") -> dict[str, Any]:
    return {"kind": kind, "amount_minor": amount_minor, "reference": reference}


def issue(shop: Shop, amount_minor: int, code: str = CARD) -> dict[str, Any]:
    return shop.do("sell", gift_cards=[{"code": code, "amount_minor": amount_minor}])


def spend(shop: Shop, code: str = CARD) -> dict[str, Any]:
    """Pay for a bread, 2.50, with a card."""
    return shop.sell("bread", tenders=[paid("gift-card", 250, code)])


def left(shop: Shop, ledger: str = "gift-card", account: str = CARD) -> tuple[int, int]:
    answer = shop.unchanged("credit-show", ledger=ledger, account=account)
    return answer["spendable"], answer["total"]


def meet_and_answer(*shops: Shop) -> None:
    meet(*shops)
    for shop in shops:
        do_duties(shop.till)
        do_duties(shop.till)
    meet(*shops)


def test_a_card_is_sold_topped_up_and_spent_here(tills: Any) -> None:
    here, _ = tills
    sold = issue(here, 400)
    assert (sold["total_minor"], left(here)) == (400, (400, 400))
    spend(here)
    assert left(here) == (150, 150)
    assert "1.50" in here.refused(
        "sell", lines=[{"code": "bread"}], tenders=[paid("gift-card", 250, CARD)]
    )
    issue(here, 1_000)
    two = [paid("gift-card", 100, CARD), paid("gift-card", 150, CARD)]
    here.sell("bread", tenders=two)
    assert left(here) == (900, 900)
    cards = [line for line in here.do("stock")["lines"] if line["sku"] == "gift-card"]
    assert sum(line["quantity_milli"] for line in cards) == 0
    assert here.do("reviews")["open"] == 0


def test_a_card_is_asked_for_by_its_code_and_nothing_is_half_done(tills: Any) -> None:
    here, _ = tills
    bread = [{"code": "bread"}]
    assert "code" in here.refused("sell", lines=bread, tenders=[paid("gift-card", 250)])
    assert "0.00" in here.refused("sell", lines=bread, tenders=[paid("gift-card", 250, "X")])
    assert "whose" in here.refused("sell", lines=bread, tenders=[paid("store-credit", 250)])
    assert "No gift card" in here.refused("credit-show", ledger="gift-card", account="X")
    ticket = here.do("ticket-open")["id"]
    said = here.refused("ticket-tender", ticket=ticket, tender=paid("gift-card", 250, CARD))
    assert "0.00" in said


def test_another_till_spends_what_it_was_given_the_right_to(tills: Any) -> None:
    here, there = tills
    issue(here, 1_000)
    meet_and_answer(*tills)
    assert left(there) == (0, 1_000)
    refused = there.refused(
        "sell", lines=[{"code": "bread"}], tenders=[paid("gift-card", 250, CARD)]
    )
    assert "credit fetch gift-card 7F3K" in refused
    asked = there.do("credit-fetch", ledger="gift-card", account=CARD, amount=600)
    assert [line["rights"] for line in asked["asked"]] == [600]
    meet_and_answer(*tills)
    assert (left(here), left(there)) == ((400, 1_000), (600, 1_000))
    spend(there)
    meet_and_answer(*tills)
    assert (left(here), left(there)) == ((400, 750), (350, 750))
    assert "already" in there.refused("credit-fetch", ledger="gift-card", account=CARD, amount=350)


def test_apart_two_tills_never_spend_more_than_there_is(tills: Any) -> None:
    here, there = tills
    issue(here, 500)
    meet_and_answer(*tills)
    there.do("credit-fetch", ledger="gift-card", account=CARD, amount=250)
    meet_and_answer(*tills)
    for shop in tills:
        spend(shop)
        shop.refused("sell", lines=[{"code": "bread"}], tenders=[paid("gift-card", 250, CARD)])
    meet_and_answer(*tills)
    assert left(here) == left(there) == (0, 0)
    assert [one for one in here.do("reviews")["reviews"] if one["kind"] == "overspent"] == []


def test_a_request_is_answered_once_with_what_is_left_by_then(tills: Any) -> None:
    here, there = tills
    issue(here, 500)
    meet_and_answer(*tills)
    fetch = {"id": "0" * 31 + "7", "ledger": "gift-card", "account": CARD}
    there.do("credit-fetch", **fetch)
    assert there.unchanged("credit-fetch", **fetch)["repeated"] is True
    spend(here)
    meet_and_answer(*tills)
    assert left(there) == (250, 250)
    issue(here, 100)
    meet_and_answer(*tills)
    assert left(here) == (100, 350)


def test_a_refund_becomes_store_credit_and_pays_in_both_branches(tills: Any) -> None:
    here, there = tills
    ann = here.do("customer-add", name="Ann", number="7")["customer"]
    receipt = here.sell("bread", "milk", customer=ann)["receipt"]
    here.do("refund", receipt=receipt, tender="store-credit")
    assert left(here, "store-credit", "7") == (379, 379)
    here.sell("milk", customer="7", tenders=[paid("store-credit", 129)])
    meet_and_answer(*tills)
    there.do("credit-fetch", ledger="store-credit", account="7")
    meet_and_answer(*tills)
    there.sell("bread", customer=ann, tenders=[paid("store-credit", 250)])
    assert left(there, "store-credit", ann) == (0, 0)
    assert "whose" in here.refused(
        "refund", receipt=here.sell("milk")["receipt"], tender="store-credit"
    )


def test_points_are_earned_once_a_sale_and_taken_back_by_its_refund(tills: Any) -> None:
    here, there = tills
    here.do("setting-set", name="points.per_hundred", value=10)
    ann = here.do("customer-add", name="Ann")["customer"]
    sale = {"id": "0" * 31 + "5", "lines": [{"code": "bread"}], "customer": ann}
    receipt = here.do("sell", **sale)["receipt"]
    here.unchanged("sell", **sale)
    assert left(here, "points", ann) == (25, 25)
    here.sell("milk")
    meet_and_answer(*tills)
    there.do("refund", receipt=receipt)
    assert left(there, "points", ann) == (0, 0)
    here.sell("milk", customer=ann, tenders=[paid("points", 20), paid("cash", 109)])
    meet_and_answer(*tills)
    shown = here.do("credit-show", ledger="points", account=ann)
    assert (shown["total"], shown["owed"], shown["spendable"]) == (25 - 20 + 10 - 25, 25, 0)


def test_who_was_merged_spends_the_credit_of_both(tills: Any) -> None:
    here, _ = tills
    ann, anna = (here.do("customer-add", name=name)["customer"] for name in ("Ann", "Anna"))
    for customer in (ann, anna):
        receipt = here.sell("milk", customer=customer)["receipt"]
        here.do("refund", receipt=receipt, tender="store-credit")
    here.do("customer-merge", customer=anna, into=ann)
    assert left(here, "store-credit", ann) == (258, 258)
    here.sell("bread", customer=anna, tenders=[paid("store-credit", 250)])
    assert left(here, "store-credit", ann) == (8, 8)


def test_an_account_is_charged_within_its_limit_and_paid(tills: Any) -> None:
    here, there = tills
    ann = here.do("customer-add", name="Ann", credit_limit_minor=400)["customer"]
    meet(*tills)
    charge = {"customer": ann, "tenders": [paid("on-account", 250)]}
    here.sell("bread", **charge)
    assert "4.00" in here.refused("sell", lines=[{"code": "bread"}], **charge)
    there.sell("bread", **charge)
    meet(*tills)
    (found,) = (one for one in here.do("reviews")["reviews"] if one["kind"] == "over-limit")
    assert found["amount"] == 100
    assert here.do("account-show", customer=ann)["owed_minor"] == 500
    pay = {"id": "0" * 31 + "9", "customer": ann, "amount_minor": 300}
    here.do("shift-open", business_date="2023-11-14")
    assert here.do("account-pay", **pay)["owed_minor"] == 200
    assert here.unchanged("account-pay", **pay)["repeated"] is True
    assert here.do("shift-x")["report"]["expected_minor"] == 300
    assert "2.00" in here.refused("account-pay", customer=ann, amount_minor=201)
    meet(*tills)
    assert [one for one in there.do("reviews")["reviews"] if one["kind"] == "over-limit"] == []
