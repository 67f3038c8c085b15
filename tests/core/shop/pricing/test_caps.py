"""Nothing taken off is more than what it is taken from, whatever is taken off what."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RefusedError
from core.shop.credit import GIFT_CARD
from core.shop.lines import COUPON, DISCOUNT, coupon_line, discount_line, item_line, totals_of
from core.shop.pricing.caps import cut_to_fit, must_fit
from core.shop.refund import items_paid
from tests.fields import prices
from tests.strategies import Line

small = st.integers(0, 300)


@st.composite
def baskets(draw: st.DrawFn) -> list[Line]:
    """Goods, gift cards among them, and what is taken off."""
    named = st.tuples(st.sampled_from(["milk", "bread", GIFT_CARD]), small | prices)
    goods = draw(st.lists(named, min_size=1, max_size=4))
    lines: list[Line] = [item_line(sku, 1_000, amount) for sku, amount in goods]
    offs = st.tuples(st.sampled_from([discount_line, coupon_line]), st.integers(0, 4), small)
    for make, item, off in draw(st.lists(offs, max_size=6)):
        lines.append(make("off", min(item, len(goods)), -off))
    return lines


@settings(max_examples=100)
@given(baskets())
def test_no_item_and_no_sale_is_below_nothing_and_the_shares_are_the_whole(
    lines: list[Line],
) -> None:
    cut = cut_to_fit(lines)
    items, to_pay = items_paid(cut), totals_of(cut).to_pay_minor
    assert min(item.paid_minor for item in items) >= 0
    assert sum(item.paid_minor for item in items) == to_pay
    cards = [line[3] for line in lines if line[1] == GIFT_CARD]
    assert [item.paid_minor for item in items if item.sku == GIFT_CARD] == cards
    assert cut_to_fit(cut) == cut
    off = {kind: sum(-line[3] for line in lines if line[0] == kind) for kind in (DISCOUNT, COUPON)}
    assert totals_of(cut).coupon_minor <= off[COUPON]


@settings(max_examples=100)
@given(baskets())
def test_what_is_refused_is_what_would_be_cut(lines: list[Line]) -> None:
    typed = [line for line in lines if line[0] != COUPON]
    with suppress(RefusedError):
        must_fit(lines)
        assert cut_to_fit(typed) == typed
        return
    assert cut_to_fit(typed) != typed


def test_discounts_come_first_and_coupons_are_cut_to_what_is_left() -> None:
    milk, bread = item_line("milk", 1_000, 100), item_line("bread", 1_000, 50)
    coupons = [
        coupon_line("maker", 1, -90),
        coupon_line("maker", 1, -9),
        coupon_line("all", 0, -80),
    ]
    lines: list[Line] = [milk, bread, *coupons, discount_line("off", 1, -20)]
    assert cut_to_fit(lines) == [
        milk,
        bread,
        coupon_line("maker", 1, -80),
        coupon_line("all", 0, -50),
        discount_line("off", 1, -20),
    ]
