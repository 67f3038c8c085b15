"""Pain 6: stock wrong after syncing. Any order, any batches, heard twice: the same stock."""

from __future__ import annotations

from itertools import permutations

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Street


def test_whoever_hears_whom_first_all_tills_show_the_same_stock() -> None:
    for order in permutations(range(3)):
        street = Street(None)
        shops = [street.open(f"B1T{number}") for number in range(3)]
        shops[0].do("import-catalogue", products=CATALOGUE)
        meet(*shops)
        shops[0].do("receive", lines=[{"code": "milk", "quantity_milli": 3000}])
        for shop in shops:
            shop.sell("milk", "milk")
        for one in order:
            for other in (*order, *order):
                if one != other:
                    shops[one].hear(shops[other])
        meet(*shops)
        assert [shop.stock_of("milk") for shop in shops] == [-3000] * 3
        street.close()
