"""Goods: what each event moves, said once for the books and for whoever explains a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from core.shop import kinds
from core.shop.lines import ITEM
from core.shop.transfer import transit_to

Move = tuple[str, str, int]
"""Goods that came to a location, or left it, and then less than nothing: (SKU, location,
thousandths). A plain tuple: of a million sales there are millions."""


def _sale(fact: Any) -> list[Move]:
    at = fact.location
    return [(sku, at, -quantity) for kind, sku, quantity, _ in fact.lines if kind == ITEM]


def _refund(fact: Any) -> Iterator[Move]:
    for _, sku, quantity, _ in fact.lines:
        yield (sku, fact.location, quantity)


def _stock(fact: Any) -> Iterator[Move]:
    for sku, quantity in fact.lines:
        yield (sku, fact.location, quantity)


def _count(fact: Any) -> Iterator[Move]:
    """What a count found besides the books of its cut."""
    for sku, _, delta, _ in fact.lines:
        yield (sku, fact.location, delta)


def _dispatch(fact: Any) -> Iterator[Move]:
    for sku, quantity in fact.lines:
        yield (sku, fact.location, -quantity)
        yield (sku, transit_to(fact.to), quantity)


def _arrival(fact: Any) -> Iterator[Move]:
    """What arrived, and what never will."""
    for sku, received, lost in fact.lines:
        yield (sku, transit_to(fact.location), -received - lost)
        yield (sku, fact.location, received)


def _cancellation(fact: Any) -> Iterator[Move]:
    for sku, quantity in fact.lines:
        yield (sku, transit_to(fact.to), -quantity)
        yield (sku, fact.location, quantity)


MOVES: Mapping[str, Callable[[Any], Iterable[Move]]] = {
    kinds.SALE_COMPLETED: _sale,
    kinds.REFUND_COMPLETED: _refund,
    kinds.STOCK_RECEIVED: _stock,
    kinds.STOCK_ADJUSTED: _stock,
    kinds.STOCK_COUNTED: _count,
    kinds.TRANSFER_DISPATCHED: _dispatch,
    kinds.TRANSFER_RECEIVED: _arrival,
    kinds.TRANSFER_CANCELLED: _cancellation,
}
"""What every kind that moves goods moves."""
