"""Whatever one message is lost, three ticks later all is as if it had arrived."""

from __future__ import annotations

from collections.abc import Callable

from replication.limits import TICK_JITTER, TICK_S
from replication.messages import Ack, Batch, Have, Hello, Presync, Want
from tests.replication.wire_node import Node
from tests.replication.wire_world import Faults, Sent, World

THREE_TICKS_S = 3 * TICK_S * (1 + TICK_JITTER)


def meet(world: World) -> tuple[Node, ...]:
    """Three in a chain with a past; then each sells."""
    nodes = ada, bob, cyd = world.add_all("abc")
    ada.sell(40)
    cyd.sell(20)
    world.join(ada, bob)
    world.join(bob, cyd)
    return tuple(nodes)


def story(world: World) -> list[float]:
    """Return how long the nodes took to be level: at first, and after each of two sales."""
    ada, bob, _ = meet(world)
    took = [world.until_level(2 * THREE_TICKS_S)]
    world.pass_time(2.0)
    for seller in (ada, bob):
        seller.sell()
        took.append(world.until_level(2 * THREE_TICKS_S))
        world.pass_time(1.5)
    return took


def the_message(number: int) -> Callable[[Sent], bool]:
    return lambda sent: sent.number == number


def the_first_of_each_link(kind: type) -> Callable[[Sent], bool]:
    lost: set[tuple[str, str]] = set()

    def is_first(sent: Sent) -> bool:
        if not isinstance(sent.message, kind) or (sent.sender, sent.receiver) in lost:
            return False
        lost.add((sent.sender, sent.receiver))
        return True

    return is_first


def test_the_loss_of_any_one_message_is_made_up_for_within_three_ticks() -> None:
    recorded = World()
    story(recorded)
    kinds = {type(sent.message) for sent in recorded.sent}
    assert kinds == {Hello, Have, Want, Presync, Batch, Ack}
    for lost in range(len(recorded.sent)):
        world = World()
        world.drop = the_message(lost)
        handshake, *sales = story(world)
        what = recorded.sent[lost].message
        # At first HAVE goes out a tick after HELLO, and one hop after another.
        assert handshake <= 2 * TICK_S * (1 + TICK_JITTER) + THREE_TICKS_S, what
        assert max(sales) <= THREE_TICKS_S, what


def test_the_loss_of_every_message_of_a_kind_once_is_made_up_for() -> None:
    for kind in (Hello, Have, Want, Presync, Batch, Ack):
        world = World()
        world.drop = the_first_of_each_link(kind)
        assert max(story(world)) <= 2 * THREE_TICKS_S, kind


def test_duplicates_and_reordering_change_nothing() -> None:
    calm, wild = World(), World(faults=Faults(duplication=0.5, reorder=0.5))
    for world in (calm, wild):
        for node in meet(world):
            node.sell(30)
        world.until_level(20)
        world.pass_time(30)
    for one, other in zip(calm.nodes.values(), wild.nodes.values(), strict=True):
        assert one.heads() == other.heads()
        assert not other.errors
    assert len({node.digest() for node in wild.nodes.values()}) == 1


def test_after_a_cut_both_halves_exchange_only_what_they_lack() -> None:
    world = World()
    nodes = ada, bob, cyd, dan = world.add_all("abcd")
    world.join_all(nodes)
    for node in nodes:
        node.sell(50)
    world.until_level(5)
    for left in (ada, bob):
        for right in (cyd, dan):
            world.cut(left, right)
    world.pass_time(60)
    for node in nodes:
        for _ in range(25):
            node.sell()
            world.pass_time(0.1)
    before = len(world.sent)
    world.heal()
    world.until_level(3 * THREE_TICKS_S)
    needed = 4 * 25 * 2
    assert world.records_sent(since=before) <= needed * 1.05


def test_after_a_quiet_cut_nothing_but_signs_of_life_crosses() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    ada.sell(50)
    world.until_level(5)
    world.cut(ada, bob)
    world.pass_time(60)
    world.heal()
    before = len(world.sent)
    world.pass_time(10)
    assert all(peer.up for peer in ada.replica.peers.values())
    assert not any(have.heads for have in world.messages(Have, since=before))


def test_a_one_way_cut_heals_too() -> None:
    world = World()
    ada, bob = world.add_all("ab")
    world.join(ada, bob)
    world.pass_time(3)
    world.drop = lambda sent: sent.sender == "a"
    ada.sell(5)
    bob.sell(5)
    world.pass_time(60)
    world.heal()
    world.until_level(THREE_TICKS_S)
