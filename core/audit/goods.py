"""Goods: what each event moves, said once for the books and for whoever explains a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from core.shop import kinds
from core.shop.lines import ITEM
from core.shop.transfer import transit_to


class Move(NamedTuple):
    """Goods that came to a location, or left it: negative."""

    sku: str
    location: str
    quantity_milli: int


def _sale(fact: Any) -> Iterator[Move]:
    for kind, sku, quantity, _ in fact.lines:
        if kind == ITEM:
            yield Move(sku, fact.location, -quantity)


def _refund(fact: Any) -> Iterator[Move]:
    for _, sku, quantity, _ in fact.lines:
        yield Move(sku, fact.location, quantity)


def _stock(fact: Any) -> Iterator[Move]:
    for sku, quantity in fact.lines:
        yield Move(sku, fact.location, quantity)


def _count(fact: Any) -> Iterator[Move]:
    """What a count found besides the books of its cut."""
    for sku, _, delta, _ in fact.lines:
        yield Move(sku, fact.location, delta)


def _dispatch(fact: Any) -> Iterator[Move]:
    for sku, quantity in fact.lines:
        yield Move(sku, fact.location, -quantity)
        yield Move(sku, transit_to(fact.to), quantity)


def _arrival(fact: Any) -> Iterator[Move]:
    """What arrived, and what never will."""
    for sku, received, lost in fact.lines:
        yield Move(sku, transit_to(fact.location), -received - lost)
        yield Move(sku, fact.location, received)


def _cancellation(fact: Any) -> Iterator[Move]:
    for sku, quantity in fact.lines:
        yield Move(sku, transit_to(fact.to), -quantity)
        yield Move(sku, fact.location, quantity)


MOVES: Mapping[str, Callable[[Any], Iterator[Move]]] = {
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
