"""What a replica keeps for a peer that is behind, and takes nothing: as much however far it is."""

from __future__ import annotations

import gc
import tracemalloc

from replication.limits import WINDOW_BYTES
from replication.messages import Want
from replication.wire import encode
from tests.replication.wire_node import Node
from tests.replication.wire_world import World

BODY_BYTES = 600
KEPT_FOR_ONE = 2 * WINDOW_BYTES + 256 * 1024
"""Segments on their way, as bytes of messages and once more in the cache for the next peer."""


def kept_for_peer(behind: int) -> int:
    """Return the bytes a node keeps for a peer that ordered so many events, and went silent."""
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    world.pass_time(3)
    world.drop = lambda sent: True
    _sell(ada, behind)
    world.pass_time(1)
    link = next(iter(ada.links))
    gc.collect()
    tracemalloc.start()
    ada.replica.receive(encode(Want(((ada.stream(), 0),), WINDOW_BYTES)), link, world.now)
    said = [ada.replica.messages_to_send(world.now)]
    for _ in range(20):
        ada.replica.receive(encode(Want((), WINDOW_BYTES)), link, world.now)
        said.append(ada.replica.messages_to_send(world.now))
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(len(data) for messages in said for _, data in messages) > WINDOW_BYTES * 0.9
    return kept


def _sell(node: Node, count: int) -> None:
    for _ in range(count // 100):
        node.sell(100, size=BODY_BYTES)


def test_a_peer_ten_times_as_far_behind_takes_no_more_memory() -> None:
    near, far = kept_for_peer(2_500), kept_for_peer(25_000)
    assert near <= KEPT_FOR_ONE
    assert far <= near * 1.05
