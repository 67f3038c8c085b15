"""Readers: what projections take from the bodies of the shop's events.

A body may come from any peer, so every field is checked here, once an event, before any
projection counts it. The verdict depends on the body alone, so that every node agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.log.projection import Reader
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.limits import (
    LINES_MAX,
    LOCATION_LENGTH_MAX,
    NUMBER_MAX,
    SKU_LENGTH_MAX,
)
from core.shop.lines import Totals, check_lines, check_refund_lines, check_tenders
from core.shop.reading import (
    guarded,
    must_be_id,
    must_be_names,
    must_be_whole,
    must_be_word,
    read_fields,
)
from core.shop.taxes import check_taxes
from core.tuples import make_tuple


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
    cashier: str
    """Who was signed in at the till; empty when nobody was."""
    shift: bytes
    """The id of the till's shift; empty when none was open."""
    taxes: tuple[tuple[str, int, int, int, int], ...]
    """Of each tax (name, rate, inclusive, base, tax): see :mod:`core.shop.taxes`."""
    totals: Totals
    """The sums of the lines: not in the body, added up while they were checked."""


class RefundFact(NamedTuple):
    """A completed refund; lines are (item number of the sale, SKU, quantity, amount).

    ``sale`` is empty when nothing proved one.
    """

    at_ms: int
    location: str
    series: str
    number: int
    currency: str
    sale: bytes
    lines: tuple[tuple[int, str, int, int], ...]
    tenders: tuple[tuple[str, int], ...]
    reason: str
    cashier: str
    shift: bytes
    taxes: tuple[tuple[str, int, int, int, int], ...]
    """Of each tax what came back, as a sale states them; none before that was worked out."""


class StockFact(NamedTuple):
    """A delivery or an adjustment; lines are (SKU, quantity), signed in an adjustment."""

    at_ms: int
    location: str
    lines: tuple[tuple[str, int], ...]
    note: str


def _read_sale(body: bytes) -> SaleFact:
    fields = read_fields(body, 8, 11)
    if len(fields) == 9:  # version 1, from before anybody was named and taxes were worked out
        fields += ("", b"", ())
    _, location, series, number, currency, customer = fields[:6]
    lines, tenders, ticket, cashier, shift, taxes = fields[6:]
    must_be_names(location, series, currency)
    if type(number) is not int or not 1 <= number <= NUMBER_MAX:
        raise MalformedError("A receipt's number is out of bounds.")
    if customer != "":
        must_be_word(customer)
    totals = check_lines(lines)
    check_tenders(tenders)
    if type(ticket) is not bytes:
        raise MalformedError("A sale's ticket is no id.")
    if cashier != "":
        must_be_word(cashier)
    if shift != b"":
        must_be_id(shift)
    if taxes != ():
        check_taxes(taxes)
    return make_tuple(SaleFact, (*fields, totals))


def _read_refund(body: bytes) -> RefundFact:
    fields = read_fields(body, 8, 10, 11)
    version = {9: 1, 11: 2, 12: 3}[len(fields)]
    if version == 1:  # from before anybody was named
        fields += ("", b"")
    if version < 3:  # from before taxes came back
        fields += ((),)
    fact = RefundFact._make(fields)
    must_be_names(fact.location, fact.series, fact.currency)
    must_be_whole(fact.number, 1, NUMBER_MAX)
    must_be_word(fact.reason, empty=True)
    check_tenders(fact.tenders)
    if fact.sale != b"" or version < 3:
        must_be_id(fact.sale)
    check_taxes(fact.taxes)
    check_refund_lines(fact.lines)
    must_be_word(fact.cashier, empty=True)
    if fact.shift != b"":
        must_be_id(fact.shift)
    return fact


def _stock_reader(least_milli: int) -> Reader:
    def read(body: bytes) -> StockFact:
        fact = StockFact._make(read_fields(body, 3))
        must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
        must_be_word(fact.note, empty=True)
        if type(fact.lines) is not tuple or len(fact.lines) > LINES_MAX:
            raise MalformedError(f"A stock event has at most {LINES_MAX} lines.")
        for sku, quantity in fact.lines:
            must_be_word(sku, length_max=SKU_LENGTH_MAX)
            must_be_whole(quantity, least_milli, QUANTITY_MILLI_MAX)
        return fact

    return read


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.SALE_COMPLETED: _read_sale,
        kinds.REFUND_COMPLETED: _read_refund,
        kinds.STOCK_RECEIVED: _stock_reader(0),
        kinds.STOCK_ADJUSTED: _stock_reader(-QUANTITY_MILLI_MAX),
    }.items()
}
"""The reader of every kind a projection folds."""
