"""Promotions: every one of the company, its fields merged one by one as a product's are.

Keys: ``n`` -> nothing, once there is any, so that a plain sale asks once; ``p`` + code -> a field
map; ``c`` + code -> nothing, when a field of it has lost values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.crdt.field_map import FieldMap, Value, stored_values
from core.crdt.lww import Tag
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.pricing.promotions import Promotion
from core.shop.promotion_fields import FIELDS, empty_of

PROMOTIONS = "promotions"
"""The name of the projection."""

_ANY = b"n"


class Promotions:
    """Every promotion of the company."""

    name = PROMOTIONS
    version = 1
    kinds = frozenset({kinds.PROMOTION_EDITED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each edit into the fields of its promotion."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            stamp = milliseconds_of(entry.hlc)
            tag = Tag(stamp, stream.author, stream.epoch, entry.sequence)
            fields = fields_of(table, fact.promotion)
            for name, revision, value in fact.fields:
                fields = fields.written(name, revision, tag, value)
            code = fact.promotion.encode()
            table.put(_ANY, b"")
            table.put(b"p" + code, fields.to_bytes())
            if any(field.lost for field in fields.fields.values()):
                table.put(b"c" + code, b"")
            else:
                table.delete(b"c" + code)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def fields_of(table: Table, code: str) -> FieldMap:
    """Return the fields of a promotion with their revisions; none when it is not known."""
    data = table.get(b"p" + code.encode())
    return FieldMap() if data is None else FieldMap.from_bytes(data)


def promotion_of(code: str, values: dict[str, Value]) -> Promotion:
    """Return a promotion as these fields say, and the others nothing."""
    names = Promotion._fields[1:]
    return Promotion._make((code, *(values.get(name, empty_of(name)) for name in names)))


def promotions(table: Table) -> Iterator[Promotion]:
    """Yield every promotion, by its code; at once when there is none.

    One whose making was not heard of yet, but an edit of it, is not active: without its goods a
    tenth off one thing would be a tenth off everything.
    """
    if table.get(_ANY) is None:
        return
    for key, value in table.scan(b"p"):
        found = promotion_of(key[1:].decode(), values := stored_values(value))
        yield found if values.keys() >= FIELDS.keys() else found._replace(active=0)


def disputed(table: Table) -> Iterator[str]:
    """Yield the code of every promotion of which a field has lost values."""
    for key, _ in table.scan(b"c"):
        yield key[1:].decode()
