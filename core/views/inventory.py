"""Stock, as a PN-counter of rows: (SKU, location) -> {stream: (sequence, in, out)}.

Key: SKU, NUL, location, NUL, the stream's bytes. Value: :class:`core.crdt.pn_counter.Row`.
The figure of a location is never clamped: below zero means oversold, and is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.crdt.pn_counter import NO_ROW, PNCounter, Row
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.lines import ITEM

_Moves = dict[bytes, list[int]]


class StockFigure(NamedTuple):
    """How much of a SKU is at a location, and how it came to that."""

    sku: str
    location: str
    in_milli: int
    out_milli: int

    @property
    def quantity_milli(self) -> int:
        """What should be there; negative when more was sold than ever came in."""
        return self.in_milli - self.out_milli


class Inventory:
    """The stock of every location whose streams are held."""

    name = "inventory"
    version = 1
    kinds = frozenset(
        {
            kinds.SALE_COMPLETED,
            kinds.REFUND_COMPLETED,
            kinds.STOCK_RECEIVED,
            kinds.STOCK_ADJUSTED,
        }
    )

    def apply(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add up what the facts moved, then write each touched row once."""
        moves: _Moves = defaultdict(lambda: [0, 0, 0])
        ends: dict[str, bytes] = {}
        stream_bytes = stream.to_bytes()
        for entry, fact in facts:
            kind = entry.kind
            if kind not in self.kinds:
                continue
            end = ends.get(fact.location)
            if end is None:
                end = b"\0" + fact.location.encode() + b"\0" + stream_bytes
                ends[fact.location] = end
            if kind == kinds.SALE_COMPLETED:
                for line_kind, sku, quantity, _ in fact.lines:
                    if line_kind == ITEM:
                        _move(moves, sku, end, entry.sequence, 0, quantity)
            elif kind == kinds.REFUND_COMPLETED:
                for _, sku, quantity, _ in fact.lines:
                    _move(moves, sku, end, entry.sequence, quantity, 0)
            else:
                for sku, quantity in fact.lines:
                    _move(moves, sku, end, entry.sequence, max(quantity, 0), max(-quantity, 0))
        table.put_many(
            [
                (key, _row(table, key).moved(sequence, came_in, went_out).to_bytes())
                for key, (sequence, came_in, went_out) in sorted(moves.items())
            ]
        )


def _move(moves: _Moves, sku: str, end: bytes, sequence: int, came_in: int, went_out: int) -> None:
    move = moves[sku.encode() + end]
    move[0] = sequence
    move[1] += came_in
    move[2] += went_out


def _row(table: Table, key: bytes) -> Row:
    data = table.get(key)
    return NO_ROW if data is None else Row.from_bytes(data)


def counter_of(table: Table, sku: str, location: str) -> PNCounter:
    """Return the PN-counter of one SKU at one location."""
    prefix = sku.encode() + b"\0" + location.encode() + b"\0"
    rows = {
        StreamId.from_bytes(key[len(prefix) :]): Row.from_bytes(value)
        for key, value in table.scan(prefix)
    }
    return PNCounter(rows)


def figures(table: Table, sku: str | None = None) -> Iterator[StockFigure]:
    """Yield the figure of every (SKU, location), or of one SKU, in the order of the keys."""
    prefix = b"" if sku is None else sku.encode() + b"\0"
    current: StockFigure | None = None
    for key, value in table.scan(prefix):
        found_sku, location, _ = key.split(b"\0", 2)
        row = Row.from_bytes(value)
        name = (found_sku.decode(), location.decode())
        if current is not None and (current.sku, current.location) != name:
            yield current
            current = None
        before = current or StockFigure(*name, 0, 0)
        current = before._replace(
            in_milli=before.in_milli + row.increments,
            out_milli=before.out_milli + row.decrements,
        )
    if current is not None:
        yield current
