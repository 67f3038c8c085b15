"""The catalogue of a screen: whole, priced as a sale would, packed again only when it changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from node.web import catalogue
from node.web.catalogue import COLUMNS
from tests.node.tills import CATALOGUE, NOW_MS, Shop
from tests.node.web.browser import Browser, Door

PATH = "/api/v1/catalogue"


def products(browser: Browser) -> dict[str, dict[str, Any]]:
    told = browser.client.get(PATH).json()
    assert tuple(told["columns"]) == COLUMNS
    rows = (dict(zip(COLUMNS, row, strict=True)) for row in told["products"])
    return {row["sku"]: row for row in rows}


def test_every_product_is_a_row_with_what_a_scan_needs(browser: Browser, shop: Shop) -> None:
    shop.do("product-edit", code="bread", minimum_age=18, tax_class="food")
    found = products(browser)
    assert found.keys() == {row["sku"] for row in CATALOGUE}
    assert (found["milk"]["name"], found["milk"]["price_minor"]) == ("Milk 1 l", 129)
    assert found["milk"]["barcodes"] == ["4011"]
    assert (found["bread"]["minimum_age"], found["bread"]["tax_class"]) == (18, "food")


def test_its_opening_names_every_department_and_holds_the_first_goods_of_each(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.do("product-add", sku="rye", name="Rye bread", department="Bakery", price_minor=310)
    shop.do("price-set", code="bread", price_minor=222)
    monkeypatch.setattr(catalogue, "TILES", 1)
    told = browser.client.get(f"{PATH}/opening").json()
    whole = products(browser)
    assert set(told["departments"]) == {row["department"] for row in whole.values()}
    rows = [dict(zip(told["columns"], row, strict=True)) for row in told["products"]]
    assert all(row == whole[row["sku"]] for row in rows)
    assert sorted(row["department"] for row in rows) == sorted(told["departments"])


@pytest.mark.parametrize("path", [PATH, f"{PATH}/opening"])
def test_each_product_has_a_line_of_its_own(browser: Browser, shop: Shop, path: str) -> None:
    shop.do("product-add", sku="odd", name="Two\nlines\u2028", price_minor=1)
    head, *rows, tail = browser.client.get(path).text.split("\n")
    assert json.loads(f"{head}{tail}")["products"] == []
    assert [json.loads(row.removesuffix(",")) for row in rows] == browser.client.get(path).json()[
        "products"
    ]


def test_it_travels_compressed_and_only_when_it_is_another(browser: Browser, shop: Shop) -> None:
    first = browser.client.get(PATH)
    assert first.headers["content-encoding"] == "gzip"
    seen = {"if-none-match": first.headers["etag"]}
    shop.sell("milk")
    assert browser.client.get(PATH, headers=seen).status_code == 304
    shop.do("product-add", sku="pen", name="Pen")
    assert browser.client.get(PATH, headers=seen).status_code == 200


def test_what_is_not_changed_is_not_packed_again(door: Door, shop: Shop) -> None:
    keeper = door.app.state.catalogue
    before = keeper.latest()
    shop.sell("milk")
    after = keeper.latest()
    assert after.data is before.data
    assert after.lsn > before.lsn
    shop.do("price-set", code="milk", price_minor=100)
    assert keeper.latest().data != before.data


def test_prices_are_those_of_this_branch_and_begin_by_themselves(
    browser: Browser, shop: Shop
) -> None:
    shop.do("price-set", code="milk", price_minor=111, branch="B1")
    shop.do("price-set", code="milk", price_minor=222, branch="B2")
    shop.do("price-set", code="bread", price_minor=333, from_ms=NOW_MS + 3_600_000)
    assert products(browser)["milk"]["price_minor"] == 111
    assert products(browser)["bread"]["price_minor"] == 250
    shop.pass_time(7_200)
    assert products(browser)["bread"]["price_minor"] == 333
    assert shop.sell("bread")["total_minor"] == 333
