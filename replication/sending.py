"""Serving peers: their standing orders, within the credit they gave."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.log_view import LogView, SealedSegment
from core.log.segment import SEGMENT_BYTES
from core.marks import Mark
from replication.holdings import Holdings
from replication.limits import RENEW_S, SEGMENT_CACHE, WINDOW_BYTES
from replication.messages import Ack, Batch, Message, Presync, Stop, Want
from replication.peer import Peer
from replication.wire import encode

_ORDERED_AGAIN = Mark("send.ordered-again")
_WINDOW = Mark("send.window-full")

EVENT_BYTES_ESTIMATE = 120
"""What an event takes on the wire, about, before a measurement says better: five lines sold."""


FULL_SEGMENT_BYTES = SEGMENT_BYTES // 8
"""A segment that is compressed to more than this is full: better than eightfold is rare, and
where it happens the segment is made again for each peer."""


class Outbox:
    """Messages waiting for the transport, in order."""

    def __init__(self) -> None:
        """Start empty."""
        self.waiting: list[tuple[bytes, bytes]] = []
        """Every (link, message bytes) to send."""
        self.bytes_sent = 0

    def put(self, peer: Peer, message: Message) -> int:
        """Encode a message for a peer and return its length in bytes."""
        data = encode(message)
        size = len(data)
        self.bytes_sent += size
        peer.bytes_sent += size
        self.waiting.append((peer.link, data))
        return size

    def drain(self) -> list[tuple[bytes, bytes]]:
        """Return every (link, message bytes) waiting, and wait for none."""
        drained, self.waiting = self.waiting, []
        return drained


class Sender:
    """Sends what peers ordered, one segment of each stream in turn."""

    def __init__(self, log: EventLog, holdings: Holdings, outbox: Outbox) -> None:
        """Serve from ``log``, whose heads are ``holdings``."""
        self._log = log
        self._holdings = holdings
        self._outbox = outbox
        self._cache: OrderedDict[tuple[StreamId, int], SealedSegment] = OrderedDict()
        self._waiting: set[bytes] = set()
        """The links on which something may be due: of a thousand peers, a few."""

    def on_want(self, peer: Peer, want: Want, now: float) -> None:
        """Take standing orders; one that is repeated renews the credit, now and then."""
        to_come = 0
        for stream, after in want.ranges:
            if peer.subscribes(stream.scope) and peer.may_order(stream):
                if after <= peer.orders.get(stream, -1) and now >= peer.renewed_s + RENEW_S:
                    _ORDERED_AGAIN.hit()
                    # Asked again for what we sent: whatever was on its way is lost.
                    peer.in_flight_bytes, peer.renewed_s = 0, now
                self._order(peer, stream, after)
                peer.heard_of(stream, after)
                before = max(after, stream.start - 1)
                to_come += max(0, self._holdings.sequence(stream) - before)
        peer.window_bytes = min(want.credit_bytes, WINDOW_BYTES)
        if to_come:
            self._outbox.put(peer, Presync(to_come, to_come * EVENT_BYTES_ESTIMATE))

    def _order(self, peer: Peer, stream: StreamId, after: int) -> None:
        peer.orders[stream] = after
        if self._holdings.sequence(stream) > after:
            self._is_due(peer, stream)

    def _is_due(self, peer: Peer, stream: StreamId) -> None:
        peer.due[stream] = None
        self._waiting.add(peer.link)

    def on_ack(self, peer: Peer, ack: Ack) -> None:
        """Give credit back and skip what the peer got elsewhere."""
        peer.in_flight_bytes = max(0, peer.in_flight_bytes - ack.bytes_taken)
        for stream, sequence in ack.heads:
            peer.heard_of(stream, sequence)
            if peer.orders.get(stream, sequence) < sequence:
                peer.orders[stream] = sequence

    def peer_gone(self, peer: Peer) -> None:
        """End every order of a peer that went silent: it forgot its source as well."""
        peer.orders.clear()
        peer.due.clear()
        peer.in_flight_bytes = 0

    def on_stop(self, peer: Peer, stop: Stop) -> None:
        """End orders."""
        for stream in stop.streams:
            peer.orders.pop(stream, None)
            peer.due.pop(stream, None)

    def moved(self, peer: Peer, stream: StreamId, before: int, *, ours: bool) -> None:
        """Note that a stream grew from ``before``: push it to whom it is ordered by.

        Our own events go at once to every peer that was level with us, ordered or not.
        """
        if not peer.subscribes(stream.scope):
            return
        if stream in peer.orders:
            self._is_due(peer, stream)
        elif ours and peer.talking and peer.up and peer.holds(stream) == before:
            self._order(peer, stream, before)

    def forget(self, stream: StreamId) -> None:
        """Forget the segments of a stream that is another history now."""
        for key in [key for key in self._cache if key[0] == stream]:
            del self._cache[key]

    @property
    def has_work(self) -> bool:
        """Whether something may be due to some peer."""
        return bool(self._waiting)

    def pump(self, peers: Mapping[bytes, Peer]) -> None:
        """Send what is due to each peer as far as its credit goes."""
        if not self._waiting:
            return
        waiting = [peer for link, peer in peers.items() if link in self._waiting]
        with self._log.read() as view:
            for peer in waiting:
                while peer.due and peer.talking and peer.up and self._send_one(view, peer):
                    pass
        self._waiting = {peer.link for peer in waiting if peer.due}

    def _send_one(self, view: LogView, peer: Peer) -> bool:
        """Send one segment of the stream whose turn it is; False when the credit is used up."""
        stream = next(iter(peer.due))
        # Whoever gives a part of the usual credit gets segments of that part's length.
        bytes_max = SEGMENT_BYTES * peer.window_bytes // WINDOW_BYTES
        segment = self._segment(view, stream, peer.orders[stream], bytes_max)
        if segment is None:
            del peer.due[stream]
            return True
        size = len(segment.data)
        if peer.in_flight_bytes and peer.in_flight_bytes + size > peer.window_bytes:
            _WINDOW.hit()
            return False
        # Whoever can take a segment that is not the first has the author's key since that one.
        public_key = segment.public_key if segment.first == 1 else b""
        batch = Batch(stream, segment.first, segment.data, segment.seal, public_key)
        self._outbox.put(peer, batch)
        peer.in_flight_bytes += size
        peer.orders[stream] = segment.last
        del peer.due[stream]
        if segment.last < self._holdings.sequence(stream):
            peer.due[stream] = None
        return True

    def _segment(
        self, view: LogView, stream: StreamId, after: int, bytes_max: int
    ) -> SealedSegment | None:
        """Return the segment after ``after``, from the cache when it is as long as it can be."""
        head = self._holdings.sequence(stream)
        if after >= head:
            return None
        if bytes_max < SEGMENT_BYTES:
            return view.segment(stream, after, bytes_max=bytes_max)
        cached = self._cache.get((stream, after))
        if cached is not None and (cached.last == head or len(cached.data) > FULL_SEGMENT_BYTES):
            return cached
        segment = view.segment(stream, after)
        if segment is not None:
            self._cache[(stream, after)] = segment
            if len(self._cache) > SEGMENT_CACHE:
                self._cache.popitem(last=False)
        return segment
