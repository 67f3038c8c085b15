"""Who owns an aggregate version that two origins wrote."""

from __future__ import annotations

from collections.abc import Sequence

from core.identity import StreamId
from core.log import layout
from core.log.layout import POSITION
from core.log.log_view import LogView
from core.log.store import Item, Transaction


def settle_versions(transaction: Transaction, stream: StreamId, versions: Sequence[Item]) -> None:
    """Let one stream own each version two origins wrote: a peer's fact is never refused.

    ``versions`` are the keys in ``aggregate`` that ``stream`` writes, and its places. The author
    who minted the id wins on every node, whichever came first, and where nobody did, the
    lesser stream: so no peer can take over what another has minted.
    """
    view = LogView(transaction)
    for key, at in versions:
        held = transaction.get(layout.AGGREGATE, key)
        assert held is not None, "a version that was neither new nor held"
        holder = view.stream_of(POSITION.unpack(held)[0])
        if held != at and _claim(stream, key) < _claim(holder, key):
            transaction.put(layout.AGGREGATE, key, at)


def _claim(stream: StreamId, version_key: bytes) -> tuple[bool, StreamId]:
    """Return how good a stream's claim to an aggregate is; the least is the best."""
    return not layout.is_minted_by(version_key, stream.author), stream
