"""Broken projections: one mistake each, of the sort that real programs have made."""

from __future__ import annotations

from collections.abc import Sequence

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.lines import COUPON, totals_of
from core.views.catalogue import Catalogue
from core.views.inventory import Inventory
from core.views.receipts import Receipts
from core.views.takings import TakingsView


class CountsALineTwice(Inventory):
    """Takes the goods of the first line of a sale off twice when it ingests several at once."""

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        super().fold(table, stream, facts)
        sales = [fact for fact in facts if fact.entry.kind == kinds.SALE_COMPLETED]
        if len(facts) > 1 and sales and facts[-1] is sales[-1]:
            super().fold(table, stream, [sales[-1]])


class ClampsAtZero(Inventory):
    """Never shows less than nothing."""

    def flush(self, table: Table, stream: StreamId) -> None:
        super().flush(table, stream)
        for key, value in list(table.scan()):
            sequence, came_in, went_out = (value[at : at + 8] for at in (0, 8, 16))
            table.put(key, sequence + came_in + min(came_in, went_out))


class JoinsByMagnitude(Inventory):
    """Keeps the larger of two rows instead of adding the later one."""

    def flush(self, table: Table, stream: StreamId) -> None:
        before = dict(table.scan())
        super().flush(table, stream)
        for key, value in list(table.scan()):
            held = before.get(key)
            if held is not None and held != value and value[16:] == held[16:]:
                table.put(key, value[:8] + held[8:])


class LastToArriveWins(Catalogue):
    """Takes the price that came last to be the last one set."""

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            table.delete(b"p" + fact.sku.encode())
            super().fold(table, stream, [Fact(entry, fact)])


class ForgetsCoupons(TakingsView):
    """Takes what a manufacturer pays for as paid by the customer."""

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        super().fold(table, stream, [self._without(fact) for fact in facts])

    @staticmethod
    def _without(fact: Fact) -> Fact:
        if fact.entry.kind != kinds.SALE_COMPLETED:
            return fact
        lines = tuple(line for line in fact.fact.lines if line[0] != COUPON)
        sale = fact.fact._replace(lines=lines, totals=totals_of(lines))
        return fact._replace(fact=sale)


class ForgetsRefunds(Receipts):
    """Knows of no refund, so that a line can come back any number of times."""

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        super().fold(table, stream, facts)
        for key, _ in list(table.scan(b"r")):
            table.delete(key)
