"""The replica: one node's side of the protocol, without sockets, clocks or dice.

Bytes and the time go in, bytes and notices come out. After every input the transport's pump
sends :meth:`Replica.messages_to_send` and comes back at :meth:`Replica.next_timer`. The
simulator and the ZeroMQ runner drive the very same object.
"""

from __future__ import annotations

import random
from collections import deque

from core.crdt.row_delta import RowBook
from core.log.event_log import EventLog
from core.marks import Mark
from replication.directory import Directory
from replication.gate import Gate
from replication.greeting import Greeter, Sessions
from replication.growth import Growth
from replication.hearing import hear
from replication.holdings import Holdings
from replication.limits import DOWN_AFTER_TICKS, TELL_COST_PUMP, TELL_COST_TICK
from replication.messages import Ack, Batch, Have, Hello, Message, Presync, Stop, Want
from replication.notices import Misbehaved, Notice, PeerDown, PeerUp, ToCome
from replication.peer import Peer
from replication.receiving import Receiver
from replication.replica_config import ReplicaConfig
from replication.rows import RowTalk
from replication.sending import Outbox, Sender
from replication.telling import Teller
from replication.ticks import Ticks

_FORGOT = Mark("hello.answers-a-former-session")
__all__ = ["Replica", "ReplicaConfig"]


class Replica:
    """Anti-entropy and gossip with any number of peers."""

    def __init__(
        self,
        log: EventLog,
        config: ReplicaConfig,
        dice: random.Random,
        rows: RowBook | None = None,
    ) -> None:
        """Replicate ``log``; ``dice`` draws sessions and spreads the ticks.

        Without ``rows`` nothing is said of the stock of scopes a node does not take.
        """
        self._log = log
        self._config = config
        with log.read() as view:
            self.holdings = Holdings(view.heads())
        self.peers: dict[bytes, Peer] = {}
        self._directory = Directory()
        self._sessions = Sessions(dice)
        self._ticks = Ticks(dice, config.tick_s)
        self._down_after_s = DOWN_AFTER_TICKS * config.tick_s
        self._notices: deque[Notice] = deque()
        self._outbox = Outbox()
        self.gate = Gate(log, config.company)
        self._teller = Teller(self.holdings, self._outbox, config.scopes, log.author)
        self._greeter = Greeter(log, config, self._teller, self._outbox)
        self._sender = Sender(log, self.holdings, self._outbox)
        heard = (self.holdings, self._outbox, self._notices, self.peers, config.scopes, self.gate)
        self.receiver = Receiver(log, *heard, lambda result: self._growth.ingested(result))
        self.rows = None if rows is None else RowTalk(rows, *heard)
        told = (self._teller, self._sender, self.receiver, self.rows, self._notices)
        own = [log.stream(scope) for scope in config.own_scopes]
        self._growth = Growth(
            log, own, self.holdings, self.peers, self._directory, self.gate, *told
        )

    def connected(self, link: bytes, now: float, *, dialed: bool, key: bytes = b"") -> None:
        """Begin to speak on a link the transport opened, or was opened by a peer.

        ``key`` is the CURVE key the peer proved, empty where links prove none.
        """
        if (before := self.peers.get(link)) is not None:
            self._directory.leave(before)
        peer = self.peers[link] = Peer(link, dialed, self._sessions.draw(), key=key)
        self._ticks.plan_next(link, now)
        self._greeter.say_hello(peer, answers=0)

    def disconnected(self, link: bytes, now: float) -> None:
        """Forget a link the transport has given up."""
        peer = self.peers.pop(link, None)
        if peer is not None:
            self._ticks.forget(link)
            self._directory.leave(peer)
            self._is_down(peer)

    def reached(self, link: bytes, now: float) -> None:
        """Speak at once on a dialed link that works from now on."""
        if (peer := self.peers.get(link)) is not None:
            self._ticks.plan(peer.link, now)

    def broken(self, link: bytes, now: float) -> None:
        """Count a peer as down at once when its link broke; what it owes is wanted elsewhere."""
        peer = self.peers.get(link)
        if peer is not None and peer.up:
            self._is_down(peer)

    def receive(self, data: bytes, link: bytes, now: float) -> None:
        """Take in one message; whatever it holds, it only ever leads to a notice.

        Raises :class:`core.errors.StorageError` when our own disk refuses to write.
        """
        if (peer := self.peers.get(link)) is None:
            return
        if (message := hear(peer, data, now, self._notices)) is None:
            return
        ready = peer.answered and peer.up
        if isinstance(message, Hello):
            self._on_hello(peer, message)
        if peer.hello is None or peer.refused:
            return
        peer.last_heard_s = now
        if not peer.up:
            peer.up = True
            self._notices.append(PeerUp(link, peer.hello.name))
            self._directory.choose_link(peer, self._log.author)
        if peer.answered and not ready and peer.has_news:
            # Whoever comes, or comes back, need not wait a tick to hear what it missed.
            self._ticks.plan(peer.link, now)
        self._on_data(peer, message, now)

    def _on_data(self, peer: Peer, message: Message, now: float) -> None:
        match message:
            case Have():
                peer.haves_heard += 1
                peer.clock.hear(message, now, self._log.now_ms())
                if message.heads:
                    self.receiver.on_have(peer, message, now)
                self._teller.on_have(peer, message)
            case Batch():
                self.receiver.on_batch(peer, message, now)
            case Ack():
                self._sender.on_ack(peer, message)
                if self._teller.on_ack(peer, message):
                    self._ticks.plan(peer.link, now)
            case Want():
                self._sender.on_want(peer, message, now)
            case Stop():
                self._sender.on_stop(peer, message)
            case Presync(events, size):
                peer.to_come_events = events
                self._notices.append(ToCome(peer.link, events, size))
            case _:
                self.receiver.forks.receive(peer, message, now)
                if self.rows is not None:
                    self.rows.receive(peer, message)

    def appended(self) -> None:
        """Learn that our own log grew; call after every commit of our own events."""
        self._growth.appended()

    def imported(self) -> None:
        """Learn that the log took in peers' events past us, from a bundle."""
        self._growth.imported()

    def handle_timer(self, now: float) -> None:
        """Look after every link whose time has come."""
        cost = 0
        for link in self._ticks.due(now):
            if cost > TELL_COST_PUMP:
                # Whoever is left is the first in the next pump, after what has arrived by then.
                break
            self._ticks.plan_next(link, now)
            cost += TELL_COST_TICK + self._tick(self.peers[link], now)
        if cost:
            self.receiver.tick(now)

    def next_timer(self) -> float | None:
        """Return when :meth:`handle_timer` wants to be called, or None without links."""
        return self._ticks.next_s()

    def hurry(self, now: float) -> None:
        """Let :meth:`handle_timer` look after every link at once: somebody waits."""
        for link in self.peers:
            self._ticks.plan(link, now)

    @property
    def has_work(self) -> bool:
        """Whether anything is to be written or said; while not, nobody need come back."""
        return bool(self._outbox.waiting or self._notices) or self._has_tasks

    @property
    def _has_tasks(self) -> bool:
        return self.receiver.has_work or self._sender.has_work or self.gate.changed

    def messages_to_send(self, now: float) -> list[tuple[bytes, bytes]]:
        """Write what has arrived, and return every (link, message bytes) to send.

        Raises :class:`core.errors.StorageError` when our own disk refuses to write.
        """
        if self._has_tasks:
            self._do_tasks(now)
        return self._outbox.drain()

    def _do_tasks(self, now: float) -> None:
        self.receiver.ingest(now)
        leaving = self._reconsider(now) if self.gate.changed else []
        self.receiver.flush()
        self._sender.pump(self.peers)
        for peer, notice in leaving:
            # Only now, so that the word of its revocation may still reach it.
            peer.refused = True
            self._is_down(peer)
            self._notices.append(notice)

    def next_notice(self) -> Notice | None:
        """Return the next thing our node should know, or None."""
        return self._notices.popleft() if self._notices else None

    @property
    def bytes_sent(self) -> int:
        """All bytes handed to the transport since the start."""
        return self._outbox.bytes_sent

    def _on_hello(self, peer: Peer, hello: Hello) -> None:
        """Begin a session when it is a new one, and answer who does not know ours."""
        new_session = peer.hello is None or peer.hello.session != hello.session
        former = peer.hello
        if (
            new_session
            and former is not None
            and former.name == hello.name
            and former.public_key != hello.public_key
        ):
            twins = f"Two nodes call themselves {hello.name}; give one of them another name."
            self._notices.append(Misbehaved(peer.link, twins))
        if new_session:
            self.receiver.peer_gone(peer)
            peer.restart(hello)
            peer.loops = self._sessions.began(hello.session)
            self._directory.enter(peer)
            if (refusal := self.gate.refusal(peer)) is not None:
                peer.refused = True
                self._notices.append(refusal)
            else:
                self._teller.begin(peer)
        if peer.refused:
            return
        self._teller.compare(peer, hello.digest)
        answered = hello.answers == peer.session
        if peer.answered and not answered and hello.answers:
            _FORGOT.hit()
            # It took a former HELLO of ours for our latest, and forgot what was ordered since.
            # Heads heal that for events, and nothing tells of rows that they were forgotten.
            peer.rows.gap = True
        # Once answered, always: an older HELLO may come late.
        peer.answered = peer.answered or answered
        if new_session or not answered:
            self._greeter.say_hello(peer, answers=hello.session)
        self._directory.choose_link(peer, self._log.author)

    def _reconsider(self, now: float) -> list[tuple[Peer, Notice]]:
        """Members came or went: judge peers and streams anew; returns who is to be dismissed."""
        welcomed, leaving = self.gate.judge(self.peers.values())
        for peer in welcomed:
            assert peer.hello is not None, "only who has said HELLO is judged"
            self._teller.begin(peer)
            self._greeter.say_hello(peer, answers=peer.hello.session)
        self.receiver.reconsider(now)
        if self.rows is not None:
            self.rows.reconsider()
        self._notices.extend(self.gate.extensions(self.holdings.items()))
        return leaving

    def _tick(self, peer: Peer, now: float) -> int:
        if peer.up and now - peer.last_heard_s > self._down_after_s:
            self._is_down(peer)
        if peer.refused:
            return 0
        if peer.answered and peer.up:
            told = self._teller.tell(peer, peer.clock.say(now, self._log.now_ms()))
            # Between two pages of heads there is no tick: the rows count theirs.
            if self.rows is not None and not peer.backlog:
                self.rows.tick(peer)
            return told
        self._greeter.say_hello(peer, answers=0)
        return 0

    def _is_down(self, peer: Peer) -> None:
        if peer.up:
            peer.up = False
            assert peer.hello is not None, "only who has said HELLO is up"
            self._notices.append(PeerDown(peer.link, peer.hello.name))
            self._sender.peer_gone(peer)
        self.receiver.peer_gone(peer)
        self._directory.choose_link(peer, self._log.author)
