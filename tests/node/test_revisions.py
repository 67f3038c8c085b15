"""Whoever changes a price in knowledge of the last one is later, whatever the clocks say."""

from __future__ import annotations

from core.log.memory_store import MemoryStore
from tests.node.tills import NOW_MS, Shop


def price(shop: Shop) -> int:
    return int(shop.sell("milk")["total_minor"])


def set_price(shop: Shop, price_minor: int) -> int:
    row = {"sku": "milk", "price_minor": price_minor}
    return int(shop.do("import-catalogue", products=[row])["registered"])


def test_a_till_whose_clock_says_2099_pins_no_price() -> None:
    mad, sane = Shop(MemoryStore(), name="B1T1"), Shop(MemoryStore(), name="B1T2")
    mad._steps = 4_070_908_800_000 - NOW_MS
    set_price(mad, 129)
    sane.hear(mad)
    assert set_price(sane, 199) == 1
    assert price(sane) == 199
    mad.hear(sane)
    assert price(mad) == 199
    # Imported again, nothing is left to do.
    assert set_price(sane, 199) == 0


def test_two_changes_made_apart_end_the_same_everywhere() -> None:
    one, other = Shop(MemoryStore(), name="B1T1"), Shop(MemoryStore(), name="B1T2")
    set_price(one, 100)
    set_price(other, 200)
    one.hear(other)
    other.hear(one)
    assert price(one) == price(other)
