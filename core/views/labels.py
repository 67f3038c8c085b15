"""What labels look like: one register, key ``l``, of the layouts in their order."""

from __future__ import annotations

from collections.abc import Sequence

import msgpack

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.barcode import Layout
from core.views import registers

LABELS = "labels"
"""The name of the projection."""

_KEY = b"l"


class Labels:
    """The layouts of the company's labels."""

    name = LABELS
    version = 1
    kinds = frozenset({kinds.LABELS_SET})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each setting into the register."""
        for entry, fact in facts:
            if entry.kind in self.kinds:
                tag = registers.tag_of(stream, entry, fact.revision)
                registers.write(table, _KEY, tag, msgpack.packb(fact.layouts))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def layouts(table: Table) -> tuple[Layout, ...]:
    """Return the layouts, in the order they are tried."""
    found = registers.read(table, _KEY)
    return () if found is None else tuple(Layout(text) for text in msgpack.unpackb(found[1]))


def revision_of(table: Table) -> int:
    """Return how often the layouts were set."""
    found = registers.read(table, _KEY)
    return 0 if found is None else found[0]
