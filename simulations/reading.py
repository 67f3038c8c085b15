"""Reading records by hand: the checkers' own eyes.

Only the layout of a record is taken as given, as :mod:`core.log.record` describes it, and of
bodies that they are msgpack arrays; no code is shared with what is being checked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

import msgpack

from core.identity import StreamId

_HEADER = struct.Struct(">BBHBB16sIQQII32s")
_HASH_BYTES = 32
_ERASABLE = 2

SALE, REFUND = "sale.completed", "refund.completed"
"""The kinds for which a receipt is printed."""

_LOCATION, _SERIES, _NUMBER, _LINES, _TENDERS = 2, 3, 4, 7, 8


class Slip(NamedTuple):
    """What a receipt's event says: its number, and its amounts in minor units."""

    kind: str
    location: str
    series: str
    number: int
    lines_minor: int
    """Sum of all lines: what is to pay, of a refund what is paid out."""
    tenders_minor: int

    @property
    def text(self) -> str:
        """The number as it is printed."""
        return f"{self.series}-{self.number:06d}"


class Moved(NamedTuple):
    """What an event did to the stock of one product in one place; they sort as they happened."""

    hlc: int
    stream: StreamId
    sequence: int
    milli: int
    """Thousandths: more than nothing came in, less went out."""


class Recorded(NamedTuple):
    """One record of a log."""

    record: bytes
    stream: StreamId
    sequence: int
    hlc: int
    kind: str
    slip: Slip | None

    @classmethod
    def of(cls, record: bytes) -> Recorded:
        """Read a record as it is stored."""
        fixed = _HEADER.unpack_from(record)
        kind_length, scope_length, id_length, author, epoch, sequence, hlc = fixed[2:9]
        kind_end = _HEADER.size + kind_length
        scope_end = kind_end + scope_length
        kind = record[_HEADER.size : kind_end].decode()
        stream = StreamId(author, epoch, record[kind_end:scope_end].decode())
        slip = None
        if kind in (SALE, REFUND):
            slip = _slip(kind, record[scope_end + id_length : -_HASH_BYTES])
        return cls(record, stream, sequence, hlc, kind, slip)

    def chain_after(self, before: bytes) -> bytes:
        """Return the chain hash this record must end with, after one that ended ``before``."""
        fixed = _HEADER.unpack_from(self.record)
        header = self.record[: _HEADER.size + sum(fixed[2:5])]
        erased = fixed[1] & _ERASABLE and not self.body
        if not erased and sha256(self.body).digest() != fixed[11]:
            return b""
        return sha256(before + header).digest()

    def chain_before(self, chains: Iterable[bytes]) -> bytes:
        """Return which of some chain hashes this record continues; empty when none."""
        return next((one for one in chains if self.chain_after(one) == self.chain), b"")

    @property
    def lasting(self) -> bytes:
        """What every node has of the record that has it at all: a body may have been erased."""
        fixed = _HEADER.unpack_from(self.record)
        if not fixed[1] & _ERASABLE:
            return self.record
        return self.record[: _HEADER.size + sum(fixed[2:5])] + self.chain

    @property
    def identifier(self) -> bytes:
        """The id of the aggregate the event is of."""
        kind, scope, size = _HEADER.unpack_from(self.record)[2:5]
        begin = _HEADER.size + kind + scope
        return self.record[begin : begin + size]

    @property
    def body(self) -> bytes:
        """The event's body."""
        fixed = _HEADER.unpack_from(self.record)
        return self.record[_HEADER.size + sum(fixed[2:5]) : -_HASH_BYTES]

    @property
    def chain(self) -> bytes:
        """The chain hash it does end with."""
        return self.record[-_HASH_BYTES:]


def _slip(kind: str, body: bytes) -> Slip:
    fields: list[Any] = msgpack.unpackb(body)
    return Slip(
        kind,
        fields[_LOCATION],
        fields[_SERIES],
        fields[_NUMBER],
        sum(line[3] for line in fields[_LINES]),
        sum(tender[1] for tender in fields[_TENDERS]),
    )


def moves_of(found: Recorded) -> Iterator[tuple[str, str, Moved]]:
    """Yield what an event moved, line by line: the place, the SKU and the move."""
    if found.kind not in _MOVING:
        return
    body = msgpack.unpackb(found.body)
    here, lines = body[_LOCATION], body[_MOVING[found.kind]]
    for there, sku, milli in _lines_of(found.kind, here, body, lines):
        yield there, sku, Moved(found.hlc, found.stream, found.sequence, milli)


_MOVING = {
    SALE: _LINES,
    REFUND: _LINES,
    "stock.received": 3,
    "stock.adjusted": 3,
    "stock.counted": 4,
    "transfer.dispatched": 4,
    "transfer.received": 4,
    "transfer.cancelled": 5,
}
"""The kinds that move stock, and where in their bodies the lines stand."""

_TO = 3
"""Where in the body of a transfer that is sent or cancelled the other branch stands."""


def _lines_of(
    kind: str, here: str, body: list[Any], lines: list[list[Any]]
) -> Iterator[tuple[str, str, int]]:
    """Yield place, SKU and thousandths of an event's lines."""
    match kind:
        case "sale.completed":
            yield from ((here, line[1], -line[2]) for line in lines if line[0] == 0)
        case "refund.completed":
            yield from ((here, line[1], line[2]) for line in lines)
        case "stock.counted":
            yield from ((here, line[0], line[2]) for line in lines)
        case "transfer.dispatched" | "transfer.cancelled":
            sign = 1 if kind == "transfer.cancelled" else -1
            for sku, milli in lines:
                yield here, sku, sign * milli
                yield f"transit:{body[_TO]}", sku, -sign * milli
        case "transfer.received":
            for sku, milli, lost in lines:
                yield here, sku, milli
                yield f"transit:{here}", sku, -milli - lost
        case _:
            yield from ((here, sku, milli) for sku, milli in lines)
