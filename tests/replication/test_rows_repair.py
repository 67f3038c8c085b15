"""Rows that were lost, forged, or belong to a node whose subscription has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.crdt.pn_counter import Row
from core.crdt.row_delta import KeyedRow, RowDelta
from core.views.stock_rows import StockRows
from replication.limits import ROWS_SILENCE_TICKS
from replication.messages import Hello, Rows, RowsWant
from replication.notices import Misbehaved
from replication.wire import decode, encode
from tests.replication.shop_node import (
    ShopNode,
    chain_with_hub,
    move_some,
    rows_sent,
    till,
    until_all_show,
)
from tests.replication.wire_world import Sent, World


def test_a_till_that_starts_again_is_not_told_again() -> None:
    world, tills, middle = chain_with_hub()
    figures = move_some(*tills)
    until_all_show(world, figures)
    world.pass_time(3)
    for node in (tills[2], middle):
        world.restart(node)
        before = len(world.sent)
        assert tills[2].figures() == figures, "rows are on the disk"
        world.pass_time(6)
        assert rows_sent(world, before) == []


def test_a_till_that_lost_its_disk_is_told_everything_again() -> None:
    world, tills, _ = chain_with_hub()
    figures = move_some(tills[0], tills[1])
    until_all_show(world, figures)
    world.restart(tills[2], emptied=True)
    until_all_show(world, figures)


def test_rows_after_a_gap_are_not_taken_and_are_asked_for_again() -> None:
    world, tills, _ = chain_with_hub()
    south = tills[2]
    world.drop = lambda sent: isinstance(sent.message, Rows)
    figures = move_some(tills[0])
    world.pass_time(4)
    row = KeyedRow(b"milk\0north", Row(9, 1, 1))
    early = Rows(77, (RowDelta(tills[0].own, 8, 9, 9, 1, (row,)),))
    before = len(world.sent)
    world.inject(south, b"to hub", encode(early))
    assert south.figures() == {}
    world.drop = lambda sent: False
    until_all_show(world, figures)
    assert world.messages(RowsWant, sender="s1", since=before)


def former_hello(world: World, node: ShopNode) -> bytes:
    """Start a node anew, and return a HELLO of its former session that is still on its way."""
    hello = [sent.data for sent in world.sent if sent.sender == node.name and is_hello(sent)][-1]
    world.restart(node)
    world.pass_time(4)
    return hello


def is_hello(sent: Sent) -> bool:
    return isinstance(sent.message, Hello)


@pytest.mark.parametrize("lost", [False, True])
def test_an_order_for_rows_outlives_a_late_hello_of_a_former_session(lost: bool) -> None:
    """The hub takes it for the latest and forgets the order; its answer may be lost besides."""
    world, tills, hub = chain_with_hub()
    south = tills[2]
    before = move_some(tills[0])
    until_all_show(world, before)
    late = former_hello(world, south)
    world.drop = lambda sent: lost and sent.sender == hub.name and is_hello(sent)
    world.inject(hub, b"from s1", late)
    assert not hub.replica.peers[b"from s1"].rows.wanted
    figures = move_some(tills[1])
    figures = {key: figures.get(key, 0) + before.get(key, 0) for key in {*figures, *before}}
    until_all_show(world, figures, within_s=ROWS_SILENCE_TICKS * 1.25 + 8 if lost else 8)


def test_of_a_peer_that_tells_what_cannot_be_no_rows_are_taken_any_more() -> None:
    world, tills, _ = chain_with_hub()
    south = tills[2]
    world.join(south, tills[0])
    figures = move_some(tills[0])
    until_all_show(world, figures)
    rows = (KeyedRow(b"no location", Row(1, 1, 1)),)
    lie = Rows(99, (RowDelta(tills[0].own._replace(epoch=7), 0, 1, 1, 1, rows),))
    world.inject(south, b"to hub", encode(lie))
    assert [notice.reason for notice in south.told(Misbehaved)] == [
        "A stock row names no product and location."
    ]
    world.pass_time(3)
    (*_, last) = world.messages(RowsWant, sender="s1", receiver="hub")
    assert not last.wanted
    # The next best source is asked.
    figures = {at: 2 * milli for at, milli in move_some(tills[0]).items()}
    until_all_show(world, figures)
    assert world.messages(Rows, sender="n1", receiver="s1")


def test_rows_of_scopes_a_node_takes_itself_are_not_taken() -> None:
    world, (north, second, _), _ = chain_with_hub()
    until_all_show(world, move_some(north))
    row = KeyedRow(b"milk\0north", Row(99, 7, 0))
    lie = Rows(5, (RowDelta(north.own, 0, 99, 99, 1, (row,)),))
    world.inject(second, b"to hub", encode(lie))
    world.pass_time(2)
    assert second.figures() == north.figures()


def test_a_node_that_subscribes_later_drops_what_it_was_told() -> None:
    world, tills, _ = chain_with_hub()
    south = tills[2]
    figures = move_some(tills[0])
    until_all_show(world, figures)
    south.config = replace(south.config, scopes=("*",))
    world.restart(south)
    world.until(lambda: tills[0].own in south.heads(), 10)
    assert south.figures() == figures
    world.restart(south)
    assert south.figures() == figures
    rows = south.replica.rows
    assert rows is not None
    assert rows.reach.point(tills[0].own).through == south.heads()[tills[0].own]
    assert StockRows(south.log).told() == {}


def test_a_node_that_subscribes_to_less_goes_on_from_what_it_holds() -> None:
    world, tills, middle = chain_with_hub()
    figures = move_some(tills[0])
    until_all_show(world, figures)
    middle.config = replace(middle.config, scopes=("branch:hq",))
    world.restart(middle)
    world.join(tills[0], middle)
    figures = {at: 2 * milli for at, milli in move_some(tills[0]).items()}
    before = len(world.sent)
    world.until(lambda: middle.figures() == figures, 10)
    told = [delta for _, receiver, delta in rows_sent(world, before) if receiver == "hub"]
    assert min(delta.after for delta in told) == 5


def test_a_node_that_knows_no_rows_goes_on_without_them() -> None:
    world = World()
    north = till(world, "n1", "north")
    plain = world.add("plain")
    world.join(north, plain)
    north.move(milk=1)
    world.pass_time(8)
    assert plain.heads() == north.heads()
    wants = world.messages(RowsWant, sender="n1")
    assert 2 <= len(wants) <= 4, "asked again now and then"
    assert isinstance(decode(encode(wants[0])), RowsWant)
