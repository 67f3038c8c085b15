"""History: this till's receipts, newest first, and how far each has travelled."""

from __future__ import annotations

from collections.abc import Iterator

from core.log.log_view import LogView
from core.log.projection import Table
from core.views import receipts
from core.views.receipts import SALE, Receipt
from node.commands import History
from node.distance_answers import HistoryAnswer, HistoryLine
from node.replication_state import ReplicationState
from node.till import Till
from node.travelled import distance_of


def history(
    till: Till, command: History, replication: ReplicationState | None = None
) -> HistoryAnswer:
    """Return the last receipts; without ``replication`` with the distances last kept."""
    known = till.recall() if replication is None else replication.known
    with till.log.read() as view:
        table = view.table("receipts")
        found: list[Receipt] = []
        for receipt in _newest_first(till, view, table):
            found.append(receipt)
            if len(found) > command.limit:
                break
        lines = []
        for receipt in found[: command.limit]:
            there = distance_of(till, known, receipt.stream, receipt.sequence)
            back = receipts.refunded(table, receipt.id) if receipt.kind == SALE else {}
            refunded_minor = sum(line.amount_minor for line in back.values())
            amounts = (receipt.total_minor, refunded_minor)
            lines.append(HistoryLine(receipt.text, receipt.kind, receipt.at_ms, *amounts, *there))
    more = len(found) > command.limit
    return HistoryAnswer(tuple(lines), more, known.as_of_ms, replication is not None)


def _newest_first(till: Till, view: LogView, table: Table) -> Iterator[Receipt]:
    """Yield our receipts, those of the present epoch first: each epoch has a series."""
    epochs = {stream.epoch for stream in view.heads() if stream.author == till.log.author}
    for epoch in sorted(epochs, reverse=True):
        for receipt in receipts.latest(table, till.series_of(epoch)):
            if receipt.stream.author == till.log.author:
                yield receipt
