"""Two histories of one stream: found exactly, both held by all, and nothing else stops.

A cloned till is the same key and epoch writing twice. Its two copies never meet here: what
each wrote lies on two honest nodes that do.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.identity import StreamId
from core.log.memory_store import MemoryStore
from core.log.verify import walk_stream
from replication.limits import FULL_HAVE_TICKS
from replication.messages import Batch, ForkAsk, Have
from replication.notices import ForkFound, ForkKept, Misbehaved
from tests.replication.wire_node import Node, cheap_verify
from tests.replication.wire_world import Faults, World


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


def copies(world: World) -> list[Node]:
    """Return two live copies of one till, each of which has sold something."""
    found = []
    for place in ("here", "there"):
        copy = world.add("z")
        del world.nodes[copy.name]
        copy.name = place  # for the links of this world; what it calls itself stays the same
        copy._bodies.seed(place)
        copy.sell(3)
        found.append(world.put(copy))
        world.now += 1.0  # the second one starts later, with other dice
    return found


def test_two_copies_that_hear_only_each_other_both_see_what_the_other_wrote() -> None:
    world = World()
    till, copy = copies(world)
    world.join(till, copy)
    world.pass_time(5)
    for one in (till, copy):
        assert one.told(Misbehaved) == []
        assert one.told(ForkFound)[0].stream.origin == (one.log.author, one.log.epoch)


def test_of_two_copies_at_one_hub_neither_stands_by() -> None:
    world = World()
    hub = world.add("hub")
    for copy in copies(world):
        world.join(copy, hub)
        world.join(hub, copy)  # two links to each: one of them stands by
    world.pass_time(20)
    assert [peer.standby for peer in hub.replica.peers.values()].count(False) == 2
    assert kept(hub), "and the hub has both histories"


def kept(node: Node) -> list[tuple[StreamId, int]]:
    return [(notice.stream, notice.sequence) for notice in node.told(ForkKept)]


def sound(node: Node) -> set[bytes]:
    """Return every record a node holds, after seeing that each is there once and in its place."""
    with node.log.read() as view:
        view.check_heads()
        found = [walk_stream(view, stream, cheap_verify) for stream in view.heads()]
        assert [one.fault for one in found] == [""] * len(found)
        records = [record for _, record in view.feed(0, view.last_lsn())]
    assert len(records) == len(set(records)) == sum(one.records for one in found)
    assert len(records) == node.replica.holdings.events
    return set(records)


@pytest.mark.parametrize(
    ("common", "left", "right"), [(5, 1, 1), (5, 3, 3), (5, 2, 9), (5, 9, 2), (0, 1, 1), (0, 4, 7)]
)
def test_both_histories_end_on_both_and_part_where_they_did(
    common: int, left: int, right: int
) -> None:
    world, bob, cyd, zoe = clones(common, left, right)
    held = sound(bob) | sound(cyd)
    assert len(held) == common + left + right
    world.join(bob, cyd)
    world.until_level(5)
    assert sound(bob) == sound(cyd) == held
    assert bob.digest() == cyd.digest()
    for node in (bob, cyd):
        assert kept(node) == [(zoe.stream(), common + 1)]
        assert node.told(Misbehaved) == []


def test_a_fork_below_many_segments_is_found_in_few_rounds() -> None:
    world, bob, cyd, _ = clones(5, 100, 400, runs=3)
    held, before = sound(bob) | sound(cyd), len(world.sent)
    world.join(bob, cyd)
    world.until_level(5)
    assert sound(bob) == sound(cyd) == held
    for node in (bob, cyd):
        assert [sequence for _, sequence in kept(node)] == [6]
        assert node.told(Misbehaved) == []
        assert len(world.messages(ForkAsk, sender=node.name)) <= 3
    # That the longer one does not follow is seen by its first batch, a window of them on the way.
    assert world.records_sent(since=before) <= 2 * (300 + 1200)


@pytest.mark.parametrize("far_s", [0.1, 0.3, 0.5, 1.2])
def test_both_histories_meet_however_far_the_nodes_are_from_one_another(far_s: float) -> None:
    world, bob, cyd, _ = clones(5, 2, 9)
    world.faults.delay_s = (far_s, far_s)
    world.join(bob, cyd)
    world.until_level(10 + 10 * far_s)
    for node in (bob, cyd):
        assert [sequence for _, sequence in kept(node)] == [6]
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
    assert len(kept(bob)) == len(kept(cyd)) == 1


def test_both_copies_that_go_on_writing_go_on_being_heard() -> None:
    """Two machines, one key: each is heard by one node, and each of these hears of both."""
    world, bob, cyd, _ = clones(5, 2, 9)
    world.join(bob, cyd)
    world.until_level(5)
    for holder, name in ((bob, "left"), (cyd, "right")):
        zoe = world.add("z")
        zoe._bodies.seed(f"another life, seen by {holder.name}")
        now, world.now = world.now, 0.0
        for _ in range(5):
            zoe.sell(size=800)
        zoe._bodies.seed(name)
        zoe.sell(20)
        world.now = now
        world.join(zoe, holder)
        world.until_level(30, [bob, cyd])
        world.hang_up(zoe, b"to " + holder.name.encode())
        del world.nodes["z"]
    assert sound(bob) == sound(cyd)
    assert bob.told(Misbehaved) == cyd.told(Misbehaved) == []


@pytest.mark.parametrize("first", ["b", "c"])
def test_a_third_node_ends_alike_whichever_history_it_met_first(first: str) -> None:
    world, bob, cyd, _ = clones(5, 2, 9)
    dan = world.add("d")
    one, other = (bob, cyd) if first == "b" else (cyd, bob)
    world.join(dan, one)
    world.pass_time(3)
    world.join(dan, other)
    world.until_level(8)
    assert sound(dan) == sound(bob) == sound(cyd)


def test_whoever_comes_later_gets_lanes_like_any_stream() -> None:
    world, bob, cyd, zoe = clones(40, 60, 90)
    world.join(bob, cyd)
    world.until_level(5)
    dan, before = world.add("d"), len(world.sent)
    world.join(dan, bob)
    world.join(dan, cyd)
    world.until_level(5)
    assert sound(dan) == sound(bob)
    assert [notice.found for notice in dan.told(ForkKept)] == [False]
    assert world.messages(ForkAsk, since=before) == []
    assert world.records_sent(since=before) <= 1.3 * (40 + 60 + 90)
    assert zoe.stream() in dan.heads()


def test_fifty_peers_with_one_history_are_searched_as_one() -> None:
    world, bob, cyd, _ = clones(5, 50, 70)
    crowd = [world.add(f"d{number}") for number in range(20)]
    for node in crowd:
        world.join(node, cyd)
    world.until_level(10, [cyd, *crowd])
    before = len(world.sent)
    for node in crowd:
        world.join(bob, node)
    world.until_level(20)
    assert world.records_sent(since=before) < 8 * 50 * len(crowd)
    asked = world.messages(ForkAsk, sender="b", since=before)
    assert len(asked) <= 3 * 3


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_histories_on_any_nodes_end_everywhere_on_a_bad_network(data: st.DataObject) -> None:
    world = World(data.draw(st.integers(0, 1000)))
    nodes = world.add_all("bcde")
    lives = data.draw(
        st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=6), min_size=2, max_size=6)
    )
    for life in lives:
        holder = data.draw(st.sampled_from(nodes))
        zoe = World().add("z")
        for number in life:
            zoe._bodies.seed(number)
            zoe.sell(size=40)
        for segment in zoe.segments():
            columns, seal, key = segment[3:]
            holder.log.ingest(segment.stream, segment.first, columns, seal, key)
        holder.start(holder.log.store)
    everything = set[bytes]().union(*map(sound, nodes))
    world.faults = Faults(loss=0.1, duplication=0.1, reorder=data.draw(st.sampled_from([0, 0.2])))
    for one, other in pairwise(nodes):
        world.join(one, other)
    world.pass_time(8)
    world.heal()
    world.until_level(60)
    assert [sound(node) for node in nodes] == [everything] * 4
    assert len({node.digest() for node in nodes}) == 1
    assert [node.told(Misbehaved) for node in nodes] == [[]] * 4


def test_a_restored_till_that_sold_offline_is_shown_that_its_stream_forked() -> None:
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
    assert {notice[:2] for notice in ada.told(ForkFound)} == {(ada.stream(), 1)}
    assert set(kept(bob)) == {(ada.stream(), 1)}
    assert len(sound(bob)) == 70
    assert ada.heads() == {ada.stream(): 40}, "what it writes itself it takes from nobody"
    ada.epoch += 1
    ada.start(ada.log.store)
    ada.replica.connected(next(iter(ada.links)), world.now, dialed=True)
    ada.sell(2)
    world.until_level(8)
    assert sound(ada) == sound(bob)
    assert len(sound(bob)) == 72
