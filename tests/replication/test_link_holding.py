"""What the transport and the replica report reaches the dialer, and its decisions the transport."""

from __future__ import annotations

import random

from replication.dialing import Dialer
from replication.links import Links
from replication.notices import PeerDown, PeerUp
from replication.redialing import STEADY_S
from replication.transport import DialingTransport, PeerAddress
from tests.contracts.memory_transport import Ether, MemoryTransport
from tests.replication.test_directory import peer
from tests.replication.test_views import contact
from tests.replication.wire_world import World


class Recording(MemoryTransport):
    """A transport in memory that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(Ether(), "ADA", b"", [])
        self.told: list[tuple[str, str]] = []

    def dial(self, peer: PeerAddress) -> bytes:
        self.told.append(("dial", peer.name))
        return super().dial(peer)

    def hang_up(self, name: str) -> None:
        self.told.append(("hang up", name))
        super().hang_up(name)


def made() -> tuple[Links, Recording]:
    transport = Recording()
    dialing: DialingTransport = transport
    links = Links(Dialer(contact("ADA", "B1"), random.Random(1)), dialing)
    links.dialer.know([contact("BOB", "B1")], 0.0)
    links.pump(1.0)
    return links, transport


def test_a_link_that_broke_is_dialed_anew_when_its_wait_is_over() -> None:
    links, transport = made()
    links.broken(b"dBOB", 1.0)
    links.broken(b"rBOB", 1.0)
    links.pump(1.0)
    assert transport.told == [("dial", "BOB")]
    timer = links.next_timer()
    assert timer is not None
    links.pump(timer)
    assert transport.told == [("dial", "BOB")] * 2


def test_a_peer_is_up_when_it_speaks_and_down_when_it_falls_silent() -> None:
    links, transport = made()
    peers = {b"dBOB": peer("BOB")}
    links.on_notice(PeerUp(b"dBOB", "BOB"), peers, 1.0)
    links.on_notice(PeerDown(b"rCYD", "CYD"), peers, 1.0)
    links.pump(1.0 + STEADY_S)
    assert transport.told == [("dial", "BOB")]
    links.on_notice(PeerDown(b"dBOB", "BOB"), peers, 10.0)
    links.pump(11.0)
    assert transport.told == [("dial", "BOB")] * 2


def test_who_is_forgotten_is_hung_up_on() -> None:
    links, transport = made()
    links.dialer.forget(["BOB"], 2.0)
    links.pump(2.0)
    assert transport.told == [("dial", "BOB"), ("hang up", "BOB")]


def test_a_broken_link_is_down_at_once_and_spoken_on_as_soon_as_it_works_again() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    world.pass_time(3)
    ada.replica.broken(b"to b", world.now)
    ada.replica.broken(b"to nobody", world.now)
    ada.replica.reached(b"to nobody", world.now)
    world.pump(ada)
    assert ada.told(PeerDown) == [PeerDown(b"to b", "b")]
    ada.replica.broken(b"to b", world.now)
    world.pump(ada)
    assert len(ada.told(PeerDown)) == 1
    before = world.now
    ada.replica.reached(b"to b", before)
    assert ada.replica.next_timer() == before
    world.until(lambda: len(ada.told(PeerUp)) == 2, 0.2)


def test_what_a_broken_link_owed_comes_from_another_peer_at_once() -> None:
    world = World()
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    world.join(bob, cyd)
    world.join(ada, cyd)
    world.pass_time(3)
    world.cut(ada, cyd)
    ada.sell(5)
    ada.replica.broken(b"to c", world.now)
    world.until_level(3)
