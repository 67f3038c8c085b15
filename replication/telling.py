"""Telling peers how far we are: only what moved, until they say that they heard it."""

from __future__ import annotations

from core.identity import StreamId
from core.marks import Mark
from replication.clocks import NO_CLOCK, ClockWords
from replication.holdings import Holdings
from replication.limits import FULL_HAVE_TICKS, HAVE_HEADS_PAGE, HAVE_ROUNDS_KEPT
from replication.messages import EVERYTHING, Ack, Have, HeadClaim
from replication.peer import Peer, takes_scope
from replication.sending import Outbox

_EVERYTHING = Mark("tell.everything-again")


class Teller:
    """Tells each peer the heads it may not know of, and sees when there is nothing to tell."""

    def __init__(
        self, holdings: Holdings, outbox: Outbox, scopes: tuple[str, ...], author: bytes = b""
    ) -> None:
        """Tell ``holdings``; ``scopes`` are those we take ourselves, ``author`` is us."""
        self._holdings = holdings
        self._outbox = outbox
        self._scopes = scopes
        self._author = author
        self._newest: dict[tuple[str, ...], tuple[StreamId, ...]] = {}
        self._newest_at = -1
        self._digests: dict[tuple[str, ...], bytes] = {}
        self._digests_at = -1

    def digest(self, peer: Peer) -> bytes:
        """Return the digest over what both sides want, as far as we know what the peer wants."""
        if self._digests_at != self._holdings.moves:
            self._digests_at = self._holdings.moves
            self._digests.clear()
        scopes = self._scopes if peer.hello is None else peer.hello.scopes
        digest = self._digests.get(scopes)
        if digest is None:
            digest = self._holdings.shared_digest(self._scopes, scopes)
            self._digests[scopes] = digest
        return digest

    def begin(self, peer: Peer) -> None:
        """Have everything to tell to a peer whose session has just begun, the newest first."""
        peer.news.clear()
        scopes = peer.hello.scopes if peer.hello is not None else (EVERYTHING,)
        peer.backlog, peer.backlog_at = self._newest_first(scopes), 0

    def _newest_first(self, scopes: tuple[str, ...]) -> tuple[StreamId, ...]:
        """Return the streams of these scopes by the time of their heads, ours first among equals.

        Lanes come last: whoever holds nothing yet must know of what they branch off before.
        One list serves all peers that take the same and begin before the next head moves.
        """
        if self._newest_at != self._holdings.moves:
            self._newest_at = self._holdings.moves
            heads = sorted(
                self._holdings.items(),
                key=lambda item: (
                    item[0].is_lane,
                    -item[1].hlc,
                    item[0].author != self._author,
                ),
            )
            self._newest = {(EVERYTHING,): tuple(stream for stream, _ in heads)}
        if scopes not in self._newest:
            everything = self._newest[(EVERYTHING,)]
            self._newest[scopes] = tuple(s for s in everything if takes_scope(scopes, s.scope))
        return self._newest[scopes]

    def compare(self, peer: Peer, digest: bytes) -> bool:
        """Take equal digests for what they mean: the peer holds all that we have news of."""
        if digest != self.digest(peer):
            return False
        if peer.theirs:
            # A claim beyond our head may have overtaken this digest: it stays.
            ahead = {s: n for s, n in peer.theirs.items() if n > self._holdings.sequence(s)}
            peer.theirs = ahead
        peer.level = self._holdings
        peer.told.clear()
        peer.have_sent.clear()
        peer.news.clear()
        peer.backlog, peer.backlog_at = (), 0
        peer.doubted = False
        return True

    def tell(self, peer: Peer, clock: ClockWords = NO_CLOCK) -> int:
        """Tell the heads the peer may not know of; with none, a sign of life and the digest.

        Returns how many heads were told.
        """
        if peer.standby:
            self._outbox.put(peer, Have(0, (), self.digest(peer), *clock))
            return 0
        heads = self._next_page(peer) if peer.news or peer.backlog else ()
        peer.have_round += 1
        if heads:
            peer.have_sent[peer.have_round] = {claim.stream: claim.sequence for claim in heads}
        else:
            peer.doubted = False
        if peer.have_sent:
            peer.have_sent.pop(peer.have_round - HAVE_ROUNDS_KEPT, None)
        self._outbox.put(peer, Have(peer.have_round, heads, self.digest(peer), *clock))
        return len(heads)

    def _next_page(self, peer: Peer) -> tuple[HeadClaim, ...]:
        """Return the heads to tell now: what moved, then what the session began with."""
        heads: list[HeadClaim] = []
        for stream in list(peer.news):
            if len(heads) == HAVE_HEADS_PAGE:
                break
            if self._is_new_to(peer, stream):
                heads.append(self._holdings.claim(stream))
            else:
                del peer.news[stream]
        while peer.backlog_at < len(peer.backlog) and len(heads) < HAVE_HEADS_PAGE:
            stream = peer.backlog[peer.backlog_at]
            peer.backlog_at += 1
            if stream not in peer.news and self._is_new_to(peer, stream):
                peer.news[stream] = None
                heads.append(self._holdings.claim(stream))
        if peer.backlog_at == len(peer.backlog):
            peer.backlog, peer.backlog_at = (), 0
        return tuple(heads)

    def _is_new_to(self, peer: Peer, stream: StreamId) -> bool:
        """Return whether a peer should hear of a stream's head."""
        ours = self._holdings.sequence(stream)
        if peer.told.get(stream, 0) >= ours or not peer.subscribes(stream.scope):
            return False
        # Peers may name the histories of a forked stream otherwise than we do.
        unsure = peer.doubted or peer.differs_in(stream) or self._holdings.is_forked(stream)
        return unsure or peer.holds(stream) < ours

    def on_have(self, peer: Peer, have: Have) -> None:
        """Compare digests; when they stay unlike while nothing moves, tell everything again."""
        if self.compare(peer, have.digest):
            peer.quiet_ticks = 0
            return
        digests = (have.digest, self.digest(peer))
        if digests != peer.last_digests:
            peer.quiet_ticks = 0
            peer.last_digests = digests
            return
        if have.heads:
            # Neither quiet nor a move: a peer that tells all again is not to keep us from it.
            return
        peer.quiet_ticks += 1
        if peer.quiet_ticks >= FULL_HAVE_TICKS:
            peer.quiet_ticks = 0
            _EVERYTHING.hit()
            peer.told.clear()
            peer.doubted = True
            self.begin(peer)

    def on_ack(self, peer: Peer, ack: Ack) -> bool:
        """Note which heads the peer has heard of; returns whether more are to be told at once."""
        heard = peer.have_sent.pop(ack.round, {})
        for stream, sequence in heard.items():
            peer.told[stream] = max(sequence, peer.told.get(stream, 0))
        return bool(heard) and peer.backlog_at < len(peer.backlog)

    def moved(self, peer: Peer, stream: StreamId, before: int) -> None:
        """Note that the head of a stream moved on from ``before``, if the peer takes it at all."""
        if not peer.subscribes(stream.scope):
            return
        if peer.level is not None:
            peer.theirs.setdefault(stream, before)
        peer.news[stream] = None
