"""Last-writer registers in a projection's table, one a key.

Later is what was written in knowledge of the other: each write carries one revision more than
it replaces. Between two of one revision, made apart, the stamp decides. So a clock that runs
ahead wins a tie at most.
"""

from __future__ import annotations

from core.crdt.lww import LWWRegister, Tag, stored_value
from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import Entry
from core.log.projection import Table

MS_BITS = 48
"""Bits of milliseconds in a register's tag, below the revision."""


def tag_of(stream: StreamId, entry: Entry, revision: int) -> Tag:
    """Return the tag of a write of this revision."""
    order = revision << MS_BITS | milliseconds_of(entry.hlc)
    return Tag(order, stream.author, stream.epoch, entry.sequence)


def write(table: Table, key: bytes, tag: Tag, value: bytes) -> bool:
    """Merge a write into the register of a key; False when a later one stands."""
    data = table.get(key)
    new = LWWRegister(tag, value)
    if data is not None:
        held = LWWRegister.from_bytes(data)
        if held.merge(new) == held:
            return False
    table.put(key, new.to_bytes())
    return True


def read(table: Table, key: bytes) -> tuple[int, bytes] | None:
    """Return the revision and value of a register, or None when nobody wrote it."""
    data = table.get(key)
    if data is None:
        return None
    return LWWRegister.from_bytes(data).tag.hlc >> MS_BITS, stored_value(data)
