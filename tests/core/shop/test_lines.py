"""The sums of a sale's lines, at the places where point-of-sale arithmetic goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import MalformedError
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop.limits import LINES_MAX, TENDERS_MAX
from core.shop.lines import (
    Tender,
    Totals,
    check_lines,
    check_refund_lines,
    check_tenders,
    coupon_line,
    discount_line,
    item_line,
    rounding_line,
    tax_line,
    totals_of,
)
from tests.strategies import Line, basket_lines, tenders_for

MILK = item_line("milk", 3000, 100)


def test_a_line_total_that_its_quantity_does_not_divide_is_kept_as_charged() -> None:
    totals = totals_of([item_line("3 for 1.00", 3000, 100), item_line("1.00 / 7", 7000, 99)])
    assert totals == Totals(2, 10_000, 199, 0)
    assert totals.to_pay_minor == 199


def test_a_line_of_no_quantity_still_costs_what_it_costs() -> None:
    totals = totals_of([item_line("deposit", 0, 25)])
    assert totals == Totals(items=1, quantity_milli=0, takings_minor=25, coupon_minor=0)


def test_a_shop_discount_lowers_takings_and_a_coupon_does_not() -> None:
    discounted = totals_of([MILK, discount_line("loyalty", 1, -30)])
    with_coupon = totals_of([MILK, coupon_line("maker", 1, -30)])
    assert (discounted.takings_minor, discounted.coupon_minor) == (70, 0)
    assert (with_coupon.takings_minor, with_coupon.coupon_minor) == (100, 30)
    assert discounted.to_pay_minor == with_coupon.to_pay_minor == 70


def test_a_tax_on_top_and_a_rounding_are_paid_and_are_no_takings() -> None:
    lines = [MILK, tax_line("VAT", 1, 23), rounding_line("cash", 2)]
    totals = totals_of(lines)
    assert totals == check_lines(tuple(lines)) == Totals(1, 3000, 100, 0, 23, 2)
    assert totals.to_pay_minor == 125


def test_a_basket_may_come_out_below_zero() -> None:
    totals = totals_of([MILK, coupon_line("maker", 0, -150)])
    assert totals.takings_minor == 100
    assert totals.to_pay_minor == -50


def test_nothing_adds_up_to_nothing() -> None:
    assert totals_of([]) == Totals(0, 0, 0, 0)


@given(basket_lines())
def test_to_pay_is_the_plain_sum_of_every_amount(lines: list[Line]) -> None:
    totals = totals_of(lines)
    assert totals.to_pay_minor == sum(line[3] for line in lines)
    assert totals.coupon_minor >= 0
    check_lines(tuple(lines))


@given(st.integers(-(10**13), 10**13).flatmap(lambda amount: tenders_for(amount)))
def test_tenders_that_people_can_give_are_in_order(tenders: list[Tender]) -> None:
    check_tenders(tuple(tenders))


@pytest.mark.parametrize(
    "lines",
    [
        (item_line("milk", 0, -AMOUNT_MINOR_MAX), item_line("m" * 48, QUANTITY_MILLI_MAX, 1)),
        (MILK, discount_line("", 1, 0), coupon_line("x" * 64, 0, -1)),
        (MILK, tax_line("VAT", 1, -3), tax_line("VAT", 0, 3), rounding_line("", -2)),
        (MILK,) * LINES_MAX,
        (),
    ],
)
def test_lines_at_their_limits_are_in_order(lines: Any) -> None:
    check_lines(lines)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([MILK], "at most"),
        ((MILK,) * (LINES_MAX + 1), "at most"),
        ((item_line("milk", 1, AMOUNT_MINOR_MAX + 1),), "amount"),
        ((item_line("milk", 1, True),), "amount"),
        (((0, "milk", 1, 1.0),), "amount"),
        (((0, b"milk", 1, 1),), "type"),
        (((0, "milk", 1.0, 1),), "type"),
        (((0, "milk", -1, 1),), "type"),
        (((0, "mi\0lk", 1, 1),), "type"),
        (((False, "milk", 1, 1),), "kind"),
        (((0.0, "milk", 1, 1),), "kind"),
        ((item_line("", 1, 1),), "SKU"),
        ((item_line("m" * 49, 1, 1),), "SKU"),
        ((item_line("milk", QUANTITY_MILLI_MAX + 1, 1),), "quantity"),
        ((MILK, (5, "what", 1, -1)), "kind"),
        ((MILK, (-1, "what", 1, -1)), "kind"),
        ((MILK, discount_line("x" * 65, 1, -1)), "reason"),
        ((MILK, coupon_line("more", 1, 1)), "adds money"),
        ((MILK, tax_line("VAT", 2, 1)), "not above"),
        ((tax_line("VAT", 1, 1), MILK), "not above"),
        ((MILK, (4, "cash", 1, 1)), "not above"),
        ((MILK, discount_line("more", 1, 1)), "adds money"),
        ((MILK, coupon_line("next", 2, -1)), "not above"),
        ((discount_line("early", 1, -1), MILK), "not above"),
    ],
)
def test_lines_out_of_order_are_malformed_and_say_why(lines: Any, said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        check_lines(lines)


@pytest.mark.parametrize(
    "tenders",
    [
        [("cash", 1)],
        (("cash", 1),) * (TENDERS_MAX + 1),
        (("", 1),),
        (("c" * 33, 1),),
        (("ca\0sh", 1),),
        ((b"cash", 1),),
        (("cash", 1.0),),
        (("cash", True),),
        (("cash", -AMOUNT_MINOR_MAX - 1),),
    ],
)
def test_tenders_out_of_order_are_malformed(tenders: Any) -> None:
    with pytest.raises(MalformedError, match="tender"):
        check_tenders(tenders)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ((0, "milk", 1, 1), "names no item"),
        ((True, "milk", 1, 1), "names no item"),
        ((LINES_MAX + 1, "milk", 1, 1), "names no item"),
        ((1, "", 1, 1), "SKU"),
        ((1, "mi\0lk", 1, 1), "SKU"),
        ((1, "milk", -1, 1), "quantity"),
        ((1, "milk", QUANTITY_MILLI_MAX + 1, 1), "quantity"),
        ((1, "milk", 1, AMOUNT_MINOR_MAX + 1), "amount"),
    ],
)
def test_refunded_lines_out_of_order_are_malformed(line: Any, said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        check_refund_lines((line,))
