"""Goods between branches: nothing is created or lost on the way, whoever hears of it first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop, Street


@pytest.fixture
def pair(street: Street) -> tuple[Shop, Shop]:
    """Two branches; the north has ten of milk."""
    north, south = street.open("N1", "north"), street.open("S1", "south")
    north.do("import-catalogue", products=CATALOGUE)
    north.do("receive", lines=[line("milk", 10)])
    meet(north, south)
    return north, south


def line(code: str, pieces: int) -> dict[str, Any]:
    return {"code": code, "quantity_milli": 1000 * pieces}


def send(north: Shop, pieces: int = 4) -> str:
    return str(north.do("transfer-send", to="south", lines=[line("milk", pieces)])["id"])


def where(shop: Shop) -> tuple[int, int, int]:
    """Pieces of milk in the north, on the way, and in the south."""
    places = ("north", "transit:south", "south")
    north, way, south = (shop.stock_of("milk", place) // 1000 for place in places)
    return north, way, south


def test_goods_on_the_way_are_in_a_place_of_their_own(pair: tuple[Shop, Shop]) -> None:
    north, south = pair
    transfer = send(north)
    assert where(north) == (6, 4, 0)
    meet(north, south)
    assert where(south) == (6, 4, 0)
    south.pass_time(30 * 86_400)
    (late,) = south.do("transfers")["transfers"]
    assert late["age_s"] > 29 * 86_400, "what never arrives is told with its age"
    answer = south.do("transfer-receive", transfer=transfer)
    assert (answer["state"], answer["origin"], answer["to"]) == ("done", "north", "south")
    meet(north, south)
    assert where(north) == where(south) == (6, 0, 4)
    assert north.do("transfers")["transfers"] == ()
    assert len(north.do("transfers", all=True)["transfers"]) == 1


def test_a_transfer_arrives_in_parts_and_a_part_is_lost(pair: tuple[Shop, Shop]) -> None:
    north, south = pair
    transfer = send(north)
    meet(north, south)
    south.do("transfer-receive", transfer=transfer, lines=[line("milk", 1)])
    assert where(south) == (6, 3, 1)
    answer = south.do("transfer-receive", transfer=transfer, lost=[line("milk", 2)], note="broken")
    assert (answer["state"], answer["lines"][0]["lost_milli"]) == ("in transit", 2000)
    assert where(south) == (6, 1, 1)
    assert south.do("transfer-receive", transfer=transfer)["state"] == "done"
    assert where(south) == (6, 0, 2)


def test_goods_are_received_before_their_dispatch_is_heard_of(pair: tuple[Shop, Shop]) -> None:
    north, south = pair
    transfer = send(north)
    assert "say what arrived" in south.refused("transfer-receive", transfer=transfer)
    answer = south.do("transfer-receive", transfer=transfer, lines=[line("milk", 4)])
    assert (answer["state"], answer["origin"], answer["to"]) == ("unheard", "", "south")
    assert where(south) == (10, -4, 4)
    assert south.do("reviews")["open"] == 0
    meet(north, south)
    for shop in pair:
        assert (where(shop), shop.do("reviews")["open"]) == ((6, 0, 4), 0)


def test_more_than_was_sent_is_taken_and_reviewed(pair: tuple[Shop, Shop]) -> None:
    north, south = pair
    transfer = send(north)
    meet(north, south)
    answer = south.do("transfer-receive", transfer=transfer, lines=[line("milk", 5)])
    assert answer["state"] == "over"
    meet(north, south)
    (found,) = north.do("reviews")["reviews"]
    assert (found,) == south.do("reviews")["reviews"]
    assert (found["kind"], found["amount"], found["location"]) == ("over-received", 1000, "south")
    shown = north.do("review-show", review=found["id"])
    kinds = [each["kind"] for each in shown["involved"]]
    assert kinds == ["transfer.dispatched", "transfer.received"]


def test_what_is_on_the_way_can_be_taken_back(pair: tuple[Shop, Shop]) -> None:
    north, south = pair
    transfer = send(north)
    meet(north, south)
    south.do("transfer-receive", transfer=transfer, lines=[line("milk", 1)])
    meet(north, south)
    assert "was sent by north" in south.refused("transfer-cancel", transfer=transfer)
    answer = north.do("transfer-cancel", transfer=transfer, note="not needed")
    assert (answer["state"], answer["lines"][0]["cancelled_milli"]) == ("done", 3000)
    assert where(north) == (9, 0, 1)
    assert "Nothing of transfer" in north.refused("transfer-cancel", transfer=transfer)


def test_received_and_taken_back_while_cut_apart_is_reviewed_and_conserved(
    pair: tuple[Shop, Shop],
) -> None:
    north, south = pair
    transfer = send(north)
    meet(north, south)
    south.do("transfer-receive", transfer=transfer)
    north.do("transfer-cancel", transfer=transfer)
    meet(north, south)
    for shop in pair:
        assert where(shop) == (10, -4, 4)
        (found,) = shop.do("reviews")["reviews"]
        assert (found["kind"], found["amount"]) == ("over-received", 4000)


def test_every_act_of_a_transfer_is_done_once(pair: tuple[Shop, Shop]) -> None:
    north, south = pair
    one = {"id": str(UUID(int=1)), "to": "south", "lines": [line("milk", 1)]}
    transfer = north.do("transfer-send", **one)["id"]
    assert north.unchanged("transfer-send", **one)["repeated"] is True
    meet(north, south)
    two = {"id": str(UUID(int=2)), "transfer": transfer}
    south.do("transfer-receive", **two)
    assert south.unchanged("transfer-receive", **two)["repeated"] is True
    other = send(north, 1)
    three = {"id": str(UUID(int=3)), "transfer": other}
    north.do("transfer-cancel", **three)
    assert north.unchanged("transfer-cancel", **three)["repeated"] is True
    meet(north, south)
    assert where(north) == where(south) == (9, 0, 1)


def test_a_transfer_that_makes_no_sense_is_refused(pair: tuple[Shop, Shop]) -> None:
    north, south = pair
    assert "already" in north.refused("transfer-send", to="north", lines=[line("milk", 1)])
    for to in ("", "transit:south", "a b"):
        north.refused("transfer-send", to=to, lines=[line("milk", 1)])
    north.refused("transfer-send", to="south", lines=[line("milk", 0)])
    north.refused("transfer-send", to="south", lines=[line("chalk", 1)])
    transfer = send(north)
    meet(north, south)
    assert "is for south" in north.refused("transfer-receive", transfer=transfer)
    south.refused("transfer-receive", transfer=transfer, lines=[line("milk", 0)])
