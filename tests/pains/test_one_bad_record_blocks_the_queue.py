"""Pain 4: one record that does not add up stops all behind it, or is quietly given up."""

from __future__ import annotations

from uuid import UUID

from tests.node.shop.meetings import meet
from tests.node.shop.test_reviewing import write_sale
from tests.node.tills import CATALOGUE, Street


def test_it_is_taken_named_and_what_is_behind_it_is_counted() -> None:
    street = Street(None)
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    write_sale(first, UUID(int=9), paid_minor=200)
    behind = first.sell("bread")["receipt"]
    meet(first, second)
    assert second.do("receipt", receipt=behind)["total_minor"] == 250
    for shop in (first, second):
        assert shop.figures("sales") == (2,)
        kinds = {review["kind"] for review in shop.do("reviews")["reviews"]}
        assert "unbalanced" in kinds
