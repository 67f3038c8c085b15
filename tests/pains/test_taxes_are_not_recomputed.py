"""Pain 17: a rate that changes must not change what was charged or printed before it did."""

from __future__ import annotations

from core.log.memory_store import MemoryStore
from core.shop.sale import Sale
from core.views import receipts
from tests.node.tills import CATALOGUE, Shop


def test_what_was_taxed_stays_as_it_was_charged_when_rates_and_prices_change() -> None:
    shop = Shop(MemoryStore())
    shop.do("import-catalogue", products=CATALOGUE)
    tax = {"name": "VAT", "rate_ppm": 200_000, "inclusive": False}
    shop.do("tax-set", taxes=[tax])
    sold = shop.sell("bread")
    before = shop.figures("sales_minor", "tax_minor", "paid_minor")
    shop.do("tax-set", taxes=[tax | {"rate_ppm": 100_000}], from_ms=0)
    shop.do("tax-set", taxes=[])
    shop.do("product-edit", code="bread", price_minor=999)
    shop.do("rounding-set", cash_step_minor=10)
    shop.log.rebuild()
    with shop.log.read() as view:
        (found,) = receipts.find(view.table("receipts"), sold["receipt"])
    sale = shop.till.application.load_at(Sale, found.stream, found.sequence)
    assert sale.taxes == (("VAT", 200_000, 0, 250, 50),)
    assert found.total_minor == sold["total_minor"] == 300
    assert shop.figures("sales_minor", "tax_minor", "paid_minor") == before
    assert shop.do("refund", receipt=sold["receipt"])["total_minor"] == -300
