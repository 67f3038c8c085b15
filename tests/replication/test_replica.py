"""Sessions: who is spoken to, which link is used, and what a restart leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.log.memory_store import MemoryStore
from replication.limits import DOWN_AFTER_S, PROTOCOL_VERSION, TICK_JITTER, TICK_S
from replication.messages import Batch, Have, Hello
from replication.notices import Misbehaved, PeerDown, PeerUp
from replication.wire import decode, encode
from tests.replication.wire_node import Node
from tests.replication.wire_world import World

TICK_S_MAX = TICK_S * (1 + TICK_JITTER)


def pair(seed: int = 0) -> tuple[World, Node, Node]:
    world = World(seed)
    ada, bob = world.add_all("ab")
    return world, ada, bob


def hello_of(world: World, name: str) -> Hello:
    return world.messages(Hello, sender=name)[0]


def test_four_hellos_open_a_session_and_both_sides_are_told() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.pass_time(0.5)
    assert len(world.messages(Hello)) == 4
    assert [notice.name for notice in ada.told(PeerUp)] == ["b"]
    assert [notice.name for notice in bob.told(PeerUp)] == ["a"]
    assert all(peer.talking for node in (ada, bob) for peer in node.replica.peers.values())


@pytest.mark.parametrize("late", range(4))
def test_a_hello_that_comes_again_much_later_changes_nothing(late: int) -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.pass_time(3)
    sent = [sent for sent in world.sent if isinstance(sent.message, Hello)][late]
    receiver = world.nodes[sent.receiver]
    world.inject(receiver, next(iter(receiver.links)), sent.data)
    before = len(world.sent)
    world.pass_time(5)
    assert len(world.messages(Hello, since=before)) <= 2
    ada.sell()
    bob.sell()
    assert world.until_level(1) < 0.1


def test_a_silent_peer_counts_as_down_and_is_called_until_it_answers() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.pass_time(3)
    world.cut(ada, bob)
    took = world.until(lambda: bool(ada.told(PeerDown)), 2 * DOWN_AFTER_S)
    assert DOWN_AFTER_S - TICK_S_MAX <= took <= DOWN_AFTER_S + TICK_S_MAX
    before = len(world.sent)
    world.pass_time(10)
    assert all(isinstance(sent.message, Hello) for sent in world.sent[before + 20 :])
    ada.sell()
    world.heal()
    assert world.until_level(2 * TICK_S_MAX + 0.1) <= 2 * TICK_S_MAX + 0.1
    assert len(ada.told(PeerUp)) == 2


def test_slower_ticks_say_less_notice_silence_later_and_push_as_soon() -> None:
    world, ada, bob = pair()
    for node in (ada, bob):
        node.config = replace(node.config, tick_s=10 * TICK_S)
        node.start(MemoryStore())
    world.join(ada, bob)
    world.pass_time(100)
    assert len(world.messages(Have)) < 2 * 100 / 7
    ada.sell()
    assert world.until_level(1) < 0.1
    world.cut(ada, bob)
    took = world.until(lambda: bool(ada.told(PeerDown)), 20 * DOWN_AFTER_S)
    assert 10 * (DOWN_AFTER_S - TICK_S_MAX) <= took <= 10 * (DOWN_AFTER_S + TICK_S_MAX)


def test_a_replica_has_no_work_between_signs_of_life() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.pass_time(3)
    assert not ada.replica.has_work
    bob.sell()
    sale = next(sent for sent in reversed(world.sent) if isinstance(sent.message, Batch))
    ada.replica.receive(sale.data, next(iter(ada.links)), world.now)
    assert ada.replica.has_work
    world.pump(ada)
    assert not ada.replica.has_work


def test_a_link_given_up_is_forgotten() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.pass_time(3)
    world.hang_up(ada, next(iter(ada.links)))
    world.pump(ada)
    assert len(ada.told(PeerDown)) == 1
    assert ada.replica.next_timer() is None
    ada.replica.disconnected(b"never known", world.now)
    ada.replica.receive(encode(Have(1, (), bytes(16))), b"never known", world.now)
    world.join(bob, ada)
    ada.sell()
    world.until_level(3)


@pytest.mark.parametrize("emptied", [False, True])
def test_a_peer_that_started_anew_gets_everything_it_lacks(emptied: bool) -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    ada.sell(200)
    bob.sell(10)
    world.until_level(3)
    world.restart(bob, emptied=emptied)
    ada.sell(3)
    before = len(world.sent)
    assert world.until_level(3 * TICK_S_MAX) <= 3 * TICK_S_MAX
    assert bob.heads()[ada.stream()] == 203
    bob.sell()
    world.until_level(3)
    assert world.records_sent(receiver="b", since=before) == (213 if emptied else 3)


def test_a_peer_of_another_company_is_refused_and_told_of() -> None:
    world = World()
    ada = world.add("a")
    eve = world.add("e", company="rival")
    ada.sell(5)
    eve.sell(5)
    world.join(ada, eve)
    world.pass_time(30)
    assert len(world.sent) <= 4, "nothing more is said"
    for node in (ada, eve):
        assert len(node.told(Misbehaved)) == 1
        assert "company" in node.told(Misbehaved)[0].reason
        assert node.told(PeerUp) == []
        assert len(node.heads()) == 1


def test_a_peer_of_another_protocol_is_refused() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    link = next(iter(ada.links))
    other = hello_of(world, "b")._replace(protocol=PROTOCOL_VERSION + 1, session=5)
    before = len(world.sent)
    for _ in range(3):
        world.inject(ada, link, encode(other))
    assert [notice.link for notice in ada.told(Misbehaved)] == [link]
    world.inject(ada, link, b"what it says then is no concern of ours")
    assert len(ada.told(Misbehaved)) == 1
    assert len(world.sent) == before


def test_a_refused_peer_may_come_again_as_who_it_should_be() -> None:
    world = World()
    ada = world.add("a")
    bob = world.add("b", company="rival")
    world.join(ada, bob)
    world.pass_time(3)
    bob.config = ada.config.__class__(**{**vars(bob.config), "company": "acme"})
    world.restart(bob)
    bob.sell()
    world.until_level(3)


def test_our_own_address_is_noticed() -> None:
    world = World()
    ada = world.add("a")
    world.join(ada, ada)
    world.pass_time(10)
    assert [notice.reason for notice in ada.told(Misbehaved)] == [
        "This address leads back to ourselves."
    ] * 2
    assert ada.told(PeerUp) == []
    assert len(world.sent) == 2


@pytest.mark.parametrize("seed", range(8))
def test_of_two_links_between_a_pair_one_carries_data_and_the_other_takes_over(seed: int) -> None:
    world, ada, bob = pair(seed)
    world.join(ada, bob)
    world.join(bob, ada)
    world.pass_time(5)
    (used,) = (link for link, peer in ada.replica.peers.items() if peer.talking)
    (theirs,) = (link for link, peer in bob.replica.peers.items() if peer.talking)
    assert bob.links[theirs][1] == used, "both sides use the same one"
    ada.sell(3)
    bob.sell(2)
    world.until_level(2)
    assert world.records_sent() == 5

    world.hang_up(ada, used)
    before = len(world.sent)
    ada.sell(3)
    bob.sell(2)
    world.until_level(3)
    assert world.records_sent(since=before) == 5


def test_a_link_that_falls_silent_is_replaced_by_the_one_that_stands_by() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.join(bob, ada)
    world.pass_time(5)
    (used,) = (link for link, peer in ada.replica.peers.items() if peer.talking)
    world.unplug(ada, used)
    ada.sell(3)
    world.until_level(DOWN_AFTER_S + 4 * TICK_S_MAX)
    bob.sell(2)
    world.until_level(3)


def test_nothing_is_believed_before_the_hello() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.pass_time(3)
    bob.sell(3)
    (batch,) = world.messages(Batch, sender="b")
    world.nodes["z"] = stranger = world.add("z")
    stranger.replica.connected(b"link", world.now, dialed=False)
    for message in (batch, Have(1, (), bytes(16))):
        stranger.replica.receive(encode(message), b"link", world.now)
    assert isinstance(decode(stranger.replica.messages_to_send(world.now)[0][1]), Hello)
    assert stranger.heads() == {}
    assert stranger.replica.next_notice() is None


def test_malformed_bytes_are_noticed_and_the_session_goes_on() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    world.pass_time(3)
    link = next(iter(ada.links))
    for said in (b"", b"\x91\x09", b"garbage" * 99):
        world.inject(ada, link, said)
    assert [notice.link for notice in ada.told(Misbehaved)] == [link] * 3
    bob.sell()
    world.until_level(1)


def test_events_appended_before_the_replica_began_are_replicated() -> None:
    world = World()
    store = MemoryStore()
    world.add("a", store=store).sell(7)
    ada = world.nodes["a"]
    world.restart(ada)
    bob = world.add("b")
    world.join(bob, ada)
    world.until_level(3)
    assert bob.heads() == {ada.stream(): 7}


def test_the_doorbell_may_ring_for_nothing() -> None:
    world, ada, bob = pair()
    world.join(ada, bob)
    ada.sell()
    world.until_level(3)
    before = len(world.sent)
    for _ in range(5):
        ada.replica.appended()
        world.pump(ada)
    assert len(world.sent) == before
