"""Stock rows of scopes a node does not take: whom to ask for them, and taking them in.

A node that does not take everything orders, from a peer, the rows of all it does not take; the
peer sends what changed, one message at a time (:mod:`replication.row_sending`). Whatever is
lost is said again, and whatever comes twice joins to the same rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress

from core.crdt.row_delta import RowBook, RowDelta, RowPoint
from core.errors import RemoteError, StorageError
from core.identity import StreamId
from core.marks import Mark
from replication.gate import Gate
from replication.holdings import Holdings
from replication.limits import (
    HAVE_HEADS_MAX,
    ROWS_PATIENCE_TICKS,
    ROWS_SILENCE_TICKS,
    ROWS_SILENCE_TICKS_MAX,
)
from replication.messages import EVERYTHING, Message, Rows, RowsAck, RowsWant
from replication.notices import Misbehaved, Notice
from replication.peer import Peer, takes_scope
from replication.row_sending import RowReach, RowSender
from replication.sending import Outbox

_UNWELCOME = Mark("rows.not-admitted")
_GAP = Mark("rows.gap")
_REFUSED = Mark("rows.refused")
_UNHEARD = Mark("rows.order-unheard")
_DROPPED = Mark("rows.dropped")
_AFTER_SILENCE = Mark("rows.told-after-silence")


class RowTalk:
    """One node's side of the talk about stock rows, with all its peers."""

    def __init__(
        self,
        book: RowBook,
        holdings: Holdings,
        outbox: Outbox,
        notices: deque[Notice],
        peers: Mapping[bytes, Peer],
        scopes: tuple[str, ...],
        gate: Gate,
    ) -> None:
        """Tell and take rows of ``book``; ``scopes`` are those whose streams we take.

        Of streams that ``gate`` does not admit no rows are taken.
        """
        self._gate = gate
        self._book = book
        self._outbox = outbox
        self._notices = notices
        self._peers = peers
        self._scopes = scopes
        lanes = book.told_lanes()
        for stream, known in book.told().items():
            told, held = lanes.get(stream.base, 0), holdings.lanes(stream)
            whole = told > held or holdings.sequence(stream) >= known.through
            if told < held or (takes_scope(scopes, stream.scope) and whole):
                # Subscribed to since: our own inventory says all that peers told, and more, or
                # will. A full disk keeps it, and that does no harm.
                _DROPPED.hit()
                with suppress(StorageError):
                    book.drop(stream)
        self.reach = RowReach(book, holdings)
        self._sender = RowSender(book, self.reach, outbox, notices)

    def moved(self, stream: StreamId) -> None:
        """Learn that the log holds more of a stream."""
        self.reach.moved(stream)

    def tick(self, peer: Peer) -> None:
        """See that our order stands where it should, and send what the peer ordered."""
        if peer.up and peer.talking:
            self._ask(peer)
            self._sender.tick(peer)

    def receive(self, peer: Peer, message: Message) -> None:
        """Take in one of the rows' messages, and let every other pass.

        Raises :class:`core.errors.StorageError` when our own disk refuses to write.
        """
        match message:
            case RowsWant():
                self._sender.on_want(peer, message)
            case Rows():
                self._on_rows(peer, message)
            case RowsAck(round_number):
                if round_number == peer.rows.ask_round:
                    peer.rows.ask_round = 0
                else:
                    self._sender.on_ack(peer, round_number)

    # --- asking -----------------------------------------------------------------------

    def _is_source(self, peer: Peer) -> bool:
        """Return whether a peer should bring us rows: a hub that takes everything, or everybody.

        Of several such hubs, the one whose author is least: what they would bring is the same.
        A till that takes everything may be linked to few, so it is no reason to ask nobody else.
        """
        if EVERYTHING in self._scopes or peer.rows.refused:
            return False
        ours = (peer.author, peer.link)
        found = False
        for other in self._peers.values():
            if other.is_whole_hub and other.up and other.talking and not other.rows.refused:
                if (other.author, other.link) < ours:
                    return False
                found = True
        return not found or peer.is_whole_hub

    def _ask(self, peer: Peer) -> None:
        """Order rows, or end the order; again when it was not heard, or may be forgotten."""
        link = peer.rows
        wanted = self._is_source(peer)
        link.ask_ticks += 1
        unheard = bool(link.ask_round) and link.ask_ticks >= ROWS_PATIENCE_TICKS
        silent = wanted and link.ask_ticks >= link.silence_ticks
        if wanted == link.asked and not unheard and not link.gap and not silent:
            return
        if unheard:
            _UNHEARD.hit()
        if silent:
            link.silence_ticks = min(2 * link.silence_ticks, ROWS_SILENCE_TICKS_MAX)
            link.doubted = link.asked and not (unheard or link.gap)
        link.asked, link.gap, link.ask_ticks = wanted, False, 0
        link.ask_round = link.next_round()
        held = self._foreign() if wanted else []
        self._outbox.put(peer, RowsWant(link.ask_round, wanted, tuple(held[:HAVE_HEADS_MAX])))
        for at in range(HAVE_HEADS_MAX, len(held), HAVE_HEADS_MAX):
            self._outbox.put(peer, RowsWant(0, wanted, tuple(held[at : at + HAVE_HEADS_MAX])))

    def _foreign(self) -> list[tuple[StreamId, RowPoint]]:
        return [
            (stream, self.reach.point(stream))
            for stream in self.reach.streams()
            if not takes_scope(self._scopes, stream.scope)
        ]

    def reconsider(self) -> None:
        """Members came or went: order anew where rows were not taken."""
        for peer in self._peers.values():
            peer.rows.gap = peer.rows.gap or peer.rows.unwelcome
            peer.rows.unwelcome = False

    # --- taking in --------------------------------------------------------------------

    def _on_rows(self, peer: Peer, message: Rows) -> None:
        """Join what is new; what begins after what we hold is ordered again."""
        link = peer.rows
        if link.refused:
            return
        link.ask_ticks, link.silence_ticks = 0, ROWS_SILENCE_TICKS
        new: list[RowDelta] = []
        for delta in message.deltas:
            held = self.reach.point(delta.stream)
            if takes_scope(self._scopes, delta.stream.scope) or delta.point <= held:
                continue
            if delta.upto > self._gate.reach(delta.stream):
                _UNWELCOME.hit()
                # Nobody's fault: the certificate may still be on its way.
                link.unwelcome = True
            elif delta.after > (held.through if held.lanes == delta.lanes else 0):
                _GAP.hit()
                link.gap = True
            else:
                new.append(delta)
        try:
            if new:
                self._book.take(new)
        except RemoteError as error:
            _REFUSED.hit()
            link.refused = True
            self._notices.append(Misbehaved(peer.link, str(error)))
            return
        for delta in message.deltas:
            link.heard_of(delta.stream, delta.point)
        for delta in new:
            self.reach.told(delta.stream, delta.point)
        self._outbox.put(peer, RowsAck(message.round))
        if new:
            if link.doubted:
                _AFTER_SILENCE.hit()
            self._spare(peer, new)
        link.doubted = False

    def _spare(self, peer: Peer, new: list[RowDelta]) -> None:
        """Let the other sources know what they need not send any more."""
        held = tuple((delta.stream, self.reach.point(delta.stream)) for delta in new)
        for other in self._peers.values():
            if other is not peer and other.rows.asked and other.up and other.talking:
                self._outbox.put(other, RowsWant(0, True, held))
