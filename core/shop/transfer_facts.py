"""Readers of transfers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.log.projection import Reader
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.limits import LINES_MAX, LOCATION_LENGTH_MAX, SKU_LENGTH_MAX
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields
from core.shop.stock import StockLine


class DispatchFact(NamedTuple):
    """Goods that left ``location`` for ``to``."""

    at_ms: int
    location: str
    to: str
    lines: tuple[StockLine, ...]
    note: str


class ArrivalFact(NamedTuple):
    """Goods that arrived at ``location``; lines are (SKU, received, lost)."""

    at_ms: int
    location: str
    transfer: bytes
    lines: tuple[tuple[str, int, int], ...]
    note: str


class CancellationFact(NamedTuple):
    """Goods on their way to ``to`` that came back to ``location``."""

    at_ms: int
    location: str
    to: str
    transfer: bytes
    lines: tuple[StockLine, ...]
    note: str


def _check(location: Any, note: Any, lines: Any) -> None:
    must_be_word(location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(note, empty=True)
    if type(lines) is not tuple or len(lines) > LINES_MAX:
        raise MalformedError(f"A transfer has at most {LINES_MAX} lines.")
    for sku, *quantities in lines:
        must_be_word(sku, length_max=SKU_LENGTH_MAX)
        for quantity in quantities:
            must_be_whole(quantity, 0, QUANTITY_MILLI_MAX)


def _check_parts(lines: tuple[Any, ...], parts: int) -> None:
    if any(type(line) is not tuple or len(line) != parts for line in lines):
        raise MalformedError("A line of a transfer does not have its parts.")


def _read_dispatch(body: bytes) -> DispatchFact:
    fact = DispatchFact._make(read_fields(body, 4))
    must_be_word(fact.to, length_max=LOCATION_LENGTH_MAX)
    _check(fact.location, fact.note, fact.lines)
    _check_parts(fact.lines, 2)
    return fact


def _read_arrival(body: bytes) -> ArrivalFact:
    fact = ArrivalFact._make(read_fields(body, 4))
    must_be_id(fact.transfer)
    _check(fact.location, fact.note, fact.lines)
    _check_parts(fact.lines, 3)
    return fact


def _read_cancellation(body: bytes) -> CancellationFact:
    fact = CancellationFact._make(read_fields(body, 5))
    must_be_word(fact.to, length_max=LOCATION_LENGTH_MAX)
    must_be_id(fact.transfer)
    _check(fact.location, fact.note, fact.lines)
    _check_parts(fact.lines, 2)
    return fact


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.TRANSFER_DISPATCHED: _read_dispatch,
        kinds.TRANSFER_RECEIVED: _read_arrival,
        kinds.TRANSFER_CANCELLED: _read_cancellation,
    }.items()
}
"""The reader of every kind of event of a transfer."""
