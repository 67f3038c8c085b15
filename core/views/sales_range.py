"""The sales and refunds of some days, found through projections that every log has.

No index of times is kept for it, so a sale's commit pays nothing. The takings say how many receipts
each series has on each day; the receipt book is read back from about there until so many are
found. Numbers of a series mostly rise with time, which is only where to begin: where a sale was
entered for another day, the whole series is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from core.log.entry import Entry, entry_of
from core.log.log_view import LogView
from core.log.projection import Fact, Table
from core.shop.facts import READERS
from core.views import receipts
from core.views.receipts import Receipt
from core.views.takings import MS_PER_DAY, groups_of_day

ASIDE = 64
"""Receipts read beyond those looked for, in case some were entered a little later."""


class Days(NamedTuple):
    """A span of time at one location: from a moment on, up to another."""

    location: str
    from_ms: int
    until_ms: int

    def holds(self, receipt: Receipt) -> bool:
        """Return whether a receipt is of this place and time."""
        return receipt.location == self.location and self.from_ms <= receipt.at_ms < self.until_ms


def receipts_of(view: LogView, days: Days) -> Iterator[Receipt]:
    """Yield every receipt of a location whose sale or refund was in a span of time."""
    table = view.table("receipts")
    for series, count in sorted(_expected(view, days).items()):
        yield from filter(days.holds, _of_series(table, series, days, count))


def facts_of(view: LogView, days: Days) -> Iterator[tuple[Receipt, Fact]]:
    """Yield the same receipts with what was sold or refunded."""
    for receipt in receipts_of(view, days):
        (record,) = view.records(receipt.stream, receipt.sequence - 1, count=1)
        entry: Entry = entry_of(record)
        yield receipt, Fact(entry, READERS[entry.kind](entry.body))


def _expected(view: LogView, days: Days) -> Counter[str]:
    """Return how many receipts each series has on the whole days that hold the span."""
    table, found = view.table("takings"), Counter[str]()
    if days.from_ms >= days.until_ms:
        return found
    for day in range(days.from_ms // MS_PER_DAY, (days.until_ms - 1) // MS_PER_DAY + 1):
        for group, sums in groups_of_day(table, days.location, day):
            found[group.series] += sums.sales + sums.refunds
    return found


def _of_series(table: Table, series: str, days: Days, count: int) -> list[Receipt]:
    """Return the receipts of a series on those whole days: ``count`` of them, if none is odd."""
    whole = Days(
        days.location,
        days.from_ms // MS_PER_DAY * MS_PER_DAY,
        -(-days.until_ms // MS_PER_DAY) * MS_PER_DAY,
    )
    start = _last_before(table, series, whole.until_ms)
    near = islice(receipts.upto(table, series, start + ASIDE), count + 2 * ASIDE)
    found = [receipt for receipt in near if whole.holds(receipt)]
    if len(found) < count:
        found = [receipt for receipt in receipts.latest(table, series) if whole.holds(receipt)]
    return found


def _last_before(table: Table, series: str, until_ms: int) -> int:
    """Return about the highest number of a series before a moment, by halving."""
    newest = next(receipts.latest(table, series), None)
    low, high = 0, 0 if newest is None else newest.number
    while low < high:
        middle = (low + high + 1) // 2
        found = next(receipts.upto(table, series, middle), None)
        if found is None or found.at_ms < until_ms:
            low = middle
        else:
            high = min(middle, found.number) - 1
    return low
