"""Reprints: how often each receipt was printed again, at every till whose stream is held.

Key: id of the sale or refund, sequence (u64), stream. Value: the copy its paper said it is. Each
event has a row of its own, so whatever is heard first, the rows are the same.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import msgpack

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds

REPRINTS = "reprints"
"""The name of the projection."""

_SEQUENCE = struct.Struct(">Q")


class Reprints:
    """Every paper that was not the first of its receipt."""

    name = REPRINTS
    version = 1
    kinds = frozenset({kinds.RECEIPT_REPRINTED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Write a row for each reprint."""
        end = stream.to_bytes()
        for entry, fact in facts:
            if entry.kind in self.kinds:
                key = fact.receipt + _SEQUENCE.pack(entry.sequence) + end
                table.put(key, msgpack.packb(fact.copy))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def copies_of(table: Table, receipt: bytes) -> int:
    """Return which copy of a sale or refund was the last, as far as this node knows.

    Two tills apart may each have printed a copy 1: the next is 3, for there are two.
    """
    said = [int(msgpack.unpackb(value)) for _, value in table.scan(receipt)]
    return max(len(said), *said) if said else 0
