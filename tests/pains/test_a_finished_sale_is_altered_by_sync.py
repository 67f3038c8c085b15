"""Pain 5: a finished sale becomes a draft again, or other figures, by what is heard later."""

from __future__ import annotations

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop, Street


def records(shop: Shop, of: Shop) -> list[bytes]:
    """Return what a till holds of another's branch stream, byte for byte."""
    with shop.log.read() as view:
        return list(view.records(of.till.branch_stream, 0))


def test_nothing_that_comes_later_changes_a_byte_of_a_sale() -> None:
    street = Street(None)
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    meet(first, second)
    sold = first.sell("milk", "bread")
    before, receipt = records(first, first), first.do("receipt", receipt=sold["receipt"])
    second.do("product-edit", code="milk", price_minor=999, name="Other milk")
    second.do("product-edit", code="bread", price_minor=1)
    meet(first, second)
    second.do("refund", receipt=sold["receipt"], lines=[{"code": "milk"}])
    meet(first, second)
    for shop in (first, second):
        assert records(shop, first)[: len(before)] == before
        after = shop.do("receipt", receipt=sold["receipt"])
        assert (after["total_minor"], after["tenders"]) == (379, receipt["tenders"])
