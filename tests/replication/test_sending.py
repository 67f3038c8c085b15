"""Serving: standing orders, the window, and what goes out unasked."""

from __future__ import annotations

from collections import Counter

from replication.limits import RENEW_S, WINDOW_BYTES, WINDOW_BYTES_SELLING
from replication.messages import Ack, Batch, Presync, Want
from replication.notices import ToCome
from replication.wire import encode
from tests.replication.wire_node import records_in
from tests.replication.wire_world import Faults, World


def test_a_fresh_peer_catches_up_on_ten_thousand_events_in_one_round() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    for _ in range(100):
        ada.sell(100)
    world.join(ada, bob)
    took = world.until_level(2)
    said = Counter(type(sent.message).__name__ for sent in world.sent)
    assert took < 1.5, "a tick and the way there and back"
    assert (said["Have"], said["Want"], said["Presync"], said["Hello"]) == (1, 1, 1, 4)
    assert said["Batch"] == said["Ack"] - 1 <= 40, "a batch carries hundreds of events"
    assert world.records_sent() == 10_000


def test_never_more_than_the_window_is_in_flight() -> None:
    world = World(faults=Faults(delay_s=(0.2, 0.2)))
    ada, bob = world.add_all("ab")
    for _ in range(40):
        ada.sell(100, size=600)
        ada.sell(100, size=600, scope="company")
    world.join(ada, bob)
    world.until_level(20)
    assert world.in_flight_most <= WINDOW_BYTES
    assert world.in_flight_most > WINDOW_BYTES * 0.9, "the window is used"
    assert world.records_sent() == 8_000


def test_an_order_for_one_stream_does_not_open_the_window_of_another() -> None:
    world = World(faults=Faults(delay_s=(0.2, 0.2)))
    ada, bob = world.add_all("ab")
    for _ in range(40):
        ada.sell(100, size=600)
    world.join(ada, bob)
    world.until(lambda: world.in_flight_most > WINDOW_BYTES * 0.9, 5)
    link = next(iter(ada.links))
    world.inject(ada, link, encode(Want(((ada.stream("company"), 0),), WINDOW_BYTES)))
    assert world.in_flight_most <= WINDOW_BYTES


def test_a_peer_cannot_give_more_credit_than_the_window() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    world.pass_time(3)
    link = next(iter(ada.links))
    world.inject(ada, link, encode(Want(((ada.stream(), 0),), 2**63)))
    assert ada.replica.peers[link].window_bytes == WINDOW_BYTES


def test_whoever_asks_again_and_again_is_sent_a_window_at_a_time() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    world.pass_time(3)
    for _ in range(100):
        ada.sell(100, size=600)
    world.drop = lambda sent: sent.sender == "b"
    (link,) = ada.links
    before = len(world.sent)
    for _ in range(200):
        world.inject(ada, link, encode(Want(((ada.stream(), 0),), WINDOW_BYTES)))
        world.pass_time(0.01)
    sent = sum(len(batch.data) for batch in world.messages(Batch, since=before))
    assert WINDOW_BYTES < sent <= (2 / RENEW_S + 1) * WINDOW_BYTES


def test_what_is_to_come_is_said_before_it_comes() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    ada.sell(500)
    world.join(ada, bob)
    world.until_level(3)
    assert world.messages(Presync)[0].events == 500
    assert [(notice.events, notice.bytes > 0) for notice in bob.told(ToCome)] == [(500, True)]
    assert bob.replica.peers[next(iter(bob.links))].to_come_events == 0


def test_own_events_are_pushed_at_once_to_level_peers() -> None:
    """One BATCH to each peer, one ACK back, and nobody has to ask."""
    world = World()
    nodes = world.add_all("abcd")
    world.join_all(nodes)
    world.pass_time(3)
    before = len(world.sent)
    nodes[0].sell()
    world.pass_time(0.06)
    pushed = [sent for sent in world.sent[before:] if isinstance(sent.message, Batch)]
    assert [(sent.sender, sent.receiver) for sent in pushed] == [("a", "b"), ("a", "c"), ("a", "d")]
    assert sum(ack.bytes_taken > 0 for ack in world.messages(Ack, since=before)) == 3
    assert world.messages(Want, since=before) == []


def test_in_a_chain_the_middle_forwards_and_nothing_goes_back() -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    world.join(bob, cyd)
    world.pass_time(3)
    for _ in range(20):
        ada.sell()
        world.pass_time(0.5)
    world.until_level(3)
    assert cyd.heads() == {ada.stream(): 20}
    assert sum(map(records_in, world.messages(Batch, sender="b", receiver="c"))) == 20
    assert world.messages(Batch, receiver="a") == []
    assert world.messages(Batch, sender="c") == []


def test_in_a_mesh_every_event_crosses_each_needed_link_once() -> None:
    world = World()
    nodes = world.add_all("abcde")
    world.join_all(nodes)
    world.pass_time(3)
    for _ in range(60):
        for node in nodes:
            node.sell()
            world.pass_time(0.013)
    world.until_level(3)
    needed = 60 * 5 * 4
    assert world.records_sent() <= needed * 1.05


def test_a_node_that_joins_five_level_peers_gets_every_event_once() -> None:
    world = World()
    nodes = world.add_all("abcde")
    world.join_all(nodes)
    for node in nodes:
        node.sell(200)
    world.until_level(5)
    world.pass_time(3)
    eve = world.add("f")
    for node in nodes:
        world.join(eve, node)
    before = len(world.sent)
    world.until_level(3)
    assert world.records_sent(receiver="f", since=before) <= 1_000 * 1.1
    before = len(world.sent)
    world.pass_time(3)
    for _ in range(30):
        for node in nodes:
            node.sell()
            world.pass_time(0.05)
    world.until_level(3)
    assert world.records_sent(receiver="f", since=before) <= 150 * 1.05


def test_a_slow_peer_does_not_hold_up_another() -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    world.join(ada, cyd)
    world.pass_time(3)
    world.slow["c"] = 2.0
    for _ in range(30):
        ada.sell(100, size=600)
    assert world.until_level(1, [ada, bob]) < 0.5
    assert cyd.heads() == {}
    world.until_level(30)


def test_many_peers_are_served_the_same_segments() -> None:
    world = World()
    ada, *others = world.add_all("abcdef")
    ada.sell(2_000)
    for other in others:
        world.join(ada, other)
    world.until_level(5)
    data = [batch.data for batch in world.messages(Batch, sender="a")]
    assert len(set(data)) <= len(data) / 5 + 5


def longest_batch(world: World, since: int = 0) -> int:
    return max(map(records_in, world.messages(Batch, since=since)))


def test_a_till_that_sells_is_sent_short_segments_and_long_ones_as_soon_as_it_rests() -> None:
    world = World(faults=Faults(delay_s=(0.2, 0.2)))
    ada, bob = world.add_all("ab")
    for _ in range(400):
        ada.sell(10, size=600)
    bob.replica.receiver.spare(selling=True)
    world.join(ada, bob)
    world.until(lambda: bob.replica.holdings.events > 500, 5)
    short = longest_batch(world)
    assert world.in_flight_most <= WINDOW_BYTES_SELLING
    bob.replica.receiver.spare(selling=False)
    world.pass_time(0.5)  # What was on its way is through.
    since = len(world.sent)
    world.until_level(20)
    assert longest_batch(world, since) > 3 * short
    # The credit was renewed without an order, so that nothing was sent twice.
    assert world.records_sent() == 4_000
