"""Pain 7: stock that only moves when the till is closed. Here every sale moves it at once."""

from __future__ import annotations

from tests.node.tills import CATALOGUE, Street


def test_stock_is_a_live_figure() -> None:
    shop = Street(None).open()
    shop.do("import-catalogue", products=CATALOGUE)
    shop.do("receive", lines=[{"code": "milk", "quantity_milli": 2000}])
    left = []
    for _ in range(3):
        shop.sell("milk")
        left.append(shop.stock_of("milk"))
    assert left == [1000, 0, -1000]
