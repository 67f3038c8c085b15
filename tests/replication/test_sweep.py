"""Many small worlds, each from its seed: whatever happens, after healing all agree."""

from __future__ import annotations

import random

import pytest

from core.identity import StreamId
from replication.limits import FULL_HAVE_TICKS, TICK_JITTER, TICK_S
from tests.replication.wire_node import Node
from tests.replication.wire_world import Faults, World

WORLDS = 150
TICK_S_MAX = TICK_S * (1 + TICK_JITTER)

HEALED_S = 4 * TICK_S_MAX
"""A tick to be heard again, one to tell, and what a source's patience and a relay take."""

NET_S = (FULL_HAVE_TICKS + 4) * TICK_S_MAX
"""What the last net takes: needed when a message of the session before overtakes a HELLO."""


class Observer:
    """Watches that what a node holds never shrinks, unless it was emptied."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seen: dict[str, dict[StreamId, int]] = {name: {} for name in world.nodes}

    def look(self) -> None:
        for name, node in self.world.nodes.items():
            heads = node.heads()
            for stream, sequence in self.seen[name].items():
                assert heads.get(stream, 0) >= sequence, "a version vector went back"
            assert {s: head.sequence for s, head in node.replica.holdings.items()} == heads
            self.seen[name] = heads


def random_world(seed: int, dice: random.Random) -> World:
    """Two to five nodes, connected somehow, some pairs twice, on a wire of some quality."""
    low = dice.choice((0.001, 0.01, 0.1))
    faults = Faults(
        loss=dice.choice((0.0, 0.02, 0.2, 0.4)),
        duplication=dice.choice((0.0, 0.2)),
        reorder=dice.choice((0.0, 0.0, 0.3)),
        delay_s=(low, low * dice.choice((1, 5))),
    )
    world = World(seed, faults)
    nodes = world.add_all("abcde"[: dice.randint(2, 5)])
    for index, node in enumerate(nodes[1:], 1):
        world.join(*dice.sample((nodes[dice.randrange(index)], node), 2))
    for _ in range(dice.randint(0, 4)):
        one, other = dice.sample(nodes, 2)
        if f"to {other.name}".encode() not in one.links:
            world.join(one, other)
    return world


def happen(world: World, observer: Observer, node: Node, dice: random.Random) -> None:
    """Let one thing happen to one node."""
    others = [other for other in world.nodes.values() if other is not node]
    what = dice.random()
    if what < 0.7:
        node.sell(dice.choice((1, 1, 1, 20)), scope=dice.choice(("company", "branch:b")))
    elif what < 0.82:
        world.cut(node, dice.choice(others))
    elif what < 0.88:
        world.mend()
    elif what < 0.95:
        world.restart(node)
    elif what < 0.97:
        world.restart(node, emptied=True)
        observer.seen[node.name] = {}


def live_through(seed: int) -> tuple[World, float, bool]:
    """Live through one world, heal it, and return how long it took to agree.

    And whether messages had overtaken one another.
    """
    dice = random.Random(f"sweep {seed}")
    world = random_world(seed, dice)
    reordered = world.faults.reorder > 0
    observer = Observer(world)
    for _ in range(dice.randint(10, 40)):
        happen(world, observer, dice.choice(list(world.nodes.values())), dice)
        world.pass_time(dice.choice((0.0, 0.05, 0.3, 2.0)))
        observer.look()
    world.heal()
    took = world.until_level(100)
    observer.look()
    return world, took, reordered


@pytest.mark.parametrize("part", range(10))
def test_after_healing_all_logs_are_the_same_bytes_soon(part: int) -> None:
    for seed in range(part, WORLDS, 10):
        world, took, reordered = live_through(seed)
        first, *others = world.nodes.values()
        records = first.records()
        assert all(other.records() == records for other in others), f"seed {seed}"
        assert all(not node.errors for node in world.nodes.values()), f"seed {seed}"
        assert took <= (NET_S if reordered else HEALED_S), f"seed {seed}: {took:.1f} s"
