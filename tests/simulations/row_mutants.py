"""Broken ways to hold the stock rows of other branches: one mistake each."""

from __future__ import annotations

from collections.abc import Sequence

from core.crdt.pn_counter import Row
from core.crdt.row_delta import KeyedRow, RowDelta
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.layout import TOLD
from core.views import remote_stock
from core.views.stock_rows import StockRows
from simulations.parts import Parts
from simulations.scenarios import SCENARIOS
from tests.simulations.mutants import Mutant


class SwallowsRows(StockRows):
    """Loses the last row of every delta that has several, and says that it has them all."""

    def take(self, deltas: Sequence[RowDelta]) -> None:
        super().take([delta._replace(rows=delta.rows[:-1] or delta.rows) for delta in deltas])


class AddsRows(StockRows):
    """Takes a row for what moved since, and adds it to what it has."""

    def take(self, deltas: Sequence[RowDelta]) -> None:
        super().take([self._added(delta) for delta in deltas])

    def _added(self, delta: RowDelta) -> RowDelta:
        end = b"\0" + delta.stream.to_bytes()
        with self._log.read() as view:
            held = dict(remote_stock.told_rows(view.transaction))
        rows = []
        for key, row in delta.rows:
            stored = held.get(key + end)
            before = Row(0, 0, 0) if stored is None else Row.from_bytes(stored)
            rows.append(KeyedRow(key, before.moved(*row)))
        return delta._replace(rows=tuple(rows))


class ForgetsWhatCameBefore(StockRows):
    """Sends only the rows of the last event, as if no message were ever lost."""

    def delta(self, stream: StreamId, after: int, bytes_max: int) -> RowDelta | None:
        found = super().delta(stream, after, bytes_max)
        if found is None:
            return None
        return found._replace(rows=tuple(one for one in found.rows if one.row[0] == found.upto))


class NeverAges(StockRows):
    """Keeps the stamp of the first delta of a stream."""

    def take(self, deltas: Sequence[RowDelta]) -> None:
        before = self.told()
        super().take(deltas)
        with self._log.transaction() as transaction:
            for stream, known in before.items():
                now = remote_stock.extent(transaction, stream)
                remote_stock.put_extent(transaction, stream, now._replace(hlc=known.hlc))


class LivesInMemory(StockRows):
    """Loses its rows, and not how far they went, whenever it is started."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        with log.transaction() as transaction:
            for key, _ in list(transaction.scan(TOLD, b"r", b"s")):
                transaction.put(TOLD, key, Row(0, 0, 0).to_bytes())


class NamesRowsTwice(StockRows):
    """Tells every row two times, for good measure."""

    def delta(self, stream: StreamId, after: int, bytes_max: int) -> RowDelta | None:
        found = super().delta(stream, after, bytes_max)
        return None if found is None else found._replace(rows=2 * found.rows)


def _rows(mutant: type[StockRows], *found_as: str) -> Mutant:
    return Mutant(mutant.__name__, Parts(rows=mutant), found_as, SCENARIOS["branches"])


ROW_MUTANTS = (
    _rows(SwallowsRows, "rows.stock"),
    _rows(AddsRows, "rows.stock"),
    _rows(ForgetsWhatCameBefore, "rows.stock"),
    _rows(NeverAges, "rows.age"),
    _rows(LivesInMemory, "rows.stock"),
    _rows(NamesRowsTwice, "redundancy.row"),
)
"""Every broken way."""
