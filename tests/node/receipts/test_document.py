"""A receipt says what was committed, and nothing that was only typed."""

from __future__ import annotations

from typing import Any

from core.log.record import chain_of
from core.views import receipts
from node.distance import Known
from node.receipts.cut_off import CUT_OFF_MS, was_cut_off
from replication.spread import Holder
from tests.node.receipts.papers import paper, rich_sale
from tests.node.tills import NOW_MS, Shop, Street


def facts(shop: Shop, receipt: str) -> dict[str, Any]:
    answer = shop.unchanged("receipt-paper", receipt=receipt, format="json")
    document: dict[str, Any] = answer["document"]
    return document


def test_a_receipt_says_everything_of_its_sale(shop: Shop) -> None:
    sold = rich_sale(shop)
    said = facts(shop, sold["receipt"])
    milk, cheese = said["items"]
    assert (milk["name"], milk["quantity_milli"], milk["amount_minor"]) == ("Milk 1 l", 2_000, 258)
    assert milk["charges"] == ({"kind": "discount", "reason": "Club", "amount_minor": -20},)
    assert (cheese["sku"], cheese["charges"]) == ("cheese", ())
    (tax,) = said["taxes"]
    assert (tax["name"], tax["rate_ppm"], tax["base_minor"]) == ("VAT", 77_000, 221)
    assert said["total_minor"] == sold["total_minor"]
    assert said["tenders"] == (("card", 500), ("cash", 1_000))
    assert said["change_minor"] == sold["change_minor"] > 0
    assert (said["branch"], said["till"], said["copy"]) == ("B1", "B1T1", 0)
    assert said["shift"]


def test_the_hash_on_the_paper_is_that_of_the_record(shop: Shop) -> None:
    sold = shop.sell("milk")
    with shop.log.read() as view:
        (found,) = receipts.find(view.table("receipts"), sold["receipt"])
        (record,) = view.records(found.stream, found.sequence - 1, count=1)
    digits = facts(shop, sold["receipt"])["hash"]
    assert chain_of(record).hex().startswith(digits)
    assert f"{sold['receipt']} {digits}" in paper(shop, sold["receipt"])


def test_a_refund_names_the_sale_it_is_of(shop: Shop) -> None:
    sold = shop.sell("milk", "bread")
    back = shop.do("refund", receipt=sold["receipt"], lines=[{"item": 2}], reason="stale")
    said = facts(shop, back["receipt"])
    assert (said["kind"], said["of"], said["reason"]) == ("refund", sold["receipt"], "stale")
    assert (said["total_minor"], said["tenders"]) == (250, (("cash", 250),))
    assert "Refund" in paper(shop, back["receipt"])


def test_any_till_of_the_branch_prints_the_same_receipt(street: Street) -> None:
    here, there = street.open("B1T1"), street.open("B1T2")
    here.do("import-catalogue", products=[{"sku": "milk", "name": "Milk", "price_minor": 129}])
    sold = here.sell("milk")
    there.hear(here)
    assert paper(there, sold["receipt"]) == paper(here, sold["receipt"])


def test_an_unknown_receipt_has_no_paper(shop: Shop) -> None:
    assert "not known" in shop.refused("receipt-paper", receipt="B1T1-000009")
    assert "no language 'xx'" in shop.refused(
        "receipt-paper", receipt=shop.sell("milk")["receipt"], language="xx"
    )


def test_a_z_carries_what_an_auditor_takes_as_witness(shop: Shop) -> None:
    rich_sale(shop)
    assert "X" in shop.unchanged("report-paper", x=True)["text"]
    shop.do("cash-count", coins=[])
    closed = shop.do("shift-close")
    text = shop.unchanged("report-paper")["text"]
    assert f"Z B1T1 1 {closed['digest'][:16]}" in text
    with shop.log.read() as view:
        head = view.head(shop.till.branch_stream)
    assert f"{shop.till.branch_stream} {head.sequence} {head.chain.hex()[:16]}" in text
    assert "No Z number 2" in shop.refused("report-paper", number=2)
    assert "No shift is open" in shop.refused("report-paper", x=True)


def test_a_till_is_cut_off_when_nobody_was_heard_for_a_while() -> None:
    assert not was_cut_off(Known(), NOW_MS), "who never heard anybody stands alone"
    heard = Known((holder(NOW_MS),), NOW_MS)
    assert not was_cut_off(heard, NOW_MS + CUT_OFF_MS)
    assert was_cut_off(heard, NOW_MS + CUT_OFF_MS + 1)
    either = Known((holder(NOW_MS), holder(NOW_MS + CUT_OFF_MS)), NOW_MS)
    assert not was_cut_off(either, NOW_MS + CUT_OFF_MS + 1)


def holder(heard_ms: int) -> Holder:
    return Holder("00" * 16, 1, "B1T2", "till", "B1", (), heard_ms, None, {})
