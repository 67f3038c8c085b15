"""Pain 8: the last unit is sold twice and nobody is told, or the goods on the counter refused."""

from __future__ import annotations

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Street


def test_both_sales_stand_and_every_till_names_them_in_one_review() -> None:
    street = Street(None)
    shops = [street.open(f"B1T{number}") for number in range(3)]
    shops[0].do("import-catalogue", products=CATALOGUE)
    shops[0].do("receive", lines=[{"code": "milk", "quantity_milli": 1000}])
    meet(*shops)
    receipts = {shop.sell("milk")["receipt"] for shop in shops}
    meet(*shops)
    told = []
    for shop in shops:
        (review,) = shop.do("reviews")["reviews"]
        told.append(shop.do("review-show", review=review["id"]))
    assert told == [told[0]] * 3
    assert {event["what"] for event in told[0]["involved"]} == receipts
    assert told[0]["review"]["amount"] == 2000


def test_where_it_must_not_be_promised_twice_escrow_sells_it_once() -> None:
    street = Street(None)
    shops = [street.open(f"B1T{number}") for number in range(3)]
    shops[0].do("import-catalogue", products=CATALOGUE)
    shops[0].do("receive", lines=[{"code": "milk", "quantity_milli": 1000}])
    shops[0].do("escrow-set", code="milk")
    meet(*shops)
    for shop in shops[1:]:
        assert "this till may sell 0 of the 1 left" in shop.refused(
            "sell", lines=[{"code": "milk"}]
        )
        shop.sell("bread")
    shops[0].sell("milk")
    meet(*shops)
    assert {shop.stock_of("milk") for shop in shops} == {0}


def test_the_same_product_sold_in_two_branches_is_no_problem_at_all() -> None:
    street = Street(None)
    north, south = street.open("N1", "north"), street.open("S1", "south")
    north.do("import-catalogue", products=CATALOGUE)
    meet(north, south)
    for shop in (north, south):
        shop.do("receive", lines=[{"code": "milk", "quantity_milli": 1000}])
        shop.sell("milk")
    meet(north, south)
    for shop in (north, south):
        assert [shop.stock_of("milk", at) for at in ("north", "south")] == [0, 0]
        assert shop.do("reviews")["open"] == 0
