"""Rows: every node shows every branch's stock, without the events of branches it does not take."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from replication.limits import DOWN_AFTER_S, ROWS_BYTES_MAX, ROWS_SILENCE_TICKS, TICK_S
from replication.messages import Batch, Have, Rows, RowsAck, RowsWant
from replication.wire import encode
from tests.replication.shop_node import (
    Figures,
    ShopNode,
    chain_with_hub,
    hub,
    move_some,
    rows_sent,
    till,
    until_all_show,
)
from tests.replication.wire_world import Faults, World


def test_a_till_shows_every_branch_and_holds_only_its_own() -> None:
    world, tills, _ = chain_with_hub()
    until_all_show(world, move_some(*tills))
    south = tills[2]
    assert {stream.scope for stream in south.heads()} == {"branch:south"}
    batches = world.messages(Batch, receiver="s1")
    assert all(batch.stream.scope == "branch:south" for batch in batches)


def test_no_row_goes_to_who_takes_its_scope_or_twice_to_the_same_or_back() -> None:
    world, tills, _ = chain_with_hub()
    for _ in range(4):
        figures = move_some(*tills)
        world.pass_time(3)
    assert tills[2].figures() == {at: 4 * milli for at, milli in figures.items()}
    sent = rows_sent(world)
    assert {(sender, receiver) for sender, receiver, _ in sent} == {
        ("hub", "n1"),
        ("hub", "n2"),
        ("hub", "s1"),
    }
    for _, receiver, delta in sent:
        branch = {"n": "south", "s": "north"}[receiver[0]]
        assert delta.stream.scope == f"branch:{branch}"
    counted = Counter(
        (receiver, delta.stream, key, row.sequence)
        for _, receiver, delta in sent
        for key, row in delta.rows
    )
    assert set(counted.values()) == {1}


def test_rows_are_told_on_ticks_and_not_on_every_commit() -> None:
    world, tills, _ = chain_with_hub()
    world.pass_time(5)
    before = len(world.sent)
    for _ in range(50):
        tills[0].move(milk=1)
        world.pass_time(0.1)
    told = world.messages(Rows, receiver="s1", since=before)
    assert 3 <= len(told) <= 5.1 / (0.75 * TICK_S) + 1


def test_at_rest_no_rows_are_sent_and_an_order_is_said_anew_ever_more_rarely() -> None:
    world, tills, _ = chain_with_hub()
    until_all_show(world, move_some(*tills))
    world.pass_time(5)
    before = len(world.sent)
    world.pass_time(300)
    kinds = {type(sent.message) for sent in world.sent[before:]}
    assert kinds == {Have, RowsWant, RowsAck}
    for one in tills:
        asked = world.messages(RowsWant, sender=one.name, since=before)
        assert len(asked) <= math.log2(300 / ROWS_SILENCE_TICKS) + 1


def test_whoever_takes_everything_wants_no_rows() -> None:
    world, tills, _ = chain_with_hub()
    until_all_show(world, move_some(*tills))
    assert world.messages(RowsWant, sender="hub") == []
    assert len(world.messages(RowsWant, sender="s1")) == 1


@pytest.mark.parametrize("seed", range(8))
def test_loss_repetition_and_overtaking_lose_no_row(seed: int) -> None:
    world, tills, middle = chain_with_hub(seed)
    world.join(tills[0], tills[2])
    world.faults = Faults(loss=0.3, duplication=0.3, reorder=0.5)
    figures: Figures = Counter()
    for number in range(12):
        for at, milli in move_some(*tills, times=2).items():
            figures[at] += milli
        world.pass_time(1)
        if number == 4:
            world.restart(middle)
        if number == 8:
            world.restart(tills[2])
    world.heal()
    until_all_show(world, dict(figures), within_s=30)


def test_rows_pass_through_nodes_that_hold_them_only_as_rows() -> None:
    """Four branches in a row, and no hub: each hears of the others from its neighbour."""
    world = World()
    tills = [till(world, name, f"of {name}") for name in "abcd"]
    for one, other in pairwise(tills):
        world.join(one, other)
    until_all_show(world, move_some(*tills), within_s=20)
    for sender, receiver, delta in rows_sent(world):
        origin = delta.stream.scope[-1]
        toward_end = sender < receiver
        assert origin <= sender if toward_end else origin >= sender, "only away from its origin"


def test_without_a_hub_every_peer_is_asked_and_with_one_only_the_hub() -> None:
    world, (north, _, south), _ = chain_with_hub()
    world.join(north, south)
    until_all_show(world, move_some(north, south))
    assert not any(want.wanted for want in world.messages(RowsWant, sender="s1", receiver="n1"))
    world.cut(world.nodes["hub"], south)
    figures = move_some(north, south)
    took = until_all_show_but_hub(world, {at: 2 * milli for at, milli in figures.items()})
    assert took <= DOWN_AFTER_S + 4 * TICK_S
    world.mend()
    world.pass_time(4 * TICK_S)
    (*_, last) = world.messages(RowsWant, sender="s1", receiver="n1")
    assert not last.wanted
    before = len(world.sent)
    north.move(milk=1)
    world.pass_time(3 * TICK_S)
    assert [receiver for _, receiver, _ in rows_sent(world, before)] == ["s1"]
    assert world.messages(Rows, sender="n1", since=before) == []


def until_all_show_but_hub(world: World, figures: Figures) -> float:
    south = world.nodes["s1"]
    assert isinstance(south, ShopNode)
    return world.until(lambda: south.figures() == figures, 20)


def test_of_two_hubs_only_one_is_asked() -> None:
    world, tills, _ = chain_with_hub()
    second = hub(world, "hub2")
    world.join(tills[2], second)
    world.join(second, world.nodes["hub"])
    until_all_show(world, move_some(*tills))
    world.pass_time(3)
    before = len(world.sent)
    tills[0].move(milk=1)
    world.pass_time(3)
    senders = {sender for sender, receiver, _ in rows_sent(world, before) if receiver == "s1"}
    assert len(senders) == 1


def test_a_till_that_takes_everything_is_one_source_among_others() -> None:
    """It may hear of nobody else: here it is not linked to the south."""
    world = World()
    north, south = till(world, "n1", "north"), till(world, "s1", "south")
    lone = hub(world, "lone")
    lone.config = replace(lone.config, role="till")
    world.restart(lone)
    world.join(north, lone)
    world.join(north, south)
    figures = move_some(south, north)
    world.until(lambda: north.figures() == figures, 10)


def test_a_large_stock_comes_in_bounded_messages_one_at_a_time() -> None:
    world, tills, _ = chain_with_hub()
    for number in range(300):
        tills[0].move(**{f"product number {number} part {part}": 1_000 for part in range(20)})
    world.pass_time(12)
    assert len(tills[2].figures()) == 6_000
    told = world.messages(Rows, receiver="s1")
    assert len(told) >= 3
    assert all(len(encode(message)) <= 1.2 * ROWS_BYTES_MAX for message in told)
    talk = [
        type(message)
        for sent in world.sent
        if {sent.sender, sent.receiver} == {"hub", "s1"}
        if isinstance(message := sent.message, Rows | RowsAck) and message.round
        if not (isinstance(message, RowsAck) and sent.sender == "hub")
    ]
    assert talk == [Rows, RowsAck] * len(told)
