"""Readers: what projections take from the bodies of the shop's events.

A body may come from any peer, so every field is checked here, once an event, before any
projection counts it. The verdict depends on the body alone, so that every node agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgpack

from core.errors import MalformedError
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.limits import LINES_MAX, NAME_LENGTH_MAX, SKU_LENGTH_MAX, WORD_LENGTH_MAX
from core.shop.lines import check_lines, check_tenders

SCHEMA_VERSION = 1
"""The only schema version so far of every body."""

ID_BYTES = 16
"""Length of an aggregate's id inside a body."""

NUMBER_MAX = 2**40
"""Largest receipt number: a sale a second for thirty thousand years."""

MS_MAX = 2**48
"""Latest time a body can state, in milliseconds since 1970."""


class ProductFact(NamedTuple):
    """A product as somebody registered it."""

    at_ms: int
    sku: str
    name: str
    department: str
    price_minor: int
    barcode: str


class SaleFact(NamedTuple):
    """A completed sale."""

    at_ms: int
    location: str
    series: str
    number: int
    currency: str
    customer: str
    lines: tuple[tuple[Any, ...], ...]
    tenders: tuple[tuple[str, int], ...]
    ticket: bytes


class RefundFact(NamedTuple):
    """A completed refund; lines are (item number of the sale, SKU, quantity, amount)."""

    at_ms: int
    location: str
    series: str
    number: int
    currency: str
    sale: bytes
    lines: tuple[tuple[int, str, int, int], ...]
    tenders: tuple[tuple[str, int], ...]
    reason: str


class StockFact(NamedTuple):
    """A delivery or an adjustment; lines are (SKU, quantity), signed in an adjustment."""

    at_ms: int
    location: str
    lines: tuple[tuple[str, int], ...]
    note: str


class TicketFact(NamedTuple):
    """A ticket opened or completed; the fields beyond the location are not projected."""

    at_ms: int
    word: Any


def read_fields(body: bytes, count: int) -> tuple[Any, ...]:
    """Unpack a body of ``count`` fields after its schema version and time.

    Raises :class:`MalformedError`.
    """
    try:
        fields = msgpack.unpackb(body, use_list=False, max_map_len=0, max_ext_len=0)
    except (ValueError, msgpack.UnpackException) as error:
        raise MalformedError(f"A body is not msgpack: {error}.") from None
    if type(fields) is not tuple or len(fields) != count + 2:
        raise MalformedError("A body does not have its fields.")
    if fields[0] != SCHEMA_VERSION:
        raise MalformedError(f"A body has schema version {fields[0]}, newer than this program.")
    if type(fields[1]) is not int or not 0 <= fields[1] < MS_MAX:
        raise MalformedError("A body states an impossible time.")
    return fields[1:]


def _word(value: Any, *, length_max: int = WORD_LENGTH_MAX, empty: bool = False) -> None:
    if type(value) is not str or "\0" in value or len(value) > length_max:
        raise MalformedError("A word in a body is no text or too long.")
    if not value and not empty:
        raise MalformedError("A word in a body is empty.")


def _whole(value: Any, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise MalformedError("A number in a body is out of bounds.")


def _receipt(fact: SaleFact | RefundFact) -> None:
    _word(fact.location)
    _word(fact.series)
    _word(fact.currency)
    _whole(fact.number, 1, NUMBER_MAX)


def _guarded(read: Reader) -> Reader:
    """Turn the errors of unpacking a wrong shape into :class:`MalformedError`."""

    def reader(body: bytes) -> Any:
        try:
            return read(body)
        except (TypeError, ValueError) as error:
            raise MalformedError(f"A body has the wrong shape: {error}.") from None

    return reader


def _read_product(body: bytes) -> ProductFact:
    fact = ProductFact._make(read_fields(body, 5))
    _word(fact.sku, length_max=SKU_LENGTH_MAX)
    _word(fact.name, length_max=NAME_LENGTH_MAX, empty=True)
    _word(fact.department, empty=True)
    _word(fact.barcode, empty=True)
    _whole(fact.price_minor, 0, AMOUNT_MINOR_MAX)
    return fact


def _read_sale(body: bytes) -> SaleFact:
    fact = SaleFact._make(read_fields(body, 8))
    _receipt(fact)
    _word(fact.customer, empty=True)
    check_lines(fact.lines)
    check_tenders(fact.tenders)
    if type(fact.ticket) is not bytes:
        raise MalformedError("A sale's ticket is no id.")
    return fact


def _read_refund(body: bytes) -> RefundFact:
    fact = RefundFact._make(read_fields(body, 8))
    _receipt(fact)
    _word(fact.reason, empty=True)
    check_tenders(fact.tenders)
    if type(fact.sale) is not bytes or len(fact.sale) != ID_BYTES:
        raise MalformedError("A refund names no sale.")
    if type(fact.lines) is not tuple or len(fact.lines) > LINES_MAX:
        raise MalformedError(f"A refund has at most {LINES_MAX} lines.")
    for item, sku, quantity, amount in fact.lines:
        _whole(item, 1, LINES_MAX)
        _word(sku, length_max=SKU_LENGTH_MAX)
        _whole(quantity, 0, QUANTITY_MILLI_MAX)
        _whole(amount, -AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
    return fact


def _stock_reader(least_milli: int) -> Reader:
    def read(body: bytes) -> StockFact:
        fact = StockFact._make(read_fields(body, 3))
        _word(fact.location)
        _word(fact.note, empty=True)
        if type(fact.lines) is not tuple or len(fact.lines) > LINES_MAX:
            raise MalformedError(f"A stock event has at most {LINES_MAX} lines.")
        for sku, quantity in fact.lines:
            _word(sku, length_max=SKU_LENGTH_MAX)
            _whole(quantity, least_milli, QUANTITY_MILLI_MAX)
        return fact

    return read


def _ticket_reader(fields: int) -> Reader:
    def read(body: bytes) -> TicketFact:
        at_ms, word, *_ = read_fields(body, fields)
        return TicketFact(at_ms, word)

    return read


READERS: Mapping[str, Reader] = {
    kind: _guarded(read)
    for kind, read in {
        kinds.PRODUCT_REGISTERED: _read_product,
        kinds.SALE_COMPLETED: _read_sale,
        kinds.REFUND_COMPLETED: _read_refund,
        kinds.STOCK_RECEIVED: _stock_reader(0),
        kinds.STOCK_ADJUSTED: _stock_reader(-QUANTITY_MILLI_MAX),
        kinds.TICKET_OPENED: _ticket_reader(2),
        kinds.TICKET_COMPLETED: _ticket_reader(1),
    }.items()
}
"""The reader of every kind a projection folds."""
