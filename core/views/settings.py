"""Settings: of each name the latest value. Key: name; value: a last-writer register."""

from __future__ import annotations

from collections.abc import Sequence

import msgpack

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.shop import kinds
from core.shop.settings import SETTINGS
from core.views import registers


class Settings:
    """What the company has set; of names this program does not know, too."""

    name = "settings"
    version = 1
    kinds = frozenset({kinds.SETTING_CHANGED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each change into the register of its name."""
        for entry, fact in facts:
            if entry.kind in self.kinds:
                tag = registers.tag_of(stream, entry, fact.revision)
                registers.write(table, fact.name.encode(), tag, msgpack.packb(fact.value))

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def value_of(table: Table, name: str) -> int:
    """Return what a setting is now; a value out of its bounds counts as none."""
    known = SETTINGS[name]
    found = registers.read(table, name.encode())
    if found is None:
        return known.default
    value: int = msgpack.unpackb(found[1])
    return value if known.least <= value <= known.most else known.default


def revision_of(table: Table, name: str) -> int:
    """Return how often a setting was set, as far as this node knows."""
    found = registers.read(table, name.encode())
    return 0 if found is None else found[0]
