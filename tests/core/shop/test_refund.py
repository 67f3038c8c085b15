"""Refunds: any parts together are exactly what was paid, and never more than was sold."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.credit import GIFT_CARD
from core.shop.lines import Tender, coupon_line, discount_line, item_line, totals_of
from core.shop.refund import (
    ItemPaid,
    Refund,
    Refunded,
    RefundLine,
    at_most_paid,
    items_paid,
    refund_line,
)
from tests.fields import amounts, quantities
from tests.strategies import Line, basket_lines, kind_of

MILK = RefundLine(1, "milk", 1000, 100)


@settings(max_examples=150)
@given(amounts, st.lists(st.integers(1, 4_000), min_size=1, max_size=12))
@example(5, [1000] * 10)  # each part alone rounds up: ten cents for five
@example(15, [1000] * 10)  # each part alone rounds up: the eighth had too little left
@example(-7, [1000, 1000, 1])
@example(0, [1, 1])
def test_parts_of_any_split_add_up_to_what_was_paid(paid: int, parts: list[int]) -> None:
    items = [ItemPaid("milk", sum(parts), paid)]
    back = Refunded(0, 0)
    for part in parts:
        line = refund_line(items, {1: back}, 1, part)
        assert line.amount_minor * paid >= 0, "money goes the way it once came"
        back = Refunded(back.quantity_milli + part, back.amount_minor + line.amount_minor)
        exact = paid * back.quantity_milli / sum(parts)
        assert abs(paid) > 10**9 or abs(back.amount_minor - exact) <= 0.5
    assert back == Refunded(sum(parts), paid)


@settings(max_examples=100)
@given(st.integers(-500, 500), st.lists(st.integers(1, 900), min_size=2, max_size=6))
@example(5, [1000] * 10)
@example(-5, [1000] * 10)
def test_tills_that_refund_apart_never_take_money_from_a_later_customer(
    paid: int, parts: list[int]
) -> None:
    items = [ItemPaid("milk", sum(parts), paid)]
    apart = [refund_line(items, {}, 1, part) for part in parts[:-1]]
    back = Refunded(sum(parts[:-1]), sum(line.amount_minor for line in apart))
    last = refund_line(items, {1: back}, 1, parts[-1]).amount_minor
    assert last * paid >= 0
    if back.amount_minor * paid >= 0 and abs(back.amount_minor) <= abs(paid):
        assert back.amount_minor + last == paid


def test_never_more_comes_back_than_was_sold() -> None:
    items = [ItemPaid("milk", 3000, 100)]
    with pytest.raises(RefusedError, match=r"^Only 3 of milk can come back; 3 were sold\.$"):
        refund_line(items, {}, 1, 3001)
    with pytest.raises(RefusedError, match=r"^Only 0\.5 of milk can come back; 3 were sold\.$"):
        refund_line(items, {1: Refunded(2500, 83)}, 1, 501)
    with pytest.raises(RefusedError, match=r"^Only 0 of milk can come back"):
        refund_line(items, {1: Refunded(3000, 100)}, 1, 1)


def test_a_line_sold_as_money_without_a_quantity_comes_back_whole_and_once() -> None:
    items = [ItemPaid("deposit", 0, 25)]
    line = refund_line(items, {}, 1, 1)
    assert (line.quantity_milli, line.amount_minor) == (0, 25)
    for back in (25, 50):  # twice, where two tills could not hear one another
        with pytest.raises(RefusedError, match=r"^Nothing is left of deposit to refund\.$"):
            refund_line(items, {1: Refunded(0, back)}, 1, 1)


@pytest.mark.parametrize("item", [0, 2, -1])
def test_a_line_the_sale_does_not_have_is_refused(item: int) -> None:
    with pytest.raises(RefusedError, match=rf"^The sale has no line {item}; it has 1\.$"):
        refund_line([ItemPaid("milk", 1000, 100)], {}, item, 1)


@pytest.mark.parametrize("quantity", [0, -1000])
def test_a_refund_of_nothing_is_refused(quantity: int) -> None:
    with pytest.raises(RefusedError, match="more than nothing"):
        refund_line([ItemPaid("milk", 1000, 100)], {}, 1, quantity)


def test_discounts_and_coupons_on_an_item_lower_what_it_is_worth() -> None:
    milk, bread = item_line("milk", 2000, 200), item_line("bread", 1000, 50)
    off = [discount_line("loyalty", 1, -30), bread, coupon_line("maker", 1, -20)]
    assert items_paid([milk, *off]) == [ItemPaid("milk", 2000, 150), ItemPaid("bread", 1000, 50)]


def test_what_came_off_the_basket_comes_off_its_items_by_what_each_cost() -> None:
    basket = [item_line("tv", 1000, 900), item_line("cable", 1000, 100)]
    half = discount_line("half price", 0, -500)
    assert items_paid([*basket, half]) == [ItemPaid("tv", 1000, 450), ItemPaid("cable", 1000, 50)]


def test_a_basket_discount_on_goods_that_cost_nothing_is_spread_evenly() -> None:
    lines = [item_line("a", 1000, 0), item_line("b", 1000, 0), coupon_line("maker", 0, -5)]
    assert [item.paid_minor for item in items_paid(lines)] == [-3, -2]


@settings(max_examples=100)
@given(basket_lines())
def test_the_items_together_are_exactly_what_the_customer_paid(lines: list[Line]) -> None:
    items = items_paid(lines)
    assert sum(item.paid_minor for item in items) == totals_of(lines).to_pay_minor
    assert [item[:2] for item in items] == [line[1:3] for line in lines if line[0] == 0]


def test_what_was_taken_off_an_item_beyond_its_price_is_borne_by_the_others() -> None:
    lines = [item_line("tv", 1000, 900), item_line("cable", 1000, 100), item_line("bag", 1000, 0)]
    off = [discount_line("sale", 2, -80), coupon_line("maker", 2, -60)]
    assert [item.paid_minor for item in items_paid([*lines, *off])] == [860, 0, 0]


def test_what_came_off_the_basket_comes_off_the_goods_before_it_comes_off_gift_cards() -> None:
    lines = [item_line("tv", 1000, 900), item_line(GIFT_CARD, 0, 5_000)]
    for off, left in ((500, [400, 5_000]), (900, [0, 5_000]), (1_000, [0, 4_900])):
        items = items_paid([*lines, discount_line("off", 0, -off)])
        assert [item.paid_minor for item in items] == left


@settings(max_examples=60)
@given(basket_lines(amount=st.integers(0, 999)), st.lists(st.tuples(st.integers(0, 5), quantities)))
def test_no_parts_of_a_sale_are_ever_worth_more_than_all_of_it(
    lines: list[Line], asked: list[tuple[int, int]]
) -> None:
    items, paid = items_paid(lines), totals_of(lines).to_pay_minor
    assert all((item.paid_minor >= 0) if paid >= 0 else (item.paid_minor <= 0) for item in items)
    back: dict[int, Refunded] = {}
    for item, quantity in asked:
        number = item % len(items) + 1
        held = back.get(number, Refunded(0, 0))
        try:
            line = refund_line(items, back, number, quantity)
        except RefusedError:
            continue
        assert at_most_paid(items, back, [line]) == [line], "of one till nothing is to be cut"
        back[number] = Refunded(
            held.quantity_milli + line.quantity_milli, held.amount_minor + line.amount_minor
        )
        assert sum(one.amount_minor for one in back.values()) <= max(paid, 0)


def test_what_went_back_at_other_tills_leaves_no_more_than_was_paid() -> None:
    items = [ItemPaid("milk", 1000, 300), ItemPaid("bread", 1000, 200)]
    whole = [RefundLine(1, "milk", 1000, 300), RefundLine(2, "bread", 1000, 200)]
    twice = {1: Refunded(1000, 400)}
    cut = at_most_paid(items, twice, whole[1:])
    assert cut == [RefundLine(2, "bread", 1000, 100)]
    assert at_most_paid(items, {}, whole) == whole
    with pytest.raises(RefusedError) as refused:
        at_most_paid(items, {1: Refunded(2000, 600)}, whole[1:])
    assert str(refused.value) == "All that was paid for this sale went back before: 6.00 of 5.00."


@settings(max_examples=60)
@given(basket_lines(amount=st.integers(-99, 9_999)))
def test_bringing_everything_back_pays_out_the_whole_sale(lines: list[Line]) -> None:
    items = items_paid(lines)
    assume(all(item.quantity_milli for item in items))
    back = [
        refund_line(items, {}, number, item.quantity_milli) for number, item in enumerate(items, 1)
    ]
    assert sum(line.amount_minor for line in back) == totals_of(lines).to_pay_minor


def give_back(**changed: Any) -> Refund:
    named: dict[str, Any] = {
        "id": UUID(int=2),
        "timestamp": moment(1_700_000_000_000),
        "location": "north",
        "series": "N1",
        "number": 2,
        "currency": "EUR",
        "sale": UUID(int=1),
        "lines": [MILK],
        "tender": "cash",
    }
    return Refund.complete(**(named | changed))


def test_a_refund_is_one_event_that_names_its_sale() -> None:
    refund = give_back(lines=[MILK, RefundLine(2, "rebate", 1000, -30)], reason="sour")
    (event,) = refund.collect_events()
    assert kind_of(event) == kinds.REFUND_COMPLETED
    assert refund.sale == UUID(int=1).bytes
    assert refund.tenders == (Tender("cash", 70),)
    assert (refund.amount_minor, refund.receipt, refund.reason) == (70, "N1-000002", "sour")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lines": []}, "A refund needs at least one line."),
        ({"tender": ""}, "A tender has 1 to 32 characters, not 0."),
        ({"tender": "c\0"}, "A tender holds a character that cannot be written down."),
        ({"reason": "r" * 65}, "A reason has 0 to 64 characters, not 65."),
        ({"series": ""}, "A receipt series has 1 to 32 characters, not 0."),
        ({"lines": [MILK._replace(item=0)]}, "A refunded line names no item of the sale."),
        (
            {"lines": [MILK._replace(amount_minor=AMOUNT_MINOR_MAX), MILK]},
            "A tender's amount is no amount of money.",
        ),
    ],
)
def test_a_refusal_is_one_clear_sentence(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError) as refused:
        give_back(**changed)
    assert str(refused.value) == said
