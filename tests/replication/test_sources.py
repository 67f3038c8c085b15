"""One source for each stream: nothing is brought twice, and a change of source costs nothing."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Iterator

import pytest

from core.identity import StreamId
from replication.holdings import Holdings
from replication.limits import PATIENCE_S, TICK_JITTER, TICK_S, WINDOW_BYTES
from replication.messages import Ack, Batch, Have, HeadClaim, Presync, Stop, Want
from replication.notices import ForkFound, Misbehaved
from replication.peer import Peer
from replication.sending import Outbox
from replication.sources import TRIES_MAX, Sources
from replication.wire import encode
from tests.replication.test_directory import peer as greeted
from tests.replication.wire_node import Node
from tests.replication.wire_world import Faults, Sent, World

TICK_S_MAX = TICK_S * (1 + TICK_JITTER)


def link_between(node: Node, other: Node) -> bytes:
    return next(link for link, (end, _, _) in node.links.items() if end is other)


def long_catch_up() -> tuple[World, Node, Node]:
    """Bob has just begun to receive much more than a window from ada, far away."""
    world = World(faults=Faults(delay_s=(0.2, 0.2)))
    ada, bob = world.add_all("ab")
    for _ in range(40):
        ada.sell(100, size=600)
    world.join(ada, bob)
    world.until(lambda: world.in_flight_most > WINDOW_BYTES * 0.9, 5)
    return world, ada, bob


def test_a_source_is_not_changed_in_midstream() -> None:
    """The origin comes along while a relay is at it: it takes over when all is there."""
    world = World(faults=Faults(delay_s=(0.1, 0.1)))
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    for _ in range(40):
        ada.sell(100, size=600)
    world.until_level(10, [ada, bob])
    world.join(cyd, bob)
    world.until(lambda: bool(world.messages(Batch, receiver="c")), 3)
    world.join(cyd, ada)
    world.until_level(10)
    assert world.records_sent(receiver="c") == 4_000
    world.pass_time(3)
    ada.sell()
    world.pass_time(1)
    assert world.records_sent(receiver="c") == 4_001


def test_who_brings_what_another_has_brought_is_stopped() -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join_all([ada, bob, cyd])
    ada.sell()
    world.pass_time(3)
    order = Want(((ada.stream(), 1),), WINDOW_BYTES)
    world.inject(bob, link_between(bob, cyd), encode(order))
    before = len(world.sent)
    for _ in range(20):
        ada.sell()
        world.pass_time(0.2)
    relayed = world.messages(Batch, sender="b", receiver="c", since=before)
    assert len(relayed) == 1
    assert world.messages(Stop, sender="c") == [Stop((ada.stream(),))]


@pytest.mark.parametrize("seed", range(6))
def test_a_source_that_starts_anew_is_asked_again_without_waiting(seed: int) -> None:
    """Its patience is not waited for: what was ordered before it ended is forgotten."""
    world = World(seed)
    ada, bob = world.add_all("ab")
    world.drop = lambda sent: isinstance(sent.message, Batch)
    ada.sell(300)
    world.join(ada, bob)
    world.until(lambda: bool(world.messages(Presync)), 3)
    world.restart(ada)
    world.heal()
    before = len(world.sent)
    world.until(lambda: any(have.heads for have in world.messages(Have, since=before)), 3)
    world.pass_time(0.1)
    assert bob.heads() == ada.heads()


def test_credit_that_was_lost_with_acknowledgements_is_renewed() -> None:
    world, _, _ = long_catch_up()
    world.drop = lambda sent: isinstance(sent.message, Ack)
    world.pass_time(1.0)
    world.heal()
    world.until_level(PATIENCE_S + 3 * TICK_S_MAX)
    assert world.in_flight_most <= WINDOW_BYTES


def test_what_the_peer_got_elsewhere_is_skipped() -> None:
    world, ada, bob = long_catch_up()
    before = world.records_sent()
    assert before < 4_000
    everything = Ack(0, ((ada.stream(), 4_000),), WINDOW_BYTES)
    world.inject(ada, link_between(ada, bob), encode(everything))
    assert world.records_sent() == before


def test_a_false_alarm_about_a_fork_is_forgotten() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(20)
    world.until_level(3)
    alarm = Have(99, (HeadClaim(ada.stream(), 20, b"nonsense"),), bytes(16))
    world.inject(bob, link_between(bob, ada), encode(alarm))
    world.pass_time(3)
    ada.sell()
    world.until_level(3)
    assert bob.told(ForkFound) == []
    assert bob.told(Misbehaved) == []

    lost: list[Sent] = []

    def first_batch(sent: Sent) -> bool:
        if isinstance(sent.message, Batch) and not lost:
            lost.append(sent)
        return sent in lost

    world.drop = first_batch
    before = len(world.sent)
    ada.sell()
    ada.sell()
    world.until_level(3 * TICK_S_MAX)
    assert [want.ranges for want in world.messages(Want, since=before)] == [((ada.stream(), 21),)]


def test_streams_of_one_peer_are_ordered_together() -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    for node in (ada, bob):
        node.sell(5)
        node.sell(5, scope="company")
    world.until_level(5, [ada, bob])
    world.join(cyd, bob)
    world.until_level(3)
    (want,) = world.messages(Want, sender="c")
    streams: set[StreamId] = {stream for stream, _ in want.ranges}
    assert streams == set(cyd.heads())
    assert len(streams) == 4


def test_what_nobody_ever_brings_is_not_asked_for_for_ever() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(20)
    world.until_level(3)
    invented = ada.stream("company")
    boast = Have(99, (HeadClaim(invented, 1_000, b"nonsense"),), bytes(16))
    world.inject(bob, link_between(bob, ada), encode(boast))
    world.pass_time(3 * TRIES_MAX * TICK_S_MAX)
    wants = [want for want in world.messages(Want, sender="b") if want.ranges[0][0] == invented]
    assert 2 < len(wants) <= TRIES_MAX + 1
    before = len(world.sent)
    world.pass_time(10)
    assert world.messages(Want, since=before) == []
    ada.sell(5, scope="company")
    world.until_level(3)


class CountedPeers(UserDict[bytes, Peer]):
    """Peers that know how often somebody walked over all of them."""

    walks = 0

    def __iter__(self) -> Iterator[bytes]:
        self.walks += 1
        return super().__iter__()


def test_however_many_streams_lag_a_tick_walks_over_the_peers_once() -> None:
    """At a hub whose thousand tills all fall silent, one walk a stream would be a second."""
    links = {name.encode(): greeted(name, "company") for name in "abcde"}
    peers = CountedPeers(links)
    sources = Sources(Holdings({}), Outbox(), peers)
    streams = {StreamId(peer.author, 1, "company"): peer for peer in links.values()}
    for peer in links.values():
        peer.answered = peer.up = True
        for sequence, stream in enumerate(streams, 1):
            peer.heard_of(stream, sequence)
            sources.is_behind(peer, stream, sequence, 0.0)
    assert sources.wants == {b"a": dict.fromkeys(streams, 0)}
    sources.wants.clear()
    peers.walks = 0
    sources.tick(PATIENCE_S + 0.1)
    assert peers.walks == 1
    asked = {stream: link for link, wanted in sources.wants.items() for stream in wanted}
    # Each author is asked for its own; only a, who has just failed, is not asked again.
    assert {stream: asked[stream] for stream in list(streams)[1:]} == {
        stream: peer.link for stream, peer in list(streams.items())[1:]
    }
    assert asked[next(iter(streams))] == b"e"
    peers.walks = 0
    sources.tick(PATIENCE_S + 0.3)
    assert peers.walks == 0
