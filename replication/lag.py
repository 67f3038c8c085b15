"""Lag: what a peer does not hold yet of ours, what we do not hold of its, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from core.hlc import milliseconds_of
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.log_view import LogView
from replication.messages import EVERYTHING
from replication.peer import Peer

LOOKED_AT_MAX = 64
"""Streams whose first lacking event is looked up for its time: a hub that was cut off lags in
thousands of streams, and every one of them is about as old."""


def lacking(peer: Peer, heads: Mapping[StreamId, int], author: bytes) -> dict[StreamId, int]:
    """Return, of each stream the peer lags in as far as we know, how far it holds it.

    ``heads`` say how far we hold each stream. Of our own streams and of those it ordered from us,
    what the peer said that it holds counts. Of any other, hearing of it is enough: it fetches
    that from somebody else.
    """
    theirs, told, orders = peer.theirs, peer.told, peer.orders
    everything = peer.hello is not None and EVERYTHING in peer.hello.scopes
    found: dict[StreamId, int] = {}
    # Whatever is in neither was seen to be held when it left them. A hub whose thousand sessions
    # begin at once walks two million here.
    for stream in {**dict.fromkeys(peer.backlog[peer.backlog_at :]), **peer.news, **told}:
        known = theirs[stream] if stream in theirs else peer.holds(stream)
        head, known = heads.get(stream, 0), max(known, stream.start - 1)
        if known >= head or not (everything or peer.subscribes(stream.scope)):
            continue
        if stream.author != author and stream not in orders:
            known = max(known, told.get(stream, 0))
        if known < head:
            found[stream] = known
    return found


def events_lacking(lacks: Mapping[StreamId, int], heads: Mapping[StreamId, int]) -> int:
    """Return how many events that is."""
    return sum([heads[stream] - held for stream, held in lacks.items()])


def oldest_ms(view: LogView, lacks: Mapping[StreamId, int]) -> int | None:
    """Return when the oldest of the lacking events was written, by its author's clock."""
    oldest: int | None = None
    for stream, held in islice(lacks.items(), LOOKED_AT_MAX):
        for record in view.records(stream, held, count=1):
            written_ms = milliseconds_of(entry_of(record).hlc)
            oldest = written_ms if oldest is None else min(oldest, written_ms)
    return oldest


def behind_peer(peer: Peer, heads: Mapping[StreamId, int], behind: Mapping[StreamId, int]) -> int:
    """Return how many events the peer holds and we do not, of the streams we lag in."""
    return sum(
        max(0, peer.theirs[stream] - max(heads.get(stream, 0), stream.start - 1))
        for stream in behind.keys() & peer.theirs.keys()
    )
