"""The catalogue: every product of the company, its fields merged one by one.

Later is what was written in knowledge of the other: each write of a field carries one revision
more than it replaces. Between two of one revision, made apart, the stamp decides, and the
other is kept as lost. So a clock that runs ahead wins a tie at most, and whoever writes next
is always later.

Keys: ``p`` + SKU -> a field map; ``b`` + barcode, NUL, SKU -> nothing; ``d`` + barcode ->
nothing, when several products have it; ``c`` + SKU -> nothing, when a field of it has lost
values; ``v`` + parent, NUL, SKU -> nothing; ``w``: see :mod:`core.views.product_search`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from core.crdt.field_map import Field, FieldMap, Value, Write
from core.crdt.lww import Tag
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.barcode import canonical
from core.shop.product_fields import BARCODE, DEPARTMENT, NAME, PRICE
from core.views.product_record import (
    CatalogueItem,
    LostValue,
    bounded,
    item_of,
    lost_values,
    read_department,
    read_item,
)
from core.views.product_search import index_entries, skus_of


class Catalogue:
    """Every product of the company."""

    name = "catalogue"
    version = 2
    kinds = frozenset({kinds.PRODUCT_REGISTERED, kinds.PRODUCT_EDITED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each registration and each edit into the fields of its SKU."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            stamp_ms = milliseconds_of(entry.hlc)
            tag = Tag(stamp_ms, stream.author, stream.epoch, entry.sequence)
            writes: Sequence[tuple[str, int, Value]]
            if entry.kind == kinds.PRODUCT_EDITED:
                writes = fact.fields
            else:
                revision = fact.revision
                writes = (
                    (NAME, revision, fact.name),
                    (DEPARTMENT, revision, fact.department),
                    (PRICE, revision, fact.price_minor),
                    (BARCODE, revision, fact.barcode),
                )
            _merge(table, fact.sku, tag, writes)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _merge(table: Table, sku: str, tag: Tag, writes: Sequence[tuple[str, int, Value]]) -> None:
    key = b"p" + sku.encode()
    data = table.get(key)
    held = FieldMap() if data is None else FieldMap.from_bytes(data)
    written = {name: Field(revision, (Write(tag, value),)) for name, revision, value in writes}
    merged = bounded(held.merge(FieldMap(written)))
    new = merged.to_bytes()
    if new == data:
        return
    table.put(key, new)
    before = {} if data is None else _entries(item_of(sku, data))
    after = _entries(item_of(sku, new))
    for gone in before.keys() - after.keys():
        table.delete(gone)
    table.put_many(sorted(entry for entry in after.items() if before.get(entry[0]) != entry[1]))
    barcodes = [key for key in before.keys() ^ after.keys() if key.startswith(b"b")]
    for code in {key[1 : key.index(b"\0")] for key in barcodes}:
        _note(table, b"d" + code, len(list(table.scan(b"b" + code + b"\0"))) > 1)
    _note(table, b"c" + sku.encode(), any(field.lost for field in merged.fields.values()))


def _note(table: Table, key: bytes, holds: bool) -> None:
    if holds:
        table.put(key, b"")
    else:
        table.delete(key)


def _entries(item: CatalogueItem) -> dict[bytes, bytes]:
    """Return what a product is found by: its barcodes, its parent, the words of its name."""
    entries = index_entries(item.sku, item.name)
    if item.parent:
        entries[_variants_prefix(item.parent) + item.sku.encode()] = b""
    for code in item.barcodes:
        entries[b"b" + canonical(code).encode() + b"\0" + item.sku.encode()] = b""
    return entries


def _variants_prefix(parent: str) -> bytes:
    return b"v" + parent.encode() + b"\0"


def variants(table: Table, parent: str) -> list[str]:
    """Return the SKUs of a product's variants."""
    prefix = _variants_prefix(parent)
    return [key[len(prefix) :].decode() for key, _ in table.scan(prefix)]


def by_sku(table: Table, sku: str) -> CatalogueItem | None:
    """Return the product of a SKU, or None."""
    data = table.get(b"p" + sku.encode())
    return None if data is None else item_of(sku, data)


def fields_of(table: Table, sku: str) -> FieldMap:
    """Return the fields of a product with their revisions; none when it is not known."""
    data = table.get(b"p" + sku.encode())
    return FieldMap() if data is None else FieldMap.from_bytes(data)


def by_code(table: Table, code: str) -> list[CatalogueItem]:
    """Return the products a scanned or typed code means: by SKU first, then by barcode."""
    found = by_sku(table, code)
    if found is not None:
        return [found]
    prefix = b"b" + canonical(code).encode() + b"\0"
    items = [by_sku(table, key[len(prefix) :].decode()) for key, _ in table.scan(prefix)]
    return [item for item in items if item is not None]


def products(table: Table) -> Iterator[CatalogueItem]:
    """Yield every product, by SKU."""
    for key, value in table.scan(b"p"):
        yield read_item(key[1:].decode(), value)


def opening(table: Table, each: int, most: int) -> tuple[list[CatalogueItem], list[str]]:
    """Return the first products of every department, ``most`` in all, and every department."""
    counts: Counter[str] = Counter()
    found: list[CatalogueItem] = []
    for key, value in table.scan(b"p"):
        # Of most products nothing else is wanted, and there may be a hundred thousand.
        department = read_department(value)
        if counts[department] < each and len(found) < most:
            found.append(read_item(key[1:].decode(), value))
        counts[department] += 1
    return found, list(counts)


def search(table: Table, text: str, limit: int) -> list[CatalogueItem]:
    """Return the first products that a code or the beginnings of words of a name mean."""
    found = {item.sku: item for item in by_code(table, text)}
    for sku in islice(skus_of(table, text), limit):
        if sku not in found and (item := by_sku(table, sku)) is not None:
            found[sku] = item
    return list(found.values())[:limit]


def lost(table: Table) -> Iterator[LostValue]:
    """Yield every value that lost against one written apart from it, until it is settled."""
    for key, _ in table.scan(b"c"):
        sku = key[1:].decode()
        yield from lost_values(sku, fields_of(table, sku))


def shared_barcodes(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every barcode that several products have, with their SKUs."""
    for key, _ in table.scan(b"d"):
        prefix = b"b" + key[1:] + b"\0"
        skus = [found[len(prefix) :].decode() for found, _ in table.scan(prefix)]
        yield key[1:].decode(), tuple(skus)
