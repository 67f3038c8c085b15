"""Taxes: exact fractions as the oracle, and parts that are the whole to the last minor unit."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.shop.lines import ITEM, TAX, discount_line, item_line, totals_of
from core.shop.pricing.tax import Tax, Taxes, tax_amount, tax_basket
from core.shop.refund import items_paid, refund_line
from core.shop.taxes import TaxSum, taxes_agree
from tests.strategies import Line

VAT, CITY, STATE = Tax("VAT", 230_000, 1), Tax("city", 25_000, 0), Tax("state", 88_750, 0)

rates = st.integers(0, 400_000) | st.sampled_from([50_000, 88_750, 230_000])
tax_sets = st.lists(
    st.builds(Tax, st.sampled_from(["A", "B", "C"]), rates, st.integers(0, 1)),
    max_size=3,
    unique_by=lambda tax: tax.name,
).map(tuple)
classes = st.lists(tax_sets, min_size=1, max_size=3, unique=True)
baskets = st.lists(st.tuples(st.integers(0, 99_999), st.integers(1, 9)), min_size=1, max_size=6)


def half_away(exact: Fraction) -> int:
    """Rounding as the oracle does it: on exact fractions."""
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


@settings(max_examples=150)
@given(st.integers(-(10**9), 10**9), tax_sets)
def test_an_amount_is_its_base_and_its_inclusive_taxes_exactly(gross: int, taxes: Taxes) -> None:
    base, parts = tax_amount(gross, taxes)
    inside = [part for part, tax in zip(parts, taxes, strict=True) if tax.inclusive]
    assert base + sum(inside) == gross
    total = sum(tax.rate_ppm for tax in taxes if tax.inclusive)
    exact_base = Fraction(gross * 10**6, 10**6 + total)
    assert sum(inside) == half_away(gross - exact_base)
    for part, tax in zip(parts, taxes, strict=True):
        exact = (exact_base if tax.inclusive else base) * Fraction(tax.rate_ppm, 10**6)
        assert abs(part - exact) < 2 if tax.inclusive else part == half_away(exact)


@settings(max_examples=100)
@given(baskets, classes, st.booleans(), st.data())
def test_what_items_bring_back_is_the_whole_sale_taxes_included(
    basket: list[tuple[int, int]], sets: list[Taxes], by_receipt: bool, data: st.DataObject
) -> None:
    lines = [
        item_line(f"sku{at}", count * 1000, amount) for at, (amount, count) in enumerate(basket)
    ]
    off = data.draw(st.integers(0, sum(line.amount_minor for line in lines)))
    goods: list[Line] = [*lines, discount_line("basket", 0, -off)]
    own = [data.draw(st.sampled_from(sets)) for _ in lines]
    taxed = tax_basket(goods, own, by_receipt=by_receipt)
    sold: list[Line] = [*goods, *taxed.lines]
    assert taxes_agree(taxed.sums, sold)
    items = items_paid(sold)
    back = [refund_line(items, {}, at, item.quantity_milli) for at, item in enumerate(items, 1)]
    assert sum(line.amount_minor for line in back) == totals_of(sold).to_pay_minor
    names = [line.reason for line in taxed.lines if line.kind == TAX]
    assert set(names) <= {tax.name for taxes in own for tax in taxes if not tax.inclusive}


def test_by_receipt_sums_first_and_by_line_rounds_each() -> None:
    lines = [item_line("a", 1000, 10), item_line("b", 1000, 10), item_line("c", 1000, 10)]
    own: list[Taxes] = [(STATE,)] * 3  # 0.8875 each, 2.6625 together
    by_line = tax_basket(lines, own, by_receipt=False)
    assert [line.amount_minor for line in by_line.lines] == [1, 1, 1]
    lines = [line._replace(amount_minor=5) for line in lines]  # 0.44375 each, 1.33125 together
    assert tax_basket(lines, own, by_receipt=False).sums == [TaxSum("state", 88_750, 0, 15, 0)]
    together = tax_basket(lines, own, by_receipt=True)
    assert together.sums == [TaxSum("state", 88_750, 0, 15, 1)]
    assert [(line.item, line.amount_minor) for line in together.lines] == [(1, 1)]


def test_an_item_has_several_taxes_and_an_untaxed_one_has_none() -> None:
    lines = [item_line("wine", 1000, 1230), item_line("book", 1000, 500)]
    taxed = tax_basket(lines, [(VAT, CITY), ()], by_receipt=True)
    assert taxed.sums == [TaxSum("VAT", 230_000, 1, 1000, 230), TaxSum("city", 25_000, 0, 1000, 25)]
    assert [tuple(line) for line in taxed.lines] == [(TAX, "city", 1, 25)]
    assert all(line.kind != ITEM for line in taxed.lines)
