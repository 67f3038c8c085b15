"""At the sale: ages are asked for, labels say what they weigh or cost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.log.entry import entry_of
from core.shop.age_check import AgeCheck
from core.shop.barcode import check_digit
from core.shop.sale import Sale
from tests.node.shop.staff import hire, sign_in
from tests.node.tills import Shop


def label(digits: str) -> str:
    """Return a label with its check digit."""
    return digits + str(check_digit(digits))


@pytest.fixture
def beer(shop: Shop) -> Shop:
    shop.do("product-add", sku="beer", name="Beer", price_minor=200, minimum_age=16)
    shop.do("product-add", sku="rum", name="Rum", price_minor=2000, minimum_age=18)
    return shop


def checks(shop: Shop) -> list[AgeCheck]:
    found = []
    with shop.log.read() as view:
        for stream in view.heads():
            for record in view.all_records(stream):
                entry = entry_of(record)
                if entry.kind == "age.checked":
                    identifier = UUID(bytes=entry.originator_id)
                    found.append(shop.till.application.load(AgeCheck, identifier))
    return found


def test_goods_with_a_minimum_age_are_sold_when_somebody_looked(beer: Shop) -> None:
    said = beer.refused("sell", lines=[{"code": "milk"}, {"code": "beer"}, {"code": "rum"}])
    assert "rum is sold from 18 years on" in said
    hire(beer)
    sign_in(beer, "carl")
    sold = beer.sell("beer", "rum", age_checked=True)
    (check,) = checks(beer)
    assert (check.sale, check.minimum_age, check.by) == (UUID(sold["id"]).bytes, 18, "carl")


def test_nobody_is_asked_about_other_goods(beer: Shop) -> None:
    beer.sell("milk", age_checked=True)
    assert checks(beer) == []
    assert beer.do("quote", lines=[{"code": "beer"}])["minimum_age"] == 16
    assert beer.do("quote", lines=[{"code": "milk"}])["minimum_age"] == 0


def test_a_ticket_and_an_exchange_ask_as_a_sale_does(beer: Shop) -> None:
    ticket = beer.do("ticket-open")["id"]
    beer.do("ticket-add", ticket=ticket, line={"code": "beer"})
    beer.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 200})
    assert "from 16 years on" in beer.refused("ticket-complete", ticket=ticket)
    beer.do("ticket-complete", ticket=ticket, age_checked=True)
    swap: dict[str, Any] = {"receipt": beer.sell("milk")["receipt"], "back": [{"item": 1}]}
    swap["lines"] = [{"code": "beer"}]
    assert "from 16 years on" in beer.refused("exchange", **swap)
    beer.do("exchange", **swap, age_checked=True)
    assert len(checks(beer)) == 2


@pytest.fixture
def deli(shop: Shop) -> Shop:
    shop.do("label-set", layouts=["21IIIIIWWWWWC", "22IIIIIPPPPPC"])
    for sku, prefix in (("ham", "21"), ("brie", "22")):
        barcode = label(prefix + "12345" + "00000")
        shop.do("product-add", sku=sku, price_minor=1000, unit="weighed", barcode=barcode)
    return shop


def lines_of(shop: Shop, sold: dict[str, Any]) -> list[Any]:
    return list(shop.till.application.load(Sale, UUID(sold["id"])).lines)


def test_weighed_goods_are_not_sold_by_the_piece(shop: Shop) -> None:
    shop.do("product-edit", code="cheese", unit="weighed")
    assert "cheese is weighed" in shop.refused("sell", lines=[{"code": "4013"}])
    ticket = shop.do("ticket-open")["id"]
    assert "0.350" in shop.refused("ticket-add", ticket=ticket, line={"code": "cheese"})
    assert shop.do("sell", lines=[{"code": "cheese", "quantity_milli": 350}])["total_minor"] == 700
    assert shop.do("sell", lines=[{"code": "cheese", "amount_minor": 500}])["total_minor"] == 500


def test_a_label_with_a_weight_is_sold_by_it(deli: Shop) -> None:
    sold = deli.sell(label("21" + "12345" + "00350"))
    assert lines_of(deli, sold) == [(0, "ham", 350, 350)]
    deli.do("price-set", code="ham", price_minor=2000)
    assert lines_of(deli, deli.sell(label("211234500350"))) == [(0, "ham", 350, 700)]


def test_a_label_with_a_price_costs_that_and_weighs_what_follows_from_it(deli: Shop) -> None:
    sold = deli.sell(label("22" + "12345" + "00333"))
    assert lines_of(deli, sold) == [(0, "brie", 333, 333)]
    assert deli.stock_of("brie") == -333


def test_a_label_goes_on_a_ticket_too(deli: Shop) -> None:
    ticket = deli.do("ticket-open")["id"]
    added = deli.do("ticket-add", ticket=ticket, line={"code": label("211234500350")})
    assert [(line["sku"], line["quantity_milli"]) for line in added["lines"]] == [("ham", 350)]


def test_a_label_nobody_knows_or_with_something_typed_beside_it_is_refused(deli: Shop) -> None:
    unknown = label("219999900350")
    assert "No product" in deli.refused("sell", lines=[{"code": unknown}])
    wrong = label("211234500350")[:-1] + str((check_digit("211234500350") + 1) % 10)
    assert "No product" in deli.refused("sell", lines=[{"code": wrong}])
    known = label("211234500350")
    for typed in ({"quantity_milli": 2000}, {"amount_minor": 5}):
        assert "label says" in deli.refused("sell", lines=[{"code": known, **typed}])


@pytest.mark.parametrize("layout", ["21III", "IIIIIIIWWWWWC", "99IIIIIWWWWWC", ""])
def test_a_layout_that_is_none_is_refused(shop: Shop, layout: str) -> None:
    shop.refused("label-set", layouts=[layout])
