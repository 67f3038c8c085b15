"""Escrows: which products of which location are sold by right only.

Key: location, NUL, SKU. Value: a last-writer register of whether, and the setting's id, msgpack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgpack

from core.crdt.lww import stored_value
from core.identity import StreamId
from core.log.entry import is_text_id
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.escrow import account_name
from core.views import registers

ESCROWS = "escrows"
"""The name of the projection."""


class Escrows:
    """What is under escrow in every branch of the company."""

    name = ESCROWS
    version = 1
    kinds = frozenset({kinds.ESCROW_SET})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each setting into its register."""
        for entry, fact in facts:
            if entry.kind in self.kinds and not is_text_id(entry):
                tag = registers.tag_of(stream, entry, fact.revision)
                said = msgpack.packb((fact.held, entry.originator_id))
                registers.write(table, _key(fact.location, fact.sku), tag, said)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _key(location: str, sku: str) -> bytes:
    return location.encode() + b"\0" + sku.encode()


def account_of(table: Table, location: str, sku: str) -> str | None:
    """Return the account of a product's rights; None where it is not under escrow."""
    found = table.get(_key(location, sku))
    return None if found is None else _account(sku, found)


def revision_of(table: Table, location: str, sku: str) -> int:
    """Return how often a product was put under escrow or taken out, as far as is known here."""
    found = registers.read(table, _key(location, sku))
    return 0 if found is None else found[0]


def escrowed(table: Table, location: str) -> Iterator[tuple[str, str]]:
    """Yield the SKU and the account of whatever a location has under escrow."""
    prefix = location.encode() + b"\0"
    for key, value in table.scan(prefix):
        sku = key[len(prefix) :].decode()
        if (account := _account(sku, value)) is not None:
            yield sku, account


def _account(sku: str, value: bytes) -> str | None:
    held, setting = msgpack.unpackb(stored_value(value))
    return account_name(sku, setting) if held else None
