"""Tenders: what was noted of them, and what became of those whose money was still to come.

Rows are only ever added, each under the place of its event; an index says which wait, and which
failed, and follows from the rows alone.

Keys, a tender being sale id and number (u16): ``n`` + tender, sequence (u64), stream -> a note;
``s`` + tender, sequence, stream -> a settlement; ``p`` + tender -> nothing, while it is pending;
``f`` + tender -> nothing, once somebody said that the money will not come.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.identity import StreamId
from core.log.layout import U64
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.tender_note import TenderNoteFact, TenderSettlementFact

TENDER_STATES = "tender_states"
"""The name of the projection."""

PENDING, CONFIRMED, FAILED = "pending", "confirmed", "failed"
"""The states of a tender that something was noted of; one that was never pending is confirmed."""

_TENDER = struct.Struct(">16sH")


class NotedTender(NamedTuple):
    """A tender of which something was noted, and where that stands."""

    stream: StreamId
    sequence: int
    note: TenderNoteFact
    state: str
    settlements: tuple[tuple[StreamId, int, TenderSettlementFact], ...]

    @property
    def sale(self) -> UUID:
        """The sale it is of."""
        return UUID(bytes=self.note.sale)


class TenderStates:
    """What is known of tenders beside their amounts."""

    name = TENDER_STATES
    version = 1
    kinds = frozenset({kinds.TENDER_NOTED, kinds.TENDER_SETTLED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Write one row an event, and keep the index of the tender it is about."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            tender = _TENDER.pack(fact.sale, fact.tender)
            letter = b"n" if entry.kind == kinds.TENDER_NOTED else b"s"
            place = U64.pack(entry.sequence) + stream.to_bytes()
            table.put(letter + tender + place, msgpack.packb(fact))
            settled = [
                TenderSettlementFact._make(_read(row)) for _, row in table.scan(b"s" + tender)
            ]
            noted = (TenderNoteFact._make(_read(row)) for _, row in table.scan(b"n" + tender))
            waits = not settled and any(note.pending for note in noted)
            _note(table, b"p" + tender, waits)
            _note(table, b"f" + tender, any(not one.confirmed for one in settled))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _read(row: bytes) -> tuple[object, ...]:
    fields: tuple[object, ...] = msgpack.unpackb(row, use_list=False)
    return fields


def _note(table: Table, key: bytes, holds: bool) -> None:
    if holds:
        table.put(key, b"")
    else:
        table.delete(key)


def noted(table: Table, sale: UUID) -> list[NotedTender]:
    """Return what was noted of the tenders of a sale, in their order."""
    prefix = b"n" + sale.bytes
    tenders = dict.fromkeys(key[1 : 1 + _TENDER.size] for key, _ in table.scan(prefix))
    return [found for tender in tenders for found in _of(table, tender)]


def pending(table: Table) -> Iterator[NotedTender]:
    """Yield every tender whose money is still to come."""
    for key, _ in table.scan(b"p"):
        yield from _of(table, key[1:])


def failed(table: Table) -> Iterator[NotedTender]:
    """Yield every tender whose money will not come, as somebody said."""
    for key, _ in table.scan(b"f"):
        yield from _of(table, key[1:])


def _of(table: Table, tender: bytes) -> Iterator[NotedTender]:
    settled = tuple(
        (stream, sequence, TenderSettlementFact._make(fields))
        for stream, sequence, fields in _rows(table, b"s" + tender)
    )
    for stream, sequence, fields in _rows(table, b"n" + tender):
        note = TenderNoteFact._make(fields)
        state = CONFIRMED
        if any(not fact.confirmed for _, _, fact in settled):
            state = FAILED
        elif note.pending and not settled:
            state = PENDING
        yield NotedTender(stream, sequence, note, state, settled)


def _rows(table: Table, prefix: bytes) -> Iterator[tuple[StreamId, int, tuple[object, ...]]]:
    for key, row in table.scan(prefix):
        place = key[len(prefix) :]
        stream = StreamId.from_bytes(place[U64.size :])
        yield stream, int(U64.unpack_from(place)[0]), _read(row)
