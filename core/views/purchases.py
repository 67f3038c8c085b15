"""Purchases: of each customer the sales that name them, in the branches this node holds.

Key: customer as the sale names them, NUL, time counted down (u64), sequence (u64), stream.
Value: msgpack of the rest. A sale that names nobody costs one look.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import msgpack

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.reading import MS_MAX
from core.shop.sale import receipt_text

PURCHASES = "purchases"
"""The name of the projection."""

_PLACE = struct.Struct(">QQ")


class Purchase(NamedTuple):
    """A sale that named a customer."""

    at_ms: int
    receipt: str
    location: str
    total_minor: int


class Purchases:
    """What customers bought."""

    name = PURCHASES
    version = 1
    kinds = frozenset({kinds.SALE_COMPLETED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Keep a line of each sale that names a customer."""
        for entry, fact in facts:
            if entry.kind != kinds.SALE_COMPLETED or not fact.customer:
                continue
            place = _PLACE.pack(MS_MAX - fact.at_ms, entry.sequence) + stream.to_bytes()
            receipt = receipt_text(fact.series, fact.number)
            line = (receipt, fact.location, fact.totals.to_pay_minor)
            table.put(fact.customer.encode() + b"\0" + place, msgpack.packb(line))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def latest(table: Table, customers: Sequence[str], limit: int) -> list[Purchase]:
    """Return the last purchases of whoever goes by these names, the latest first."""
    found = (one for name in customers for one in islice(_of(table, name), limit))
    return sorted(found, reverse=True)[:limit]


def _of(table: Table, customer: str) -> Iterator[Purchase]:
    prefix = customer.encode() + b"\0"
    for key, value in table.scan(prefix):
        before, _ = _PLACE.unpack_from(key, len(prefix))
        yield Purchase(MS_MAX - before, *msgpack.unpackb(value))
