"""Taking in: from one source at a time, all or nothing, and from another when one fails."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from core.errors import StorageFullError
from core.log.memory_store import MemoryStore
from replication.limits import (
    INGEST_BYTES_IDLE,
    INGEST_BYTES_SELLING,
    PATIENCE_S,
    TICK_JITTER,
    TICK_S,
)
from replication.messages import Ack, Batch, Want
from replication.notices import OwnStreamAhead, Received
from replication.wire import encode
from tests.replication.wire_node import Node
from tests.replication.wire_world import Faults, Sent, World

TICK_S_MAX = TICK_S * (1 + TICK_JITTER)
REPLACED_S = PATIENCE_S + 2 * TICK_S_MAX
"""A source is given its patience, and the ticks at both ends of it are not ours to choose."""


def three_with(events: int, seed: int = 0) -> tuple[World, Node, Node, Node]:
    """Ada wrote, bob holds the same, and cyd knows nobody yet."""
    world = World(seed)
    ada, bob, cyd = world.add_all("abc")
    world.join(ada, bob)
    ada.sell(events)
    world.until_level(3, [ada, bob])
    return world, ada, bob, cyd


def test_what_was_written_is_noticed_with_where_it_came_from() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(3)
    world.until_level(3)
    ada.sell(2)
    world.until_level(3)
    (link,) = bob.links
    assert bob.told(Received) == [(ada.stream(), 1, 3, link), (ada.stream(), 4, 2, link)]


def batches(sender: str) -> Callable[[Sent], bool]:
    """A rule by which no batch of one sender arrives."""
    return lambda sent: sent.sender == sender and isinstance(sent.message, Batch)


def wait_for_an_order(world: World, node: Node) -> str:
    """Let time pass until a node has ordered something, and return from whom."""
    orders: list[str] = []

    def ordered() -> bool:
        orders[:] = [
            sent.receiver
            for sent in world.sent
            if sent.sender == node.name and isinstance(sent.message, Want)
        ]
        return bool(orders)

    world.until(ordered, 3)
    return orders[0]


@pytest.mark.parametrize("mute", "ab")
def test_a_source_that_brings_nothing_is_replaced_within_patience(mute: str) -> None:
    world, ada, bob, cyd = three_with(300)
    world.drop = batches(mute)
    world.join(cyd, ada)
    world.join(cyd, bob)
    wait_for_an_order(world, cyd)
    world.until_level(REPLACED_S)


@pytest.mark.parametrize("dead", "ab")
def test_a_source_that_dies_is_replaced(dead: str) -> None:
    world, ada, bob, cyd = three_with(300)
    world.join(cyd, ada)
    world.join(cyd, bob)
    wait_for_an_order(world, cyd)
    world.cut(cyd, world.nodes[dead])
    world.until_level(REPLACED_S)


def test_a_source_that_hangs_up_is_replaced_at_the_next_tick() -> None:
    world, ada, bob, cyd = three_with(300)
    world.drop = lambda sent: sent.receiver == "c" and isinstance(sent.message, Batch)
    world.join(cyd, ada)
    world.join(cyd, bob)
    source = wait_for_an_order(world, cyd)
    world.pass_time(0.2)
    world.heal()
    world.hang_up(cyd, f"to {source}".encode())
    world.until_level(2 * TICK_S_MAX)


def test_when_level_again_a_stream_comes_from_its_origin() -> None:
    """A relay serves while the origin is away; afterwards nothing is relayed any more."""
    world, ada, bob, cyd = three_with(10)
    world.join(cyd, bob)
    world.until_level(3)
    ada.sell()
    world.until_level(3)
    world.join(cyd, ada)
    world.pass_time(3)
    ada.sell()
    world.pass_time(3)
    before = len(world.sent)
    for _ in range(20):
        ada.sell()
        world.pass_time(0.2)
    assert cyd.heads() == {ada.stream(): 32}
    assert world.messages(Batch, sender="b", since=before) == []
    assert len(world.messages(Batch, sender="a", receiver="c", since=before)) == 20


def test_a_gap_is_asked_for_once_however_many_batches_show_it() -> None:
    world = World(faults=Faults(delay_s=(0.1, 0.1)))
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    world.pass_time(3)
    lost: list[int] = []

    def first_batch(sent: Sent) -> bool:
        if isinstance(sent.message, Batch) and not lost:
            lost.append(sent.number)
        return sent.number in lost

    world.drop = first_batch
    for _ in range(10):
        ada.sell()
    world.until_level(1)
    assert len(lost) == 1
    assert len(world.messages(Want, sender="b")) == 1


def test_a_full_disk_is_told_to_the_caller_and_nothing_is_acknowledged() -> None:
    world = World()
    store = MemoryStore(size_bytes_max=40_000)
    ada = world.add("a")
    bob = world.add("b", store=store)
    store.open_tables(["ballast"])
    with store.write() as transaction:
        transaction.put("ballast", b"b", bytes(30_000))
    ada.sell(60)
    world.join(ada, bob)
    world.pass_time(5)
    assert bob.errors
    assert {type(error) for error in bob.errors} == {StorageFullError}
    assert bob.heads() == {}
    assert not any(ack.heads or ack.bytes_taken for ack in world.messages(Ack, sender="b"))
    assert bob.replica.holdings.events == 0

    with store.write() as transaction:
        transaction.clear("ballast")
    world.until_level(REPLACED_S)
    assert bob.records() == ada.records()


def test_a_full_disk_does_not_stop_what_there_is_to_say() -> None:
    world = World()
    ada = world.add("a")
    bob = world.add("b", store=MemoryStore(size_bytes_max=4_000))
    world.join(ada, bob)
    world.pass_time(3)
    ada.sell(100)
    world.pass_time(60)
    assert bob.errors
    assert all(peer.up for peer in ada.replica.peers.values())
    bob.sell(1)
    world.until(lambda: bob.stream() in ada.heads(), 3)


def test_a_node_is_told_when_a_peer_holds_more_of_its_own_stream() -> None:
    """It was restored from an old copy, must see the proof, and open a new epoch."""
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(30)
    world.until_level(3)
    ada.start(MemoryStore())
    ada.replica.connected(next(iter(ada.links)), world.now, dialed=True)
    world.pass_time(3)
    assert ada.told(OwnStreamAhead)[0][:3] == (ada.stream(), 0, 30)
    assert ada.heads() == {}
    assert {want.ranges for want in world.messages(Want, sender="a")} == {((ada.stream(), 0),)}


def test_a_node_that_rests_writes_up_to_a_megabyte_of_records_at_once() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    for _ in range(40):
        ada.sell(100, size=600)
    world.drop = lambda sent: isinstance(sent.message, Batch)
    world.join(ada, bob)
    world.pass_time(2)
    held: list[int] = [0]

    def count() -> None:
        with bob.log.read() as view:
            held.append(view.last_lsn())

    bob.log.store.on_commit(count)
    (link,) = bob.links
    for one in ada.segments():
        batch = Batch(one.stream, one.first, one.data, one.seal, one.public_key)
        bob.replica.receive(encode(batch), link, world.now)
    bob.replica.messages_to_send(world.now)
    steps = [after - before for before, after in pairwise(held)]
    assert sum(steps) == 4_000
    assert INGEST_BYTES_IDLE * 0.8 < max(steps) * 600 < 1 << 20


def test_a_till_that_sells_writes_no_more_at_once_than_a_sale_can_wait_for() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    for _ in range(100):
        ada.sell(10, size=300)
    bob.replica.receiver.spare(selling=True)
    commits: list[int] = []
    bob.log.store.on_commit(lambda: commits.append(bob_holds()))

    def bob_holds() -> int:
        with bob.log.read() as view:
            return view.last_lsn()

    world.join(ada, bob)
    world.until_level(20)
    steps = [after - before for before, after in pairwise([0, *commits])]
    assert sum(steps) == 1_000
    assert max(steps) * 300 <= INGEST_BYTES_SELLING + 4096
