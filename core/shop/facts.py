"""Readers: what projections take from the bodies of the shop's events.

A body may come from any peer, so every field is checked here, once an event, before any
projection counts it. The verdict depends on the body alone, so that every node agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgpack

from core.errors import MalformedError
from core.identity import StreamId
from core.log.fork_proof import PROOF_BYTES_MAX
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.limits import (
    CURRENCY_LENGTH_MAX,
    LINES_MAX,
    LOCATION_LENGTH_MAX,
    NAME_LENGTH_MAX,
    NUMBER_MAX,
    REVISION_MAX,
    SERIES_LENGTH_MAX,
    SKU_LENGTH_MAX,
    WORD_LENGTH_MAX,
)
from core.shop.lines import Totals, check_lines, check_refund_lines, check_tenders

SCHEMA_VERSION = 1
"""The only schema version so far of every body."""

ID_BYTES = 16
"""Length of an aggregate's id inside a body."""

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
    revision: int


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
    totals: Totals
    """The sums of the lines: not in the body, added up while they were checked."""


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
    """A ticket opened at a location, or completed as the sale with this id."""

    at_ms: int
    word: str | bytes


class ForkFact(NamedTuple):
    """A stream that forked, and the proof: bytes that only a verifier can judge."""

    at_ms: int
    author: bytes
    epoch: int
    scope: str
    sequence: int
    proof: bytes

    @property
    def stream(self) -> StreamId:
        """The stream that forked."""
        return StreamId(self.author, self.epoch, self.scope)


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
    if type(fields[0]) is not int or fields[0] != SCHEMA_VERSION:
        raise MalformedError("A body has a schema version this program does not know.")
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


@lru_cache(maxsize=4096)
def _names(location: Any, series: Any, currency: Any) -> None:
    """Check what every receipt of one till has in common; looked at once."""
    _word(location, length_max=LOCATION_LENGTH_MAX)
    _word(series, length_max=SERIES_LENGTH_MAX)
    _word(currency, length_max=CURRENCY_LENGTH_MAX)


def _guarded(read: Reader) -> Reader:
    """Turn the errors of unpacking a wrong shape into :class:`MalformedError`."""

    def reader(body: bytes) -> Any:
        try:
            return read(body)
        except (TypeError, ValueError) as error:
            raise MalformedError(f"A body has the wrong shape: {error}.") from None

    return reader


def _read_product(body: bytes) -> ProductFact:
    fact = ProductFact._make(read_fields(body, 6))
    _word(fact.sku, length_max=SKU_LENGTH_MAX)
    _word(fact.name, length_max=NAME_LENGTH_MAX, empty=True)
    _word(fact.department, empty=True)
    _word(fact.barcode, empty=True)
    _whole(fact.price_minor, 0, AMOUNT_MINOR_MAX)
    _whole(fact.revision, 1, REVISION_MAX)
    return fact


def _read_sale(body: bytes) -> SaleFact:
    fields = read_fields(body, 8)
    _, location, series, number, currency, customer, lines, tenders, ticket = fields
    _names(location, series, currency)
    if type(number) is not int or not 1 <= number <= NUMBER_MAX:
        raise MalformedError("A receipt's number is out of bounds.")
    if customer != "":
        _word(customer)
    totals = check_lines(lines)
    check_tenders(tenders)
    if type(ticket) is not bytes:
        raise MalformedError("A sale's ticket is no id.")
    return SaleFact._make((*fields, totals))


def _read_refund(body: bytes) -> RefundFact:
    fact = RefundFact._make(read_fields(body, 8))
    _names(fact.location, fact.series, fact.currency)
    _whole(fact.number, 1, NUMBER_MAX)
    _word(fact.reason, empty=True)
    check_tenders(fact.tenders)
    if type(fact.sale) is not bytes or len(fact.sale) != ID_BYTES:
        raise MalformedError("A refund names no sale.")
    check_refund_lines(fact.lines)
    return fact


def _stock_reader(least_milli: int) -> Reader:
    def read(body: bytes) -> StockFact:
        fact = StockFact._make(read_fields(body, 3))
        _word(fact.location, length_max=LOCATION_LENGTH_MAX)
        _word(fact.note, empty=True)
        if type(fact.lines) is not tuple or len(fact.lines) > LINES_MAX:
            raise MalformedError(f"A stock event has at most {LINES_MAX} lines.")
        for sku, quantity in fact.lines:
            _word(sku, length_max=SKU_LENGTH_MAX)
            _whole(quantity, least_milli, QUANTITY_MILLI_MAX)
        return fact

    return read


def _read_ticket_opened(body: bytes) -> TicketFact:
    at_ms, location, till = read_fields(body, 2)
    _word(location, length_max=LOCATION_LENGTH_MAX)
    _word(till)
    return TicketFact(at_ms, location)


def _read_ticket_completed(body: bytes) -> TicketFact:
    at_ms, sale = read_fields(body, 1)
    if type(sale) is not bytes or len(sale) != ID_BYTES:
        raise MalformedError("A completed ticket names no sale.")
    return TicketFact(at_ms, sale)


def _read_forked(body: bytes) -> ForkFact:
    fact = ForkFact._make(read_fields(body, 5))
    _word(fact.scope)
    _whole(fact.epoch, 0, 2**32 - 1)
    _whole(fact.sequence, 1, 2**64 - 1)
    if type(fact.author) is not bytes or type(fact.proof) is not bytes:
        raise MalformedError("A fork's author or proof is no bytes.")
    if len(fact.proof) > PROOF_BYTES_MAX:
        raise MalformedError("A fork's proof is too long.")
    if fact.stream.is_lane or StreamId.from_bytes(fact.stream.to_bytes()) != fact.stream:
        raise MalformedError("A fork is one of a stream that cannot be.")
    return fact


READERS: Mapping[str, Reader] = {
    kind: _guarded(read)
    for kind, read in {
        kinds.PRODUCT_REGISTERED: _read_product,
        kinds.SALE_COMPLETED: _read_sale,
        kinds.REFUND_COMPLETED: _read_refund,
        kinds.STOCK_RECEIVED: _stock_reader(0),
        kinds.STOCK_ADJUSTED: _stock_reader(-QUANTITY_MILLI_MAX),
        kinds.STREAM_FORKED: _read_forked,
        kinds.TICKET_OPENED: _read_ticket_opened,
        kinds.TICKET_COMPLETED: _read_ticket_completed,
    }.items()
}
"""The reader of every kind a projection folds."""
