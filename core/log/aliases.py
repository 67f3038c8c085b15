"""The numbers a log gives streams: four bytes in its keys instead of thirty."""

from __future__ import annotations

from core.identity import StreamId
from core.log import layout
from core.log.layout import U32
from core.log.log_view import LogView
from core.log.store import Transaction


def alias_of(transaction: Transaction, stream: StreamId, public_key: bytes) -> int:
    """Return the local number of a stream; a new one gets one, and its author's key is kept."""
    found = LogView(transaction).alias(stream)
    if found is not None:
        return found
    last_item = transaction.last(layout.HEAD)
    alias = 1 + (U32.unpack(last_item[0])[0] if last_item else 0)
    transaction.put(layout.STREAM, b"s" + stream.to_bytes(), U32.pack(alias))
    transaction.put(layout.STREAM, b"a" + U32.pack(alias), stream.to_bytes())
    if public_key:
        transaction.put(layout.AUTHOR, stream.author, public_key)
    return alias
