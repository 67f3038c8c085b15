"""Taking in: comparing what peers tell with what we hold, and writing what they bring."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from core.errors import (
    ClosedStreamError,
    ForkError,
    GapError,
    RemoteError,
    SealError,
    UnknownOriginError,
)
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.offer import Ingested, Offer
from core.log.segment import unpacked_bytes
from core.marks import Mark
from replication.gate import Gate
from replication.holdings import Holdings
from replication.limits import (
    INGEST_BYTES_IDLE,
    INGEST_BYTES_SELLING,
    PEER_STREAMS_MAX,
    WINDOW_BYTES,
    WINDOW_BYTES_SELLING,
)
from replication.messages import CHAIN_PREFIX_BYTES, Ack, Batch, Have, HeadClaim
from replication.notices import ForkFound, Misbehaved, Notice, OwnStreamAhead, Received
from replication.peer import Peer, takes_scope
from replication.sending import Outbox
from replication.sources import Sources

_TOO_MANY = Mark("have.too-many-streams")
_OURS_AHEAD = Mark("have.our-stream-ahead")
_OTHER_HISTORY = Mark("have.other-history")
_OUR_STREAM = Mark("batch.our-stream")
_UNASKED_SCOPE = Mark("batch.other-scope")
_BANNED = Mark("batch.from-whom-it-is-not-taken")
_SINGLY = Mark("batch.taken-singly")
_UNWELCOME = Mark("batch.not-admitted")
_GAP = Mark("batch.gap")
_SUSPECT = Mark("batch.suspected")
_FORKED = Mark("batch.forked")
_BAD = Mark("batch.bad")


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
    """Writes what peers bring, and finds out who holds another history than ours."""

    def __init__(
        self,
        log: EventLog,
        holdings: Holdings,
        outbox: Outbox,
        notices: deque[Notice],
        peers: Mapping[bytes, Peer],
        scopes: tuple[str, ...],
        gate: Gate,
        moved: Callable[[Ingested], None],
    ) -> None:
        """Write into ``log``; ``moved`` is told of every stream that grew."""
        self._log = log
        self._holdings = holdings
        self._outbox = outbox
        self._notices = notices
        self._peers = peers
        self._scopes = scopes
        self._gate = gate
        self._moved = moved
        self.ingest_bytes = INGEST_BYTES_IDLE
        """Most unpacked bytes put into one transaction, unless one batch is longer."""
        self._sources = Sources(holdings, outbox, peers)
        self._taken: dict[bytes, _Taken] = {}
        self._arrived: list[_Arrived] = []
        self._arrived_bytes = 0

    @property
    def behind(self) -> Mapping[StreamId, int]:
        """Of each stream that lags, the highest sequence any peer claims."""
        return self._sources.behind

    def peer_gone(self, peer: Peer) -> None:
        """Forget what a peer was to bring and to hear; the next tick asks another."""
        self._sources.peer_gone(peer)
        self._taken.pop(peer.link, None)

    def spare(self, *, selling: bool) -> None:
        """Take little at a time while our own till sells, so that no sale waits for long."""
        self.ingest_bytes = INGEST_BYTES_SELLING if selling else INGEST_BYTES_IDLE
        self._sources.give_credit(WINDOW_BYTES_SELLING if selling else WINDOW_BYTES)

    def tick(self, now: float) -> None:
        """Ask another source for every stream whose source brings nothing."""
        self._sources.tick(now)

    # --- what peers tell --------------------------------------------------------------

    def on_have(self, peer: Peer, have: Have, now: float) -> None:
        """Learn how far a peer is; want what we lack, unless another source is at it."""
        new = sum(claim.stream not in peer.theirs for claim in have.heads)
        if len(peer.theirs) + new > PEER_STREAMS_MAX:
            _TOO_MANY.hit()
            self._notices.append(Misbehaved(peer.link, "It tells of more streams than can be."))
            return
        told: list[HeadClaim] = []
        for claim in have.heads:
            peer.heard_of(claim.stream, claim.sequence)
            if not takes_scope(self._scopes, claim.stream.scope):
                continue
            if claim.sequence <= self._holdings.sequence(claim.stream):
                told.append(claim)
            elif self._is_ours(claim.stream):
                # Another process may have written since we last looked, and a peer heard of it.
                with self._log.read() as view:
                    held = view.head(claim.stream).sequence
                if claim.sequence > held:
                    _OURS_AHEAD.hit()
                    notice = OwnStreamAhead(claim.stream, held, claim.sequence, peer.link)
                    self._notices.append(notice)
            else:
                self._is_behind(peer, claim.stream, claim.sequence, now)
        self._compare_histories(peer, told, now)
        if have.heads:
            taken = self._taken.setdefault(peer.link, _Taken())
            taken.round = have.round
            # An author hears who holds its events, whoever brought them here.
            for claim in told:
                if claim.stream.author == peer.author and not peer.differs_in(claim.stream):
                    taken.heads[claim.stream] = claim.sequence

    def _is_behind(self, peer: Peer, stream: StreamId, claimed: int, now: float) -> None:
        """Want what a peer holds more than we do, as far as it is admitted."""
        reach = min(claimed, self._gate.reach(stream))
        if reach > self._holdings.sequence(stream):
            self._sources.is_behind(peer, stream, reach, now)

    def reconsider(self, now: float) -> None:
        """Members came or went: want what is admitted by now, and no more what is not."""
        for stream in list(self.behind):
            self._sources.limit(stream, self._gate.reach(stream))
        for peer in self._peers.values():
            peer.unwelcome.clear()
            if not peer.talking or not peer.up:
                continue
            for stream, claimed in peer.theirs.items():
                if takes_scope(self._scopes, stream.scope) and not self._is_ours(stream):
                    self._is_behind(peer, stream, claimed, now)

    def _is_ours(self, stream: StreamId) -> bool:
        return stream.origin == (self._log.author, self._log.epoch)

    def _compare_histories(self, peer: Peer, claims: list[HeadClaim], now: float) -> None:
        """Notice heads, at or below ours, of another history than ours."""
        # Most heads told by who comes back are ours: those need no look into the log.
        older = [claim for claim in claims if claim != self._holdings.claim(claim.stream)]
        if not older:
            return
        with self._log.read() as view:
            forked = [
                claim
                for claim in older
                if claim.sequence > 0
                and view.chain_at(claim.stream, claim.sequence)[:CHAIN_PREFIX_BYTES]
                != claim.chain_prefix
            ]
        for claim in forked:
            _OTHER_HISTORY.hit()
            self._suspect_fork(peer, claim.stream, claim.sequence, now)

    # --- what peers send --------------------------------------------------------------

    def on_batch(self, peer: Peer, batch: Batch, now: float) -> None:
        """Keep a batch for the next transaction; begin it when enough has come together."""
        if not takes_scope(self._scopes, batch.stream.scope):
            _UNASKED_SCOPE.hit()
            return
        if self._is_ours(batch.stream):
            _OUR_STREAM.hit()
            return
        if not peer.may_bring(batch.stream):
            _BANNED.hit()
            self._taken.setdefault(peer.link, _Taken()).bytes += len(batch.data)
            return
        size = unpacked_bytes(batch.data)
        if self._arrived and self._arrived_bytes + size > self.ingest_bytes:
            self.ingest(now)
        self._arrived.append(_Arrived(peer, batch))
        self._arrived_bytes += size
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
            results = self._log.ingest_all([Offer(*batch) for _, batch in arrived])
        except RemoteError:
            _SINGLY.hit()
            self._ingest_singly(arrived, now)
            return
        for (peer, batch), result in zip(arrived, results, strict=True):
            self._was_taken(peer, batch, result, now)

    def _ingest_singly(self, arrived: list[_Arrived], now: float) -> None:
        for peer, batch in arrived:
            try:
                (result,) = self._log.ingest_all([Offer(*batch)])
            except RemoteError as error:
                self._was_refused(peer, batch, error, now)
            else:
                self._was_taken(peer, batch, result, now)

    def _was_taken(self, peer: Peer, batch: Batch, result: Ingested, now: float) -> None:
        stream = batch.stream
        peer.heard_of(stream, result.head.sequence if result.added else batch.first)
        peer.to_come_events = max(0, peer.to_come_events - result.added)
        if result.added:
            peer.suspected.discard(stream)
            self._moved(result)
            self._notices.append(Received(stream, result.first, result.added, peer.link))
        taken = self._taken.setdefault(peer.link, _Taken())
        taken.bytes += len(batch.data)
        taken.heads[stream] = self._holdings.sequence(stream)
        self._sources.brought(peer, stream, now, repeated=not result.added)

    def _was_refused(self, peer: Peer, batch: Batch, error: RemoteError, now: float) -> None:
        stream = batch.stream
        self._taken.setdefault(peer.link, _Taken()).bytes += len(batch.data)
        beyond = isinstance(error, GapError) and self._gate.reach(stream) < batch.first
        if beyond or isinstance(error, UnknownOriginError | ClosedStreamError):
            _UNWELCOME.hit()
            # Nobody's fault: the certificate, or the word that extends, may still be on its way.
            peer.unwelcome.add(stream)
            self._sources.refuse(peer, stream)
            self._sources.limit(stream, self._gate.reach(stream))
            return
        if isinstance(error, GapError):
            _GAP.hit()
            self._sources.has_gap(peer, stream, batch.first, now)
            return
        if isinstance(error, SealError) and batch.first > 1 and stream not in peer.suspected:
            _SUSPECT.hit()
            # What follows our head may belong to another history: compare from the start.
            self._suspect_fork(peer, stream, batch.first, now)
            return
        if isinstance(error, ForkError):
            _FORKED.hit()
            self._notices.append(ForkFound(stream, error.sequence, peer.link))
        else:
            _BAD.hit()
            self._notices.append(Misbehaved(peer.link, str(error)))
        if len(peer.quarantined) < PEER_STREAMS_MAX:
            peer.quarantined[stream] = batch.first
        self._sources.refuse(peer, stream)

    def _suspect_fork(self, peer: Peer, stream: StreamId, sequence: int, now: float) -> None:
        """Compare a stream with a peer's from the start; of our own we know enough."""
        if peer.differs_in(stream):
            return
        peer.suspected.add(stream)
        peer.news[stream] = None  # so that the peer can find out as well
        if self._is_ours(stream):
            self._notices.append(ForkFound(stream, sequence, peer.link))
        else:
            self._sources.want(peer, stream, now)

    # --- what we say ------------------------------------------------------------------

    def flush(self) -> None:
        """Put the acknowledgements and orders that have come together into the outbox."""
        for link, taken in self._taken.items():
            if (peer := self._peers.get(link)) is not None:
                self._outbox.put(peer, Ack(taken.round, tuple(taken.heads.items()), taken.bytes))
        self._taken.clear()
        self._sources.flush()
