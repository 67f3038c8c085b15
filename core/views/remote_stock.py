"""Stock rows of branches whose streams are not held: what peers told, beside the projections.

No fold of the log, so it is neither part of the projections' digest (I7) nor rebuilt with
them. Keys of the table ``told``:

* ``s``, stream bytes -> :class:`Extent`: through, reach, stamp, each u64.
* ``r``, SKU, NUL, location, NUL, stream bytes -> :class:`Row`.
* ``i``, length of the stream bytes u8, stream bytes, sequence u64, SKU, NUL, location -> nothing:
  the rows of a stream in the order they were touched.
* ``f``, stream bytes -> u8: of a stream that forked, how many lanes were known to who told.
* ``n`` -> how many rows and streams there are, each u64.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from core.crdt.pn_counter import COUNT_MAX, Row
from core.crdt.row_delta import NOTHING, Extent, KeyedRow, RowDelta, extended
from core.errors import MalformedError
from core.identity import StreamId
from core.log.branching import LANES_MAX
from core.log.layout import TOLD, U64, next_prefix
from core.log.store import Transaction
from core.shop.limits import LINES_MAX, LOCATION_LENGTH_MAX, SKU_LENGTH_MAX

ROWS_HELD_MAX = 4_000_000
"""Rows kept of what peers told: a thousand tills of 4,000 products each, about 1 GiB. More is
refused, so that a peer that invents rows cannot fill the disk."""

STREAMS_HELD_MAX = 65_536
"""Streams kept of what peers told, as many as one peer may tell of."""

_COUNTS = b"n"
_COUNT = struct.Struct(">QQ")
_EXTENT = struct.Struct(">QQQ")


def extent(transaction: Transaction, stream: StreamId) -> Extent:
    """Return how far peers told of a stream."""
    data = transaction.get(TOLD, b"s" + stream.to_bytes())
    return NOTHING if data is None else Extent._make(_EXTENT.unpack(data))


def extents(transaction: Transaction) -> dict[StreamId, Extent]:
    """Return how far peers told of every stream, ordered by stream."""
    found = {
        StreamId.from_bytes(key[1:]): Extent._make(_EXTENT.unpack(value))
        for key, value in transaction.scan(TOLD, b"s", b"t")
    }
    return dict(sorted(found.items()))


def lanes(transaction: Transaction, stream: StreamId) -> int:
    """Return in knowledge of how many lanes of its base peers told of a stream."""
    data = transaction.get(TOLD, b"f" + stream.base.to_bytes())
    return 0 if data is None else data[0]


def all_lanes(transaction: Transaction) -> dict[StreamId, int]:
    """Return the same of every stream that forked; most often there is none."""
    return {
        StreamId.from_bytes(key[1:]): value[0] for key, value in transaction.scan(TOLD, b"f", b"g")
    }


def family(transaction: Transaction, stream: StreamId) -> list[StreamId]:
    """Return the histories of a stream's base of which peers told."""
    prefix = b"s" + stream.base.to_bytes()
    told = (
        StreamId.from_bytes(key[1:])
        for key, _ in transaction.scan(TOLD, prefix, next_prefix(prefix))
    )
    return [one for one in told if one.base == stream.base]


def put_extent(transaction: Transaction, stream: StreamId, known: Extent) -> None:
    """Write how far a stream's rows are known; raises :class:`MalformedError` over the limit."""
    key = b"s" + stream.to_bytes()
    if transaction.get(TOLD, key) is None:
        _count(transaction, rows=0, streams=1)
    transaction.put(TOLD, key, _EXTENT.pack(*known))


def _count(transaction: Transaction, *, rows: int, streams: int) -> None:
    """Count what comes and goes; raises :class:`MalformedError` over the limit."""
    held = counts(transaction)
    now = Counts(held.rows + rows, held.streams + streams)
    if now.rows > max(held.rows, ROWS_HELD_MAX):
        raise MalformedError("It tells of more stock rows than can be kept.")
    if now.streams > max(held.streams, STREAMS_HELD_MAX):
        raise MalformedError("It tells of stock rows of more streams than can be kept.")
    transaction.put(TOLD, _COUNTS, _COUNT.pack(*now))


class Counts(NamedTuple):
    """How much peers told in all."""

    rows: int
    streams: int


def counts(transaction: Transaction) -> Counts:
    """Return how much peers told in all."""
    data = transaction.get(TOLD, _COUNTS)
    return Counts(0, 0) if data is None else Counts._make(_COUNT.unpack(data))


def told_rows(transaction: Transaction, sku: str | None = None) -> Iterator[tuple[bytes, bytes]]:
    """Yield (key as in the inventory, row), of one SKU or all, in the order of the keys."""
    prefix = b"r" if sku is None else b"r" + sku.encode() + b"\0"
    for key, value in transaction.scan(TOLD, prefix, next_prefix(prefix)):
        yield key[1:], value


def accept(transaction: Transaction, delta: RowDelta) -> bool:
    """Return whether to take a delta in; one that knows of more lanes forgets what was before.

    Raises :class:`MalformedError`.
    """
    _check(delta)
    known = lanes(transaction, delta.stream)
    if delta.lanes > known:
        for stream in family(transaction, delta.stream):
            drop(transaction, stream)
        transaction.put(TOLD, b"f" + delta.stream.base.to_bytes(), bytes([delta.lanes]))
    return delta.lanes >= known


def take(transaction: Transaction, delta: RowDelta) -> None:
    """Join a delta that was accepted and follows what is known.

    Raises :class:`MalformedError` when there would be more than can be kept.
    """
    stream_bytes = delta.stream.to_bytes()
    before = extent(transaction, delta.stream)
    new = sum(_join(transaction, stream_bytes, keyed) for keyed in delta.rows)
    if new:
        _count(transaction, rows=new, streams=0)
    put_extent(transaction, delta.stream, extended(before, delta))


def _check(delta: RowDelta) -> None:
    if not delta.after < delta.upto <= delta.reach:
        raise MalformedError("Stock rows are told of no prefix that can be.")
    if not delta.stream.is_lane <= delta.lanes <= LANES_MAX:
        raise MalformedError("Stock rows are told in knowledge of as many lanes as cannot be.")
    for key, row in delta.rows:
        if not delta.after < row.sequence <= delta.upto:
            raise MalformedError("A stock row is not of the sequences it was told for.")
        if max(row.increments, row.decrements) > COUNT_MAX:
            raise MalformedError("A stock row counts further than can be.")
        try:
            sku, location = key.decode().split("\0")
        except ValueError:
            raise MalformedError("A stock row names no product and location.") from None
        fits = 0 < len(sku) <= SKU_LENGTH_MAX and 0 < len(location) <= LOCATION_LENGTH_MAX
        if not fits:
            raise MalformedError("A stock row's product or location is too long or empty.")


def _join(transaction: Transaction, stream_bytes: bytes, keyed: KeyedRow) -> int:
    """Keep the row that folds the longer prefix; returns how many rows were added."""
    key, row = keyed
    row_key = b"r" + key + b"\0" + stream_bytes
    stored = transaction.get(TOLD, row_key)
    if stored is not None:
        held = Row.from_bytes(stored)
        if held >= row:
            return 0
        transaction.delete(TOLD, _index_key(stream_bytes, held.sequence, key))
    transaction.put(TOLD, row_key, row.to_bytes())
    transaction.put(TOLD, _index_key(stream_bytes, row.sequence, key), b"")
    return stored is None


def _index_prefix(stream_bytes: bytes) -> bytes:
    return b"i" + bytes([len(stream_bytes)]) + stream_bytes


def _index_key(stream_bytes: bytes, sequence: int, key: bytes) -> bytes:
    return _index_prefix(stream_bytes) + U64.pack(sequence) + key


def delta_of(
    transaction: Transaction, stream: StreamId, after: int, bytes_max: int
) -> RowDelta | None:
    """Return what was told of a stream after a sequence, about ``bytes_max`` of it, or None."""
    known = extent(transaction, stream)
    if after >= known.through:
        return None
    stream_bytes = stream.to_bytes()
    prefix = _index_prefix(stream_bytes)
    start, stop = prefix + U64.pack(after + 1), prefix + U64.pack(known.through + 1)
    rows: list[KeyedRow] = []
    upto, size, alike = known.through, 0, 0
    for found, _ in transaction.scan(TOLD, start, stop):
        sequence = int(U64.unpack_from(found, len(prefix))[0])
        alike = alike + 1 if rows and rows[-1].row.sequence == sequence else 1
        if alike > LINES_MAX:
            continue  # no event moves so many: whoever told of them made them up
        if size >= bytes_max and sequence > rows[-1].row.sequence:
            # Rows of one sequence stay together: what follows it can then be asked for.
            upto = rows[-1].row.sequence
            break
        key = found[len(prefix) + U64.size :]
        value = transaction.get(TOLD, b"r" + key + b"\0" + stream_bytes)
        assert value is not None, "the index names a row that is not there"
        rows.append(KeyedRow(key, Row.from_bytes(value)))
        size += row_bytes(key)
    found_lanes = lanes(transaction, stream)
    return RowDelta(stream, after, upto, known.reach, known.hlc, tuple(rows), found_lanes)


def row_bytes(key: bytes) -> int:
    """Return about how many bytes a row takes on the wire: its key and three small numbers."""
    return len(key) + 16


def drop(transaction: Transaction, stream: StreamId) -> None:
    """Forget what was told of a stream."""
    stream_bytes = stream.to_bytes()
    prefix = _index_prefix(stream_bytes)
    found = [key for key, _ in transaction.scan(TOLD, prefix, next_prefix(prefix))]
    for key in found:
        transaction.delete(TOLD, key)
        name = key[len(prefix) + U64.size :]
        transaction.delete(TOLD, b"r" + name + b"\0" + stream_bytes)
    if transaction.delete(TOLD, b"s" + stream_bytes):
        _count(transaction, rows=-len(found), streams=-1)
    if not family(transaction, stream):
        transaction.delete(TOLD, b"f" + stream.base.to_bytes())
