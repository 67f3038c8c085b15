"""Stock rows of a stream that forked: both histories count, whoever tells of them first."""

from __future__ import annotations

from itertools import permutations

import pytest

from core.errors import MalformedError
from core.identity import StreamId
from core.log.memory_store import MemoryStore
from core.views.stock_rows import StockRows, figures_everywhere
from tests.node.tills import CATALOGUE, Shop

MUCH = 1 << 20
"""Bytes enough for every row of a test."""


def life(sales: int, milks: int) -> Shop:
    """One copy of a till, which sold so often so many milks."""
    shop = Shop(MemoryStore())
    shop.do("import-catalogue", products=CATALOGUE)
    for _ in range(sales):
        shop.sell(*["milk"] * milks)
    return shop


def holder(*lives: Shop) -> Shop:
    """Return a hub that holds all that these copies wrote."""
    found = Shop(MemoryStore(), name="HUB", branch="HQ", role="hub")
    for copy in lives:
        with copy.log.read() as view:
            for stream in view.heads():
                segment = view.segment(stream, 0)
                assert segment is not None
                found.log.ingest(stream, 1, segment.data, segment.seal, segment.public_key)
    return found


def tell(giver: Shop, taker: Shop) -> None:
    """Tell everything from the beginning, as to somebody of whom nothing is known."""
    book, other = StockRows(giver.log), StockRows(taker.log)
    with giver.log.read() as view:
        streams = [stream for stream in view.heads() if stream.base_scope == "branch:B1"]
    for stream in [*streams, *book.told()]:
        delta = book.delta(stream, 0, MUCH)
        if delta is not None:
            other.take([delta])


def milk_sold(shop: Shop) -> int:
    with shop.log.read() as view:
        return sum(one.out_milli for one in figures_everywhere(view) if one.location == "B1")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_both_histories_count_in_whatever_order_they_are_told(order: tuple[int, ...]) -> None:
    one, other = life(2, 1), life(3, 2)
    tellers = [holder(one), holder(other), holder(one, other)]
    far = Shop(MemoryStore(), name="FAR", branch="B9")
    relay = Shop(MemoryStore(), name="RELAY", branch="B8")
    for number in order:
        tell(tellers[number], far)
    assert milk_sold(far) == milk_sold(tellers[2]) == 2 * 1_000 + 3 * 2_000
    tell(far, relay)
    assert milk_sold(relay) == milk_sold(far)


def test_rows_of_a_lane_cannot_be_told_without_a_fork() -> None:
    teller, far = holder(life(2, 1)), Shop(MemoryStore(), name="FAR", branch="B9")
    with teller.log.read() as view:
        (stream,) = [stream for stream in view.heads() if stream.scope == "branch:B1"]
    delta = StockRows(teller.log).delta(stream, 0, MUCH)
    assert delta is not None
    for wrong in (delta._replace(stream=lane_of(stream)), delta._replace(lanes=65)):
        with pytest.raises(MalformedError, match="lanes"):
            StockRows(far.log).take([wrong])


def lane_of(stream: StreamId) -> StreamId:
    return stream.lane(1, bytes(32))
