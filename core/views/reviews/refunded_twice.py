"""One line of a sale refunded twice: in two branches, say, while they were cut apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.log.record import decode_header
from core.shop import kinds
from core.shop.facts import SaleFact
from core.shop.lines import ITEM
from core.shop.readers import SHOP_READERS
from core.shop.sale import receipt_text
from core.views import receipts
from core.views.receipts import Receipts, RefundRow
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class RefundedTwice:
    """Of a sale's line more came back than was sold, by two refunds or more."""

    name = "refunded-twice"
    ways = ("accept", "ask the customer", "adjust")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the receipt book has it."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield the sales of which too much came back, those that are held here."""
        for sale, rows in receipts.refunds(view.table(Receipts.name)):
            if len(rows) < 2 or (found := _sale(view, sale)) is None:
                continue
            _, _, fact = found
            over = _over(fact, rows)
            if over:
                guilty = _guilty(rows, over)
                marks = marks_of((row.stream, row.sequence) for row in guilty)
                subject = (sale.hex, receipt_text(fact.series, fact.number))
                yield Problem(self.name, subject, fact.location, sum(over.values()), marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the sale and the refunds of the lines of which too much came back."""
        sale = UUID(hex=problem.subject[0])
        found = _sale(view, sale)
        if found is None:
            return [], 0
        stream, sequence, fact = found
        events = [involved_at(view, stream, sequence)]
        for _, rows in receipts.refunds(view.table(Receipts.name), sale):
            over = _over(fact, rows)
            for row in _guilty(rows, over):
                back = sum(quantity for item, quantity, _ in row.lines if item in over)
                events.append(involved_at(view, row.stream, row.sequence, back))
        return earliest(events)

    def said(self, problem: Problem) -> str:
        """Say which receipt."""
        return f"More came back of receipt {problem.subject[1]} than was sold on it."


def _sale(view: LogView, sale: UUID) -> tuple[StreamId, int, SaleFact] | None:
    """Return a sale and where it stands, None when it is not here or cannot be read."""
    record = next(iter(view.aggregate(0, sale.bytes)), None)
    if record is None:
        return None
    entry = entry_of(record)
    if entry.kind != kinds.SALE_COMPLETED:
        return None
    try:
        fact = SHOP_READERS[entry.kind](entry.body)
    except MalformedError:
        return None
    return decode_header(record).stream, entry.sequence, fact


def _over(fact: SaleFact, rows: list[RefundRow]) -> Counter[int]:
    """Return how much more than was sold came back of each item, where two refunds met."""
    sold = [line[2] for line in fact.lines if line[0] == ITEM]
    money = {number for number, quantity in enumerate(sold, 1) if not quantity}
    back: Counter[int] = Counter()
    refunds: Counter[int] = Counter()
    for row in rows:
        for item, quantity, _ in row.lines:
            back[item] += quantity
        refunds.update({item for item, _, _ in row.lines})
    over: Counter[int] = Counter()
    for item, quantity in back.items():
        more = quantity - (sold[item - 1] if item <= len(sold) else 0)
        if item in money:  # sold as money: it comes back whole, so a second time is too often
            more = refunds[item] - 1
        if more > 0 and refunds[item] > 1:
            over[item] = more
    return over


def _guilty(rows: list[RefundRow], over: Counter[int]) -> list[RefundRow]:
    return [row for row in rows if any(item in over for item, _, _ in row.lines)]
