"""Whom to ask: which streams are behind, and who brings each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from core.identity import StreamId
from core.marks import Mark
from replication.holdings import Holdings
from replication.limits import (
    PATIENCE_S,
    PEER_STREAMS_MAX,
    SOURCES_TICK_S,
    WANT_STREAMS_MAX,
    WINDOW_BYTES,
)
from replication.messages import Stop, Want
from replication.peer import Peer
from replication.sending import Outbox
from replication.source_book import SourceBook

_STALLED = Mark("source.stalled")
_DISBELIEVED = Mark("source.disbelieved")
_FORGOTTEN = Mark("source.forgotten")
_REPEATED = Mark("source.repeated")
_ORIGIN = Mark("source.origin-takes-over")
_GAP_ELSEWHERE = Mark("source.gap-filled-elsewhere")
_GAP = Mark("source.gap-asked-for")

ASK_AGAIN_S = 0.25
"""How soon after asking for a stream it may be asked for again because of a gap: batches on
their way when the first was lost all show the same gap."""

TRIES_MAX = 10
"""How often a stream is asked for before it is believed that nobody brings it: whoever claims
what there is not must not be asked for ever. Who does hold it tells of it again when the digests
have stayed unlike for as many ticks."""


class Sources:
    """Wants what peers hold and we do not, each stream from one source at a time."""

    def __init__(self, holdings: Holdings, outbox: Outbox, peers: Mapping[bytes, Peer]) -> None:
        """Choose among ``peers`` for what ``holdings`` lack."""
        self._holdings = holdings
        self._outbox = outbox
        self._peers = peers
        self.behind: dict[StreamId, int] = {}
        """Of each stream that lags, the highest sequence any peer claims."""
        self._sources = SourceBook()
        self._progress_s: dict[StreamId, float] = {}
        self._asked_s: dict[StreamId, float] = {}
        self._tries: dict[StreamId, int] = {}
        """Of each stream, how often it was asked for in vain."""
        self.wants: dict[bytes, dict[StreamId, int]] = {}
        """Orders to be sent, by link."""
        self._window_bytes = WINDOW_BYTES
        self._ticked_s = float("-inf")

    def source(self, stream: StreamId) -> Peer | None:
        """Return who brings a stream, None when nobody does or its link does not work."""
        source = self._peers.get(self._sources.link(stream))
        return source if source is not None and source.talking and source.up else None

    def _stalled(self, stream: StreamId, now: float) -> bool:
        return now - self._progress_s.get(stream, float("-inf")) > PATIENCE_S

    # --- what we learn ----------------------------------------------------------------

    def is_behind(self, peer: Peer, stream: StreamId, sequence: int, now: float) -> None:
        """Learn that a peer holds more than we do; want it unless another source is at it."""
        newly = stream not in self.behind
        self.behind[stream] = max(sequence, self.behind.get(stream, 0))
        if not peer.up or not peer.may_be_source(stream) or self._must_wait(stream, now):
            return
        source = self.source(stream)
        if source is None or (source is peer and self._stalled(stream, now)):
            self.want(peer, stream, now)
        elif newly and source is not peer:
            # What we lack may be on its way: the source has its patience from now on.
            self._progress_s[stream] = now

    def _must_wait(self, stream: StreamId, now: float) -> bool:
        """Return whether what a lane branches off is still on its way."""
        if not stream.is_lane:
            return False
        base = stream.base
        searched = any(base in peer.searches for peer in self._peers.values())
        return searched or (base in self.behind and not self._stalled(base, now))

    def has_gap(self, peer: Peer, stream: StreamId, first: int, now: float) -> None:
        """Ask for what was lost before a batch, unless another source is bringing it."""
        if stream not in self.behind and len(self.behind) >= PEER_STREAMS_MAX:
            return
        self.behind[stream] = max(first, self.behind.get(stream, 0))
        if first == stream.start:
            # A lane, and not enough of what it branches off: the next tick asks again.
            self.refuse(peer, stream)
            return
        source = self.source(stream)
        if source is not None and source is not peer:
            _GAP_ELSEWHERE.hit()
            self._stop(peer, stream)
        elif now - self._asked_s.get(stream, float("-inf")) > ASK_AGAIN_S:
            _GAP.hit()
            self.want(peer, stream, now)

    def brought(self, peer: Peer, stream: StreamId, now: float, *, repeated: bool) -> None:
        """See that each stream comes from one peer: from its origin when we are level."""
        self._progress_s[stream] = now
        self._tries.pop(stream, None)
        source = self.source(stream)
        if source is None or (source is not peer and peer.author == stream.author):
            if source is not None:
                self._stop(source, stream)
            self._sources.enter(stream, peer.link)
        elif source is not peer and repeated:
            _REPEATED.hit()
            self._stop(peer, stream)
        elif source is peer and peer.author != stream.author:
            if self._holdings.sequence(stream) < self.behind.get(stream, 0):
                return  # changing horses in midstream would bring a window of records twice
            origin = self._origin_peer(stream)
            if origin is not None:
                _ORIGIN.hit()
                self.want(origin, stream, now)

    def _origin_peer(self, stream: StreamId) -> Peer | None:
        """Return the link to whom writes a stream, when it works."""
        for peer in self._peers.values():
            if peer.author == stream.author and peer.talking and peer.up:
                return peer if peer.may_be_source(stream) else None
        return None

    def peer_gone(self, peer: Peer) -> None:
        """Forget a peer as a source; the next tick asks another."""
        self._sources.strike_link(peer.link)
        self.wants.pop(peer.link, None)

    def tick(self, now: float) -> None:
        """Ask another source for every stream whose source brings nothing; not too often."""
        if now < self._ticked_s + SOURCES_TICK_S:
            return
        self._ticked_s = now
        claimants = cache(self._claimants)  # of a hub's thousand peers: once, and if need be
        for stream, claimed in list(self.behind.items()):
            if self._holdings.sequence(stream) >= claimed:
                del self.behind[stream]
                self._tries.pop(stream, None)
            elif self._must_wait(stream, now):
                continue
            elif self.source(stream) is None or self._stalled(stream, now):
                self._ask_another(stream, claimants().get(stream, ()), now)

    def _claimants(self) -> dict[StreamId, list[Peer]]:
        """Return of each stream that lags every peer that claims more of it than we hold."""
        found: dict[StreamId, list[Peer]] = {}
        for peer in self._peers.values():
            for stream in self.behind.keys() & peer.theirs.keys():
                if peer.theirs[stream] > self._holdings.sequence(stream):
                    found.setdefault(stream, []).append(peer)
        return found

    def _ask_another(self, stream: StreamId, claimants: Sequence[Peer], now: float) -> None:
        """Order a stream anew from one of its ``claimants``; forget it when that is in vain."""
        best = self._best_source(stream, claimants)
        tries = self._tries[stream] = self._tries.get(stream, 0) + (best is not None)
        if tries > TRIES_MAX:
            self._disbelieve(stream, claimants)
        elif best is not None:
            _STALLED.hit()
            self.want(best, stream, now)
        elif not claimants:
            _FORGOTTEN.hit()
            # Whoever claimed it is gone; should it come back, it says so again.
            self.forget(stream)

    def _disbelieve(self, stream: StreamId, claimants: Sequence[Peer]) -> None:
        """Take it that nobody holds more of a stream than we do."""
        _DISBELIEVED.hit()
        for peer in claimants:
            peer.theirs[stream] = self._holdings.sequence(stream)
        self.forget(stream)

    def limit(self, stream: StreamId, reach: int) -> None:
        """Lag behind nothing beyond ``reach``: further records are not admitted."""
        if stream in self.behind:
            self.behind[stream] = min(reach, self.behind[stream])
            if self._holdings.sequence(stream) >= self.behind[stream]:
                self.forget(stream)

    def is_other(self, peer: Peer, stream: StreamId) -> None:
        """Learn that what a peer calls a stream is another history, which we name otherwise."""
        peer.theirs.pop(stream, None)
        if self._sources.link(stream) == peer.link:
            self._sources.strike(stream)
        claimed = max(other.holds(stream) for other in self._peers.values())
        if claimed > self._holdings.sequence(stream):
            self.behind[stream] = claimed
        else:
            self.forget(stream)

    def forget(self, stream: StreamId) -> None:
        """Forget who brings a stream and how far it should be held."""
        self.behind.pop(stream, None)
        self._sources.strike(stream)
        for kept in (self._progress_s, self._asked_s, self._tries):
            kept.pop(stream, None)

    def _best_source(self, stream: StreamId, claimants: Sequence[Peer]) -> Peer | None:
        """Return who to ask: not who has just failed, the origin itself, who holds most."""
        failed = self._sources.link(stream)
        able = [
            peer for peer in claimants if peer.talking and peer.up and peer.may_be_source(stream)
        ]

        def rank(peer: Peer) -> tuple[bool, bool, int, bytes]:
            is_origin = peer.author == stream.author
            return (peer.link != failed, is_origin, peer.holds(stream), peer.link)

        return max(able, key=rank, default=None)

    # --- what we say ------------------------------------------------------------------

    def want(self, peer: Peer, stream: StreamId, now: float) -> None:
        """Order a stream from a peer and from no other: what follows our head."""
        former = self.source(stream)
        if former is not None and former is not peer:
            self._stop(former, stream)
        self._sources.enter(stream, peer.link)
        self._progress_s[stream] = self._asked_s[stream] = now
        self.wants.setdefault(peer.link, {})[stream] = self._holdings.sequence(stream)

    def refuse(self, peer: Peer, stream: StreamId) -> None:
        """Take a stream from this peer no more."""
        if self._sources.link(stream) == peer.link:
            self._sources.strike(stream)
        self._stop(peer, stream)

    def _stop(self, peer: Peer, stream: StreamId) -> None:
        """End what we ordered from a peer, or what it sends unasked."""
        self.wants.get(peer.link, {}).pop(stream, None)
        self._outbox.put(peer, Stop((stream,)))

    def give_credit(self, window_bytes: int) -> None:
        """Give every peer another credit from now on; one that brings something is told now."""
        if window_bytes == self._window_bytes:
            return
        self._window_bytes = window_bytes
        for peer in self._peers.values():
            if peer.talking and peer.up:
                self._outbox.put(peer, Want((), window_bytes))

    def flush(self) -> None:
        """Put the orders that have come together into the outbox."""
        for link, wanted in self.wants.items():
            if (peer := self._peers.get(link)) is not None:
                ranges = tuple(wanted.items())
                for at in range(0, len(ranges), WANT_STREAMS_MAX):
                    some = ranges[at : at + WANT_STREAMS_MAX]
                    self._outbox.put(peer, Want(some, self._window_bytes))
        self.wants.clear()
