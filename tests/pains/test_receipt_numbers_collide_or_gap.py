"""Pain 3: receipt numbers are given twice, used again, or left out."""

from __future__ import annotations

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Street


def test_each_till_counts_by_itself_and_a_refusal_takes_no_number() -> None:
    street = Street(None)
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    meet(first, second)
    told = []
    for shop in (first, second, first):
        shop.refused("sell", lines=[{"code": "nosuch"}])
        shop.refused("sell", lines=[{"code": "milk"}], tenders=[])
        told.append(shop.sell("milk")["receipt"])
        told.append(shop.do("refund", receipt=told[-1])["receipt"])
    meet(first, second)
    first = street.open("B1T1")
    told.append(first.sell("milk")["receipt"])
    own = [number for number in told if number.startswith("B1T1-")]
    assert own == [f"B1T1-{number:06d}" for number in range(1, 6)]
    assert told[2:4] == ["B1T2-000001", "B1T2-000002"]
