"""Refunding: any sale this till holds, never more than was sold, exactly what was paid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.log.memory_store import MemoryStore
from core.shop.lines import Tender, coupon_line, discount_line, item_line, totals_of
from core.shop.sale import Sale
from node.till_config import HUB
from tests.node.tills import CATALOGUE, Shop, Street

ID = "01890000-0000-7000-8000-000000000002"


def basket(shop: Shop) -> str:
    """Sell three milks, a bread with money off, and half a cheese; return the receipt."""
    answer = shop.do(
        "sell",
        lines=[
            {"code": "milk", "quantity_milli": 3000},
            {"code": "bread"},
            {"code": "cheese", "quantity_milli": 500},
        ],
        discounts=[{"item": 2, "amount_minor": 50}],
    )
    return str(answer["receipt"])


def test_a_whole_receipt_comes_back_for_what_was_paid(shop: Shop) -> None:
    receipt = basket(shop)
    answer = shop.do("refund", receipt=receipt, tender="card", reason="unwanted")
    assert answer["kind"] == "refund"
    assert answer["receipt"] == "B1T1-000002"
    assert answer["total_minor"] == -(387 + 200 + 1000)
    assert shop.figures("sales", "refunds", "refunded_minor") == (1, 1, 1587)
    assert [shop.stock_of(code) for code in ("milk", "bread", "cheese")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ({"code": "milk"}, 129),
        ({"code": "4011"}, 129),
        ({"item": 1, "quantity_milli": 2000}, 258),
        ({"item": 2}, 200),
        ({"code": "cheese", "quantity_milli": 250}, 500),
    ],
)
def test_a_line_comes_back_by_code_barcode_or_number(
    shop: Shop, line: dict[str, Any], total: int
) -> None:
    assert shop.do("refund", receipt=basket(shop), lines=[line])["total_minor"] == -total


@pytest.mark.parametrize(
    "lines",
    [
        [{"code": "milk", "quantity_milli": 3001}],
        [{"item": 1, "quantity_milli": 2000}, {"item": 1, "quantity_milli": 1001}],
        [{"code": "milk", "quantity_milli": 2000}, {"item": 1, "quantity_milli": 2000}],
        [{"code": "milk"}, {"code": "bread", "quantity_milli": 2000}],
        [{"code": "milk", "quantity_milli": 0}],
        [{"code": "milk", "quantity_milli": -1000}],
        [{"item": 4}],
        [{"item": 0}],
        [{"code": "chalk"}],
        [{"code": "twin-a"}],
        [{}],
        [{"item": 1, "code": "bread"}],
        [{"quantity_milli": 1000}],
        [{"code": "mi\0lk"}],
    ],
    ids=str,
)
def test_what_was_not_sold_does_not_come_back(shop: Shop, lines: list[dict[str, Any]]) -> None:
    shop.refused("refund", receipt=basket(shop), lines=lines)


def test_a_refund_names_how_many_are_left(shop: Shop) -> None:
    receipt = basket(shop)
    shop.do("refund", receipt=receipt, lines=[{"code": "cheese", "quantity_milli": 333}])
    said = shop.refused("refund", receipt=receipt, lines=[{"code": "cheese"}])
    assert "0.167" in said
    rest = shop.do("refund", receipt=receipt)
    assert rest["total_minor"] == -(387 + 200 + 1000 - 666)
    assert "Nothing is left" in shop.refused("refund", receipt=receipt)


def test_two_lines_for_one_item_in_one_refund_add_up(shop: Shop) -> None:
    receipt = basket(shop)
    one = {"item": 3, "quantity_milli": 250}
    assert shop.do("refund", receipt=receipt, lines=[one, one])["total_minor"] == -1000
    assert shop.stock_of("cheese") == 0


def test_a_code_on_two_lines_comes_back_from_whichever_has_it_left(shop: Shop) -> None:
    receipt = shop.sell("milk", "milk")["receipt"]
    answer = shop.do("refund", receipt=receipt, lines=[{"code": "milk"}, {"code": "milk"}])
    assert answer["total_minor"] == -258
    shop.refused("refund", receipt=receipt, lines=[{"code": "milk"}])


def test_a_quantity_by_code_is_gathered_from_several_lines(shop: Shop) -> None:
    receipt = shop.sell("cheese", "bread", "cheese", "cheese")["receipt"]
    lines = [{"code": "cheese", "quantity_milli": 3001}]
    assert shop.refused("refund", receipt=receipt, lines=lines) == "Only 3 of cheese can come back."
    answer = shop.do("refund", receipt=receipt, lines=[{"code": "4013", "quantity_milli": 2500}])
    assert answer["total_minor"] == -(1999 + 1999 + 1000)
    assert shop.do("refund", receipt=receipt)["total_minor"] == -(999 + 250)


def test_pieces_come_back_whole_unless_parts_of_one_were_sold(shop: Shop) -> None:
    half = {"code": "milk", "quantity_milli": 500}
    said = shop.refused("refund", receipt=basket(shop), lines=[half])
    assert said.startswith("milk is sold by the piece, and 0.5 is no number of pieces;")
    old = old_sale(shop, item_line("milk", 1_500, 194))
    assert shop.do("refund", receipt=old, lines=[half])["total_minor"] == -65
    assert shop.do("refund", receipt=old)["total_minor"] == -129


def old_sale(shop: Shop, *lines: Any) -> str:
    """Record a sale as a program did that took more off an item than it cost."""
    paid = totals_of(lines).to_pay_minor
    with shop.log.transaction() as transaction:
        sale = Sale.complete(
            id=shop.log.mint_id(),
            timestamp=shop.till.now(),
            location="B1",
            series=shop.till.series,
            number=shop.till.next_number(transaction),
            currency=shop.till.config.currency,
            lines=lines,
            tenders=[Tender("cash", paid)],
        )
        shop.till.application.record(sale)
    return sale.receipt


def test_of_an_item_that_was_worth_less_than_nothing_no_more_goes_out_than_came_in(
    shop: Shop,
) -> None:
    goods = [item_line("milk", 1000, 129), item_line("bread", 1000, 250)]
    off = [discount_line("sale", 1, -100), coupon_line("maker", 1, -100)]
    receipt = old_sale(shop, *goods, *off)  # 1.79 was paid
    assert shop.do("refund", receipt=receipt, lines=[{"code": "bread"}])["total_minor"] == -179
    assert shop.do("refund", receipt=receipt, lines=[{"code": "milk"}])["total_minor"] == 0


def test_goods_that_came_back_twice_leave_nothing_for_the_others(street: Street) -> None:
    one, two = street.open("B1T1"), street.open("B1T2")
    one.do("import-catalogue", products=CATALOGUE)
    receipt = one.sell("bread", "milk")["receipt"]
    two.hear(one)
    for shop in (one, two):
        shop.do("refund", receipt=receipt, lines=[{"code": "bread"}])
    one.hear(two)
    said = one.refused("refund", receipt=receipt, lines=[{"code": "milk"}])
    assert said == "All that was paid for this sale went back before: 5.00 of 3.79."


@given(st.integers(1, 5_000), st.integers(0, 129), st.lists(st.integers(1, 5_000), max_size=5))
def test_parts_are_worth_the_whole_however_it_is_cut(sold: int, off: int, parts: list[int]) -> None:
    shop = Shop(MemoryStore())
    shop.do("import-catalogue", products=CATALOGUE)
    answer = shop.do(
        "sell",
        lines=[{"code": "cheese", "quantity_milli": sold}, {"code": "milk"}],
        discounts=[{"amount_minor": off}],
    )
    left, back = sold, 0
    for part in parts:
        line = {"item": 1, "quantity_milli": part}
        if part > left:
            shop.refused("refund", receipt=answer["receipt"], lines=[line])
        else:
            back += shop.do("refund", receipt=answer["receipt"], lines=[line])["total_minor"]
            left -= part
    back += shop.do("refund", receipt=answer["receipt"])["total_minor"]
    assert back == -answer["total_minor"]
    assert shop.stock_of("cheese") == 0


@pytest.mark.parametrize(
    "receipt",
    ["B1T1-000009", "B1T1", "-", "", "B1T1-", "B1T1-x", "B1T1--1", "B1T1-²", "B1T1-1\0", "\ud800-1",
     f"B1T1-{2**64}", "B9T9-000001", "x" * 65],
)  # fmt: skip
def test_an_unknown_receipt_is_refused(shop: Shop, receipt: str) -> None:
    shop.sell("milk")
    shop.refused("refund", receipt=receipt)


def test_a_receipt_of_a_branch_that_is_not_held_is_refused_saying_so(street: Street) -> None:
    shop = street.open(scopes=("company", "branch:B1"))
    said = shop.refused("refund", receipt="B2T1-000001")
    assert "only the sales of company, branch:B1" in said
    assert "tillmesh subscribe" in said
    assert "hub" in said
    everything = street.open("B1T2")
    assert "subscribe" not in everything.refused("refund", receipt="B2T1-000001")


def test_a_refund_is_no_sale_to_refund(shop: Shop) -> None:
    refund = shop.do("refund", receipt=basket(shop))
    assert "is of a refund" in shop.refused("refund", receipt=refund["receipt"])


@pytest.mark.parametrize("field", ["tender", "reason"])
@pytest.mark.parametrize("word", ["w" * 65, "w\0", "w\ud800"])
def test_a_wrong_word_is_refused(shop: Shop, field: str, word: str) -> None:
    shop.refused("refund", **{"receipt": basket(shop), field: word})


def test_a_refund_id_used_again_pays_out_once(shop: Shop) -> None:
    receipt = basket(shop)
    first = shop.do("refund", id=ID, receipt=receipt, lines=[{"code": "milk"}])
    again = shop.unchanged("refund", id=ID, receipt=receipt, lines=[{"code": "milk"}])
    assert again == {**first, "repeated": True}
    # Even a repeat that no longer says what it said.
    assert shop.unchanged("refund", id=ID, receipt="gone-000001") == again


def test_goods_of_another_branch_come_back_here(street: Street) -> None:
    north, south = street.open("N1", "north"), street.open("S1", "south")
    north.do("import-catalogue", products=CATALOGUE)
    receipt = north.sell("milk", "bread")["receipt"]
    south.refused("refund", receipt=receipt)
    south.hear(north)
    answer = south.do("refund", receipt=receipt, lines=[{"code": "milk"}])
    assert (answer["receipt"], answer["total_minor"]) == ("S1-000001", -129)
    assert south.stock_of("milk", "south") == 1000
    assert south.stock_of("milk", "north") == -1000
    north.hear(south)
    assert "Only 0 of milk" in north.refused("refund", receipt=receipt, lines=[{"code": "milk"}])
    assert north.do("refund", receipt=receipt)["total_minor"] == -250
    south.hear(north)
    assert north.do("status")["digest"] == south.do("status")["digest"]
    assert north.figures("projections_digest") == south.figures("projections_digest")


def test_two_branches_apart_may_both_refund_and_their_books_still_agree(street: Street) -> None:
    north, south = street.open("N1", "north"), street.open("S1", "south")
    north.do("import-catalogue", products=CATALOGUE)
    receipt = north.sell("milk")["receipt"]
    south.hear(north)
    for shop in (north, south):
        assert shop.do("refund", receipt=receipt)["total_minor"] == -129
    north.hear(south)
    south.hear(north)
    assert north.figures("refunds", "refunded_minor") == (2, 258)
    assert north.figures("projections_digest") == south.figures("projections_digest")
    assert "Nothing is left" in south.refused("refund", receipt=receipt)


def test_a_receipt_of_two_tills_with_one_name_is_refused(street: Street) -> None:
    first, second = street.open("T", "north"), street.open("T2", "south")
    second.till.config = second.till.config.__class__("T", "south")
    for shop in (first, second):
        shop.do("import-catalogue", products=CATALOGUE)
        shop.sell("milk")
    first.hear(second)
    assert "2 sales" in first.refused("refund", receipt="T-000001")


def test_a_hub_refuses_to_refund(street: Street) -> None:
    till, hub = street.open(), street.open("HUB", "HQ", HUB)
    till.do("import-catalogue", products=CATALOGUE)
    receipt = basket(till)
    hub.hear(till)
    assert "hub" in hub.refused("refund", receipt=receipt)
