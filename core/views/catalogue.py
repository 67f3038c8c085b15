"""The catalogue: of each SKU the latest registration, and its barcode.

Later is what was registered in knowledge of the other: each carries one revision more than
it replaces. Between two of one revision, made apart, the stamp decides. So a clock that runs
ahead wins a tie at most, and whoever registers next is always later.

Keys: ``p`` + SKU -> a last-writer register of the product; ``b`` + barcode, NUL, SKU -> nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgpack

from core.crdt.lww import LWWRegister, Tag, stored_value
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds


class CatalogueItem(NamedTuple):
    """A product as the catalogue knows it."""

    sku: str
    name: str
    department: str
    price_minor: int
    barcode: str


MS_BITS = 48
"""Bits of milliseconds in a register's tag, below the revision."""


class Catalogue:
    """Every product of the company."""

    name = "catalogue"
    version = 1
    kinds = frozenset({kinds.PRODUCT_REGISTERED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each registration into the register of its SKU."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            order = fact.revision << MS_BITS | milliseconds_of(entry.hlc)
            tag = Tag(order, stream.author, stream.epoch, entry.sequence)
            value = (fact.sku, fact.name, fact.department, fact.price_minor, fact.barcode)
            new = LWWRegister(tag, msgpack.packb(value))
            key = b"p" + fact.sku.encode()
            data = table.get(key)
            held = None if data is None else LWWRegister.from_bytes(data)
            if held is not None and held.merge(new) == held:
                continue
            if held is not None:
                table.delete(_barcode_key(_item(held.value)))
            table.put(key, new.to_bytes())
            if fact.barcode:
                table.put(_barcode_key(_item(new.value)), b"")

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _barcode_key(item: CatalogueItem) -> bytes:
    return b"b" + item.barcode.encode() + b"\0" + item.sku.encode()


def _item(value: bytes) -> CatalogueItem:
    return CatalogueItem(*msgpack.unpackb(value))


def by_sku(table: Table, sku: str) -> CatalogueItem | None:
    """Return the product of a SKU, or None."""
    data = table.get(b"p" + sku.encode())
    return None if data is None else _item(stored_value(data))


def revision_of(table: Table, sku: str) -> int:
    """Return how often a SKU has been registered anew, as far as this node knows."""
    data = table.get(b"p" + sku.encode())
    return 0 if data is None else LWWRegister.from_bytes(data).tag.hlc >> MS_BITS


def by_code(table: Table, code: str) -> list[CatalogueItem]:
    """Return the products a scanned or typed code means: by SKU first, then by barcode."""
    found = by_sku(table, code)
    if found is not None:
        return [found]
    skus = [key.split(b"\0", 1)[1] for key, _ in table.scan(b"b" + code.encode() + b"\0")]
    items = [by_sku(table, sku.decode()) for sku in skus]
    return [item for item in items if item is not None]


def products(table: Table) -> Iterator[CatalogueItem]:
    """Yield every product, by SKU."""
    for _, value in table.scan(b"p"):
        yield _item(stored_value(value))
