"""Weighed goods are sold by what the scale shows, and by nothing it does not show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import RefusedError
from core.shop.sale import Sale
from node.scale.reading import BELOW_ZERO, MOVING, OVERLOADED, STILL, Reading
from tests.node.scale.devices import scale_device
from tests.node.scale.frames import toledo, toledo_status
from tests.node.tills import Shop

UNWEIGHED = [{"code": "4013"}]


@pytest.fixture
def deli(shop: Shop) -> Shop:
    shop.do("product-edit", code="cheese", unit="weighed")
    return shop


def put_on(shop: Shop, reading: Reading) -> None:
    """Let the scale show this from now on."""
    shop.till.read_scale = lambda: reading


def quantities(shop: Shop, sold: dict[str, Any]) -> list[int]:
    return [line[2] for line in shop.till.application.load(Sale, UUID(sold["id"])).lines]


def test_weighed_goods_are_sold_by_what_a_scale_on_the_line_shows(deli: Shop) -> None:
    with scale_device({b"W": toledo(350)}) as device:
        deli.till.read_scale = device.scale().read
        sold = deli.do("sell", lines=[{"code": "milk"}, *UNWEIGHED])
        assert (sold["total_minor"], quantities(deli, sold)) == (129 + 700, [1000, 350])
        device.answers[b"W"] = toledo_status(0)
        assert "still moving" in deli.refused("sell", lines=UNWEIGHED)


def test_a_quote_an_exchange_and_a_ticket_ask_the_scale_too(deli: Shop) -> None:
    put_on(deli, Reading(STILL, 500, "kg"))
    (quoted,) = deli.unchanged("quote", lines=UNWEIGHED)["items"]
    assert (quoted["quantity_milli"], quoted["amount_minor"]) == (500, 1000)
    ticket = deli.do("ticket-open")["id"]
    (line,) = deli.do("ticket-add", ticket=ticket, line={"code": "cheese"})["lines"]
    assert line["quantity_milli"] == 500
    back = {"receipt": deli.sell("milk")["receipt"], "back": [{"item": 1}]}
    swapped = deli.do("exchange", **back, lines=UNWEIGHED)
    assert swapped["sale"]["total_minor"] == 1000


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        (Reading(MOVING, 350, "kg"), "still moving"),
        (Reading(MOVING, None, "kg"), "still moving"),
        (Reading(OVERLOADED, 16_000, "kg"), "more on the scale than it can weigh"),
        (Reading(BELOW_ZERO, -100, "kg"), "less than nothing"),
        (Reading(STILL, 0, "kg"), "Nothing is on the scale"),
    ],
)
def test_what_is_no_weight_is_not_sold(deli: Shop, reading: Reading, said: str) -> None:
    put_on(deli, reading)
    assert said in deli.refused("sell", lines=UNWEIGHED)


def test_a_typed_weight_or_amount_asks_no_scale(deli: Shop) -> None:
    def dead() -> Reading:
        raise RefusedError("The scale does not answer.")

    deli.till.read_scale = dead
    assert "does not answer" in deli.refused("sell", lines=UNWEIGHED)
    for typed in ({"quantity_milli": 350}, {"amount_minor": 700}):
        assert deli.do("sell", lines=[{"code": "4013", **typed}])["total_minor"] == 700
    assert deli.sell("milk")["total_minor"] == 129


def test_a_sale_sent_again_is_not_weighed_again(deli: Shop) -> None:
    put_on(deli, Reading(STILL, 350, "kg"))
    sale = {"id": UUID(int=7), "lines": UNWEIGHED}
    first = deli.do("sell", **sale)
    put_on(deli, Reading(MOVING))
    again = deli.do("sell", **sale)
    assert (again["receipt"], again["repeated"]) == (first["receipt"], True)


def test_one_weight_is_sold_once(deli: Shop) -> None:
    put_on(deli, Reading(STILL, 350, "kg"))
    assert "one thing at a time" in deli.refused("sell", lines=UNWEIGHED * 2)
    typed = [*UNWEIGHED, {"code": "cheese", "quantity_milli": 100}]
    assert quantities(deli, deli.do("sell", lines=typed)) == [350, 100]


def test_weigh_says_what_is_shown_at_rest_or_not(deli: Shop) -> None:
    assert "[scale]" in deli.refused("weigh")
    put_on(deli, Reading(STILL, 350, "kg", net=True))
    assert deli.unchanged("weigh") == {
        "state": "still",
        "stable": True,
        "weight_milli": 350,
        "unit": "kg",
        "net": True,
    }
    put_on(deli, Reading(MOVING, None, "kg"))
    moving = deli.unchanged("weigh")
    assert (moving["stable"], moving["weight_milli"]) == (False, None)
