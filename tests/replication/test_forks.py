"""Two histories of one stream: found exactly, told once, and nothing else stops.

A cloned till is the same key and epoch writing twice. Its two copies never meet here: what
each wrote lies on two honest nodes that do.
"""

from __future__ import annotations

import pytest

from core.log.memory_store import MemoryStore
from replication.limits import FULL_HAVE_TICKS
from replication.messages import Batch, Have
from replication.notices import ForkFound, Misbehaved
from tests.replication.wire_node import Node
from tests.replication.wire_world import World


def clones(common: int, left: int, right: int, *, runs: int = 1) -> tuple[World, Node, Node, Node]:
    """Bob holds one history of zoe's stream and cyd another, alike up to ``common``."""
    world = World()
    bob, cyd = world.add_all("bc")
    for holder, more in ((bob, left), (cyd, right)):
        zoe = world.add("z")
        world.join(zoe, holder)
        for _ in range(common):
            zoe.sell(size=800)
        world.until_level(3, [zoe, holder])
        zoe._bodies.seed(f"another life, seen by {holder.name}")
        for _ in range(runs):
            zoe.sell(more, size=800)
        world.until_level(3, [zoe, holder])
        world.hang_up(zoe, b"to " + holder.name.encode())
        del world.nodes["z"]
        world.now = 0.0  # the second life begins at the same time as the first
    world.now = 100.0
    return world, bob, cyd, zoe


@pytest.mark.parametrize(
    ("common", "left", "right"), [(5, 1, 1), (5, 3, 3), (5, 2, 9), (5, 9, 2), (0, 1, 1), (0, 4, 7)]
)
def test_a_fork_is_found_at_its_exact_sequence_by_both(common: int, left: int, right: int) -> None:
    world, bob, cyd, zoe = clones(common, left, right)
    held = bob.records(), cyd.records()
    world.join(bob, cyd)
    world.pass_time(5)
    for node in (bob, cyd):
        found = [(notice.stream, notice.sequence) for notice in node.told(ForkFound)]
        assert found == [(zoe.stream(), common + 1)]
        assert node.told(Misbehaved) == []
    assert (bob.records(), cyd.records()) == held, "what each holds is kept"


def test_a_fork_below_many_segments_is_found_too() -> None:
    world, bob, cyd, _ = clones(5, 100, 400, runs=3)
    world.join(bob, cyd)
    world.pass_time(5)
    for node in (bob, cyd):
        assert [notice.sequence for notice in node.told(ForkFound)] == [6]
        assert node.told(Misbehaved) == []


@pytest.mark.parametrize("far_s", [0.1, 0.2, 0.3, 0.4, 0.5])
def test_a_fork_is_found_by_both_however_far_they_are_from_one_another(far_s: float) -> None:
    world, bob, cyd, _ = clones(5, 2, 9)
    world.faults.delay_s = (far_s, far_s)
    world.join(bob, cyd)
    world.pass_time(10)
    for node in (bob, cyd):
        assert [notice.sequence for notice in node.told(ForkFound)] == [6]
        assert node.told(Misbehaved) == []


def test_after_a_fork_nothing_oscillates_and_other_streams_flow() -> None:
    world, bob, cyd, _ = clones(5, 2, 9)
    world.join(bob, cyd)
    world.pass_time(5)
    before = len(world.sent)
    bob.sell(3)
    cyd.sell(4)
    world.pass_time(60)
    for node in (bob, cyd):
        assert node.heads()[bob.stream()] == 3
        assert node.heads()[cyd.stream()] == 4
    assert world.records_sent(since=before) == 7
    assert len(world.messages(Batch, since=before)) == 2
    full = [have for have in world.messages(Have, since=before) if have.heads]
    assert len(full) <= 4 + 2 * 80 / FULL_HAVE_TICKS
    assert len(bob.told(ForkFound)) == len(cyd.told(ForkFound)) == 1


def test_a_third_node_takes_the_first_history_it_meets_and_is_told_of_the_other() -> None:
    world, bob, cyd, zoe = clones(5, 2, 9)
    dan = world.add("d")
    world.join(dan, bob)
    world.pass_time(3)
    world.join(dan, cyd)
    world.pass_time(5)
    assert dan.records()[zoe.stream()] == bob.records()[zoe.stream()]
    assert {notice.sequence for notice in dan.told(ForkFound)} == {6}


def test_a_new_session_finds_the_fork_anew() -> None:
    world, bob, cyd, _ = clones(5, 2, 9)
    world.join(bob, cyd)
    world.pass_time(5)
    world.restart(cyd)
    world.pass_time(5)
    assert [notice.sequence for notice in bob.told(ForkFound)] == [6, 6]


def test_a_restored_till_that_sold_offline_is_told_that_its_stream_forked() -> None:
    """Its peers hold thirty of its events, it was restored at none and sold forty."""
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(30)
    world.until_level(3)
    world.cut(ada, bob)
    world.pass_time(1)
    ada.start(MemoryStore())
    ada.sell(40)
    world.heal()
    ada.replica.connected(next(iter(ada.links)), world.now, dialed=True)
    world.pump(ada)
    world.pass_time(8)
    assert [notice.stream for notice in ada.told(ForkFound)] == [ada.stream()]
    assert [notice[:2] for notice in bob.told(ForkFound)] == [(ada.stream(), 1)]
    assert bob.heads() == {ada.stream(): 30}
