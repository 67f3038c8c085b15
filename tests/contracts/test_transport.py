"""What every transport promises: links that carry messages whole, and may lose them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from replication.limits import MESSAGE_BYTES_MAX
from replication.transport import Arrived, Closed, Opened, Readable
from tests.contracts.transports import (
    MemoryNet,
    Net,
    Station,
    ZmqNet,
    joined,
    send_until_arrived,
    until,
)


@pytest.fixture(params=[MemoryNet, ZmqNet])
def net(request: pytest.FixtureRequest) -> Iterator[Net]:
    made: Net = request.param()
    yield made
    made.end()


def has_arrived(station: Station, data: bytes) -> bool:
    return data in station.arrived


def drain(*stations: Station) -> None:
    """Take in what copies of the greetings are still on their way, behind a last word."""
    for sender, receiver in ((stations[0], stations[1]), (stations[1], stations[0])):
        sender.transport.send(sender.link_to(receiver), b"last word")
        until(partial(has_arrived, receiver, b"last word"), *stations)
    for station in stations:
        station.events.clear()


def test_the_dialer_opens_its_link_and_the_other_one_at_the_first_message(net: Net) -> None:
    ada, bob = joined(net)
    assert bob.events[0] == Opened(b"dada", True, net.key_of("ada"))
    opened = Opened(b"rbob", False, net.key_of("bob"))
    assert ada.events[:2] == [opened, Arrived(b"rbob", b"hello")]
    assert len(ada.of(Opened)) == len(bob.of(Opened)) == 1


def all_arrived(count: int, *stations: Station) -> Callable[[], bool]:
    return lambda: all(len(station.arrived) == count for station in stations)


def test_messages_arrive_whole_unchanged_and_in_order_both_ways(net: Net) -> None:
    ada, bob = joined(net)
    to_ada, to_bob = bob.link_to(ada), ada.link_to(bob)
    drain(ada, bob)
    messages = [number.to_bytes(2, "big") * (number % 97) for number in range(300)]
    for number in range(0, 300, 20):
        some = messages[number : number + 20]
        for message in some:
            assert bob.transport.send(to_ada, message)
            assert ada.transport.send(to_bob, message)
        until(all_arrived(number + 20, ada, bob), ada, bob)
    assert ada.arrived == bob.arrived == messages


@pytest.mark.parametrize("size", [0, 1, MESSAGE_BYTES_MAX])
def test_a_message_of_any_size_up_to_the_largest_gets_through(net: Net, size: int) -> None:
    ada, bob = joined(net)
    to_ada, to_bob = bob.link_to(ada), ada.link_to(bob)
    drain(ada, bob)
    message = (bytes(range(256)) * (size // 256 + 1))[:size]
    assert bob.transport.send(to_ada, message)
    assert ada.transport.send(to_bob, message)
    until(lambda: ada.arrived and bob.arrived, ada, bob)
    assert ada.arrived == bob.arrived == [message]


def test_a_message_to_nobody_is_dropped_and_not_kept_for_later(net: Net) -> None:
    ada, bob = joined(net)
    link = bob.link_to(ada)
    ada.close()
    until(lambda: not bob.transport.send(link, b"to nobody"), bob)
    for _ in range(50):
        assert not bob.transport.send(link, b"to nobody")
    again = net.start("ada")
    send_until_arrived(bob, again, b"welcome back")
    assert set(again.arrived) == {b"welcome back"}


def test_a_message_to_an_address_where_nobody_listens_is_dropped(net: Net) -> None:
    ada = net.start("ada")
    ada.close()
    bob = net.start("bob", "ada")
    until(lambda: bob.of(Opened), bob)
    assert not bob.transport.send(b"dada", b"is anybody there")
    assert not bob.transport.send(b"dnobody", b"is anybody there")
    assert not bob.transport.send(b"rnobody", b"is anybody there")


def test_a_link_whose_peer_hung_up_closes_and_a_new_one_opens(net: Net) -> None:
    ada, bob = joined(net)
    link = ada.link_to(bob)
    bob.close()

    def closed() -> bool:
        ada.transport.send(link, b"are you there")
        return Closed(link) in ada.events

    until(closed, ada)
    ada.events.clear()
    again = net.start("bob", "ada")
    until(lambda: again.of(Opened), again)
    send_until_arrived(again, ada, b"back")
    assert ada.events[0] == Opened(link, False, net.key_of("bob"))
    send_until_arrived(ada, again, b"welcome")


def test_a_peer_that_starts_again_at_once_is_heard_on_its_link(net: Net) -> None:
    ada, bob = joined(net)
    ada.events = [event for event in ada.events if isinstance(event, Opened)]
    bob.close()
    again = net.start("bob", "ada")
    until(lambda: again.of(Opened), again)
    send_until_arrived(again, ada, b"back")
    send_until_arrived(ada, again, b"welcome")


def test_a_blocked_peer_is_cut_off_both_ways_until_it_is_unblocked(net: Net) -> None:
    for blocker in (0, 1):
        ada, bob = stations = joined(net)
        drain(*stations)
        one, other = stations[blocker], stations[1 - blocker]
        links = {one.name: b"rbob" if one is ada else b"dada"}
        links[other.name] = b"rbob" if other is ada else b"dada"
        one.transport.block([other.name])
        assert not one.transport.send(links[one.name], b"cut")
        other.transport.send(links[other.name], b"cut")
        for _ in range(20):
            one.events += one.transport.poll(0.005)
            other.events += other.transport.poll(0.005)
        assert one.arrived == other.arrived == []

        one.transport.block([])
        ada.events += [Opened(b"rbob", dialed=False)]
        bob.events += [Opened(b"dada", dialed=True)]
        send_until_arrived(bob, ada, b"healed")
        send_until_arrived(ada, bob, b"healed")
        assert b"cut" not in ada.arrived + bob.arrived
        ada.close()
        bob.close()


def test_blocking_one_peer_leaves_the_others_alone(net: Net) -> None:
    ada, bob = joined(net)
    cyd = net.start("cyd", "ada")
    until(lambda: cyd.of(Opened), cyd)
    send_until_arrived(cyd, ada, b"cyd")
    ada.transport.block(["bob"])
    send_until_arrived(cyd, ada, b"cyd again")
    send_until_arrived(ada, cyd, b"yes, cyd")
    assert bob.name == "bob"


def test_who_expects_another_key_never_gets_through(net: Net) -> None:
    ada = net.start("ada")
    eve = net.start("eve", "ada", false_key=True)
    bob = net.start("bob", "ada")
    until(lambda: eve.of(Opened) and bob.of(Opened), eve, bob)
    for number in range(30):
        eve.transport.send(b"dada", b"let me in")
        ada.events += ada.transport.poll(0.005)
        send_until_arrived(bob, ada, b"%d" % number)
    assert b"let me in" not in ada.arrived
    assert {event.link for event in ada.of(Opened)} == {b"rbob"}


def test_whoever_was_not_let_in_is_not_heard_and_not_told_of(net: Net) -> None:
    ada = net.start("ada")
    eve = net.start("eve", "ada", stranger=True)
    bob = net.start("bob", "ada")
    until(lambda: eve.of(Opened) and bob.of(Opened), eve, bob)
    for number in range(30):
        eve.transport.send(b"dada", b"let me in")
        eve.events += eve.transport.poll(0.005)
        send_until_arrived(bob, ada, b"%d" % number)
    assert b"let me in" not in ada.arrived
    assert {event.link for event in ada.of(Opened)} == {b"rbob"}
    assert not ada.transport.send(b"reve", b"hello")
    assert eve.arrived == []


def test_whoever_is_let_in_no_more_is_cut_off_though_connected(net: Net) -> None:
    ada, bob = joined(net)
    cyd = net.start("cyd", "ada")
    until(lambda: cyd.of(Opened), cyd)
    drain(ada, bob)
    net.forbid("bob")
    until(lambda: Closed(b"rbob") in ada.events, ada)
    for number in range(30):
        bob.transport.send(b"dada", b"still here")
        send_until_arrived(cyd, ada, b"%d" % number)
    assert b"still here" not in ada.arrived
    assert not ada.transport.send(b"rbob", b"farewell")


def test_hanging_up_closes_a_dialed_link_for_good(net: Net) -> None:
    ada, bob = joined(net)
    drain(ada, bob)
    bob.transport.hang_up("ada")
    bob.transport.hang_up("nobody")
    until(lambda: bob.events == [Closed(b"dada")], bob)
    assert not bob.transport.send(b"dada", b"one more thing")


def test_a_watched_file_descriptor_is_reported_until_it_is_not(net: Net) -> None:
    ada = net.start("ada")
    reader, writer = os.pipe()
    try:
        ada.transport.watch(reader)
        assert ada.transport.poll(0) == []
        os.write(writer, b"x")
        until(lambda: Readable(reader) in ada.events, ada)
        assert ada.transport.poll(0) == [Readable(reader)]
        ada.transport.unwatch(reader)
        assert ada.transport.poll(0) == []
    finally:
        os.close(reader)
        os.close(writer)


def test_polling_ends_as_soon_as_something_arrives(net: Net) -> None:
    ada, bob = joined(net)
    link = bob.link_to(ada)
    drain(ada, bob)
    bob.transport.send(link, b"early")
    start = time.monotonic()
    events = ada.transport.poll(60.0)
    assert events == [Arrived(b"rbob", b"early")]
    assert time.monotonic() - start < 30.0
