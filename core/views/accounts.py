"""Accounts: of each customer what they owe, a PN-counter.

Key: customer, stream. Value: sequence, charged, paid (u64 each), the row of a prefix of the stream.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import groupby

from core.crdt.pn_counter import COUNT_MAX
from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.reading import ID_BYTES

ACCOUNTS = "accounts"
"""The name of the projection."""

_ROW = struct.Struct(">QQQ")


class Accounts:
    """What every customer of the company owes."""

    name = ACCOUNTS
    version = 1
    kinds = frozenset({kinds.ACCOUNT_CHARGED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add each charge and each payment to its row."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            key = fact.customer + stream.to_bytes()
            data = table.get(key)
            _, charged, paid = (0, 0, 0) if data is None else _ROW.unpack(data)
            charged = min(charged + max(fact.amount_minor, 0), COUNT_MAX)
            paid = min(paid + max(-fact.amount_minor, 0), COUNT_MAX)
            table.put(key, _ROW.pack(entry.sequence, charged, paid))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _owed(value: bytes) -> int:
    _, charged, paid = _ROW.unpack(value)
    return int(charged - paid)


def owed_by(table: Table, customer: bytes) -> int:
    """Return what a customer owes in minor units; below nothing when they paid ahead."""
    return sum(_owed(value) for _, value in table.scan(customer))


def all_owed(table: Table) -> Iterator[tuple[bytes, int, list[tuple[StreamId, int]]]]:
    """Yield every customer who was ever charged, what they owe, and where it says so last."""
    for customer, rows in groupby(table.scan(), lambda item: item[0][:ID_BYTES]):
        held = list(rows)
        places = [
            (StreamId.from_bytes(key[ID_BYTES:]), int(_ROW.unpack(value)[0])) for key, value in held
        ]
        yield customer, sum(_owed(value) for _, value in held), places
