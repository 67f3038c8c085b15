"""All stock rows a node knows: those its own log folds, and those peers told of.

A stream may be in both, after a node has narrowed or widened what it subscribes to: its rows
then join by the higher sequence, and nobody has to choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge

from core.crdt.pn_counter import Row
from core.crdt.row_delta import NOTHING, Extent, KeyedRow, RowDelta
from core.errors import MalformedError
from core.hlc import milliseconds_of
from core.identity import COMPANY_SCOPE, StreamId, branch_scope
from core.log.entry import entry_of
from core.log.event_log import EventLog
from core.log.log_view import LogView
from core.log.projection import Reader, Table
from core.log.store import Item
from core.shop.readers import SHOP_READERS
from core.shop.transfer import is_transit
from core.views import remote_stock
from core.views.inventory import Inventory, StockFigure, add_up, touched

RECORDS_A_LOOK = 256
"""Records read for one delta: eight milliseconds of five-line sales, which a sale may have to
wait."""


class StockRows:
    """The rows of every stream, for peers that do not hold it; a :class:`RowBook`."""

    def __init__(self, log: EventLog, readers: Mapping[str, Reader] = SHOP_READERS) -> None:
        """Read the rows that ``log`` folds, and keep beside them what peers tell."""
        self._log = log
        self._readers = readers

    def told(self) -> dict[StreamId, Extent]:
        """Return how far peers told of each stream, ordered by stream."""
        with self._log.read() as view:
            return remote_stock.extents(view.transaction)

    def told_lanes(self) -> dict[StreamId, int]:
        """Return in knowledge of how many lanes peers told of each stream that forked."""
        with self._log.read() as view:
            return remote_stock.all_lanes(view.transaction)

    def delta(self, stream: StreamId, after: int, bytes_max: int) -> RowDelta | None:
        """Return what of a stream follows ``after``, about ``bytes_max`` of it; None: nothing."""
        with self._log.read() as view:
            head, told = view.head(stream), remote_stock.extent(view.transaction, stream)
            lanes, told_lanes = view.lanes(stream), remote_stock.lanes(view.transaction, stream)
            if told_lanes < lanes:
                told = NOTHING
            if told_lanes > lanes or (after >= head.sequence and after < told.through):
                return remote_stock.delta_of(view.transaction, stream, after, bytes_max)
            if after >= head.sequence:
                return None
            rows, upto = self._walk(view, stream, after, bytes_max)
            reach = max(head.sequence, told.reach)
            hlc = head.hlc if reach == head.sequence else told.hlc
            return RowDelta(stream, after, upto, reach, hlc, rows, lanes)

    def _walk(
        self, view: LogView, stream: StreamId, after: int, bytes_max: int
    ) -> tuple[tuple[KeyedRow, ...], int]:
        """Return the rows last touched after a sequence, and how far was looked.

        A record is the last to touch a row when the inventory says so of that row: the log
        itself is the index, and an append has nothing more to write.
        """
        table = view.table(Inventory.name)
        end = b"\0" + stream.to_bytes()
        rows: list[KeyedRow] = []
        upto, size = after, 0
        for record in view.records(stream, max(after, stream.start - 1), count=RECORDS_A_LOOK):
            entry = entry_of(record)
            upto = entry.sequence
            for key in self._touched(entry.kind, entry.body):
                row = _row(table, key + end)
                if row is not None and row.sequence == upto:
                    rows.append(KeyedRow(key, row))
                    size += remote_stock.row_bytes(key)
            if size >= bytes_max:
                break
        return tuple(rows), upto

    def _touched(self, kind: str, body: bytes) -> list[bytes]:
        if kind not in Inventory.kinds:
            return []
        try:
            return touched(kind, self._readers[kind](body))
        except MalformedError:
            return []  # no figure counts it

    def take(self, deltas: Sequence[RowDelta]) -> None:
        """Join deltas that follow what is known, in one transaction; see :class:`RowBook`."""
        with self._log.transaction() as transaction:
            view = LogView(transaction)
            for delta in deltas:
                if not remote_stock.accept(transaction, delta):
                    continue
                if view.lanes(delta.stream) == delta.lanes:
                    _begin(view, delta.stream)
                remote_stock.take(transaction, delta)

    def drop(self, stream: StreamId) -> None:
        """Forget what peers told of a stream."""
        with self._log.transaction() as transaction:
            remote_stock.drop(transaction, stream)


def _begin(view: LogView, stream: StreamId) -> None:
    """Let what is told of a stream go on from where our own log stops."""
    head = view.head(stream)
    told = remote_stock.extent(view.transaction, stream)
    if head.sequence > told.through:
        reach = max(head.sequence, told.reach)
        hlc = head.hlc if reach == head.sequence else max(head.hlc, told.hlc)
        remote_stock.put_extent(view.transaction, stream, Extent(head.sequence, reach, hlc))


def _row(table: Table, key: bytes) -> Row | None:
    value = table.get(key)
    return None if value is None else Row.from_bytes(value)


def figures_everywhere(view: LogView, sku: str | None = None) -> Iterator[StockFigure]:
    """Yield the figure of every (SKU, location) known, or of one SKU, in the order of the keys."""
    prefix = b"" if sku is None else sku.encode() + b"\0"
    held = view.table(Inventory.name).scan(prefix)
    told_lanes = remote_stock.all_lanes(view.transaction)
    outdone = {base for base, lanes in told_lanes.items() if lanes > view.lanes(base)}
    if outdone:
        # Peers know of histories that we do not hold: ours have other names there.
        held = (item for item in held if _stream_of(item).base not in outdone)
    return add_up(_joined(merge(held, remote_stock.told_rows(view.transaction, sku))))


def _stream_of(item: Item) -> StreamId:
    return StreamId.from_bytes(item[0].split(b"\0", 2)[2])


def _joined(rows: Iterable[Item]) -> Iterator[Item]:
    """Yield of each key the row that folds the longer prefix."""
    last: Item | None = None
    for item in rows:
        if last is not None and last[0] != item[0]:
            yield last
        # The sequence stands first in a row's bytes, so the merge brings the longer prefix last.
        last = item
    if last is not None:
        yield last


def as_of_ms(view: LogView) -> dict[str, int]:
    """Return of each scope the time of its latest event that the figures know of."""
    stamps = [(stream, head.hlc) for stream, head in view.heads().items()]
    told = remote_stock.extents(view.transaction)
    stamps += [(stream, extent.hlc) for stream, extent in told.items()]
    latest: dict[str, int] = {}
    for stream, hlc in stamps:
        latest[stream.base_scope] = max(latest.get(stream.base_scope, 0), hlc)
    return {scope: milliseconds_of(hlc) for scope, hlc in latest.items()}


def location_as_of_ms(latest: Mapping[str, int], location: str) -> int:
    """Return the time up to which a location's stock is known; see :func:`as_of_ms`."""
    scope = COMPANY_SCOPE if is_transit(location) else branch_scope(location)
    return latest.get(scope, 0)
