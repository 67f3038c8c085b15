"""Shifts: which is open at which till, and every Z by its series and number.

Keys: ``o`` + stream -> the open shift: its id and where it begins; ``s`` + stream -> the highest Z
number of the stream; ``z`` + series, NUL, number (u64), sequence (u64), stream -> what its closing
says; ``d`` + stream -> the last business day. One stream writes each row.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import entry_of, is_text_id
from core.log.history import history
from core.log.log_view import LogView
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.facts import READERS as SHOP_FACTS
from core.shop.reading import ID_BYTES
from core.shop.shift_facts import READERS as SHIFT_FACTS
from core.shop.shift_facts import ClosedFact
from core.shop.z_report import Report, ReportFold, digest_of, series_in

SHIFTS = "shifts"
"""The name of the projection."""

_U64 = struct.Struct(">Q")
_PLACE = struct.Struct(">QQ")
_READERS = {**SHOP_FACTS, **SHIFT_FACTS}

_RECORDS = 512
"""Records read at a time."""


class OpenShift(NamedTuple):
    """A shift that is open, and the sequence of its opening."""

    id: UUID
    first: int


class Closing(NamedTuple):
    """A shift that was closed: its series, and where that stands."""

    series: str
    stream: StreamId
    sequence: int
    said: ClosedFact


class Shifts:
    """The shifts of every branch whose streams are held."""

    name = SHIFTS
    version = 2
    kinds = frozenset({kinds.SHIFT_OPENED, kinds.SHIFT_CLOSED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Note what opens and what closes; a stream has one open shift, the one opened last."""
        end = stream.to_bytes()
        for entry, fact in facts:
            if entry.kind not in self.kinds or is_text_id(entry):
                continue
            if entry.kind == kinds.SHIFT_OPENED:
                opened = entry.originator_id + _U64.pack(entry.sequence)
                table.put(b"o" + end, opened + fact.series.encode())
                table.put(b"d" + end, _U64.pack(fact.business_day))
                continue
            opened = table.get(b"o" + end) or b""
            if opened[:ID_BYTES] == entry.originator_id:
                series = opened[ID_BYTES + _U64.size :]
                table.delete(b"o" + end)
            else:  # opened before the stream forked, in what this is a lane of
                series = series_in(fact.report).encode()
            table.put(b"s" + end, _U64.pack(fact.number))
            place = _PLACE.pack(fact.number, entry.sequence)
            table.put(b"z" + series + b"\0" + place + end, msgpack.packb(fact))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def open_shift(table: Table, stream: StreamId) -> OpenShift | None:
    """Return the shift that is open in a stream, or None."""
    data = table.get(b"o" + stream.to_bytes())
    if data is None:
        return None
    return OpenShift(UUID(bytes=data[:ID_BYTES]), _U64.unpack_from(data, ID_BYTES)[0])


def open_shifts(table: Table) -> Iterator[tuple[StreamId, OpenShift]]:
    """Yield every open shift."""
    for key, _ in table.scan(b"o"):
        stream = StreamId.from_bytes(key[1:])
        found = open_shift(table, stream)
        assert found is not None, "it was just seen"
        yield stream, found


def next_number(table: Table, stream: StreamId) -> int:
    """Return the next Z number of a stream; use it in this transaction."""
    data = table.get(b"s" + stream.to_bytes())
    return 1 + (int(_U64.unpack(data)[0]) if data else 0)


def last_day(table: Table, stream: StreamId) -> int | None:
    """Return the business day of the shift opened last, or None before the first."""
    data = table.get(b"d" + stream.to_bytes())
    return int(_U64.unpack(data)[0]) if data else None


def closings(table: Table, series: str | None = None) -> Iterator[Closing]:
    """Yield every closed shift, or those of one series, by number."""
    for key, value in table.scan(b"z" if series is None else b"z" + series.encode() + b"\0"):
        name, _, rest = key[1:].partition(b"\0")
        _, sequence = _PLACE.unpack_from(rest)
        stream = StreamId.from_bytes(rest[_PLACE.size :])
        said = ClosedFact(*msgpack.unpackb(value, use_list=False))
        yield Closing(name.decode(), stream, sequence, said)


def report_of(view: LogView, stream: StreamId, first: int, last: int) -> Report | None:
    """Fold the records ``first`` to ``last`` of a stream; None when they are no shift.

    What nobody can read is passed over, as every projection does.
    """
    fold = ReportFold()
    after = first - 1
    while after < last:
        records = history(view, stream, after, count=min(_RECORDS, last - after))
        if not records:
            return None
        fold.fold(_facts(records))
        after += len(records)
    return fold.report()


def _facts(records: Sequence[bytes]) -> Iterator[Fact]:
    for record in records:
        entry = entry_of(record)
        reader = _READERS.get(entry.kind)
        if reader is not None:
            try:
                yield Fact(entry, reader(entry.body))
            except MalformedError:
                continue


def recomputes(view: LogView, closing: Closing) -> bool:
    """Return whether a Z follows, to the byte, from the records it says it folds.

    They must be all there is between the shift's opening and its closing.
    """
    said = closing.said
    if said.last != closing.sequence - 1:
        return False
    report = report_of(view, closing.stream, said.first, said.last)
    if report is None or report.to_bytes() != said.report:
        return False
    return digest_of(said.report, view.chain_at(closing.stream, said.last)) == said.digest
