"""Drills: which training baskets of which drill are held, and where each stands.

Key: drill id, number (u64), sequence (u64), stream. Value: the basket's total (u64). A basket
that came twice would have two keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from core.identity import StreamId
from core.log.layout import U64
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.reading import ID_BYTES


class Drills:
    """The training baskets of every branch whose streams are held."""

    name = "drills"
    version = 1
    kinds = frozenset({kinds.TRAINING_SOLD})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Note each basket under its place."""
        end = stream.to_bytes()
        for entry, fact in facts:
            if entry.kind in self.kinds:
                key = fact.drill + U64.pack(fact.number) + U64.pack(entry.sequence) + end
                table.put(key, U64.pack(fact.total_minor))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def baskets(table: Table, drill: UUID) -> Counter[int]:
    """Return how often each basket of a drill is held, by its number."""
    return Counter(int(U64.unpack_from(key, ID_BYTES)[0]) for key, _ in table.scan(drill.bytes))
