"""What this node holds: all heads, kept in memory beside the log, and one digest over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from core.identity import StreamId
from core.log import branching
from core.log.entry import EMPTY_HEAD, Head
from core.log.log_view import LogView
from replication.messages import CHAIN_PREFIX_BYTES, EVERYTHING, HeadClaim
from replication.wire import DIGEST_BYTES


class Holdings:
    """The heads of every stream held.

    The digest is the exclusive-or of one hash a head, so that a head can move without a walk
    over all others. It decides only whether to talk: equality that matters is the chain's.
    One is kept for every scope, so that a till and a hub can compare what both want.
    """

    def __init__(self, heads: dict[StreamId, Head]) -> None:
        """Start from the log's heads."""
        self._heads: dict[StreamId, Head] = {}
        self._digest = 0
        self.moves = 0
        """How often a head moved: equal counts, equal heads."""
        self._scope_digests: dict[str, int] = {}
        self._lanes: dict[StreamId, list[StreamId]] = {}
        self._lanes_of: Counter[bytes] = Counter()
        for stream, head in heads.items():
            self.move(stream, head)

    def move(self, stream: StreamId, head: Head) -> None:
        """Record that a stream is now held up to ``head``."""
        assert head.sequence >= self.sequence(stream), "a version vector never goes back (I4)"
        self.rename(stream, head)

    def rename(self, stream: StreamId, head: Head) -> None:
        """Record that a stream is another history now; what it was is held as a lane."""
        before = self._heads.get(stream)
        change = _hash(stream, head)
        if before is not None:
            change ^= _hash(stream, before)
        elif stream.is_lane:
            self._lanes.setdefault(stream.base, []).append(stream)
            self._lanes_of[stream.author] += 1
        self._heads[stream] = head
        self.moves += 1
        self._digest ^= change
        scope = stream.base_scope
        self._scope_digests[scope] = self._scope_digests.get(scope, 0) ^ change

    def is_other(self, view: LogView, stream: StreamId, head: Head) -> bool:
        """Return whether the log now calls another history by a stream's name."""
        before = self._heads.get(stream)
        if before is None or before == head:
            return False
        goes_back = head.sequence < before.sequence
        return goes_back or view.chain_at(stream, before.sequence) != before.chain

    def family(self, stream: StreamId) -> tuple[StreamId, ...]:
        """Return the base of a stream and every lane of it that is held."""
        base = stream.base
        return (base, *self._lanes.get(base, ()))

    def is_forked(self, stream: StreamId) -> bool:
        """Return whether more than one history of a stream is held."""
        return stream.base in self._lanes

    def lanes(self, stream: StreamId) -> int:
        """Return how many lanes of a stream's base are held."""
        return len(self._lanes.get(stream.base, ()))

    def is_one_too_many(self, stream: StreamId) -> bool:
        """Return whether it is a lane the log would refuse: as many of its author's as are kept."""
        unknown = stream.is_lane and stream not in self._heads
        return unknown and self._lanes_of[stream.author] >= branching.LANES_MAX

    def head(self, stream: StreamId) -> Head:
        """Return the head of a stream, the empty head when nothing is held."""
        return self._heads.get(stream, EMPTY_HEAD)

    def sequence(self, stream: StreamId) -> int:
        """Return the highest sequence held of a stream."""
        return self._heads.get(stream, EMPTY_HEAD).sequence

    def items(self) -> Iterator[tuple[StreamId, Head]]:
        """Yield every stream and its head, in the order they came to be held."""
        return iter(self._heads.items())

    def claim(self, stream: StreamId) -> HeadClaim:
        """Return a head as it is told to peers."""
        head = self.head(stream)
        return HeadClaim(stream, head.sequence, head.chain[:CHAIN_PREFIX_BYTES])

    @property
    def digest(self) -> bytes:
        """The digest over all heads; equal digests mean there is nothing to say."""
        return self._digest.to_bytes(DIGEST_BYTES, "big")

    def shared_digest(self, *subscriptions: tuple[str, ...]) -> bytes:
        """Return the digest over the scopes that every one of ``subscriptions`` takes."""
        named = [set(scopes) for scopes in subscriptions if EVERYTHING not in scopes]
        if not named:
            return self.digest
        digest = 0
        for scope in set.intersection(*named):
            digest ^= self._scope_digests.get(scope, 0)
        return digest.to_bytes(DIGEST_BYTES, "big")

    @property
    def events(self) -> int:
        """How many events are held in all."""
        return sum(head.sequence + 1 - stream.start for stream, head in self._heads.items())


def _hash(stream: StreamId, head: Head) -> int:
    data = stream.to_bytes() + head.sequence.to_bytes(8, "big") + head.chain
    return int.from_bytes(sha256(data).digest()[:DIGEST_BYTES], "big")
