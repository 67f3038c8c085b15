"""Taking in: comparing what peers tell with what we hold, and writing what they bring."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from core.errors import ClosedStreamError, GapError, RemoteError, SealError, UnknownOriginError
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.offer import Ingested, Offer
from core.log.segment import unpacked_bytes
from core.marks import Mark
from replication.forks import ForkFinder
from replication.gate import Gate
from replication.holdings import Holdings
from replication.limits import (
    INGEST_BYTES_IDLE,
    INGEST_BYTES_SELLING,
    PEER_STREAMS_MAX,
    WINDOW_BYTES,
    WINDOW_BYTES_SELLING,
)
from replication.messages import Ack, Batch, Have, HeadClaim
from replication.notices import ForkKept, Misbehaved, Notice, Received
from replication.own_streams import is_ours
from replication.peer import Peer, takes_scope
from replication.sending import Outbox
from replication.sources import Sources

_TOO_MANY = Mark("have.too-many-streams")
_LANES_FULL = Mark("have.too-many-lanes")
_UNASKED_SCOPE = Mark("batch.other-scope")
_BANNED = Mark("batch.from-whom-it-is-not-taken")
_SINGLY = Mark("batch.taken-singly")
_UNWELCOME = Mark("batch.not-admitted")
_GAP = Mark("batch.gap")


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
        self.forks = ForkFinder(log, holdings, outbox, notices, peers)
        self._taken: dict[bytes, _Taken] = {}
        self._arrived: list[_Arrived] = []
        self._arrived_bytes = 0

    @property
    def behind(self) -> Mapping[StreamId, int]:
        """Of each stream that lags, the highest sequence any peer claims."""
        return self._sources.behind

    @property
    def has_work(self) -> bool:
        """Whether something is to be written, acknowledged or ordered."""
        return bool(self._arrived or self._taken or self._sources.wants)

    def peer_gone(self, peer: Peer) -> None:
        """Forget what a peer was to bring and to hear; the next tick asks another."""
        self._sources.peer_gone(peer)
        self.forks.peer_gone(peer)
        self._taken.pop(peer.link, None)

    def forget(self, stream: StreamId) -> None:
        """Forget who brings a stream that is another history now."""
        self._sources.forget(stream)

    def spare(self, *, selling: bool) -> None:
        """Take little at a time while our own till sells, so that no sale waits for long."""
        self.ingest_bytes = INGEST_BYTES_SELLING if selling else INGEST_BYTES_IDLE
        self._sources.give_credit(WINDOW_BYTES_SELLING if selling else WINDOW_BYTES)

    def tick(self, now: float) -> None:
        """Ask another source for every stream whose source brings nothing."""
        self._sources.tick(now)
        self.forks.tick(now)

    # --- what peers tell --------------------------------------------------------------

    def on_have(self, peer: Peer, have: Have, now: float) -> None:
        """Learn from heads how far a peer is; want what we lack, unless a source is at it."""
        new = sum(claim.stream not in peer.theirs for claim in have.heads)
        if len(peer.theirs) + new > PEER_STREAMS_MAX:
            _TOO_MANY.hit()
            self._notices.append(Misbehaved(peer.link, "It tells of more streams than can be."))
            return
        told: list[HeadClaim] = []
        lanes = [claim.stream for claim in have.heads if claim.stream.is_lane]
        forked = {lane.base for lane in lanes}
        for lane in lanes:
            if not peer.holds(lane):
                self.forks.give_up(peer, lane.base, now)
        heads = sorted(have.heads, key=lambda claim: claim.stream.is_lane) if lanes else have.heads
        for claim in heads:
            if forked and claim.stream.base in forked and claim.sequence < peer.holds(claim.stream):
                # What it called so before is one of its lanes now.
                self._sources.is_other(peer, claim.stream)
            peer.heard_of(claim.stream, claim.sequence)
            if not takes_scope(self._scopes, claim.stream.scope):
                continue
            held = self._holdings.sequence(claim.stream)
            # What has a lane, or is one, may be held under another name.
            many = claim.stream.is_lane or self._holdings.is_forked(claim.stream)
            if claim.sequence <= held or (many and self._holdings.sequence(claim.stream.base)):
                told.append(claim)
            else:
                self._is_ahead(peer, claim, now)
        for claim in self.forks.unknown(told) if told else ():
            if claim.sequence <= self._holdings.sequence(claim.stream):
                self.forks.differs(peer, claim, now)
            else:
                self._is_ahead(peer, claim, now)
        taken = self._taken.setdefault(peer.link, _Taken())
        taken.round = have.round
        # An author hears who holds its events, whoever brought them here.
        for claim in told:
            if claim.stream.author == peer.author and not peer.differs_in(claim.stream):
                taken.heads[claim.stream] = claim.sequence

    def _is_ahead(self, peer: Peer, claim: HeadClaim, now: float) -> None:
        """Want what a peer holds more than we do, or have it shown what it says is ours."""
        if is_ours(self._log, claim.stream):
            self.forks.own_is_ahead(peer, claim, now)
        else:
            self._is_behind(peer, claim.stream, claim.sequence, now)

    def _is_behind(self, peer: Peer, stream: StreamId, claimed: int, now: float) -> None:
        """Want what a peer holds more than we do, as far as it is admitted."""
        if self._holdings.is_one_too_many(stream):
            _LANES_FULL.hit()
            return
        reach = min(claimed, self._gate.reach(stream))
        if reach > self._holdings.sequence(stream):
            self._sources.is_behind(peer, stream, reach, now)

    def reconsider(self, now: float) -> None:
        """Members came or went: want what is admitted by now, and no more what is not."""
        for stream in list(self.behind):
            self._sources.limit(stream, self._gate.reach(stream))
        for peer in self._peers.values():
            peer.unwelcome.clear()
            if peer.hello is None or peer.refused:
                continue
            for stream, claimed in peer.theirs.items():
                if takes_scope(self._scopes, stream.scope) and not is_ours(self._log, stream):
                    self._is_behind(peer, stream, claimed, now)

    # --- what peers send --------------------------------------------------------------

    def on_batch(self, peer: Peer, batch: Batch, now: float) -> None:
        """Keep a batch for the next transaction; begin it when enough has come together."""
        if not takes_scope(self._scopes, batch.stream.scope):
            _UNASKED_SCOPE.hit()
            return
        if not peer.may_bring(batch.stream):
            _BANNED.hit()
            self._taken.setdefault(peer.link, _Taken()).bytes += len(batch.data)
            return
        if is_ours(self._log, batch.stream):
            self._taken.setdefault(peer.link, _Taken()).bytes += len(batch.data)
            self.forks.on_own_batch(peer, batch, now)
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
        if not self._arrived:
            return
        arrived, self._arrived, self._arrived_bytes = self._arrived, [], 0
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
        stream, landed = batch.stream, result.stream
        peer.to_come_events = max(0, peer.to_come_events - result.added)
        if result.added:
            self._moved(result)
            self._notices.append(Received(landed, result.first, result.added, peer.link))
            self._keep(peer, batch, result)
        if landed == stream:
            peer.heard_of(stream, result.head.sequence if result.added else batch.first)
        taken = self._taken.setdefault(peer.link, _Taken())
        taken.bytes += len(batch.data)
        searched = self.forks.brought(peer, stream, result.last, now)
        if landed != stream:
            self._sources.is_other(peer, stream)
            if not searched and not result.added:
                self._sources.refuse(peer, stream)
            return
        taken.heads[stream] = self._holdings.sequence(stream)
        if not searched:
            self._sources.brought(peer, stream, now, repeated=not result.added)

    def _keep(self, peer: Peer, batch: Batch, result: Ingested) -> None:
        """Tell of a fork when this batch brought the first of a second history."""
        lane = result.moved[0][0] if result.moved else result.stream
        if result.moved or (lane.is_lane and result.first == lane.start):
            found = not batch.stream.is_lane
            self._notices.append(ForkKept(lane.base, lane.start, lane, peer.link, found))

    def _was_refused(self, peer: Peer, batch: Batch, error: RemoteError, now: float) -> None:
        stream = batch.stream
        self._taken.setdefault(peer.link, _Taken()).bytes += len(batch.data)
        beyond = isinstance(error, GapError) and self._gate.reach(stream) < batch.first
        if beyond or isinstance(error, UnknownOriginError | ClosedStreamError):
            _UNWELCOME.hit()
            # Nobody's fault: the certificate, or the word that extends, may still be on its way.
            peer.is_unwelcome_with(stream)
            self.forks.give_up(peer, stream, now)
            self._sources.refuse(peer, stream)
            self._sources.limit(stream, self._gate.reach(stream))
            return
        if self.forks.was_refused(peer, batch, str(error), now):
            return
        if isinstance(error, GapError):
            _GAP.hit()
            self._sources.has_gap(peer, stream, batch.first, now)
            return
        self._sources.refuse(peer, stream)
        if isinstance(error, SealError) and batch.first > 1:
            # What follows our head may belong to another history.
            self.forks.does_not_follow(peer, batch, str(error), now)
            return
        self._notices.append(Misbehaved(peer.link, str(error)))
        peer.is_at_fault(stream, batch.first)

    def flush(self) -> None:
        """Put the acknowledgements and orders that have come together into the outbox."""
        for link, taken in self._taken.items():
            if (peer := self._peers.get(link)) is not None:
                self._outbox.put(peer, Ack(taken.round, tuple(taken.heads.items()), taken.bytes))
        self._taken.clear()
        self._sources.flush()
