"""Telling peers how far we are: only what moved, until they say that they heard it."""

from __future__ import annotations

from core.identity import StreamId
from core.marks import Mark
from replication.holdings import Holdings
from replication.limits import FULL_HAVE_TICKS, HAVE_HEADS_MAX, HAVE_ROUNDS_KEPT
from replication.messages import Ack, Have, HeadClaim
from replication.peer import Peer
from replication.sending import Outbox

_EVERYTHING = Mark("tell.everything-again")


class Teller:
    """Tells each peer the heads it may not know of, and sees when there is nothing to tell."""

    def __init__(self, holdings: Holdings, outbox: Outbox, scopes: tuple[str, ...]) -> None:
        """Tell ``holdings``; ``scopes`` are those we take ourselves."""
        self._holdings = holdings
        self._outbox = outbox
        self._scopes = scopes

    def digest(self, peer: Peer) -> bytes:
        """Return the digest over what both sides want, as far as we know what the peer wants."""
        if peer.hello is None:
            return self._holdings.shared_digest(self._scopes)
        return self._holdings.shared_digest(self._scopes, peer.hello.scopes)

    def begin(self, peer: Peer) -> None:
        """Have everything to tell to a peer whose session has just begun."""
        peer.news = {stream: None for stream, _ in self._holdings.items()}

    def compare(self, peer: Peer, digest: bytes) -> bool:
        """Take equal digests for what they mean: the peer holds all that we have news of."""
        if digest != self.digest(peer):
            return False
        for stream in peer.news:
            peer.heard_of(stream, self._holdings.sequence(stream))
        peer.news.clear()
        peer.doubted = False
        return True

    def tell(self, peer: Peer) -> None:
        """Tell the heads the peer may not know of; with none, a sign of life and the digest."""
        if peer.standby:
            self._outbox.put(peer, Have(0, (), self.digest(peer)))
            return
        heads: list[HeadClaim] = []
        for stream in list(peer.news):
            if len(heads) == HAVE_HEADS_MAX:
                break
            known = peer.told.get(stream, 0)
            if not peer.doubted and not peer.differs_in(stream):
                known = max(known, peer.holds(stream))
            if known >= self._holdings.sequence(stream) or not peer.subscribes(stream.scope):
                del peer.news[stream]
            else:
                heads.append(self._holdings.claim(stream))
        peer.doubted = peer.doubted and bool(heads)
        peer.have_round += 1
        peer.have_sent[peer.have_round] = {claim.stream: claim.sequence for claim in heads}
        peer.have_sent.pop(peer.have_round - HAVE_ROUNDS_KEPT, None)
        self._outbox.put(peer, Have(peer.have_round, tuple(heads), self.digest(peer)))

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
        peer.quiet_ticks += 1
        if peer.quiet_ticks >= FULL_HAVE_TICKS:
            peer.quiet_ticks = 0
            _EVERYTHING.hit()
            peer.told.clear()
            peer.doubted = True
            self.begin(peer)

    def on_ack(self, peer: Peer, ack: Ack) -> None:
        """Note which heads the peer has heard of."""
        for stream, sequence in peer.have_sent.pop(ack.round, {}).items():
            peer.told[stream] = max(sequence, peer.told.get(stream, 0))

    def moved(self, peer: Peer, stream: StreamId) -> None:
        """Note that the head of a stream moved."""
        peer.news[stream] = None
