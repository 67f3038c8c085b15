"""Readers: what is taken from the events of a shift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.errors import MalformedError
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.limits import NUMBER_MAX
from core.shop.reading import guarded, must_be_names, must_be_whole, must_be_word, read_fields
from core.shop.shift import COINS_MAX, DAY_MAX, PIECES_MAX

DIGEST_BYTES = 32
"""Length of a Z report's hash."""

SEQUENCE_MAX = 2**64 - 1
"""Largest sequence of a record."""

REPORT_BYTES_MAX = 1 << 18
"""Longest Z report: thousands of taxes, tenders and cashiers."""


class OpenedFact(NamedTuple):
    """A shift that was opened."""

    at_ms: int
    location: str
    till: str
    series: str
    currency: str
    business_day: int
    float_minor: int
    cashier: str


class CashMovedFact(NamedTuple):
    """Cash that came in, or went out: negative."""

    at_ms: int
    amount_minor: int
    reason: str
    cashier: str


class DrawerOpenedFact(NamedTuple):
    """A drawer that was opened without a sale."""

    at_ms: int
    reason: str
    cashier: str


class CountedFact(NamedTuple):
    """A drawer that was counted: (denomination, pieces)."""

    at_ms: int
    coins: tuple[tuple[int, int], ...]
    cashier: str


class ClosedFact(NamedTuple):
    """A shift that was closed as a Z."""

    at_ms: int
    number: int
    first: int
    last: int
    report: bytes
    digest: bytes
    cashier: str


def _read_opened(body: bytes) -> OpenedFact:
    fact = OpenedFact._make(read_fields(body, 7))
    must_be_names(fact.location, fact.series, fact.currency)
    must_be_word(fact.till)
    must_be_whole(fact.business_day, 0, DAY_MAX)
    must_be_whole(fact.float_minor, 0, AMOUNT_MINOR_MAX)
    must_be_word(fact.cashier, empty=True)
    return fact


def _read_cash_moved(body: bytes) -> CashMovedFact:
    fact = CashMovedFact._make(read_fields(body, 3))
    must_be_whole(fact.amount_minor, -AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
    must_be_word(fact.reason)
    must_be_word(fact.cashier, empty=True)
    return fact


def _read_drawer_opened(body: bytes) -> DrawerOpenedFact:
    fact = DrawerOpenedFact._make(read_fields(body, 2))
    must_be_word(fact.reason)
    must_be_word(fact.cashier, empty=True)
    return fact


def _read_counted(body: bytes) -> CountedFact:
    fact = CountedFact._make(read_fields(body, 2))
    if type(fact.coins) is not tuple or len(fact.coins) > COINS_MAX:
        raise MalformedError(f"A count has at most {COINS_MAX} denominations.")
    for value_minor, pieces in fact.coins:
        must_be_whole(value_minor, 1, AMOUNT_MINOR_MAX)
        must_be_whole(pieces, 0, PIECES_MAX)
    must_be_word(fact.cashier, empty=True)
    return fact


def _read_closed(body: bytes) -> ClosedFact:
    fact = ClosedFact._make(read_fields(body, 6))
    must_be_whole(fact.number, 1, NUMBER_MAX)
    must_be_whole(fact.last, 1, SEQUENCE_MAX)
    must_be_whole(fact.first, 1, fact.last)
    if type(fact.report) is not bytes or len(fact.report) > REPORT_BYTES_MAX:
        raise MalformedError("A Z report is none, or too long.")
    if type(fact.digest) is not bytes or len(fact.digest) != DIGEST_BYTES:
        raise MalformedError("A Z report's hash is none.")
    must_be_word(fact.cashier, empty=True)
    return fact


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.SHIFT_OPENED: _read_opened,
        kinds.CASH_MOVED: _read_cash_moved,
        kinds.DRAWER_OPENED: _read_drawer_opened,
        kinds.SHIFT_COUNTED: _read_counted,
        kinds.SHIFT_CLOSED: _read_closed,
    }.items()
}
"""The reader of every kind of a shift."""
