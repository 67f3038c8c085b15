"""Peers that keep to the format and to nothing else: what they cost is bounded."""

from __future__ import annotations

import pytest

from core.identity import StreamId
from core.log.seal import Seal
from replication import peer as peers
from replication import receiving, sources
from replication.messages import Ack, Batch, Have, HeadClaim, Want
from replication.notices import Misbehaved
from replication.peer import Peer
from replication.wire import encode
from tests.replication.test_forgery import liar_at
from tests.replication.wire_node import SCOPE, Node
from tests.replication.wire_world import World

STREAMS_MAX = 100


@pytest.fixture(autouse=True)
def _few_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (peers, receiving, sources):
        monkeypatch.setattr(module, "PEER_STREAMS_MAX", STREAMS_MAX)


def invented(count: int, first: int = 0) -> list[StreamId]:
    return [StreamId(b"%016d" % number, 1, SCOPE) for number in range(first, first + count)]


def siege() -> tuple[World, Node, bytes, Peer]:
    world = World()
    (ada,) = world.add_all("a")
    ada.sell(3)
    link = liar_at(world, ada)
    return world, ada, link, ada.replica.peers[link]


def test_heads_acknowledged_of_invented_streams_are_forgotten_beyond_a_limit() -> None:
    world, ada, link, peer = siege()
    for start in range(0, 500, 50):
        held = tuple((stream, 7) for stream in invented(50, start))
        world.inject(ada, link, encode(Ack(0, held, 0)))
    assert len(peer.theirs) <= STREAMS_MAX


def test_orders_of_invented_streams_are_forgotten_beyond_a_limit() -> None:
    world, ada, link, peer = siege()
    for start in range(0, 500, 50):
        wanted = tuple((stream, 0) for stream in invented(50, start))
        world.inject(ada, link, encode(Want(wanted, 1 << 20)))
    assert len(peer.orders) <= STREAMS_MAX
    assert len(peer.theirs) <= STREAMS_MAX


@pytest.mark.parametrize("first", [1, 9])
def test_batches_of_invented_streams_are_forgotten_beyond_a_limit(first: int) -> None:
    world, ada, link, peer = siege()
    for stream in invented(500):
        batch = Batch(stream, first, b"no segment", Seal(bytes(64)), b"")
        world.inject(ada, link, encode(batch))
    assert len(peer.quarantined) <= STREAMS_MAX
    assert len(ada.replica.receiver.behind) <= STREAMS_MAX


def test_streams_that_are_not_admitted_are_noted_up_to_a_limit() -> None:
    _, _, _, peer = siege()
    for stream in invented(5 * STREAMS_MAX):
        peer.is_unwelcome_with(stream)
    assert len(peer.unwelcome) == STREAMS_MAX
    assert not peer.may_bring(invented(1)[0])


def test_who_tells_all_its_streams_again_is_not_accused() -> None:
    world, ada, link, peer = siege()
    claims = tuple(HeadClaim(stream, 7, bytes(8)) for stream in invented(80))
    for number in (1, 2, 3):
        world.inject(ada, link, encode(Have(number, claims, bytes(16))))
    assert set(invented(80)) <= set(peer.theirs)
    assert ada.told(Misbehaved) == []


def test_who_tells_of_too_many_streams_is_told_so() -> None:
    world, ada, link, peer = siege()
    claims = tuple(HeadClaim(stream, 7, bytes(8)) for stream in invented(STREAMS_MAX + 1))
    world.inject(ada, link, encode(Have(1, claims, bytes(16))))
    assert not set(invented(1)) & set(peer.theirs)
    assert len(ada.told(Misbehaved)) == 1
