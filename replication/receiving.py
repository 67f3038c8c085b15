"""Catching up: which streams are behind, whom to ask, and writing what comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from core.errors import ForkError, GapError, RemoteError, SealError
from core.identity import StreamId
from core.log.event_log import EventLog, Ingested
from replication.holdings import Holdings
from replication.limits import INGEST_BYTES_IDLE, PATIENCE_S, WANT_STREAMS_MAX, WINDOW_BYTES
from replication.messages import CHAIN_PREFIX_BYTES, Ack, Batch, Have, Stop, Want
from replication.notices import ForkFound, Misbehaved, Notice, OwnStreamAhead, Received
from replication.peer import Peer, takes_scope
from replication.sending import Outbox

ASK_AGAIN_S = 0.25
"""How soon after asking for a stream it may be asked for again because of a gap: batches on
their way when the first was lost all show the same gap."""


class _Arrived(NamedTuple):
    peer: Peer
    batch: Batch


@dataclass(slots=True)
class _Taken:
    """What is to be acknowledged to one peer."""

    round: int = 0
    heads: dict[StreamId, int] = field(default_factory=dict)
    bytes: int = 0


class Receiver:
    """Wants what peers hold and we do not, each stream from one source at a time."""

    def __init__(
        self,
        log: EventLog,
        holdings: Holdings,
        outbox: Outbox,
        notices: deque[Notice],
        peers: Mapping[bytes, Peer],
        scopes: tuple[str, ...],
        moved: Callable[[Ingested], None],
    ) -> None:
        """Write into ``log``; ``moved`` is told of every stream that grew."""
        self._log = log
        self._holdings = holdings
        self._outbox = outbox
        self._notices = notices
        self._peers = peers
        self._scopes = scopes
        self._moved = moved
        self.ingest_bytes = INGEST_BYTES_IDLE
        """Bytes of batches put into one transaction; a till that sells lowers it."""
        self.behind: dict[StreamId, int] = {}
        """Of each stream that lags, the highest sequence any peer claims."""
        self._sources: dict[StreamId, bytes] = {}
        self._progress_s: dict[StreamId, float] = {}
        self._asked_s: dict[StreamId, float] = {}
        self._wants: dict[bytes, dict[StreamId, int]] = {}
        self._taken: dict[bytes, _Taken] = {}
        self._suspected: set[tuple[bytes, StreamId]] = set()
        self._arrived: list[_Arrived] = []
        self._arrived_bytes = 0

    # --- what peers tell --------------------------------------------------------------

    def on_have(self, peer: Peer, have: Have, now: float) -> None:
        """Learn how far a peer is; want what we lack, unless another source is at it."""
        for stream, sequence, chain_prefix in have.heads:
            peer.heard_of(stream, sequence)
            if not takes_scope(self._scopes, stream.scope):
                continue
            head = self._holdings.head(stream)
            if stream.origin == (self._log.author, self._log.epoch):
                if sequence > head.sequence:
                    notice = OwnStreamAhead(stream, head.sequence, sequence, peer.link)
                    self._notices.append(notice)
            elif sequence > head.sequence:
                self._is_behind(peer, stream, sequence, now)
            elif sequence == head.sequence and head.chain[:CHAIN_PREFIX_BYTES] != chain_prefix:
                self._suspect_fork(peer, stream, now)
        if have.heads:
            self._taken.setdefault(peer.link, _Taken()).round = have.round

    def _is_behind(self, peer: Peer, stream: StreamId, sequence: int, now: float) -> None:
        self.behind[stream] = max(sequence, self.behind.get(stream, 0))
        source = self._peers.get(self._sources.get(stream, b""))
        if stream in peer.quarantined:
            return
        working = source is not None and source.talking and source.up
        direct = peer.author == stream.author and source is not peer
        stalled = source is peer and now - self._progress_s.get(stream, 0.0) > PATIENCE_S
        if not working or direct or stalled:
            self._want(peer, stream, now)

    def peer_gone(self, peer: Peer) -> None:
        """Forget a peer as a source; the next tick asks another."""
        for stream in [s for s, link in self._sources.items() if link == peer.link]:
            del self._sources[stream]
        self._wants.pop(peer.link, None)
        self._taken.pop(peer.link, None)

    def tick(self, now: float) -> None:
        """Ask another source for every stream whose source brings nothing."""
        for stream, claimed in list(self.behind.items()):
            if self._holdings.sequence(stream) >= claimed:
                del self.behind[stream]
            elif now - self._progress_s.get(stream, float("-inf")) > PATIENCE_S:
                best = self._best_source(stream)
                if best is not None:
                    self._want(best, stream, now)

    def _best_source(self, stream: StreamId) -> Peer | None:
        """Return who to ask: the origin itself, else who holds most; ties by link."""
        held = self._holdings.sequence(stream)
        able = [
            peer
            for peer in self._peers.values()
            if peer.talking
            and peer.up
            and peer.holds(stream) > held
            and stream not in peer.quarantined
        ]
        return max(
            able,
            key=lambda peer: (peer.author == stream.author, peer.holds(stream), peer.link),
            default=None,
        )

    def _want(self, peer: Peer, stream: StreamId, now: float, *, after: int | None = None) -> None:
        former = self._peers.get(self._sources.get(stream, b""))
        if former is not None and former is not peer and former.talking:
            self._outbox.put(former, Stop((stream,)))
        self._sources[stream] = peer.link
        self._progress_s[stream] = self._asked_s[stream] = now
        start = self._holdings.sequence(stream) if after is None else after
        self._wants.setdefault(peer.link, {})[stream] = start

    # --- what peers send --------------------------------------------------------------

    def on_batch(self, peer: Peer, batch: Batch, now: float) -> None:
        """Keep a batch for the next transaction; begin it when enough has come together."""
        if not takes_scope(self._scopes, batch.stream.scope):
            return
        if batch.stream.origin == (self._log.author, self._log.epoch):
            return
        self._arrived.append(_Arrived(peer, batch))
        self._arrived_bytes += len(batch.data)
        if self._arrived_bytes >= self.ingest_bytes:
            self.ingest(now)

    def ingest(self, now: float) -> None:
        """Write every batch that has arrived, in one transaction when all of them are good.

        Raises :class:`core.errors.StorageError` when the disk refuses; the batches are then
        forgotten, and wanted again later.
        """
        arrived, self._arrived, self._arrived_bytes = self._arrived, [], 0
        if not arrived:
            return
        try:
            with self._log.transaction():
                results = [self._ingest_one(batch) for _, batch in arrived]
        except RemoteError:
            self._ingest_singly(arrived, now)
            return
        for (peer, batch), result in zip(arrived, results, strict=True):
            self._was_taken(peer, batch, result, now)

    def _ingest_one(self, batch: Batch) -> Ingested:
        return self._log.ingest(batch.stream, batch.first, batch.data, batch.seal, batch.public_key)

    def _ingest_singly(self, arrived: list[_Arrived], now: float) -> None:
        for peer, batch in arrived:
            try:
                result = self._ingest_one(batch)
            except RemoteError as error:
                self._was_refused(peer, batch, error, now)
            else:
                self._was_taken(peer, batch, result, now)

    def _was_taken(self, peer: Peer, batch: Batch, result: Ingested, now: float) -> None:
        stream = batch.stream
        peer.heard_of(stream, max(result.head.sequence if result.added else 0, batch.first))
        peer.to_come_events = max(0, peer.to_come_events - result.added)
        self._progress_s[stream] = now
        taken = self._taken.setdefault(peer.link, _Taken())
        taken.bytes += len(batch.data)
        taken.heads[stream] = max(self._holdings.sequence(stream), result.head.sequence)
        if result.added:
            self._sources.setdefault(stream, peer.link)
            self._moved(result)
            self._notices.append(Received(stream, result.first, result.added, peer.link))

    def _was_refused(self, peer: Peer, batch: Batch, error: RemoteError, now: float) -> None:
        stream = batch.stream
        self._taken.setdefault(peer.link, _Taken()).bytes += len(batch.data)
        if isinstance(error, GapError):
            if now - self._asked_s.get(stream, float("-inf")) > ASK_AGAIN_S:
                self._want(peer, stream, now)
            return
        suspected = (peer.link, stream) in self._suspected
        if isinstance(error, SealError) and batch.first > 1 and not suspected:
            # What follows our head may belong to another history: compare from the start.
            self._suspect_fork(peer, stream, now)
            return
        if isinstance(error, ForkError):
            self._notices.append(ForkFound(stream, error.sequence, peer.link))
        else:
            self._notices.append(Misbehaved(peer.link, str(error)))
        peer.quarantined[stream] = batch.first
        self._sources.pop(stream, None)
        self._outbox.put(peer, Stop((stream,)))

    def _suspect_fork(self, peer: Peer, stream: StreamId, now: float) -> None:
        if (peer.link, stream) in self._suspected or stream in peer.quarantined:
            return
        self._suspected.add((peer.link, stream))
        self._want(peer, stream, now, after=0)

    # --- what we say ------------------------------------------------------------------

    def flush(self) -> None:
        """Put the acknowledgements and orders that have come together into the outbox."""
        for link, taken in self._taken.items():
            if (peer := self._peers.get(link)) is not None:
                self._outbox.put(peer, Ack(taken.round, tuple(taken.heads.items()), taken.bytes))
        self._taken.clear()
        for link, wanted in self._wants.items():
            if (peer := self._peers.get(link)) is not None:
                ranges = tuple(wanted.items())
                for at in range(0, len(ranges), WANT_STREAMS_MAX):
                    some = ranges[at : at + WANT_STREAMS_MAX]
                    self._outbox.put(peer, Want(some, WINDOW_BYTES))
        self._wants.clear()
