"""Dialing, hanging up and dialing again at run time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from replication.transport import Broken, Closed, DialingTransport, Opened, PeerAddress, Reached
from replication.zmq_transport import curve_keypair
from tests.contracts.test_transport import drain, has_arrived
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


@pytest.fixture
def zmq_net() -> Iterator[ZmqNet]:
    made = ZmqNet()
    yield made
    made.end()


def dialing(station: Station) -> DialingTransport:
    return cast(DialingTransport, station.transport)


def test_a_link_can_be_hung_up_and_dialed_again_at_run_time(net: Net) -> None:
    ada, bob = joined(net)
    cyd = net.start("cyd", "ada")
    until(lambda: cyd.of(Opened), cyd)
    dialing(bob).hang_up("ada")
    dialing(bob).hang_up("nobody")
    until(lambda: bob.of(Closed), bob)
    assert not bob.transport.send(b"dada", b"hung up")
    send_until_arrived(cyd, ada, b"cyd's link stays")
    bob.events.clear()
    assert dialing(bob).dial(net.address("ada")) == b"dada"
    until(lambda: bob.of(Opened), bob)
    send_until_arrived(bob, ada, b"back")
    assert b"hung up" not in ada.arrived


def test_dialing_a_peer_whose_link_works_changes_nothing(net: Net) -> None:
    ada, bob = joined(net)
    drain(ada, bob)
    dialing(bob).dial(net.address("ada"))
    assert bob.transport.send(b"dada", b"on the same link")
    until(lambda: has_arrived(ada, b"on the same link"), ada, bob)
    assert not bob.of(Opened)
    assert not bob.of(Broken)


def test_a_peer_that_ended_and_started_again_is_reached_when_dialed_again(
    zmq_net: ZmqNet,
) -> None:
    ada, bob = joined(zmq_net)
    until(lambda: bob.of(Reached), bob)
    bob.events = [event for event in bob.events if isinstance(event, Opened)]
    ada.close()
    until(lambda: bob.of(Broken), bob)
    again = zmq_net.start("ada")
    until(lambda: bob.of(Reached), bob, again)
    assert {event.link for event in bob.of(Broken)} == {b"dada"}
    assert bob.of(Reached) == [Reached(b"dada")]
    assert (len(bob.of(Opened)), bob.of(Closed)) == (1, []), "it is the same link all the time"
    send_until_arrived(bob, again, b"welcome back")


def test_a_try_that_fails_is_said_and_not_repeated_by_itself(zmq_net: ZmqNet) -> None:
    ada = zmq_net.start("ada")
    bob = zmq_net.start("bob")
    ada.close()
    dialing(bob).dial(zmq_net.address("ada"))
    bob.events = []
    while not bob.of(Broken):
        bob.events += bob.transport.poll(0.01)
    again = zmq_net.start("ada")
    for _ in range(50):
        bob.events += bob.transport.poll(0.01)
        again.events += again.transport.poll(0.0)
    assert len(bob.of(Broken)) == 1
    assert bob.of(Reached) == []
    dialing(bob).dial(zmq_net.address("ada"))
    until(lambda: bob.of(Reached), bob, again)


def test_a_peer_that_moved_is_dialed_at_its_new_address(zmq_net: ZmqNet) -> None:
    ada, bob = joined(zmq_net)
    ada.close()
    del zmq_net.addresses["ada"]
    moved = zmq_net.start("ada")
    dialing(bob).dial(zmq_net.address("ada"))
    bob.events = [event for event in bob.events if isinstance(event, Opened)]
    send_until_arrived(bob, moved, b"found you")


def test_a_try_with_another_key_or_at_no_address_is_said_to_fail(zmq_net: ZmqNet) -> None:
    ada, bob = joined(zmq_net)
    false = PeerAddress("eve", zmq_net.addresses["ada"], curve_keypair()[0])
    for peer in (false, PeerAddress("nowhere", "tcp://", bytes(32))):
        link = dialing(bob).dial(peer)
        while link not in {event.link for event in bob.of(Broken)}:
            ada.events += ada.transport.poll(0.01)
            bob.events += bob.transport.poll(0.01)
        assert link not in {event.link for event in bob.of(Reached)}


def test_a_blocked_peer_is_not_dialed_before_it_is_unblocked(zmq_net: ZmqNet) -> None:
    ada = zmq_net.start("ada")
    bob = zmq_net.start("bob")
    bob.transport.block(["ada"])
    dialing(bob).dial(zmq_net.address("ada"))
    for _ in range(20):
        bob.events += bob.transport.poll(0.01)
    assert bob.events == [Opened(b"dada", True, zmq_net.key_of("ada")), Broken(b"dada")]
    bob.transport.block([])
    until(lambda: bob.of(Reached), bob, ada)
    send_until_arrived(bob, ada, b"healed")
