"""The page of a receipt holds all it shows, and nothing in it is markup but ours."""

from __future__ import annotations

import re

from node.pages import to_pdf
from tests.node.receipts.papers import paper
from tests.node.tills import Shop

EVIL = '<script>alert(1)</script> & "Co"'


def test_what_people_typed_is_never_markup(shop: Shop) -> None:
    shop.do("product-edit", code="milk", name=EVIL)
    page = paper(shop, shop.sell("milk")["receipt"], format="html", language="uk")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert '<html lang="uk">' in page


def test_a_page_needs_no_other_file(shop: Shop) -> None:
    page = paper(shop, shop.sell("milk")["receipt"], format="html")
    assert re.findall(r'(?:src|href)="(?!data:)', page) == []
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_page_becomes_a_pdf(shop: Shop) -> None:
    page = paper(shop, shop.sell("milk")["receipt"], format="html")
    assert to_pdf(page).startswith(b"%PDF-")
