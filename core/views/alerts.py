"""Alerts: of each product at each location, from which quantity on it is low.

Later is what was set in knowledge of the other, as in :mod:`core.views.catalogue`.

Key: location, NUL, SKU. Value: a last-writer register of the threshold, msgpack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgpack

from core.crdt.lww import LWWRegister, Tag, stored_value
from core.hlc import MS_BITS, milliseconds_of
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.alert import NO_ALERT


class Alerts:
    """Every threshold of the company."""

    name = "alerts"
    version = 1
    kinds = frozenset({kinds.STOCK_ALERT_SET})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each threshold into its register."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            order = fact.revision << MS_BITS | milliseconds_of(entry.hlc)
            tag = Tag(order, stream.author, stream.epoch, entry.sequence)
            new = LWWRegister(tag, msgpack.packb(fact.low_milli))
            key = _key(fact.location, fact.sku)
            held = table.get(key)
            if held is not None:
                new = new.merge(LWWRegister.from_bytes(held))
            table.put(key, new.to_bytes())

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _key(location: str, sku: str) -> bytes:
    return location.encode() + b"\0" + sku.encode()


def threshold(table: Table, location: str, sku: str) -> int:
    """Return from which quantity on a product is low, :data:`NO_ALERT` when it never is."""
    data = table.get(_key(location, sku))
    return NO_ALERT if data is None else int(msgpack.unpackb(stored_value(data)))


def revision_of(table: Table, location: str, sku: str) -> int:
    """Return how often a threshold has been set anew, as far as this node knows."""
    data = table.get(_key(location, sku))
    return 0 if data is None else LWWRegister.from_bytes(data).tag.hlc >> MS_BITS


def thresholds(table: Table, location: str) -> Iterator[tuple[str, int]]:
    """Yield (SKU, threshold) of whatever may be low at a location."""
    prefix = location.encode() + b"\0"
    for key, value in table.scan(prefix):
        low_milli = int(msgpack.unpackb(stored_value(value)))
        if low_milli != NO_ALERT:
            yield key[len(prefix) :].decode(), low_milli
