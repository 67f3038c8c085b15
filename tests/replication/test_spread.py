"""How far events have travelled: counted as one would by hand, and never overstated."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replication.lag import behind_peer, events_lacking, lacking, oldest_ms
from replication.messages import Ack
from replication.replica import Replica
from replication.spread import (
    Holder,
    beyond_hubs,
    distance,
    holder_of,
    merged,
    spread_of,
    stream_text,
)
from tests.replication.wire_node import SCOPE, START_MS, Node
from tests.replication.wire_world import World

STREAMS = ("a", "b")
held = st.dictionaries(st.sampled_from(STREAMS), st.integers(0, 9))


def holder(name: str, held: dict[str, int], role: str = "till", epoch: int = 1) -> Holder:
    return Holder(name, epoch, name, role, "B", ("*",), 1, None, held)


holders = st.lists(
    st.tuples(st.sampled_from("pqrst"), held, st.sampled_from(["till", "hub"])),
    max_size=5,
    unique_by=lambda one: one[0],
).map(lambda many: [holder(*one) for one in many])
heads = st.dictionaries(st.sampled_from(STREAMS), st.integers(0, 7))


@given(holders, heads, st.integers(1, 5))
def test_what_a_lane_branches_off_is_counted_where_it_stands(
    some: list[Holder], heads: dict[str, int], start: int
) -> None:
    head = max(start, heads.get("a", 0))
    each = [distance(some, "a", n) for n in range(start, head + 1)]
    spread = spread_of(some, {"a": head}, {"a": start})
    assert spread.own_events == sum(spread.by_peers) == len(each)
    for peers, events in enumerate(spread.by_peers):
        assert events == sum(one.peers == peers for one in each)
    assert spread.at_hub == sum(one.hub for one in each)
    first = beyond_hubs(some, {"a": head}, {"a": start}).get("a", head + 1)
    assert first == start + sum(one.hub for one in each)


@given(holders, heads)
def test_the_sums_are_those_of_every_single_event(
    some: list[Holder], heads: dict[str, int]
) -> None:
    each = [distance(some, stream, n) for stream, head in heads.items() for n in range(1, head + 1)]
    counted = Counter(one.peers for one in each)
    spread = spread_of(some, heads)
    assert spread.own_events == len(each)
    assert dict(enumerate(spread.by_peers)) == {
        peers: counted[peers] for peers in range(len(spread.by_peers))
    }
    assert sum(spread.by_peers) == len(each)
    assert spread.only_here == counted[0]
    assert spread.at_hub == sum(one.hub for one in each)
    for stream, first in beyond_hubs(some, heads).items():
        assert not distance(some, stream, first).hub
        assert first == 1 or distance(some, stream, first - 1).hub


@given(holders, holders)
def test_what_is_remembered_and_what_is_fresh_give_each_peer_once(
    old: list[Holder], new: list[Holder]
) -> None:
    both = merged(old, new)
    names = [one.author for one in both]
    assert names == sorted({one.author for one in (*old, *new)})
    assert merged(both, new) == merged(both, both) == both
    for one in both:
        known = [other for other in (*old, *new) if other.author == one.author]
        for stream in STREAMS:
            assert one.holds(stream) == max(other.holds(stream) for other in known)


def test_a_later_epoch_of_a_peer_begins_anew() -> None:
    before, after = holder("p", {"a": 9}, epoch=1), holder("p", {"a": 2}, epoch=2)
    assert merged([before], [after]) == merged([after], [before]) == (after,)


def test_when_a_peer_was_heard_is_what_is_fresh_whatever_our_clock_said_before() -> None:
    """A clock that said 2099 and was put right leaves nobody last heard in 2099."""
    before, after = holder("p", {"a": 9}), holder("p", {"a": 2})
    before, after = replace(before, heard_ms=10**15), replace(after, heard_ms=7)
    (one,) = merged([before], [after])
    assert (one.heard_ms, one.holds("a")) == (7, 9)
    (one,) = merged([before], [replace(after, heard_ms=0)])
    assert one.heard_ms == 10**15
    # Of two links the one that was heard last.
    (one,) = merged([], [replace(after, heard_ms=9), after])
    assert one.heard_ms == 9


# --- on the fake wire -----------------------------------------------------------------------


def seen(world: World, node: Node) -> tuple[Holder, ...]:
    replica: Replica = node.replica
    ours = [stream for stream, _ in replica.holdings.items() if stream.author == node.log.author]
    now_ms = START_MS + int(world.now * 1000)
    found = (holder_of(peer, ours, world.now, now_ms) for peer in replica.peers.values())
    return merged((), [one for one in found if one is not None])


def far(world: World, node: Node, sequence: int = 1) -> tuple[int, bool]:
    return distance(seen(world, node), stream_text(node.stream()), sequence)


def test_an_event_is_here_then_on_a_peer_then_on_two() -> None:
    world = World(1)
    ada, bob, eve = [world.add(name) for name in ("ada", "bob", "eve")]
    ada.sell()
    assert far(world, ada) == (0, False)
    world.join(ada, bob)
    world.pass_time(3)
    assert far(world, ada) == (1, False)
    world.join(ada, eve)
    world.pass_time(3)
    assert far(world, ada) == (2, False)


def test_what_a_relay_brought_is_known_to_its_author_as_well() -> None:
    """The hub had it from bob before ada and the hub could hear one another."""
    world = World(2)
    ada, bob, eve = [world.add(name) for name in ("ada", "bob", "eve")]
    world.join(ada, bob)
    world.join(bob, eve)
    ada.sell(3)
    world.pass_time(4)
    assert eve.heads()[ada.stream()] == 3
    # The others write, so that the digests are never equal: only the ACK can say it.
    world.drop = lambda sent: {sent.sender, sent.receiver} == {"bob", "eve"}
    bob.sell()
    world.join(ada, eve)
    world.until(lambda: far(world, ada, 3) == (2, False), 3)


def test_a_peer_that_does_not_take_a_scope_does_not_hold_it() -> None:
    world = World(3)
    ada = world.add("ada")
    bob = world.add("bob", scopes=("company",))
    ada.sell()
    ada.sell(scope="company")
    world.join(ada, bob)
    world.pass_time(5)
    company = stream_text(ada.stream("company"))
    (one,) = seen(world, ada)
    assert one.held == {company: 1}
    assert far(world, ada) == (0, False)
    (peer,) = ada.replica.peers.values()
    assert lacking(peer, ada.heads(), ada.log.author) == {}


def test_equal_digests_turn_what_was_heard_into_what_is_held() -> None:
    world = World(4)
    ada, bob = [world.add(name) for name in ("ada", "bob")]
    world.join(ada, bob)
    world.pass_time(3)
    # No acknowledgement of a batch ever comes back; signs of life do.
    world.drop = lambda sent: sent.sender == "bob" and isinstance(sent.message, Ack)
    ada.sell()
    world.until(lambda: far(world, ada) == (1, False), 5)


def test_a_cut_peer_lags_by_what_was_written_since() -> None:
    world = World(5)
    ada, bob = [world.add(name) for name in ("ada", "bob")]
    world.join(ada, bob)
    ada.sell(2)
    world.pass_time(4)
    world.cut(ada, bob)
    cut_ms = START_MS + int(world.now * 1000)
    ada.sell(3)
    world.pass_time(8)
    (peer,) = ada.replica.peers.values()
    lacks = lacking(peer, ada.heads(), ada.log.author)
    assert lacks == {ada.stream(): 2}
    assert events_lacking(lacks, ada.heads()) == 3
    with ada.log.read() as view:
        assert oldest_ms(view, lacks) == pytest.approx(cut_ms, abs=5)
        assert oldest_ms(view, {}) is None
    assert far(world, ada, 2) == (1, False)
    assert far(world, ada, 3) == (0, False)
    world.mend()
    world.until_level(10)
    world.pass_time(2)
    assert lacking(peer, ada.heads(), ada.log.author) == {}


def test_a_peer_that_catches_up_from_us_lags_and_one_that_does_elsewhere_does_not() -> None:
    world = World(6)
    ada, bob, eve = [world.add(name) for name in ("ada", "bob", "eve")]
    bob.sell(400)
    world.join(ada, bob)
    world.pass_time(4)
    world.join(ada, eve)
    world.slow["eve"] = 0.5
    peer = ada.replica.peers[b"to eve"]
    world.until(lambda: bob.stream() in peer.orders, 10)
    lacks = lacking(peer, ada.heads(), ada.log.author)
    assert events_lacking(lacks, ada.heads()) > 0
    world.until_level(20)
    world.pass_time(3)
    assert lacking(peer, ada.heads(), ada.log.author) == {}


def test_what_a_peer_holds_and_we_do_not_is_counted_while_it_comes() -> None:
    world = World(7)
    ada, bob = [world.add(name) for name in ("ada", "bob")]
    bob.sell(30, scope=SCOPE)
    world.join(ada, bob)
    (peer,) = ada.replica.peers.values()

    def behind() -> int:
        return behind_peer(peer, ada.heads(), ada.replica.receiver.behind)

    world.until(lambda: behind() == 30, 3)
    world.until_level(5)
    assert behind() == 0


def test_in_a_hurry_every_link_is_due_at_once() -> None:
    world = World(8)
    ada, bob, eve = [world.add(name) for name in ("ada", "bob", "eve")]
    world.join_all([ada, bob, eve])
    world.pass_time(3)
    due_s = ada.replica.next_timer()
    assert due_s is not None
    assert due_s > world.now
    ada.replica.hurry(world.now)
    assert ada.replica.next_timer() == world.now
