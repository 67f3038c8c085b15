"""Selling: what a sale is worth, what is refused, and that nothing is done twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError, StorageFullError
from core.log.memory_store import MemoryStore
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop.limits import LINES_MAX, TENDERS_MAX
from node import selling
from node.commands import AT_MS_END, TenderPaid
from node.till_config import HUB
from tests.node.tills import CATALOGUE, NOW_MS, Shop, Street, one_sentence

ID = "01890000-0000-7000-8000-000000000001"


def cash(amount_minor: int) -> dict[str, Any]:
    return {"kind": "cash", "amount_minor": amount_minor}


def card(amount_minor: int) -> dict[str, Any]:
    return {"kind": "card", "amount_minor": amount_minor}


def test_a_sale_costs_what_the_catalogue_says(shop: Shop) -> None:
    answer = shop.do(
        "sell",
        lines=[
            {"code": "milk", "quantity_milli": 2000},
            {"code": "4013", "quantity_milli": 333},
            {"code": "bread", "amount_minor": 99},
        ],
    )
    assert str(UUID(answer["id"])) == answer["id"]
    assert answer["receipt"] == "B1T1-000001"
    assert (answer["kind"], answer["currency"], answer["repeated"]) == ("sale", "USD", False)
    assert answer["total_minor"] == 258 + 666 + 99  # 19.99 x 0.333 = 6.6567
    assert answer["change_minor"] == 0
    assert shop.figures("sales", "items", "quantity_milli") == (1, 3, 3333)
    assert shop.figures("sales_minor", "coupon_minor", "paid_minor") == (1023, 0, 1023)
    assert shop.stock_of("cheese") == -333


def test_receipt_numbers_have_no_gaps_though_much_is_refused(shop: Shop) -> None:
    receipts = []
    for _ in range(5):
        receipts.append(shop.sell("milk")["receipt"])
        shop.refused("sell", lines=[{"code": "nothing"}])
        shop.refused("sell", lines=[{"code": "milk"}], tenders=[cash(1)])
    assert receipts == [f"B1T1-{number:06d}" for number in range(1, 6)]


def test_an_unknown_code_is_refused_by_name(shop: Shop) -> None:
    assert "'chalk'" in shop.refused("sell", lines=[{"code": "milk"}, {"code": "chalk"}])
    assert "'4'" in shop.refused("sell", lines=[{"code": "4"}])


def test_a_barcode_of_two_products_is_refused_and_names_both(shop: Shop) -> None:
    said = shop.refused("sell", lines=[{"code": "4099"}])
    assert "twin-a" in said
    assert "twin-b" in said
    assert shop.sell("twin-b")["total_minor"] == 200


def test_an_sku_goes_before_a_barcode(shop: Shop) -> None:
    shop.do("import-catalogue", products=[{"sku": "4011", "name": "Plum", "price_minor": 7}])
    assert shop.sell("4011")["total_minor"] == 7


@pytest.mark.parametrize("kind", ["change", "exchange", "rounding"])
def test_nobody_pays_with_what_the_till_works_out(shop: Shop, kind: str) -> None:
    receipt = shop.sell("milk")["receipt"]
    paid = {"kind": kind, "amount_minor": 129}
    assert "nobody pays with it" in shop.refused("sell", lines=[{"code": "milk"}], tenders=[paid])
    assert "nobody pays with it" in shop.refused("refund", receipt=receipt, tender=kind)
    ticket = shop.do("ticket-open")["id"]
    assert "nobody pays with it" in shop.refused("ticket-tender", ticket=ticket, tender=paid)


def test_a_hub_refuses_to_sell(street: Street) -> None:
    hub = street.open("HUB", "HQ", HUB)
    hub.do("import-catalogue", products=CATALOGUE)
    assert "HUB is a hub" in hub.refused("sell", lines=[{"code": "milk"}])


@pytest.mark.parametrize(
    ("tenders", "change"),
    [
        (None, 0),
        ([cash(379)], 0),
        ([card(379)], 0),
        ([cash(500)], 121),
        ([card(300), cash(79)], 0),
        ([card(300), cash(100)], 21),
        ([cash(100), card(300)], 21),
        ([cash(379), card(379)], 379),
        ([cash(-21), card(400)], 0),
        ([cash(10_000), cash(-9_000)], 621),
    ],
)
def test_change_is_given_out_of_cash(
    shop: Shop, tenders: list[dict[str, Any]] | None, change: int
) -> None:
    answer = shop.sell("milk", "bread", tenders=tenders)
    assert (answer["total_minor"], answer["change_minor"]) == (379, change)
    assert shop.figures("paid_minor") == (379,)


@pytest.mark.parametrize(
    "tenders",
    [
        [],
        [cash(378)],
        [card(378)],
        [card(380)],
        [card(380), cash(0)],
        [card(400), cash(20)],
        [card(400), cash(-20)],
        [cash(-379)],
        [card(379), card(1)],
        [cash(1)] * (TENDERS_MAX + 1),
    ],
)
def test_tenders_that_do_not_equal_the_lines_are_refused(
    shop: Shop, tenders: list[dict[str, Any]]
) -> None:
    shop.refused("sell", lines=[{"code": "milk"}, {"code": "bread"}], tenders=tenders)


kinds = st.sampled_from(["cash", "card", "voucher"])
paid = st.builds(TenderPaid, kind=kinds, amount_minor=st.integers(-5_000, 5_000))


@given(st.integers(-2_000, 5_000), st.lists(paid, max_size=4).map(tuple))
def test_what_is_kept_always_equals_what_is_to_pay(
    to_pay: int, tenders: tuple[TenderPaid, ...]
) -> None:
    given_minor = sum(tender.amount_minor for tender in tenders)
    cash_minor = sum(tender.amount_minor for tender in tenders if tender.kind == "cash")
    try:
        kept = selling.tenders_for(to_pay, tenders)
    except RefusedError as error:
        one_sentence(str(error))
        assert given_minor < to_pay or given_minor - to_pay > max(cash_minor, 0)
        return
    assert sum(tender.amount_minor for tender in kept) == to_pay
    change = [tender.amount_minor for tender in kept if tender.kind == "change"]
    assert change in ([], [to_pay - given_minor])
    assert sum(change) >= -max(cash_minor, 0)


def test_a_quantity_of_nothing_needs_an_amount_of_its_own(shop: Shop) -> None:
    shop.refused("sell", lines=[{"code": "milk", "quantity_milli": 0}])
    answer = shop.do("sell", lines=[{"code": "milk", "quantity_milli": 0, "amount_minor": 5}])
    assert answer["total_minor"] == 5
    assert shop.stock_of("milk") == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": []},
        {"lines": [{"code": "milk"}] * (LINES_MAX + 1)},
        {"lines": "milk"},
        {"lines": ["milk"]},
        {"lines": None},
        {},
        {"lines": [{"code": "milk", "quantity_milli": -1}]},
        {"lines": [{"code": "milk", "quantity_milli": -1000, "amount_minor": 129}]},
        {"lines": [{"code": "milk", "quantity_milli": 1.5}]},
        {"lines": [{"code": "milk", "quantity_milli": "1000"}]},
        {"lines": [{"code": "milk", "quantity_milli": True}]},
        {"lines": [{"code": "milk", "quantity_milli": None}]},
        {"lines": [{"code": "milk", "quantity_milli": QUANTITY_MILLI_MAX + 1}]},
        {"lines": [{"code": "cheese", "quantity_milli": QUANTITY_MILLI_MAX}]},
        {"lines": [{"code": "milk", "amount_minor": -1}]},
        {"lines": [{"code": "milk", "amount_minor": AMOUNT_MINOR_MAX + 1}]},
        {"lines": [{"code": "milk", "price": 1}]},
        {"lines": [{"code": ""}]},
        {"lines": [{"code": "m" * 65}]},
        {"lines": [{"code": "mi\0lk"}]},
        {"lines": [{"code": "milk\ud800"}]},
        {"lines": [{"code": 5}]},
        {"lines": [{"code": "milk"}], "tenders": [{"kind": "", "amount_minor": 129}]},
        {"lines": [{"code": "milk"}], "tenders": [{"kind": "k" * 40, "amount_minor": 129}]},
        {"lines": [{"code": "milk"}], "tenders": [{"kind": "k\0", "amount_minor": 129}]},
        {"lines": [{"code": "milk"}], "tenders": [{"kind": "k\ud800", "amount_minor": 129}]},
        {"lines": [{"code": "milk"}], "tenders": [{"kind": "cash"}]},
        {"lines": [{"code": "milk"}], "tenders": [cash(AMOUNT_MINOR_MAX + 1)]},
        {"lines": [{"code": "milk"}], "customer": "c" * 65},
        {"lines": [{"code": "milk"}], "customer": "c\0"},
        {"lines": [{"code": "milk"}], "customer": "\udfff"},
        {"lines": [{"code": "milk"}], "discounts": [{"amount_minor": 1, "reason": "\0"}]},
        {"lines": [{"code": "milk"}], "discounts": [{"amount_minor": 1, "reason": "r" * 65}]},
        {"lines": [{"code": "milk"}], "id": "no id"},
        {"lines": [{"code": "milk"}], "id": 5},
        {"lines": [{"code": "milk"}], "at_ms": -1},
        {"lines": [{"code": "milk"}], "at_ms": AT_MS_END},
        {"lines": [{"code": "milk"}], "at_ms": 2**48 - 1},
        {"lines": [{"code": "milk"}], "till": "B9T9"},
        {"lines": [{"code": "milk", "amount_minor": AMOUNT_MINOR_MAX}] * 2},
    ],
    ids=lambda wrong: str(wrong)[:60],
)
def test_a_wrong_command_is_refused_and_changes_nothing(shop: Shop, wrong: dict[str, Any]) -> None:
    shop.refused("sell", **wrong)


def test_the_last_millisecond_of_the_calendar_can_be_sold_at_and_refunded(shop: Shop) -> None:
    answer = shop.sell("milk", at_ms=AT_MS_END - 1)
    assert shop.do("refund", receipt=answer["receipt"])["total_minor"] == -129


def test_a_sale_too_long_for_a_record_is_refused(shop: Shop) -> None:
    sku = "\U0001f9c0" * 48
    shop.do("import-catalogue", products=[{"sku": sku}])
    line = {"code": sku, "quantity_milli": 5 * 10**9, "amount_minor": 5 * 10**9}
    said = shop.refused("sell", lines=[line] * LINES_MAX, tenders=[cash(10**12)] * 25)
    assert "over the limit" in said


def test_a_command_sent_again_is_answered_and_not_done_again(shop: Shop) -> None:
    lines = [{"code": "milk"}]
    first = shop.do("sell", id=ID, lines=lines, tenders=[cash(200)])
    assert first["id"] == ID
    again = shop.unchanged("sell", id=ID, lines=lines, tenders=[cash(200)])
    assert again == {**first, "repeated": True}
    # What the repeat says is not looked at: the first one stands.
    assert shop.unchanged("sell", id=ID, lines=[{"code": "bread"}]) == again
    assert shop.figures("sales", "paid_minor") == (1, 129)


def test_a_refused_command_may_be_sent_again_with_its_id(shop: Shop) -> None:
    shop.refused("sell", id=ID, lines=[{"code": "milk"}], tenders=[cash(1)])
    assert shop.do("sell", id=ID, lines=[{"code": "milk"}])["repeated"] is False


def test_a_sale_entered_later_counts_on_its_own_day(shop: Shop) -> None:
    shop.sell("milk", at_ms=NOW_MS - 86_400_000 * 3)
    shop.sell("milk")
    with shop.log.read() as view:
        keys = [key for key, _ in view.table("takings").scan()]
    assert len({key.split(b"\0", 1)[1][:4] for key in keys}) == 2


def test_a_full_disk_refuses_the_sale_and_keeps_the_rest() -> None:
    store = MemoryStore(size_bytes_max=20_000)
    shop = Shop(store)
    shop.do("import-catalogue", products=CATALOGUE)
    sold = 0
    while True:
        before = shop.dump()
        try:
            shop.sell("milk", "bread")
        except StorageFullError as error:
            one_sentence(str(error))
            break
        sold += 1
    assert sold > 3
    assert shop.dump() == before
    assert shop.figures("sales", "items") == (sold, 2 * sold)
