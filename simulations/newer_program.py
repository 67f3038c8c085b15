"""The newer program: one that knows a kind of event the others have never heard of.

Nodes without it store, chain and forward such events all the same; from the day they have it,
their projection folds all of them, those that came before as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgpack

from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.layout import U64
from core.log.projection import Fact, Projection, Reader, Table

NOVELTY = "novelty.counted"
"""The kind only the newer program knows."""


def _read(body: bytes) -> int:
    found: Any = msgpack.unpackb(body)
    if type(found) is not int:
        raise MalformedError("A novelty is a number.")
    return found


NEWER_READERS: Mapping[str, Reader] = MappingProxyType({NOVELTY: _read})


class Novelties:
    """Sums novelties by stream."""

    name = "novelties"
    version = 1
    kinds = frozenset({NOVELTY})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Add up the facts of one stream."""
        for entry, fact in facts:
            if entry.kind == NOVELTY:
                key = stream.to_bytes()
                table.put(key, U64.pack(U64.unpack(table.get(key) or bytes(8))[0] + fact))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending."""


def newer_projections() -> tuple[Projection, ...]:
    """Return what the newer program folds beside all that the older one does."""
    return (Novelties(),)


def count_novelty(log: EventLog, scope: str, amount: int) -> None:
    """Record a novelty, as the newer program does."""
    log.append([Draft(NOVELTY, scope, log.mint_id(), 1, msgpack.packb(amount))])


def novelties_of(table: Table) -> int:
    """Return the sum of all novelties a node knows of."""
    return sum(U64.unpack(value)[0] for _, value in table.scan())
