"""Pain 18: a stock-take overwrites sales made during the count."""

from __future__ import annotations

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Street


def test_sales_at_every_moment_of_a_count_stay_sold() -> None:
    street = Street(None)
    counter, other = street.open("B1T1"), street.open("B1T2")
    counter.do("import-catalogue", products=CATALOGUE)
    counter.do("receive", lines=[{"code": "milk", "quantity_milli": 10_000}])
    meet(counter, other)
    count = counter.do("count-start")["id"]
    counter.sell("milk")
    counter.do("count-line", count=count, code="milk", quantity_milli=8000)
    counter.sell("milk")
    other.sell("milk")
    counter.hear(other)
    counter.do("count-finish", count=count)
    counter.sell("milk")
    meet(counter, other)
    # Eight lay there; three were sold since.
    assert [shop.stock_of("milk") for shop in (counter, other)] == [5000, 5000]
