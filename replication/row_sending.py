"""Sending stock rows: what changed since the peer last had it, one message at a time."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator

from core.crdt.row_delta import NO_POINT, RowBook, RowDelta, RowPoint
from core.identity import StreamId
from core.marks import Mark
from replication.holdings import Holdings
from replication.limits import (
    PEER_STREAMS_MAX,
    ROWS_BYTES_MAX,
    ROWS_CACHE,
    ROWS_CACHED_MAX,
    ROWS_EVENTS_MAX,
    ROWS_PATIENCE_TICKS,
)
from replication.messages import Rows, RowsAck, RowsWant
from replication.notices import Misbehaved, Notice
from replication.peer import Peer
from replication.sending import Outbox

_AGAIN = Mark("rows.sent-again")

DELTA_BYTES = 64
"""What a delta takes beside its rows, about: its stream and four numbers."""


class RowReach:
    """Of each stream, how far its rows are known, and in which order they moved."""

    def __init__(self, book: RowBook, holdings: Holdings) -> None:
        """Start from what the log holds and what peers have told."""
        self._holdings = holdings
        self._told = {stream: known.through for stream, known in book.told().items()}
        self._told_lanes = book.told_lanes()
        self._moves: dict[StreamId, int] = {}
        """The number of each stream's last move; the last that moved stands last."""
        self._names: dict[StreamId, StreamId] = {}
        self.last_move = 0
        streams = dict.fromkeys(stream for stream, _ in holdings.items())
        for stream in {**streams, **dict.fromkeys(self._told)}:
            self.moved(stream)

    def point(self, stream: StreamId) -> RowPoint:
        """Return how far the rows of a stream are known, by the log or by who knows more lanes."""
        lanes, told_lanes = self._holdings.lanes(stream), self._told_lanes.get(stream.base, 0)
        told = self._told.get(stream, 0) if told_lanes >= lanes else 0
        held = self._holdings.sequence(stream) if lanes >= told_lanes else 0
        return RowPoint(max(lanes, told_lanes), max(held, told))

    def streams(self) -> Iterator[StreamId]:
        """Yield every stream of which rows may be known, the one that moved last at the end."""
        return iter(self._moves)

    def same(self, stream: StreamId) -> StreamId:
        """Return our own object for a stream a peer named: a thousand peers name each of them."""
        return self._names.get(stream, stream)

    def moved(self, stream: StreamId) -> None:
        """Note that more of a stream's rows is known; with a new lane, all of its base's anew."""
        if stream.is_lane and stream not in self._moves:
            for one in self._holdings.family(stream):
                if one in self._moves:
                    self._move(one)
        self._move(stream)

    def _move(self, stream: StreamId) -> None:
        self.last_move += 1
        stream = self._names.setdefault(stream, stream)
        self._moves.pop(stream, None)
        self._moves[stream] = self.last_move

    def told(self, stream: StreamId, point: RowPoint) -> None:
        """Note that a peer told rows up to a point."""
        base, known = stream.base, self._told_lanes.get(stream.base, 0)
        if point.lanes < known:
            return
        if point.lanes > known:
            for one in [one for one in self._told if one.base == base]:
                del self._told[one]
            self._told_lanes[base] = point.lanes
        self._told[stream] = max(point.through, self._told.get(stream, 0))
        self.moved(stream)

    def moved_since(self, move: int) -> list[StreamId]:
        """Return the streams that moved after a move, in that order."""
        found: list[StreamId] = []
        for stream, number in reversed(self._moves.items()):
            if number <= move:
                break
            found.append(stream)
        return found[::-1]


class RowSender:
    """Sends each peer the rows it ordered: of scopes it does not take, each row once."""

    def __init__(
        self, book: RowBook, reach: RowReach, outbox: Outbox, notices: deque[Notice]
    ) -> None:
        """Send from ``book``, of which ``reach`` knows how far it goes."""
        self._book = book
        self._reach = reach
        self._outbox = outbox
        self._notices = notices
        self._cache: OrderedDict[tuple[StreamId, int, int], RowDelta] = OrderedDict()

    def on_want(self, peer: Peer, want: RowsWant) -> None:
        """Begin or end an order; round 0 only says what need not be sent."""
        link = peer.rows
        before = 0 if want.round else len(link.held)
        if before + len(want.held) > PEER_STREAMS_MAX:
            self._notices.append(Misbehaved(peer.link, "It tells of more streams than can be."))
            return
        if want.round:
            link.wanted = want.wanted
            link.on_the_way = None
            link.held = {}
            link.due.clear()
            link.seen = 0
            self._outbox.put(peer, RowsAck(want.round))
        for stream, point in want.held:
            link.heard_of(self._reach.same(stream), point)
        if want.round and want.wanted and link.prompt:
            link.prompt = False
            self._look(peer)

    def on_ack(self, peer: Peer, round_number: int) -> None:
        """Note what has arrived, and send what is left of what was to be sent."""
        link = peer.rows
        sent = link.on_the_way
        if sent is None or sent.round != round_number:
            return
        link.on_the_way = None
        for delta in sent.deltas:
            link.heard_of(delta.stream, delta.point)
        self._send(peer)

    def tick(self, peer: Peer) -> None:
        """Send what moved since the last look, or what was lost again."""
        link = peer.rows
        if not link.wanted:
            return
        link.prompt = True
        link.sent_ticks += 1
        if link.on_the_way is None:
            self._look(peer)
        elif link.sent_ticks >= ROWS_PATIENCE_TICKS:
            _AGAIN.hit()
            link.sent_ticks = 0
            self._outbox.put(peer, link.on_the_way)

    def _look(self, peer: Peer) -> None:
        link = peer.rows
        if link.seen == self._reach.last_move and not link.due:
            return
        for stream in self._reach.moved_since(link.seen):
            if not peer.subscribes(stream.scope):
                link.due[stream] = None
        link.seen = self._reach.last_move
        self._send(peer)

    def _send(self, peer: Peer) -> None:
        """Send one message of rows, unless there is nothing or one is on its way."""
        link = peer.rows
        if link.on_the_way is not None or not link.wanted or not peer.talking:
            return
        deltas: list[RowDelta] = []
        again: list[StreamId] = []
        left_bytes, left_events = ROWS_BYTES_MAX, ROWS_EVENTS_MAX
        while link.due and left_bytes > 0 and left_events > 0:
            stream = next(iter(link.due))
            del link.due[stream]
            delta = self._delta(peer, stream, left_bytes)
            if delta is None:
                continue
            deltas.append(delta)
            left_bytes -= DELTA_BYTES + sum(len(key) + 16 for key, _ in delta.rows)
            left_events -= delta.upto - delta.after
            if delta.point < self._reach.point(stream):
                again.append(stream)
        # Behind the others: whoever is far behind in one stream hears of all.
        link.due.update(dict.fromkeys(again))
        if deltas:
            link.on_the_way = Rows(link.next_round(), tuple(deltas))
            link.sent_ticks = 0
            self._outbox.put(peer, link.on_the_way)

    def _delta(self, peer: Peer, stream: StreamId, bytes_max: int) -> RowDelta | None:
        held, known = peer.rows.held.get(stream, NO_POINT), self._reach.point(stream)
        if stream.author == peer.author or held >= known:
            return None
        after = held.through if held.lanes == known.lanes else 0
        key = (stream, known.lanes, after)
        cached = self._cache.get(key)
        if cached is not None and cached.point == known:
            return cached
        delta = self._book.delta(stream, after, bytes_max)
        if delta is not None and delta.point == known and len(delta.rows) <= ROWS_CACHED_MAX:
            self._cache[key] = delta
            if len(self._cache) > ROWS_CACHE:
                self._cache.popitem(last=False)
        return delta
