"""More histories of one author than are kept: honest nodes keep others, and nothing else stops."""

from __future__ import annotations

import pytest

from core.log import branching
from replication.notices import Misbehaved
from tests.replication.test_forks import sound
from tests.replication.wire_node import Node
from tests.replication.wire_world import World

KEPT = 2
"""Lanes kept of one author, here."""

SAID_PER_S_MAX = 5
"""Messages two nodes say in a second, signs of life among them, when there is something on which
they will never agree: what neither would take neither wants."""


def lives_met(world: World, holder: Node) -> None:
    """Let a node meet one life more of a forger than it keeps."""
    for number in range(KEPT + 2):
        world.now = 0.0
        forger = world.add("z")
        forger._bodies.seed(f"life {number}, met by {holder.name}")
        forger.sell(2)
        world.join(forger, holder)
        world.pass_time(8)
        world.hang_up(forger, b"to " + holder.name.encode())
        del world.nodes[forger.name]


def test_honest_nodes_differ_in_that_author_alone_and_accuse_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(branching, "LANES_MAX", KEPT)
    world = World()
    bob, cyd = world.add_all("bc")
    for holder in (bob, cyd):
        lives_met(world, holder)
    world.now = 100.0
    world.join(bob, cyd)
    for node in (bob, cyd):
        node.sell(3)
    world.pass_time(5)
    said = len(world.sent)
    world.pass_time(10)
    assert len(world.sent) - said <= 10 * SAID_PER_S_MAX
    honest = {bob.log.author, cyd.log.author}
    for node in (bob, cyd):
        sound(node)
        heads = {stream: head.sequence for stream, head in node.replica.holdings.items()}
        assert sorted(heads[stream] for stream in heads if stream.author in honest) == [3, 3]
        assert len([stream for stream in heads if stream.author not in honest]) == 1 + KEPT
        assert node.told(Misbehaved) == []
    assert sound(bob) != sound(cyd), "each keeps those it met first"
