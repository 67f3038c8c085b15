"""The shop's books of one stream, kept from its events alone: numbers, money, goods.

The sums here share nothing with the projections but the readers of bodies, so that the two can
be compared (invariants I9, I10, I11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from core.audit.finding import FINDINGS_MAX, MONEY, RECEIPT, RECORD, STOCK, Z_REPORT, Finding
from core.audit.papers import z_name
from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import Entry
from core.log.projection import Reader
from core.shop import kinds
from core.shop.lines import ITEM
from core.shop.sale import receipt_text
from core.shop.transfer import transit_to
from core.views.shifts import Closing

Goods = Counter[tuple[str, str]]
"""Of each (SKU, location), thousandths: more than nothing came in, less went out."""


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


def keep_books(
    stream: StreamId,
    runs: Iterable[Iterable[Entry]],
    readers: Mapping[str, Reader],
    papers: frozenset[str] = frozenset(),
) -> StreamBooks:
    """Go through a stream's events in order; the records must have been found honest.

    ``papers`` are the receipts and Z reports whose printed hash somebody holds.
    """
    keeper = _Keeper(stream, papers)
    for run in runs:
        for entry in run:
            enter = _ENTERED.get(entry.kind)
            if enter is None:
                continue
            try:
                fact = readers[entry.kind](entry.body)
            except MalformedError as error:
                keeper.find(RECORD, entry.sequence, "body", f"No reader takes the body: {error}")
                continue
            enter(keeper, entry, fact)
    return StreamBooks(
        dict(keeper.numbers),
        keeper.goods,
        tuple(keeper.findings),
        tuple(keeper.closings),
        tuple(keeper.printed),
    )


class _Keeper:
    """The books while they are kept."""

    def __init__(self, stream: StreamId, papers: frozenset[str]) -> None:
        self.numbers: dict[str, int] = {}
        self.goods: Goods = Counter()
        self.findings: list[Finding] = []
        self.closings: list[Closing] = []
        self.printed: list[tuple[str, bytes]] = []
        self._stream = stream
        self._papers = papers
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

    def sale(self, entry: Entry, fact: Any) -> None:
        """Enter a sale: every line adds to what is to pay, whatever kind it is."""
        self.number(entry, fact)
        to_pay = sum(amount for _, _, _, amount in fact.lines)
        self._balance(entry.sequence, to_pay, fact.tenders)
        for kind, sku, quantity, _ in fact.lines:
            if kind == ITEM:
                self.goods[sku, fact.location] -= quantity

    def refund(self, entry: Entry, fact: Any) -> None:
        """Enter a refund: what is paid out is what the lines give back."""
        self.number(entry, fact)
        self._balance(entry.sequence, sum(amount for *_, amount in fact.lines), fact.tenders)
        for _, sku, quantity, _ in fact.lines:
            self.goods[sku, fact.location] += quantity

    def stock(self, _: Entry, fact: Any) -> None:
        """Enter a delivery or an adjustment."""
        for sku, quantity in fact.lines:
            self.goods[sku, fact.location] += quantity

    def count(self, entry: Entry, fact: Any) -> None:
        """Enter a count: what it found besides the books of its cut."""
        for sku, _, delta, _ in fact.lines:
            self.goods[sku, fact.location] += delta

    def dispatch(self, _: Entry, fact: Any) -> None:
        """Enter goods that went on their way."""
        for sku, quantity in fact.lines:
            self.goods[sku, fact.location] -= quantity
            self.goods[sku, transit_to(fact.to)] += quantity

    def arrival(self, _: Entry, fact: Any) -> None:
        """Enter goods that arrived, and those that never will."""
        for sku, received, lost in fact.lines:
            self.goods[sku, transit_to(fact.location)] -= received + lost
            self.goods[sku, fact.location] += received

    def cancellation(self, _: Entry, fact: Any) -> None:
        """Enter goods that came back from their way."""
        for sku, quantity in fact.lines:
            self.goods[sku, transit_to(fact.to)] -= quantity
            self.goods[sku, fact.location] += quantity

    def _balance(self, sequence: int, to_pay: int, tenders: Iterable[tuple[str, int]]) -> None:
        tendered = sum(amount for _, amount in tenders)
        if tendered != to_pay:
            said = f"The tenders are {tendered}, expected the {to_pay} of the lines."
            self.find(MONEY, sequence, "tenders", said)


_ENTERED: dict[str, Callable[[_Keeper, Entry, Any], None]] = {
    kinds.SALE_COMPLETED: _Keeper.sale,
    kinds.REFUND_COMPLETED: _Keeper.refund,
    kinds.SHIFT_OPENED: _Keeper.opening,
    kinds.SHIFT_CLOSED: _Keeper.closing,
    kinds.STOCK_RECEIVED: _Keeper.stock,
    kinds.STOCK_ADJUSTED: _Keeper.stock,
    kinds.STOCK_COUNTED: _Keeper.count,
    kinds.TRANSFER_DISPATCHED: _Keeper.dispatch,
    kinds.TRANSFER_RECEIVED: _Keeper.arrival,
    kinds.TRANSFER_CANCELLED: _Keeper.cancellation,
}
"""What the books hold, and how each kind is entered."""


def goods_findings(kept: Goods, figures: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """Yield a finding for each figure of the stock that the books do not bear out."""
    for sku, location in sorted(kept.keys() | figures.keys()):
        booked, told = kept[sku, location], figures.get((sku, location), 0)
        if booked != told:
            said = f"The stock of {sku} at {location} says {told}, expected {booked}."
            yield Finding(STOCK, "", 0, "quantity", said)
