"""Receipts: every sale and refund by the number a person reads, and what came back of it.

Keys: ``n`` + series, NUL, number (u64), sequence (u64), stream -> what it says; ``r`` + sale
id, sequence, stream -> the refunded lines; ``s`` + author, epoch, series -> the highest number
of the series. An event has a key of its own even when a peer gives an id or number twice.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple
from uuid import UUID

import msgpack

from core.identity import Origin, StreamId
from core.log.projection import Fact, Table
from core.log.record import FLAG_TEXT_ID
from core.shop import kinds
from core.shop.refund import NOTHING_REFUNDED, Refunded
from core.shop.sale import receipt_text

_NUMBER = struct.Struct(">Q")
_POSITION = struct.Struct(">QQ")
_ORIGIN = struct.Struct(">16sI")
_NUMBER_DIGITS_MAX = 20
_SALE_END = 17

SALE, REFUND = "sale", "refund"
"""What a receipt is of."""


class Receipt(NamedTuple):
    """One line of the receipt book."""

    kind: str
    series: str
    number: int
    id: UUID
    at_ms: int
    location: str
    total_minor: int
    """What the customer paid; of a refund, what was paid out, negative."""
    stream: StreamId
    sequence: int

    @property
    def text(self) -> str:
        """The number a person reads."""
        return receipt_text(self.series, self.number)


class Receipts:
    """The receipt book of every branch whose streams are held."""

    name = "receipts"
    version = 1
    kinds = frozenset({kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Write one line a receipt, and the highest number of each series."""
        pack = msgpack.Packer().pack
        items: list[tuple[bytes, bytes]] = []
        highest: dict[str, int] = {}
        stream_bytes = stream.to_bytes()
        series, prefix = "", b""
        for entry, fact in facts:
            kind = entry.kind
            if kind not in self.kinds or entry.flags & FLAG_TEXT_ID:
                continue
            if fact.series != series:  # those of one series follow one another
                series = fact.series
                prefix = b"n" + series.encode() + b"\0"
            sequence, number = entry.sequence, fact.number
            if kind == kinds.SALE_COMPLETED:
                what, total = SALE, fact.totals.to_pay_minor
            else:
                what, total = REFUND, -sum(amount for _, amount in fact.tenders)
                if fact.sale:
                    back = [(line[0], line[2], line[3]) for line in fact.lines]
                    place = b"r" + fact.sale + _NUMBER.pack(sequence) + stream_bytes
                    items.append((place, pack(back)))
            value = (what, entry.originator_id, fact.at_ms, fact.location, total)
            key = prefix + _POSITION.pack(number, sequence) + stream_bytes
            items.append((key, pack(value)))
            if number > highest.get(series, 0):
                highest[series] = number
        for series, number in highest.items():
            key = b"s" + _ORIGIN.pack(*stream.origin) + series.encode()
            items.append((key, _NUMBER.pack(max(number, _number(table, key)))))
        items.sort()
        table.put_many(items)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _number(table: Table, key: bytes) -> int:
    data = table.get(key)
    return int(_NUMBER.unpack(data)[0]) if data else 0


def next_number(table: Table, origin: Origin, series: str) -> int:
    """Return the next receipt number of an origin's series; use it in this transaction."""
    return 1 + _number(table, b"s" + _ORIGIN.pack(*origin) + series.encode())


def find(table: Table, text: str) -> list[Receipt]:
    """Return the receipts printed with this number: one, unless two tills share a name."""
    series, dash, number = text.rpartition("-")
    if not dash or not (number.isascii() and number.isdigit()):
        return []
    if len(number) > _NUMBER_DIGITS_MAX or int(number) >= 2**64:
        return []
    prefix = b"n" + series.encode() + b"\0" + _NUMBER.pack(int(number))
    return [_receipt(key, value) for key, value in table.scan(prefix)]


def latest(table: Table, series: str) -> Iterator[Receipt]:
    """Yield the receipts of a series, the highest number first."""
    for key, value in table.scan_back(b"n" + series.encode() + b"\0"):
        yield _receipt(key, value)


def upto(table: Table, series: str, number: int) -> Iterator[Receipt]:
    """Yield the receipts of a series up to a number, the highest first."""
    stop = b"n" + series.encode() + b"\0" + _NUMBER.pack(number + 1)
    for key, value in table.scan_back(b"n" + series.encode() + b"\0", stop):
        yield _receipt(key, value)


def series_of(table: Table) -> dict[Origin, tuple[str, ...]]:
    """Return the series that each origin numbered receipts of."""
    found: dict[Origin, tuple[str, ...]] = {}
    for key, _ in table.scan(b"s"):
        origin = Origin(*_ORIGIN.unpack_from(key, 1))
        found[origin] = (*found.get(origin, ()), key[1 + _ORIGIN.size :].decode())
    return found


def all_receipts(table: Table) -> Iterator[Receipt]:
    """Yield every receipt, by series and number."""
    for key, value in table.scan(b"n"):
        yield _receipt(key, value)


def _receipt(key: bytes, value: bytes) -> Receipt:
    kind, identifier, at_ms, location, total = msgpack.unpackb(value, use_list=False)
    series, _, rest = key[1:].partition(b"\0")
    number, sequence = _POSITION.unpack_from(rest)
    return Receipt(
        kind,
        series.decode(),
        number,
        UUID(bytes=identifier),
        at_ms,
        location,
        total,
        StreamId.from_bytes(rest[_POSITION.size :]),
        sequence,
    )


class RefundRow(NamedTuple):
    """What one refund brought back of a sale: (item, quantity, amount), and where it stands."""

    stream: StreamId
    sequence: int
    lines: tuple[tuple[int, int, int], ...]


def refunds(table: Table, sale: UUID | None = None) -> Iterator[tuple[UUID, list[RefundRow]]]:
    """Yield of each refunded sale, or of one, its refunds in the order of their places."""
    prefix = b"r" if sale is None else b"r" + sale.bytes
    for identifier, rows in groupby(table.scan(prefix), lambda item: item[0][1:_SALE_END]):
        found = []
        for key, value in rows:
            stream = StreamId.from_bytes(key[_SALE_END + _NUMBER.size :])
            lines = msgpack.unpackb(value, use_list=False)
            found.append(RefundRow(stream, _NUMBER.unpack_from(key, _SALE_END)[0], lines))
        yield UUID(bytes=identifier), found


def refunded(table: Table, sale: UUID) -> dict[int, Refunded]:
    """Return what has come back of each item line of a sale, as far as this node knows."""
    back: dict[int, Refunded] = defaultdict(lambda: NOTHING_REFUNDED)
    for _, rows in refunds(table, sale):
        for item, quantity, amount in chain.from_iterable(row.lines for row in rows):
            held = back[item]
            back[item] = Refunded(held.quantity_milli + quantity, held.amount_minor + amount)
    return dict(back)
