"""Counts: which are open, and what was counted of each product, when and against which cut.

A finished count moves stock in the inventory, by its deltas. Here stands how that came about,
so that two counts that did not know of one another are found, and anybody can recompute one.

Keys: ``o`` + count id, stream -> nothing, while it is open; ``c`` + SKU, NUL, location, NUL,
sequence (u64), stream -> HLC, counted, delta, cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.identity import StreamId
from core.log.entry import entry_of, is_text_id
from core.log.layout import U64
from core.log.log_view import LogView
from core.log.projection import Fact, Table
from core.shop import kinds
from core.views.inventory import moved_by

_ID_END = 17


class CountedLine(NamedTuple):
    """One product as one count found it; they sort as they were finished."""

    hlc: int
    stream: StreamId
    sequence: int
    counted_milli: int
    delta_milli: int
    cut: Mapping[StreamId, int]

    def knows(self, other: CountedLine) -> bool:
        """Return whether this product was counted in knowledge of the other count."""
        return self.cut.get(other.stream, 0) >= other.sequence


class Counts:
    """The stock-takes of every branch whose streams are held."""

    name = "counts"
    version = 2
    kinds = frozenset({kinds.COUNT_STARTED, kinds.STOCK_COUNTED, kinds.COUNT_ABANDONED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Open and close counts, and keep each counted line."""
        stream_bytes = stream.to_bytes()
        for entry, fact in facts:
            if entry.kind not in self.kinds or is_text_id(entry):
                continue
            open_key = b"o" + entry.originator_id + stream_bytes
            if entry.kind == kinds.COUNT_STARTED:
                table.put(open_key, b"")
                continue
            table.delete(open_key)
            if entry.kind == kinds.COUNT_ABANDONED:
                continue
            end = b"\0" + fact.location.encode() + b"\0" + U64.pack(entry.sequence) + stream_bytes
            for sku, counted, delta, sequences in fact.lines:
                cut = [pair for pair in zip(fact.streams, sequences, strict=True) if pair[1]]
                value = msgpack.packb((entry.hlc, counted, delta, cut))
                table.put(b"c" + sku.encode() + end, value)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def open_counts(table: Table) -> list[tuple[UUID, StreamId]]:
    """Return the ids of all open counts and the stream each was begun in, oldest first."""
    return [
        (UUID(bytes=key[1:_ID_END]), StreamId.from_bytes(key[_ID_END:]))
        for key, _ in table.scan(b"o")
    ]


def counted_lines(
    table: Table, sku: str = "", location: str = ""
) -> Iterator[tuple[str, str, list[CountedLine]]]:
    """Yield (SKU, location, every count of it), of one SKU at one location or of all."""
    prefix = b"c" if not sku else b"c" + sku.encode() + b"\0" + location.encode() + b"\0"
    for name, rows in groupby(table.scan(prefix), lambda item: item[0].split(b"\0", 2)[:2]):
        found = [_line(key.split(b"\0", 2)[2], value) for key, value in rows]
        yield name[0][1:].decode(), name[1].decode(), sorted(found)


def _line(place: bytes, value: bytes) -> CountedLine:
    hlc, counted, delta, cut = msgpack.unpackb(value, use_list=False)
    stream = StreamId.from_bytes(place[U64.size :])
    vector = {StreamId.from_bytes(name): sequence for name, sequence in cut}
    return CountedLine(hlc, stream, U64.unpack_from(place)[0], counted, delta, vector)


def latest(lines: Sequence[CountedLine]) -> list[CountedLine]:
    """Return the counts no other count knows: one, unless some were made apart."""
    return [one for one in lines if not any(other.knows(one) for other in lines if other != one)]


def value_within(view: LogView, sku: str, location: str, cut: Mapping[StreamId, int]) -> int:
    """Return what the events within a cut come to, read from the log: an auditor's sum."""
    return sum(
        moved_by(entry_of(record), sku, location)
        for stream, sequence in cut.items()
        for record in view.records_back(stream, sequence)
    )
