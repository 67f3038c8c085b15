"""A receipt is in the customer's language, unless somebody asks for another."""

from __future__ import annotations

from typing import Any

from tests.node.tills import Shop


def language_of(shop: Shop, receipt: str, **asked: Any) -> str:
    return str(shop.do("receipt-paper", receipt=receipt, **asked)["language"])


def test_a_receipt_speaks_the_customers_language(shop: Shop) -> None:
    customer = shop.do("customer-add", name="Ann", language="pt-BR")["id"]
    receipt = shop.sell("milk", customer=customer)["receipt"]
    assert language_of(shop, receipt) == "pt-BR"
    assert language_of(shop, receipt, language="de") == "de"
    shop.do("customer-edit", customer=customer, language="uk")
    assert language_of(shop, receipt) == "uk", "it is what they speak now"
    shop.do("customer-edit", customer=customer, language="")
    assert language_of(shop, receipt) == "en"


def test_who_is_nobodys_customer_gets_the_shops_language(shop: Shop) -> None:
    receipts = [shop.sell("milk")["receipt"], shop.sell("milk", customer="4711")["receipt"]]
    assert [language_of(shop, receipt) for receipt in receipts] == ["en", "en"]
    said = shop.refused("customer-add", name="Bob", language="German")
    assert "language" in said
