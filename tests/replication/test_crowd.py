"""A crowd that comes at once: each gets the newest first, in turn, and takes little memory."""

from __future__ import annotations

import random
import sys
from collections import Counter, deque

from core.identity import StreamId, author_id
from core.log.entry import Head
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from replication.limits import (
    HAVE_HEADS_PAGE,
    PROTOCOL_VERSION,
    TELL_COST_PUMP,
    TELL_COST_TICK,
    WINDOW_BYTES,
)
from replication.messages import EVERYTHING, Ack, Batch, Have, Hello, Message
from replication.replica import Replica, ReplicaConfig
from replication.wire import decode, encode
from tests.replication.wire_node import CheapSigner, cheap_verify
from tests.replication.wire_world import Sent, World

MOVED_AT_ONCE = 16
PEER_BYTES_MAX = 4096


class Crowd:
    """A hub with many streams, and peers made of messages that all say HELLO at once."""

    def __init__(self, peers: int, streams: int) -> None:
        log = EventLog(
            MemoryStore(), clock_ms=lambda: 1, signer=CheapSigner("hub"), verifier=cheap_verify
        )
        key = CheapSigner("hub").public_key
        self.replica = Replica(
            log, ReplicaConfig("acme", "hub", "hub", "hq", key), random.Random(1)
        )
        self.dice = random.Random(2)
        for number in range(streams):
            author = author_id(CheapSigner(f"writer {number}").public_key)
            head = Head(1, self.dice.randrange(1, 2**40), bytes(32))
            self.replica.holdings.move(StreamId(author, 1, "company"), head)
        self.now = 100.0
        self.haves: dict[bytes, list[Have]] = {b"r%d" % n: [] for n in range(peers)}
        self._inbox: deque[tuple[bytes, Message]] = deque()
        for link in self.haves:
            self.replica.connected(link, self.now, dialed=False)
            self._inbox.append((link, self._hello(link, 0)))

    def _hello(self, link: bytes, answers: int) -> Hello:
        key = CheapSigner(link.decode()).public_key
        scopes = (EVERYTHING,)
        name = link.decode()
        version = PROTOCOL_VERSION
        session = 1 + int(name[1:])
        return Hello(
            version, "acme", key, 1, name, "till", "b", scopes, session, answers, b"?" * 16
        )

    def pump(self, *, acknowledge: bool = True) -> list[tuple[bytes, Message]]:
        """Do what a transport does: some messages in, a tick, what is to be sent out."""
        self.now += 0.001
        for _ in range(min(32, len(self._inbox))):
            link, message = self._inbox.popleft()
            self.replica.receive(encode(message), link, self.now)
        self.replica.handle_timer(self.now)
        sent = [(to, decode(data)) for to, data in self.replica.messages_to_send(self.now)]
        while self.replica.next_notice() is not None:
            pass
        for link, message in sent:
            if isinstance(message, Hello) and not message.answers:
                self._inbox.append((link, self._hello(link, message.session)))
            elif isinstance(message, Have) and message.heads:
                self.haves[link].append(message)
                if acknowledge:
                    self._inbox.append((link, Ack(message.round, (), 0)))
        return sent

    def level_all(self) -> None:
        """Let every peer say that it holds what the hub holds."""
        for link in self.haves:
            have = Have(1, (), self.replica.holdings.digest)
            self.replica.receive(encode(have), link, self.now)


def test_everybody_hears_the_newest_heads_before_anybody_hears_the_rest() -> None:
    crowd = Crowd(peers=60, streams=3 * HAVE_HEADS_PAGE)
    newest = [
        stream for stream, _ in sorted(crowd.replica.holdings.items(), key=lambda i: -i[1].hlc)
    ]
    while not all(crowd.haves.values()):
        crowd.pump()
    counts = Counter(len(haves) for haves in crowd.haves.values())
    assert max(counts) <= 2
    while any(len(haves) < 3 for haves in crowd.haves.values()):
        crowd.pump()
    for haves in crowd.haves.values():
        assert [claim.stream for have in haves for claim in have.heads] == newest


def test_a_thousand_tills_at_once_hear_the_newest_heads_first_and_no_pump_is_long() -> None:
    crowd = Crowd(peers=1000, streams=HAVE_HEADS_PAGE + 100)
    heads = sorted(crowd.replica.holdings.items(), key=lambda item: -item[1].hlc)
    newest = {stream for stream, _ in heads[:HAVE_HEADS_PAGE]}
    while not all(crowd.haves.values()):
        told = [message for _, message in crowd.pump() if isinstance(message, Have)]
        cost = sum(TELL_COST_TICK + len(have.heads) for have in told)
        assert cost <= TELL_COST_PUMP + TELL_COST_TICK + HAVE_HEADS_PAGE
        assert crowd.replica.next_timer() is not None
    first = {frozenset(claim.stream for claim in haves[0].heads) for haves in crowd.haves.values()}
    assert first == {frozenset(newest)}
    assert sum(len(haves) for haves in crowd.haves.values()) <= 1.1 * len(crowd.haves)


def test_a_page_that_is_not_acknowledged_is_told_again_and_nothing_beyond_it() -> None:
    crowd = Crowd(peers=1, streams=2 * HAVE_HEADS_PAGE)
    (haves,) = crowd.haves.values()
    while len(haves) < 3:
        crowd.now += 0.1
        crowd.pump(acknowledge=False)
    assert haves[0].heads == haves[1].heads == haves[2].heads


def test_a_peer_that_is_level_takes_no_memory_for_each_stream() -> None:
    crowd = Crowd(peers=20, streams=2000)
    while not all(crowd.haves.values()):
        crowd.pump()
    crowd.level_all()
    for peer in crowd.replica.peers.values():
        size = sys.getsizeof(peer)
        size += sum(sys.getsizeof(getattr(peer, field)) for field in peer.__slots__)
        assert size < PEER_BYTES_MAX
        assert not peer.has_news
        assert all(peer.holds(s) == h.sequence for s, h in crowd.replica.holdings.items())


def test_what_moves_after_a_peer_was_level_is_told_and_not_believed_held() -> None:
    crowd = Crowd(peers=2, streams=100)
    while not all(crowd.haves.values()):
        crowd.pump()
    crowd.level_all()
    crowd.pump()
    moved = [stream for stream, _ in crowd.replica.holdings.items()][:MOVED_AT_ONCE]
    for stream in moved:
        crowd.replica._growth._grew(stream, Head(9, 9, bytes(32)), ours=False)
    for peer in crowd.replica.peers.values():
        assert {peer.holds(stream) for stream in moved} == {1}
    for haves in crowd.haves.values():
        haves.clear()
    while not all(crowd.haves.values()):
        crowd.now += 0.1
        crowd.pump()
    for haves in crowd.haves.values():
        assert {claim[:2] for claim in haves[0].heads} == {(stream, 9) for stream in moved}


def test_a_peer_that_never_acknowledges_delays_nobody_and_fills_no_memory() -> None:
    def served(stubborn: bool) -> tuple[float, World]:
        world = World(5)
        ada, *others = world.add_all("abcd")
        for other in others:
            world.join(ada, other)
        world.pass_time(3)
        if stubborn:

            def is_ack(sent: Sent) -> bool:
                return sent.sender == "b" and isinstance(sent.message, Ack)

            world.drop = is_ack
        for _ in range(40):
            ada.sell(60, size=1000)
        took = world.until_level(60, [ada, *others[1:]])
        return took, world

    free_s, _ = served(stubborn=False)
    took_s, world = served(stubborn=True)
    assert took_s <= free_s + 0.1
    ada = world.nodes["a"]
    stubborn_link = b"to b"
    assert ada.replica.peers[stubborn_link].in_flight_bytes <= WINDOW_BYTES
    sent_at_once = sum(len(b.data) for b in world.messages(Batch, sender="a", receiver="b"))
    assert sent_at_once <= 2 * WINDOW_BYTES
