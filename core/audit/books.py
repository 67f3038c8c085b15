"""The shop's books of one stream, kept from its events alone: numbers, money, goods.

The sums here share nothing with the projections but the readers of bodies, so that the two can
be compared (invariants I9, I10, I11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from core.audit.credit_books import NO_CREDIT, CreditBooks, CreditKeeper
from core.audit.finding import FINDINGS_MAX, MONEY, RECEIPT, RECORD, STOCK, Z_REPORT, Finding
from core.audit.goods import MOVES
from core.audit.papers import z_name
from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import Entry
from core.log.projection import Reader
from core.shop import kinds
from core.shop.sale import receipt_text
from core.views.shifts import Closing

Goods = Counter[tuple[str, str]]
"""Of each (SKU, location), thousandths: more than nothing came in, less went out."""


class Erasure(NamedTuple):
    """A customer who was forgotten: the keys to what was known of them are gone."""

    customer: str
    """The id that is left of them."""
    at_ms: int
    by: str


class StreamBooks(NamedTuple):
    """What one stream's events add up to."""

    receipts: Mapping[str, int]
    """Of each series, how many numbers were used."""
    goods: Goods
    findings: tuple[Finding, ...]
    closings: tuple[Closing, ...] = ()
    """Every shift that was closed; whether its Z recomputes takes the log."""
    printed: tuple[tuple[str, bytes], ...] = ()
    """Of the papers asked for, by what they name, the hash that stands in the log."""
    erasures: tuple[Erasure, ...] = ()
    """Who was forgotten."""
    credit: CreditBooks = NO_CREDIT
    """What was given and spent of gift cards, store credit and points."""


def keep_books(
    stream: StreamId,
    runs: Iterable[Iterable[Entry]],
    readers: Mapping[str, Reader],
    papers: frozenset[str] = frozenset(),
) -> StreamBooks:
    """Go through a stream's events in order; the records must have been found honest.

    ``papers`` are the receipts and Z reports whose printed hash somebody holds.
    """
    keeper, goods, reach = _Keeper(stream, papers), Goods(), 0
    for run in runs:
        for entry in run:
            reach = entry.hlc
            enter, moves = _ENTERED.get(entry.kind), MOVES.get(entry.kind)
            if enter is None and moves is None:
                continue
            try:
                fact = readers[entry.kind](entry.body)
            except MalformedError as error:
                keeper.find(RECORD, entry.sequence, "body", f"No reader takes the body: {error}")
                continue
            if enter is not None:
                enter(keeper, entry, fact)
            if moves is not None:
                for sku, location, quantity in moves(fact):
                    goods[sku, location] += quantity
    return StreamBooks(
        dict(keeper.numbers),
        goods,
        tuple(keeper.findings),
        tuple(keeper.closings),
        tuple(keeper.printed),
        tuple(keeper.erasures),
        keeper.credit.books(reach),
    )


class _Keeper:
    """The books while they are kept."""

    def __init__(self, stream: StreamId, papers: frozenset[str]) -> None:
        self.numbers: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.closings: list[Closing] = []
        self.printed: list[tuple[str, bytes]] = []
        self.erasures: list[Erasure] = []
        self._stream = stream
        self._papers = papers
        self.credit = CreditKeeper()
        self._shift_series = ""

    def find(self, kind: str, sequence: int, field: str, message: str) -> None:
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(kind, str(self._stream), sequence, field, message))

    def number(self, entry: Entry, fact: Any) -> None:
        """Enter a receipt's number: each series counts up by one, sales and refunds together."""
        expected = self._expected(fact.series, fact.number)
        if fact.number != expected:
            self.find(
                RECEIPT,
                entry.sequence,
                "number",
                f"Series {fact.series} has number {fact.number}, expected {expected}.",
            )
        self.numbers[fact.series] = max(fact.number, expected - 1)
        if self._papers and (name := receipt_text(fact.series, fact.number)) in self._papers:
            self.printed.append((name, entry.chain))

    def _expected(self, series: str, number: int) -> int:
        """Return the number that is next; a lane goes on where what it branches off stopped."""
        held = self.numbers.get(series)
        if held is None:
            return number if self._stream.is_lane else 1
        return held + 1

    def opening(self, _: Entry, fact: Any) -> None:
        """Enter the opening of a shift: whose series its Z is of."""
        self._shift_series = fact.series

    def closing(self, entry: Entry, fact: Any) -> None:
        """Enter a Z: its numbers count up by one, too."""
        series = z_name(self._shift_series)
        expected = self._expected(series, fact.number)
        if fact.number != expected:
            said = f"This is Z {fact.number}, expected {expected}."
            self.find(Z_REPORT, entry.sequence, "number", said)
        self.numbers[series] = max(fact.number, expected - 1)
        self.closings.append(Closing(self._shift_series, self._stream, entry.sequence, fact))
        if self._papers and (name := z_name(self._shift_series, fact.number)) in self._papers:
            self.printed.append((name, fact.digest))

    def forgetting(self, _: Entry, fact: Any) -> None:
        """Enter who was forgotten."""
        self.erasures.append(Erasure(str(UUID(bytes=fact.customer)), fact.at_ms, fact.by))

    def sale(self, entry: Entry, fact: Any) -> None:
        """Enter a sale: every line adds to what is to pay, whatever kind it is."""
        self.number(entry, fact)
        to_pay = sum([amount for _, _, _, amount in fact.lines])
        self._balance(entry.sequence, to_pay, fact.tenders)
        self.credit.sale(entry, fact)

    def refund(self, entry: Entry, fact: Any) -> None:
        """Enter a refund: what is paid out is what the lines give back."""
        self.number(entry, fact)
        self._balance(entry.sequence, sum(amount for *_, amount in fact.lines), fact.tenders)
        self.credit.refund(entry, fact)

    def _balance(self, sequence: int, to_pay: int, tenders: Iterable[tuple[str, int]]) -> None:
        tendered = sum([amount for _, amount in tenders])
        if tendered != to_pay:
            said = f"The tenders are {tendered}, expected the {to_pay} of the lines."
            self.find(MONEY, sequence, "tenders", said)


_ENTERED: dict[str, Callable[[_Keeper, Entry, Any], None]] = {
    kinds.SALE_COMPLETED: _Keeper.sale,
    kinds.REFUND_COMPLETED: _Keeper.refund,
    kinds.CREDIT_CREATED: lambda keeper, _, fact: keeper.credit.move(fact, fact.amount),
    kinds.CREDIT_SPENT: lambda keeper, _, fact: keeper.credit.move(fact, -fact.amount),
    kinds.CUSTOMER_FORGOTTEN: _Keeper.forgetting,
    kinds.SHIFT_OPENED: _Keeper.opening,
    kinds.SHIFT_CLOSED: _Keeper.closing,
}
"""What the books hold besides goods, and how each kind is entered."""


def goods_findings(kept: Goods, figures: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """Yield a finding for each figure of the stock that the books do not bear out."""
    for sku, location in sorted(kept.keys() | figures.keys()):
        booked, told = kept[sku, location], figures.get((sku, location), 0)
        if booked != told:
            said = f"The stock of {sku} at {location} says {told}, expected {booked}."
            yield Finding(STOCK, "", 0, "quantity", said)
