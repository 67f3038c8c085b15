"""Who owns an aggregate version that two origins wrote."""

from __future__ import annotations

from collections.abc import Sequence

from core.identity import StreamId
from core.log import layout
from core.log.layout import POSITION, U64
from core.log.log_view import LogView
from core.log.store import Item, Transaction
from core.marks import Mark

_SETTLED = Mark("log.version-settled")


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
        if held == at:
            continue
        _note_shared(transaction, key, (holder, held), (stream, at))
        if _claim(stream, key) < _claim(holder, key):
            _SETTLED.hit()
            transaction.put(layout.AGGREGATE, key, at)


def _note_shared(transaction: Transaction, key: bytes, *places: tuple[StreamId, bytes]) -> None:
    """Keep that one id was given to two things, for :meth:`LogView.shared_ids`.

    Whoever comes second notes both, so all that share an id are noted in any order.
    """
    identifier = layout.first_version_of(key)
    if identifier is None:
        return
    for stream, at in places:
        place = U64.pack(POSITION.unpack(at)[1]) + stream.to_bytes()
        transaction.put(layout.META, layout.META_SHARED + identifier + place, b"")


def _claim(stream: StreamId, version_key: bytes) -> tuple[bool, StreamId]:
    """Return how good a stream's claim to an aggregate is; the least is the best."""
    return not layout.is_minted_by(version_key, stream.author), stream
