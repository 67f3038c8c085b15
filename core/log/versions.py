"""Whose an aggregate version is when several records claim it: the same one on every node."""

from __future__ import annotations

from collections.abc import Sequence

from core.identity import StreamId
from core.log import layout
from core.log.layout import POSITION, U64
from core.log.log_view import LogView
from core.log.store import Item, Transaction
from core.marks import Mark

_SETTLED = Mark("log.version-settled")

_Claim = tuple[bool, StreamId, tuple[tuple[int, bytes], ...], int]


def settle_versions(transaction: Transaction, stream: StreamId, versions: Sequence[Item]) -> None:
    """Let one record own each version several have: a peer's fact is never refused.

    ``versions`` are the keys in ``aggregate`` that ``stream`` writes, and its places. The author
    who minted the id wins on every node, whichever came first, and where nobody did, the
    lesser stream: so no peer can take over what another has minted. Of a stream's own histories
    main comes before its lanes.
    """
    view = LogView(transaction)
    path = _path(view, stream)
    for key, at in versions:
        held = transaction.get(layout.AGGREGATE, key)
        assert held is not None, "a version that was neither new nor held"
        if held == at:
            continue
        alias, held_sequence = POSITION.unpack(held)
        holder = view.stream_of(alias)
        ours = _claim(stream, key, path, POSITION.unpack(at)[1])
        _note_shared(transaction, key, (holder, held), (stream, at))
        if ours < _claim(holder, key, _path(view, holder), held_sequence):
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


def _claim(
    stream: StreamId, version_key: bytes, path: tuple[tuple[int, bytes], ...], sequence: int
) -> _Claim:
    """Return how good a record's claim to an aggregate is; the least is the best."""
    return not layout.is_minted_by(version_key, stream.author), stream.base, path, sequence


def _path(view: LogView, stream: StreamId) -> tuple[tuple[int, bytes], ...]:
    """Return the way from main to a lane: where it turned off, latest first, and to which chain.

    The order of these is that of a walk over the tree of histories. Records that come later
    and lanes that are named anew leave it as it is, so a claim once won stays won.
    """
    turns: list[tuple[int, bytes]] = []
    while stream.is_lane:
        turns.append((-stream.start, _first_chain(view, stream)))
        stream = view.parent(stream)
    return tuple(reversed(turns))


def _first_chain(view: LogView, lane: StreamId) -> bytes:
    return view.chain_at(lane, lane.start)
