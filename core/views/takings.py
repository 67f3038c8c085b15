"""Takings: what was sold, received and paid back, by location, day, till series and currency.

Key: location, NUL, day (u32, days since 1970 in UTC), series, NUL, currency, then nothing for
the sums, or NUL and a tender's kind for what that tender brought. Values are msgpack arrays
of integers; a sum beyond 64 bits, which takes absurd amounts from a peer, is decimal text.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgpack

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds

MS_PER_DAY = 86_400_000
"""Milliseconds of a day."""

_DAY = struct.Struct(">I")


class Takings(NamedTuple):
    """Sums of one group, or of several added up."""

    sales: int = 0
    items: int = 0
    quantity_milli: int = 0
    sales_minor: int = 0
    """What the shop receives for its goods: shelf prices less discounts."""
    coupon_minor: int = 0
    paid_minor: int = 0
    """What customers paid: sales less manufacturers' coupons, with taxes on top and rounding."""
    refunds: int = 0
    refunded_milli: int = 0
    refunded_minor: int = 0
    tax_minor: int = 0
    """Exclusive taxes of sales, charged on top; inclusive ones are part of the sales."""
    rounding_minor: int = 0
    """What sales were rounded by so that coins could pay them."""

    def plus(self, other: Takings) -> Takings:
        """Return the sum of both."""
        return Takings(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def to_bytes(self) -> bytes:
        """Return the stored form."""
        return _pack(self)

    @classmethod
    def from_bytes(cls, data: bytes | None) -> Takings:
        """Read the stored form; None is no takings."""
        return cls() if data is None else cls(*_sums(data))


class TakingsGroup(NamedTuple):
    """Whose takings: where, when, by which till's series, in which currency."""

    location: str
    day: int
    series: str
    currency: str


def _pack(sums: Sequence[int]) -> bytes:
    try:
        return msgpack.packb(sums)
    except OverflowError:
        return msgpack.packb([total if -(2**63) <= total < 2**64 else str(total) for total in sums])


def _sums(data: bytes) -> list[int]:
    sums: list[int | str] = msgpack.unpackb(data)
    return [int(total) for total in sums]


_Group = tuple[str, int, str, str]
_Pending = dict[_Group, tuple[list[int], defaultdict[str, list[int]]]]
"""Of each group the sums, and of each tender in it how often and how much."""


class TakingsView:
    """The takings of every branch whose streams are held."""

    name = "takings"
    version = 2
    kinds = frozenset({kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add up each group's facts, and what each tender brought."""
        pending: _Pending = table.pending
        group: _Group | None = None
        for entry, fact in facts:
            kind = entry.kind
            if kind not in self.kinds:
                continue
            here = (fact.location, fact.at_ms // MS_PER_DAY, fact.series, fact.currency)
            if here != group:  # those of one group follow one another
                group = here
                if group not in pending:
                    pending[group] = [0] * len(Takings._fields), defaultdict(lambda: [0, 0])
                sums, brought = pending[group]
            sign = 1
            if kind == kinds.SALE_COMPLETED:
                items, quantity, takings, coupon, tax, rounding = fact.totals
                sums[0] += 1
                sums[1] += items
                sums[2] += quantity
                sums[3] += takings
                sums[4] += coupon
                sums[9] += tax
                sums[10] += rounding
            else:
                sign = -1
                sums[6] += 1
                sums[7] += sum(line[2] for line in fact.lines)
                sums[8] += sum(amount for _, amount in fact.tenders)
            for tender, amount in fact.tenders:
                tendered = brought[tender]
                tendered[0] += 1
                tendered[1] += sign * amount

    def flush(self, table: Table, stream: StreamId) -> None:
        """Write each touched group once."""
        pending: _Pending = table.pending
        for group, (sums, brought) in sorted(pending.items()):
            # What was paid follows from the others: added up here and not sale by sale.
            sums[5] = sums[3] - sums[4] + sums[9] + sums[10]
            key = _group_key(*group)
            _add(table, key, sums)
            for tender, tendered in sorted(brought.items()):
                _add(table, key + b"\0" + tender.encode(), tendered)
        pending.clear()


def _add(table: Table, key: bytes, added: list[int]) -> None:
    data = table.get(key)
    if data is not None:
        added = [old + new for old, new in zip(_sums(data), added, strict=True)]
    table.put(key, _pack(added))


def _group_key(location: str, day: int, series: str, currency: str) -> bytes:
    return b"\0".join((location.encode(), _DAY.pack(day) + series.encode(), currency.encode()))


def _read_key(key: bytes) -> tuple[TakingsGroup, str]:
    location, _, rest = key.partition(b"\0")
    series, currency, *tender = rest[_DAY.size :].split(b"\0")
    day = int(_DAY.unpack_from(rest)[0])
    group = TakingsGroup(location.decode(), day, series.decode(), currency.decode())
    return group, tender[0].decode() if tender else ""


def groups(table: Table) -> Iterator[tuple[TakingsGroup, Takings]]:
    """Yield every group's sums, by location and day."""
    for key, value in table.scan():
        group, tender = _read_key(key)
        if not tender:
            yield group, Takings.from_bytes(value)


def groups_of_day(table: Table, location: str, day: int) -> Iterator[tuple[TakingsGroup, Takings]]:
    """Yield the sums of the groups of one location and day, by series and currency."""
    for key, value in table.scan(location.encode() + b"\0" + _DAY.pack(day)):
        group, tender = _read_key(key)
        if not tender:
            yield group, Takings.from_bytes(value)


def total(table: Table, currency: str | None = None) -> Takings:
    """Return the sums of all groups of one currency; of all, money is added as numbers."""
    result = Takings()
    for group, sums in groups(table):
        if currency in (None, group.currency):
            result = result.plus(sums)
    return result


def tenders(table: Table) -> dict[str, int]:
    """Return what each kind of tender brought, refunds taken off, in minor units."""
    brought: dict[str, int] = {}
    for key, value in table.scan():
        _, tender = _read_key(key)
        if tender:
            brought[tender] = brought.get(tender, 0) + _sums(value)[1]
    return dict(sorted(brought.items()))
