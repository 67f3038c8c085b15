"""What the transport on ZeroMQ keeps besides the contract: who gets in, and under which name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import zmq
from zmq.utils import z85

from replication.limits import MESSAGE_BYTES_MAX
from replication.transport import Opened
from replication.zmq_limits import RECEIVE_QUEUE, UNHEARD_MS
from replication.zmq_transport import ZmqTransport, curve_keypair, curve_public
from tests.contracts.transports import ZmqNet, joined, send_until_arrived, until


@pytest.fixture
def zmq_net() -> Iterator[ZmqNet]:
    made = ZmqNet()
    yield made
    made.end()


@contextmanager
def crafted(
    net: ZmqNet, dialed: str, routing_id: bytes, keys: tuple[bytes, bytes] | None
) -> Iterator[zmq.Socket[bytes]]:
    """Dial a station by hand, under any routing id, with keys or in the clear."""
    context = zmq.Context()
    socket: zmq.Socket[bytes] = context.socket(zmq.DEALER)
    try:
        socket.set(zmq.LINGER, 0)
        socket.set(zmq.ROUTING_ID, routing_id)
        if keys is not None:
            socket.set(zmq.CURVE_PUBLICKEY, z85.encode(keys[0]))
            socket.set(zmq.CURVE_SECRETKEY, z85.encode(keys[1]))
            socket.set(zmq.CURVE_SERVERKEY, z85.encode(net.key_of(dialed)))
        socket.connect(net.addresses[dialed])
        yield socket
    finally:
        socket.close()
        context.term()


def test_a_message_over_the_limit_does_not_get_through(zmq_net: ZmqNet) -> None:
    ada, bob = joined(zmq_net)
    bob.transport.send(bob.link_to(ada), bytes(MESSAGE_BYTES_MAX + 4096))
    send_until_arrived(bob, ada, b"after it")
    assert max(map(len, ada.arrived)) <= MESSAGE_BYTES_MAX


def test_a_client_without_a_key_never_gets_through(zmq_net: ZmqNet) -> None:
    ada, bob = joined(zmq_net)
    with crafted(zmq_net, "ada", b"plain", None) as plain:
        for number in range(30):
            with suppress(zmq.Again):
                plain.send(b"in the clear", zmq.NOBLOCK)
            send_until_arrived(bob, ada, b"%d" % number)
    assert b"in the clear" not in ada.arrived
    assert {event.link for event in ada.of(Opened)} == {b"rbob"}


def test_a_node_goes_by_the_name_of_its_key_whatever_it_calls_itself(zmq_net: ZmqNet) -> None:
    """A member that poses as another: it gets nothing that is meant for the other."""
    ada, bob = joined(zmq_net)
    zmq_net.start("eve").close()
    with crafted(zmq_net, "ada", b"bob", zmq_net.keys["eve"]) as mask:
        mask.send(b"I am bob")
        until(lambda: b"I am bob" in ada.arrived, ada)
        assert ada.links_of(b"I am bob") == {b"reve"}
        send_until_arrived(ada, bob, b"for bob")
        assert ada.transport.send(b"reve", b"for eve")
        assert mask.recv() == b"for eve"


def test_no_link_beats_by_itself_and_the_kernel_looks_after_it(zmq_net: ZmqNet) -> None:
    """ZeroMQ aborts the process when a beat falls due on a lost link whose queue is still full."""
    ada, bob = (station.transport for station in joined(zmq_net))
    assert isinstance(ada, ZmqTransport)
    assert isinstance(bob, ZmqTransport)
    for socket in (ada._router, *bob._dealers.values()):
        assert socket.get(zmq.HEARTBEAT_IVL) == 0
        assert socket.get(zmq.TCP_KEEPALIVE) == 1
        assert socket.get(zmq.TCP_MAXRT) == UNHEARD_MS


def test_what_a_peer_said_before_it_died_is_read_to_the_end_of_a_full_queue(
    zmq_net: ZmqNet,
) -> None:
    ada, bob = joined(zmq_net)
    for number in range(4 * RECEIVE_QUEUE):
        while not bob.transport.send(bob.link_to(ada), b"%d" % number):
            bob.poll()
    bob.close()
    until(lambda: b"%d" % (RECEIVE_QUEUE - 1) in ada.arrived, ada)


def test_who_was_refused_gets_in_once_it_is_allowed(zmq_net: ZmqNet) -> None:
    ada = zmq_net.start("ada")
    eve = zmq_net.start("eve", "ada", stranger=True)
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        eve.transport.send(b"dada", b"let me in")
        for station in (ada, eve):
            station.poll()
    assert ada.events == []
    ada.transport.allow({zmq_net.key_of("eve"): "eve"})
    until(lambda: eve.transport.send(b"dada", b"now") and ada.arrived, eve, ada)


def test_an_address_in_use_is_said_as_an_oserror(zmq_net: ZmqNet) -> None:
    zmq_net.start("ada")
    zmq_net.addresses["bob"] = zmq_net.addresses["ada"]
    with pytest.raises(OSError, match="in use"):
        zmq_net.start("bob")


def test_keys_have_thirty_two_bytes_and_differ() -> None:
    pairs = [curve_keypair() for _ in range(3)]
    assert {len(key) for pair in pairs for key in pair} == {32}
    assert len({key for pair in pairs for key in pair}) == 6
    assert all(curve_public(secret) == public for public, secret in pairs)
