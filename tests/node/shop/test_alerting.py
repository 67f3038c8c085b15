"""Low stock is told on the till itself, whoever can be heard, and stops nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop, Street


def low(shop: Shop, location: str = "B1") -> bool:
    (line,) = shop.do("stock", code="milk", location=location)["lines"]
    return bool(line["low"])


def delivered(shop: Shop, pieces: int = 5) -> None:
    shop.do("receive", lines=[{"code": "milk", "quantity_milli": 1000 * pieces}])


def test_a_product_at_its_threshold_is_low_and_still_sold(shop: Shop) -> None:
    delivered(shop)
    assert not low(shop)
    shop.do("alert-set", code="4011", low_milli=4000)
    assert (low(shop), shop.figures("low_products")) == (False, (0,))
    shop.sell("milk")
    assert (low(shop), shop.figures("low_products")) == (True, (1,))
    shop.sell(*["milk"] * 9)
    assert low(shop)
    shop.do("alert-set", code="milk")
    assert (low(shop), shop.figures("low_products")) == (False, (0,))


def test_another_branch_hears_the_threshold_and_the_last_word_stands(street: Street) -> None:
    north, south = street.open("N1", "north"), street.open("S1", "south")
    north.do("import-catalogue", products=CATALOGUE)
    delivered(north)
    meet(north, south)
    south.do("alert-set", code="milk", low_milli=9000, location="north")
    assert low(south, "north")
    meet(north, south)
    assert low(north, "north")
    north.do("alert-set", code="milk", low_milli=1000)
    meet(north, south)
    assert not low(south, "north")


def test_a_threshold_is_set_once_a_command(shop: Shop) -> None:
    command: dict[str, Any] = {"id": str(UUID(int=3)), "code": "milk", "low_milli": 1000}
    assert shop.do("alert-set", **command)["repeated"] is False
    assert shop.unchanged("alert-set", **command)["repeated"] is True
    shop.refused("alert-set", code="chalk", low_milli=1)
    shop.refused("alert-set", code="milk", low_milli=-1)
