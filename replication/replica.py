"""The replica: one node's side of the protocol, without sockets, clocks or dice.

Bytes and the time go in, bytes and notices come out. After every input the transport's pump
sends :meth:`Replica.messages_to_send` and comes back at :meth:`Replica.next_timer`. The
simulator and the ZeroMQ runner drive the very same object.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass

from core.errors import MalformedError
from core.identity import StreamId
from core.log.event_log import EventLog, Ingested
from replication.holdings import Holdings
from replication.limits import DOWN_AFTER_S, FULL_HAVE_TICKS, PROTOCOL_VERSION, TICK_JITTER, TICK_S
from replication.messages import EVERYTHING, Ack, Batch, Have, Hello, Presync, Stop, Want
from replication.notices import Misbehaved, Notice, PeerDown, PeerUp, ToCome
from replication.peer import Peer, choose_link
from replication.receiving import Receiver
from replication.sending import Outbox, Sender
from replication.wire import decode

SESSION_MAX = 2**32
"""Sessions are drawn below this: two of one link alike once in four thousand million."""


@dataclass(frozen=True)
class ReplicaConfig:
    """Who this node is to its peers."""

    company: str
    name: str
    role: str
    branch: str
    public_key: bytes
    scopes: tuple[str, ...] = (EVERYTHING,)
    own_scopes: tuple[str, ...] = ()
    """The scopes this node writes to itself."""


class Replica:
    """Anti-entropy and gossip with any number of peers."""

    def __init__(self, log: EventLog, config: ReplicaConfig, dice: random.Random) -> None:
        """Replicate ``log``; ``dice`` draws sessions and spreads the ticks."""
        self._log = log
        self._config = config
        self._dice = dice
        with log.read() as view:
            self.holdings = Holdings(view.heads())
        self.peers: dict[bytes, Peer] = {}
        self._own = [log.stream(scope) for scope in config.own_scopes]
        self._notices: deque[Notice] = deque()
        self._outbox = Outbox()
        self._sender = Sender(log, self.holdings, self._outbox)
        self.receiver = Receiver(
            log,
            self.holdings,
            self._outbox,
            self._notices,
            self.peers,
            config.scopes,
            self._ingested,
        )

    # --- doors --------------------------------------------------------------------------

    def connected(self, link: bytes, now: float, *, dialed: bool) -> None:
        """Begin to speak on a link the transport opened, or was opened by a peer."""
        session = self._dice.randrange(1, SESSION_MAX)
        peer = Peer(link, dialed, session, next_tick_s=self._next_tick(now))
        self.peers[link] = peer
        self._say_hello(peer)

    def disconnected(self, link: bytes, now: float) -> None:
        """Forget a link the transport has given up."""
        peer = self.peers.pop(link, None)
        if peer is not None:
            self._is_down(peer)

    def receive(self, data: bytes, link: bytes, now: float) -> None:
        """Take in one message; whatever it holds, it only ever leads to a notice.

        Raises :class:`core.errors.StorageError` when our own disk refuses to write.
        """
        peer = self.peers.get(link)
        if peer is None or peer.refused:
            return
        try:
            message = decode(data)
        except MalformedError as error:
            self._notices.append(Misbehaved(link, str(error)))
            return
        peer.last_heard_s = now
        if isinstance(message, Hello):
            self._on_hello(peer, message)
        elif peer.hello is None:
            return
        if not peer.up and peer.hello is not None and not peer.refused:
            peer.up = True
            self._notices.append(PeerUp(link, peer.hello.name))
        if not peer.standby:
            self._on_data(peer, message, now)

    def _on_data(
        self, peer: Peer, message: Hello | Have | Ack | Want | Stop | Presync | Batch, now: float
    ) -> None:
        match message:
            case Batch():
                self.receiver.on_batch(peer, message, now)
            case Ack():
                self._on_ack(peer, message)
            case Have():
                self.receiver.on_have(peer, message, now)
                self._compare_digests(peer, message)
            case Want():
                self._sender.on_want(peer, message)
            case Stop():
                self._sender.on_stop(peer, message)
            case Presync(events, size):
                peer.to_come_events = events
                self._notices.append(ToCome(peer.link, events, size))

    def appended(self) -> None:
        """Learn that our own log grew; call after every commit of our own events."""
        with self._log.read() as view:
            for stream in self._own:
                head = view.head(stream)
                before = self.holdings.sequence(stream)
                if head.sequence > before:
                    self.holdings.move(stream, head)
                    self._tell_all(stream, before, ours=True)

    def handle_timer(self, now: float) -> None:
        """Look after every link whose time has come."""
        due = [peer for peer in self.peers.values() if peer.next_tick_s <= now]
        for peer in due:
            peer.next_tick_s = self._next_tick(now)
            self._tick(peer, now)
        if due:
            self.receiver.tick(now)

    def next_timer(self) -> float | None:
        """Return when :meth:`handle_timer` wants to be called, or None without links."""
        return min((peer.next_tick_s for peer in self.peers.values()), default=None)

    def messages_to_send(self, now: float) -> list[tuple[bytes, bytes]]:
        """Write what has arrived, and return every (link, message bytes) to send.

        Raises :class:`core.errors.StorageError` when our own disk refuses to write.
        """
        self.receiver.ingest(now)
        self.receiver.flush()
        self._sender.pump(list(self.peers.values()))
        return self._outbox.drain()

    def next_notice(self) -> Notice | None:
        """Return the next thing our node should know, or None."""
        return self._notices.popleft() if self._notices else None

    @property
    def bytes_sent(self) -> int:
        """All bytes handed to the transport since the start."""
        return self._outbox.bytes_sent

    # --- sessions -----------------------------------------------------------------------

    def _next_tick(self, now: float) -> float:
        return now + TICK_S * (1 + TICK_JITTER * (2 * self._dice.random() - 1))

    def _say_hello(self, peer: Peer) -> None:
        config = self._config
        self._outbox.put(
            peer,
            Hello(
                PROTOCOL_VERSION,
                config.company,
                config.public_key,
                self._log.epoch,
                config.name,
                config.role,
                config.branch,
                config.scopes,
                peer.session,
                peer.hello.session if peer.hello is not None else 0,
                self.holdings.digest,
            ),
        )

    def _on_hello(self, peer: Peer, hello: Hello) -> None:
        if (hello.protocol, hello.company) != (PROTOCOL_VERSION, self._config.company):
            peer.refused = True
            reason = (
                f"{hello.name} is of company '{hello.company}' and speaks protocol "
                f"{hello.protocol}; we are '{self._config.company}' and speak {PROTOCOL_VERSION}."
            )
            self._notices.append(Misbehaved(peer.link, reason))
            return
        if hello.public_key == self._config.public_key:
            peer.refused = True
            self._notices.append(Misbehaved(peer.link, "This address leads back to ourselves."))
            return
        new_session = peer.hello is None or peer.hello.session != hello.session
        if new_session:
            peer.restart(hello)
            self._learn_all(peer, level=hello.digest == self.holdings.digest)
        peer.hello = hello
        peer.answered = hello.answers == peer.session
        if new_session or not peer.answered:
            self._say_hello(peer)
        choose_link(self.peers.values(), peer.author, self._log.author)

    def _learn_all(self, peer: Peer, *, level: bool) -> None:
        """Begin from equal heads when the digests are equal, else have everything to tell."""
        for stream, head in self.holdings.items():
            if level:
                peer.theirs[stream] = peer.told[stream] = head.sequence
            else:
                peer.news[stream] = None

    # --- heads --------------------------------------------------------------------------

    def _tick(self, peer: Peer, now: float) -> None:
        if peer.up and now - peer.last_heard_s > DOWN_AFTER_S:
            self._is_down(peer)
        if peer.refused:
            return
        if peer.hello is None or not peer.answered:
            self._say_hello(peer)
        elif peer.up or peer.standby:
            self._say_have(peer)
        else:
            self._say_hello(peer)

    def _is_down(self, peer: Peer) -> None:
        if peer.up:
            peer.up = False
            assert peer.hello is not None
            self._notices.append(PeerDown(peer.link, peer.hello.name))
        self.receiver.peer_gone(peer)
        if peer.hello is not None:
            choose_link(self.peers.values(), peer.author, self._log.author)

    def _say_have(self, peer: Peer) -> None:
        """Tell the heads the peer may not know of; with none, a sign of life and the digest."""
        if peer.standby:
            self._outbox.put(peer, Have(0, (), self.holdings.digest))
            return
        heads = []
        for stream in list(peer.news):
            sequence = self.holdings.sequence(stream)
            known = max(peer.holds(stream), peer.told.get(stream, 0))
            if known >= sequence or not peer.subscribes(stream.scope):
                del peer.news[stream]
            else:
                heads.append(self.holdings.claim(stream))
        peer.have_round += 1
        peer.have_sent = {claim.stream: claim.sequence for claim in heads}
        self._outbox.put(peer, Have(peer.have_round, tuple(heads), self.holdings.digest))

    def _compare_digests(self, peer: Peer, have: Have) -> None:
        """Count quiet ticks with unlike digests; after enough of them tell everything again."""
        if have.heads or have.digest == self.holdings.digest:
            peer.quiet_ticks = 0
            return
        peer.quiet_ticks += 1
        if peer.quiet_ticks >= FULL_HAVE_TICKS:
            peer.quiet_ticks = 0
            peer.told.clear()
            peer.theirs.clear()
            peer.news.update(dict.fromkeys(stream for stream, _ in self.holdings.items()))

    def _on_ack(self, peer: Peer, ack: Ack) -> None:
        self._sender.on_ack(peer, ack)
        if ack.round and ack.round == peer.have_round:
            peer.told.update(peer.have_sent)
            peer.have_sent = {}

    def _ingested(self, result: Ingested) -> None:
        before = self.holdings.sequence(result.stream)
        self.holdings.move(result.stream, result.head)
        self._tell_all(result.stream, before, ours=False)

    def _tell_all(self, stream: StreamId, before: int, *, ours: bool) -> None:
        for peer in self.peers.values():
            peer.news[stream] = None
            self._sender.moved(peer, stream, before, ours=ours)
