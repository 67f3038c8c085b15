"""What comes back of taxes and tenders: any parts of a sale add up to all of it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.shop.lines import Tender, coupon_line, discount_line, item_line, tax_line
from core.shop.pricing.tax import Tax, tax_basket
from core.shop.refund import Refunded, items_paid, refund_line
from core.shop.refund_shares import item_taxes, taxes_back, tenders_back
from core.shop.taxes import TaxSum

VAT, CITY = Tax("VAT", 230_000, 1), Tax("city", 10_000, 0)


def basket(amounts: list[int]) -> list[Any]:
    return [item_line(f"s{at}", 3_000, amount) for at, amount in enumerate(amounts)]


def test_a_tax_comes_back_only_of_the_goods_that_bore_it() -> None:
    lines = basket([123, 200])
    taxed = tax_basket(lines, [(VAT,), ()], by_receipt=False)
    items = items_paid(lines)
    parted = item_taxes(lines, items, taxed.sums, [("VAT",), ()])
    (only,) = taxes_back(parted, items, {}, [refund_line(items, {}, 1, 3_000)])
    assert only == TaxSum("VAT", 230_000, 1, 100, 23)
    assert taxes_back(parted, items, {}, [refund_line(items, {}, 2, 3_000)]) == []


def test_a_tax_nobody_can_place_is_spread_over_all() -> None:
    lines = basket([123, 123])
    items = items_paid(lines)
    parted = item_taxes(lines, items, [TaxSum("VAT", 230_000, 1, 200, 46)], [(), ()])
    assert [share.tax_minor for share in parted[0]] == [23, 23]


def test_an_exclusive_tax_comes_back_by_its_own_lines() -> None:
    lines = [*basket([100, 100]), tax_line("city", 2, 1)]
    items = items_paid(lines)
    parted = item_taxes(lines, items, [TaxSum("city", 10_000, 0, 100, 1)], [(), ("city",)])
    assert [(share.base_minor, share.tax_minor) for share in parted[0]] == [(0, 0), (100, 1)]


parts = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3_000)), max_size=12)


@settings(max_examples=120)
@given(
    st.lists(st.integers(0, 5_000), min_size=1, max_size=4),
    st.lists(st.sampled_from([(), (VAT,), (CITY,), (VAT, CITY)]), min_size=4, max_size=4),
    st.booleans(),
    st.integers(0, 300),
    parts,
)
def test_partial_refunds_take_back_exactly_the_taxes_of_the_sale(
    amounts: list[int],
    classes: list[tuple[Tax, ...]],
    by_receipt: bool,
    off: int,
    asked: list[tuple[int, int]],
) -> None:
    off = min(off, sum(amounts))
    lines = [*basket(amounts), discount_line("off", 0, -off), coupon_line("c", 1, 0)]
    own = classes[: len(amounts)]
    taxed = tax_basket(lines, own, by_receipt=by_receipt)
    lines += taxed.lines
    items = items_paid(lines)
    names = [tuple(tax.name for tax in taxes) for taxes in own]
    parted = item_taxes(lines, items, taxed.sums, names)
    back: dict[int, Refunded] = {}
    sums: dict[str, list[int]] = {tax.name: [0, 0] for tax in taxed.sums}

    def give_back(item: int, quantity: int) -> None:
        held = back.get(item, Refunded(0, 0))
        quantity = min(quantity, 3_000 - held.quantity_milli)
        if quantity <= 0:
            return
        line = refund_line(items, back, item, quantity)
        for tax in taxes_back(parted, items, back, [line]):
            sums[tax.name][0] += tax.base_minor
            sums[tax.name][1] += tax.tax_minor
        back[item] = Refunded(held.quantity_milli + quantity, held.amount_minor + line.amount_minor)

    for item, quantity in asked:
        give_back(item % len(amounts) + 1, quantity)
    for item in range(1, len(amounts) + 1):
        give_back(item, 3_000)
    assert {name: tuple(held) for name, held in sums.items()} == {
        tax.name: (tax.base_minor, tax.tax_minor) for tax in taxed.sums
    }


def test_money_goes_back_to_the_tenders_it_came_from_cash_last() -> None:
    paid = [("cash", 500), ("card", 700), ("change", -100)]
    assert tenders_back(paid, 0, 700, last="cash") == [Tender("card", 700)]
    assert tenders_back(paid, 0, 1_100, last="cash") == [Tender("card", 700), Tender("cash", 400)]
    assert tenders_back(paid, 600, 300, last="cash") == [Tender("card", 100), Tender("cash", 200)]
    assert tenders_back(paid, 1_100, 5, last="cash") == [Tender("cash", 5)]
    assert tenders_back(paid, 0, 0, last="cash") == [Tender("cash", 0)]
    assert tenders_back([("card", 100)], 0, 150, last="cash") == [
        Tender("card", 100),
        Tender("cash", 50),
    ]


@settings(max_examples=80)
@given(
    st.lists(
        st.tuples(st.sampled_from(["cash", "card", "voucher"]), st.integers(1, 500)),
        min_size=1,
        max_size=4,
    ),
    st.lists(st.integers(0, 400), max_size=6),
)
def test_every_part_is_paid_out_whole_and_no_tender_gets_more_than_it_brought(
    paid: list[tuple[str, int]], asked: list[int]
) -> None:
    brought: dict[str, int] = {}
    for kind, amount in paid:
        brought[kind] = brought.get(kind, 0) + amount
    out: dict[str, int] = {}
    before = 0
    for part in asked:
        part = min(part, sum(brought.values()) - before)
        for tender in tenders_back(paid, before, part, last="cash"):
            out[tender.kind] = out.get(tender.kind, 0) + tender.amount_minor
        before += part
    assert sum(out.values()) == before
    assert all(out[kind] <= brought.get(kind, 0) for kind in out)
