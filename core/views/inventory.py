"""Stock, as a PN-counter of rows: (SKU, location) -> {stream: (sequence, in, out)}.

Key: SKU, NUL, location, NUL, the stream's bytes. Value: :class:`core.crdt.pn_counter.Row`.
The figure of a location is never clamped: below zero means oversold, and is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from core.crdt.pn_counter import COUNT_MAX, ROW, PNCounter, Row
from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import Entry
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.lines import ITEM
from core.shop.readers import SHOP_READERS
from core.shop.transfer import transit_to

_Moves = defaultdict[str, list[int]]
"""Of each SKU at one location: the last sequence, what came in, what went out."""


def _moves() -> _Moves:
    return defaultdict(lambda: [0, 0, 0])


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
    version = 2
    kinds = frozenset(
        {
            kinds.SALE_COMPLETED,
            kinds.REFUND_COMPLETED,
            kinds.STOCK_RECEIVED,
            kinds.STOCK_ADJUSTED,
            kinds.STOCK_COUNTED,
            kinds.TRANSFER_DISPATCHED,
            kinds.TRANSFER_RECEIVED,
            kinds.TRANSFER_CANCELLED,
        }
    )

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add up what the facts moved."""
        moved: dict[str, _Moves] = table.pending
        for entry, fact in facts:
            kind = entry.kind
            if kind not in self.kinds:
                continue
            sequence = entry.sequence
            if kind != kinds.SALE_COMPLETED:
                for sku, location, quantity in moves_of(kind, fact):
                    move = moved.setdefault(location, _moves())[sku]
                    move[0] = sequence
                    move[1 if quantity >= 0 else 2] += abs(quantity)
                continue
            # moves_of, written out: much of the work of a rebuild is done here.
            moves = moved.get(fact.location)
            if moves is None:
                moves = moved[fact.location] = _moves()
            for line_kind, sku, quantity, _ in fact.lines:
                if line_kind == ITEM:
                    move = moves[sku]
                    move[0] = sequence
                    move[2] += quantity

    def flush(self, table: Table, stream: StreamId) -> None:
        """Write each touched row once."""
        moved: dict[str, _Moves] = table.pending
        stream_bytes = stream.to_bytes()
        rows: list[tuple[bytes, list[int]]] = []
        for location, moves in moved.items():
            end = b"\0" + location.encode() + b"\0" + stream_bytes
            rows += [(sku.encode() + end, move) for sku, move in moves.items()]
        rows.sort()
        stored = table.get_many([key for key, _ in rows])
        table.put_many(
            [(key, _moved(held, *move)) for (key, move), held in zip(rows, stored, strict=True)]
        )
        moved.clear()


def _moved(stored: bytes | None, sequence: int, came_in: int, went_out: int) -> bytes:
    """Return a stored row after these moves; :meth:`Row.moved` without the objects."""
    if stored is not None:
        folded, increments, decrements = ROW.unpack(stored)
        assert folded < sequence, "a row folds its stream in order (I6)"
        came_in += increments
        went_out += decrements
    if came_in > COUNT_MAX or went_out > COUNT_MAX:
        came_in, went_out = min(came_in, COUNT_MAX), min(went_out, COUNT_MAX)
    return ROW.pack(sequence, came_in, went_out)


class Move(NamedTuple):
    """What one line of an event did to a counter: more than nothing came in, less went out."""

    sku: str
    location: str
    quantity_milli: int


def moves_of(kind: str, fact: Any) -> list[Move]:
    """Return what a fact moves, line by line; nothing when its kind moves no stock."""
    if kind not in Inventory.kinds:
        return []
    at = fact.location
    if kind == kinds.SALE_COMPLETED:
        return [
            Move(sku, at, -milli) for line_kind, sku, milli, _ in fact.lines if line_kind == ITEM
        ]
    if kind == kinds.REFUND_COMPLETED:
        return [Move(sku, at, milli) for _, sku, milli, _ in fact.lines]
    if kind == kinds.STOCK_COUNTED:
        return [Move(sku, at, delta) for sku, _, delta, _ in fact.lines]
    if kind == kinds.TRANSFER_DISPATCHED:
        return _carried(fact.lines, at, transit_to(fact.to))
    if kind == kinds.TRANSFER_CANCELLED:
        return _carried(fact.lines, transit_to(fact.to), at)
    if kind == kinds.TRANSFER_RECEIVED:
        way = transit_to(at)
        lost = [Move(sku, way, -milli) for sku, _, milli in fact.lines if milli]
        return _carried([line[:2] for line in fact.lines], way, at) + lost
    return [Move(sku, at, milli) for sku, milli in fact.lines]


def _carried(lines: Iterable[tuple[str, int]], here: str, there: str) -> list[Move]:
    """Return the moves of goods that left one location for another."""
    return [
        move for sku, milli in lines for move in (Move(sku, here, -milli), Move(sku, there, milli))
    ]


def moved_by(entry: Entry, sku: str, location: str) -> int:
    """Return what an event did to one counter, in thousandths."""
    # A body holds a SKU as its bytes: most events need no unpacking to be passed over.
    if entry.kind not in Inventory.kinds or sku.encode() not in entry.body:
        return 0
    try:
        fact = SHOP_READERS[entry.kind](entry.body)
    except MalformedError:
        return 0  # no figure counts it
    moved = moves_of(entry.kind, fact)
    return sum(milli for name, at, milli in moved if (name, at) == (sku, location))


def touched(kind: str, fact: Any) -> list[bytes]:
    """Return the counters a fact moves, each once: SKU, NUL, location."""
    moved = dict.fromkeys((sku, location) for sku, location, _ in moves_of(kind, fact))
    return [sku.encode() + b"\0" + location.encode() for sku, location in moved]


def counter_of(table: Table, sku: str, location: str) -> PNCounter:
    """Return the PN-counter of one SKU at one location."""
    prefix = sku.encode() + b"\0" + location.encode() + b"\0"
    rows = {
        StreamId.from_bytes(key[len(prefix) :]): Row.from_bytes(value)
        for key, value in table.scan(prefix)
    }
    return PNCounter(rows)


def negative(table: Table) -> Iterator[tuple[str, str, PNCounter]]:
    """Yield (SKU, location, counter) of whatever is below zero, in the order of the keys."""
    for figure in figures(table):
        if figure.quantity_milli < 0:
            yield figure.sku, figure.location, counter_of(table, figure.sku, figure.location)


def figures(table: Table, sku: str | None = None) -> Iterator[StockFigure]:
    """Yield the figure of every (SKU, location), or of one SKU, in the order of the keys."""
    prefix = b"" if sku is None else sku.encode() + b"\0"
    return add_up(table.scan(prefix))


def add_up(rows: Iterable[tuple[bytes, bytes]]) -> Iterator[StockFigure]:
    """Yield the figure of every (SKU, location) of rows in the order of their keys."""
    current: StockFigure | None = None
    for key, value in rows:
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
