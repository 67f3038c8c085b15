"""Finding where a peer's history of a stream parts from ours, and fetching what follows.

A peer's head, or a batch that continues nothing of ours, shows that it holds another history.
We ask for its chain hash at so many sequences a round until the two that lie side by side are
found, the last in common and the first that differs; then we order what follows the former.
What comes is sealed by its author and finds its place in the log. Of a stream only one peer is
searched at a time: what it brings mostly answers for the others, who wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from core.errors import RemoteError
from core.identity import StreamId
from core.log.event_log import EventLog
from core.log.log_view import LogView
from core.log.offer import Offer
from replication.holdings import Holdings
from replication.limits import (
    FORK_FAULTS_MAX,
    FORK_ROUNDS_MAX,
    FORK_TRIES_MAX,
    FORK_WAITING_MAX,
    PATIENCE_S,
    WINDOW_BYTES,
)
from replication.messages import (
    CHAIN_PREFIX_BYTES,
    Batch,
    ForkAsk,
    ForkTell,
    HeadClaim,
    Message,
    Want,
)
from replication.notices import Misbehaved, Notice
from replication.own_streams import NOT_SEALED, held_now, is_ours, proved
from replication.peer import Peer
from replication.search import Search
from replication.sending import Outbox


class _Doubt(NamedTuple):
    high: int
    reach: int
    chain_prefix: bytes
    reason: str
    low: int = 0
    """How far it is believed to be ours; all of it when the peer is only ahead of us."""


class ForkFinder:
    """Searches every peer that holds another history, one peer a stream at a time."""

    def __init__(
        self,
        log: EventLog,
        holdings: Holdings,
        outbox: Outbox,
        notices: deque[Notice],
        peers: Mapping[bytes, Peer],
    ) -> None:
        """Compare ``log`` with ``peers``."""
        self._log = log
        self._holdings = holdings
        self._outbox = outbox
        self._notices = notices
        self._peers = peers
        self._busy: dict[StreamId, tuple[bytes, StreamId]] = {}
        """Of each base that is searched, on which link, and what the peer calls the stream."""
        self._waiting: dict[StreamId, dict[tuple[bytes, StreamId], _Doubt]] = {}

    # --- what begins a search -----------------------------------------------------------

    def unknown(self, claims: list[HeadClaim]) -> list[HeadClaim]:
        """Return the heads that are in no history we hold."""
        with self._log.read() as view:
            return [claim for claim in claims if not _is_held(view, claim)]

    def differs(self, peer: Peer, claim: HeadClaim, now: float) -> None:
        """Search a peer whose head, at or below ours, is of another history."""
        doubt = _Doubt(claim.sequence, claim.sequence, claim.chain_prefix, "")
        self._doubt(peer, claim.stream, doubt, now)

    def does_not_follow(self, peer: Peer, batch: Batch, reason: str, now: float) -> None:
        """Search a peer whose batch continues nothing of ours."""
        reach = max(peer.holds(batch.stream), batch.first)
        self._doubt(peer, batch.stream, _Doubt(batch.first - 1, reach, b"", reason), now)

    def own_is_ahead(self, peer: Peer, claim: HeadClaim, now: float) -> None:
        """Have a peer prove that it holds more of our own stream than we do."""
        stream, held = claim.stream, held_now(self._log, claim.stream)
        if claim.sequence > held and not peer.differs_in(stream):
            doubt = _Doubt(held, claim.sequence, claim.chain_prefix, "", low=held)
            self._search(peer, stream, doubt, now)

    def _doubt(self, peer: Peer, stream: StreamId, doubt: _Doubt, now: float) -> None:
        if peer.differs_in(stream) or stream in peer.unwelcome or doubt.high < 1:
            return
        for one in self._holdings.family(stream):
            peer.news[one] = None  # so that the peer can find out as well
        self._search(peer, stream, doubt, now)

    def _search(self, peer: Peer, stream: StreamId, doubt: _Doubt, now: float) -> None:
        """Begin a search, or have it wait for its turn: nobody keeps another from being heard."""
        if stream.base in self._busy:
            waiting = self._waiting.setdefault(stream.base, {})
            if len(waiting) < FORK_WAITING_MAX:
                waiting[(peer.link, stream)] = doubt
            return
        self._busy[stream.base] = (peer.link, stream)
        ahead = doubt.low == doubt.high
        search = Search(doubt.high, doubt.reach, now, doubt.reason, doubt.low, ahead)
        peer.searches[stream] = search
        self._say(peer, stream, search)

    # --- the exchange -------------------------------------------------------------------

    def _say(self, peer: Peer, stream: StreamId, search: Search) -> None:
        if search.fetching:
            self._outbox.put(peer, Want(((stream, search.low),), WINDOW_BYTES))
            return
        self._outbox.put(peer, ForkAsk(stream, search.probes()))

    def receive(self, peer: Peer, message: Message, now: float) -> None:
        """Take in a question or an answer, and let every other message pass."""
        if isinstance(message, ForkAsk):
            self._on_ask(peer, message)
        elif isinstance(message, ForkTell):
            self._on_tell(peer, message, now)

    def _on_ask(self, peer: Peer, ask: ForkAsk) -> None:
        """Tell our chain hashes of a stream, at those of the sequences that we hold."""
        reach = self._holdings.sequence(ask.stream)
        if not peer.subscribes(ask.stream.scope):
            return
        with self._log.read() as view:
            chains = tuple(
                (sequence, view.chain_at(ask.stream, sequence)[:CHAIN_PREFIX_BYTES])
                for sequence in ask.sequences
                if 0 < sequence <= reach
            )
        self._outbox.put(peer, ForkTell(ask.stream, chains))

    def _on_tell(self, peer: Peer, tell: ForkTell, now: float) -> None:
        """Come closer to the sequence at which the histories part, or order what follows it."""
        stream, search = tell.stream, peer.searches.get(tell.stream)
        if search is None or search.fetching:
            return
        search.rounds += 1
        with self._log.read() as view:
            narrower = search.narrow(
                tell.chains, lambda *told: _is_held(view, HeadClaim(stream, *told))
            )
        if not narrower or search.rounds > FORK_ROUNDS_MAX:
            # It holds less than it did: named otherwise, perhaps, and its next HAVE says how.
            self._end(peer, stream, now)
            return
        search.asked_s, search.tries = now, 0
        if search.low >= search.high:
            self._end(peer, stream, now, fault=search.reason)
            return
        search.fetching = search.low + 1 == search.high
        self._say(peer, stream, search)

    # --- what comes of it ---------------------------------------------------------------

    def brought(self, peer: Peer, stream: StreamId, last: int, now: float) -> bool:
        """Note how far what was ordered has come; False when nothing was."""
        search = peer.searches.get(stream)
        if search is None:
            return False
        if search.fetching:
            search.low, search.asked_s, search.tries = max(search.low, last), now, 0
            if search.low >= search.reach:
                self._end(peer, stream, now)
        return True

    def was_refused(self, peer: Peer, batch: Batch, reason: str, now: float) -> bool:
        """Take a batch that could not be taken for an answer; False when none was awaited."""
        search = peer.searches.get(batch.stream)
        if search is None:
            return False
        if search.fetching and batch.first == search.low + 1:
            self._end(peer, batch.stream, now, fault=reason)
        return True

    def on_own_batch(self, peer: Peer, batch: Batch, now: float) -> None:
        """See whether a peer can prove that another copy of us has written."""
        search = peer.searches.get(batch.stream)
        if search is None or not search.fetching:
            return
        try:
            placement = self._log.place(Offer(*batch))
        except RemoteError as error:
            self._end(peer, batch.stream, now, fault=str(error))
            return
        if placement is None:
            reason = NOT_SEALED.format(stream=batch.stream)
            if batch.first != search.low + 1:
                return
            held = self._holdings.sequence(batch.stream)
            if search.reason or search.low != held or not held:
                self._end(peer, batch.stream, now, fault=reason)
                return
            # It does not follow our head: perhaps it parts from our history before.
            peer.searches[batch.stream] = Search(held, search.reach, now, reason)
            self._say(peer, batch.stream, peer.searches[batch.stream])
        elif not placement.entries:
            self.brought(peer, batch.stream, placement.last.sequence, now)
        else:
            self._notices.append(proved(self._log, placement, peer.link))
            peer.quarantine(batch.stream, batch.first)  # it is proved, once a session
            self._end(peer, batch.stream, now)

    def _end(self, peer: Peer, stream: StreamId, now: float, *, fault: str = "") -> None:
        """End a search and begin that of the next who waits."""
        peer.searches.pop(stream, None)
        if fault:
            peer.faults[stream] = peer.faults.get(stream, 0) + 1
        if peer.faults.get(stream, 0) > FORK_FAULTS_MAX:
            self._notices.append(Misbehaved(peer.link, fault))
            peer.quarantine(stream, peer.holds(stream))
        if self._busy.get(stream.base) == (peer.link, stream):
            del self._busy[stream.base]
            self._next(stream.base, now)

    def _next(self, base: StreamId, now: float) -> None:
        waiting = self._waiting.pop(base, {})
        while waiting and base not in self._busy:
            (link, stream), doubt = next(iter(waiting.items()))
            del waiting[(link, stream)]
            peer = self._peers.get(link)
            if peer is None or not peer.talking:
                continue
            claim = HeadClaim(stream, doubt.reach, doubt.chain_prefix)
            if is_ours(self._log, stream) and doubt.low == doubt.high:
                self.own_is_ahead(peer, claim, now)
            elif doubt.reason or self.unknown([claim._replace(sequence=doubt.high)]):
                self._doubt(peer, stream, doubt, now)
        if waiting:
            self._waiting[base] = waiting

    def give_up(self, peer: Peer, stream: StreamId, now: float) -> None:
        """End a search in vain, if there is one.

        The peer has come to hold a lane, so that what it was asked meant other histories; or
        what it brings is not admitted.
        """
        if stream in peer.searches:
            self._end(peer, stream, now)

    def peer_gone(self, peer: Peer) -> None:
        """Forget what a peer was to answer."""
        for waiting in self._waiting.values():
            for key in [key for key in waiting if key[0] == peer.link]:
                del waiting[key]
        peer.searches.clear()
        for base in [base for base, (link, _) in self._busy.items() if link == peer.link]:
            del self._busy[base]

    def tick(self, now: float) -> None:
        """Ask again where nothing came, and give up where nothing ever does."""
        if not self._busy and not self._waiting:
            return
        for link, stream in list(self._busy.values()):
            peer = self._peers.get(link)
            search = None if peer is None else peer.searches.get(stream)
            if peer is None or search is None:
                self._busy.pop(stream.base, None)
            elif now - search.asked_s > PATIENCE_S:
                search.asked_s, search.tries = now, search.tries + 1
                if search.tries > FORK_TRIES_MAX:
                    self._end(peer, stream, now)
                else:
                    self._say(peer, stream, search)
        for base in [base for base in self._waiting if base not in self._busy]:
            self._next(base, now)


def _is_held(view: LogView, claim: HeadClaim) -> bool:
    """Return whether a head is in a history we hold, under whatever name."""
    if claim.sequence < 1:
        return True
    if view.head(claim.stream).sequence >= claim.sequence:
        chain = view.chain_at(claim.stream, claim.sequence)
        if chain[:CHAIN_PREFIX_BYTES] == claim.chain_prefix:
            return True
    chains = view.holders(claim.stream, claim.sequence)
    return any(chain[:CHAIN_PREFIX_BYTES] == claim.chain_prefix for chain in chains)
