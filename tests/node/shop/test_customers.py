"""Customers on one till: made, edited, found, merged, sold to."""

from __future__ import annotations

import pytest

from core.log.memory_store import MemoryStore
from tests.node.tills import CATALOGUE, Shop


@pytest.fixture
def shop() -> Shop:
    shop = Shop(MemoryStore())
    shop.do("import-catalogue", products=CATALOGUE)
    return shop


def add(shop: Shop, **said: object) -> str:
    return str(shop.do("customer-add", **said)["customer"])


def test_a_customer_is_found_by_whatever_they_say(shop: Shop) -> None:
    ann = add(shop, name="Ann Mária Lee", phone="+49 (171) 555-0101", email="Ann@Example.org")
    for text in ("ann maria", "0171 5550101", "ann@example.ORG ", ann):
        found = shop.unchanged("customers", text=text)["customers"]
        assert [line["id"] for line in found] == [ann], text
    assert shop.do("customers", text="555")["customers"] == ()


def test_an_edit_changes_what_is_given_and_nothing_else(shop: Shop) -> None:
    ann = add(shop, name="Ann", phone="5550101", group="club")
    said = shop.do("customer-edit", customer=ann, name="Anne", group="club")
    assert said["fields"] == ("name",)
    line = shop.do("customer-show", customer=ann)["customer"]
    assert (line["name"], line["phone"], line["group"]) == ("Anne", "5550101", "club")
    assert shop.unchanged("customer-edit", customer=ann, name="Anne")["fields"] == ()
    shop.do("customer-edit", customer=ann, phone="")
    assert shop.do("customers", text="5550101")["customers"] == ()


def test_a_group_lists_its_customers(shop: Shop) -> None:
    ann = add(shop, name="Ann", group="club")
    add(shop, name="Bob")
    assert [line["id"] for line in shop.do("customers", group="club")["customers"]] == [ann]
    assert len(shop.do("customers")["customers"]) == 2


def test_a_command_sent_again_is_answered_and_not_done_again(shop: Shop) -> None:
    again = {"id": "0" * 31 + "1", "name": "Ann"}
    ann = add(shop, **again)
    assert shop.unchanged("customer-add", **again)["repeated"] is True
    edit = {"id": "0" * 31 + "2", "customer": ann, "name": "Anna"}
    shop.do("customer-edit", **edit)
    assert shop.unchanged("customer-edit", **edit)["fields"] == ("name",)


def test_nobody_is_made_a_customer_twice_where_it_is_known(shop: Shop) -> None:
    ann = add(shop, name="Ann", phone="+49 171 5550101", number="7", email="a@example.org")
    for said in ({"phone": "0171/5550101"}, {"number": "7"}, {"email": "A@example.org"}):
        refused = shop.refused("customer-add", name="Bob", **said)
        assert ann in refused
    bob = add(shop, name="Bob")
    assert ann in shop.refused("customer-edit", customer=bob, number="7")
    assert "Say something" in shop.refused("customer-add", group="")
    assert "No customer" in shop.refused("customer-show", customer="nobody")


def test_a_sale_names_its_customer_and_pays_the_price_of_the_group(shop: Shop) -> None:
    ann = add(shop, name="Ann", phone="171 5550101", group="club")
    shop.do("price-set", code="milk", price_minor=100, group="club")
    assert shop.sell("milk", customer="0171 5550101")["total_minor"] == 100
    assert shop.sell("milk")["total_minor"] == 129
    shop.sell("bread", customer=ann)
    receipts = shop.unchanged("customer-show", customer=ann)["receipts"]
    assert [line["total_minor"] for line in receipts] == [250, 100]
    assert receipts[0]["receipt"] == "B1T1-000003"


def test_no_telephone_or_e_mail_ever_stands_in_a_sale(shop: Shop) -> None:
    for personal in ("+49 171 5550101", "nobody@example.org"):
        assert "add them first" in shop.refused("sell", lines=[{"code": "milk"}], customer=personal)
    assert shop.sell("milk", customer="household-7")["total_minor"] == 129


def test_two_customers_who_are_one_become_one(shop: Shop) -> None:
    ann, anna = add(shop, name="Ann", phone="171 5550101"), add(shop, name="Anna", number="9")
    shop.sell("milk", customer=anna)
    shop.do("customer-merge", customer=anna, into=ann)
    assert [line["id"] for line in shop.do("customers", text="9")["customers"]] == [ann]
    shown = shop.do("customer-show", customer=ann)
    assert shown["merged"] == (anna,)
    assert [line["receipt"] for line in shown["receipts"]] == ["B1T1-000001"]
    assert len(shop.do("customers")["customers"]) == 1
    assert "themselves" in shop.refused("customer-merge", customer=anna, into=ann)


def test_of_the_forgotten_nothing_is_known_and_their_receipts_stay(shop: Shop) -> None:
    ann = add(shop, name="Ann Secretive", phone="171 5550101", note="likes secrecy")
    anna = add(shop, name="Anna")
    shop.do("customer-merge", customer=anna, into=ann)
    shop.sell("milk", customer=ann)
    before = shop.do("history")
    gone = shop.do("customer-forget", customer=ann)
    assert set(gone["customers"]) == {ann, anna}
    for text in (ann, "0171 5550101", "secretive", "anna"):
        assert shop.do("customers", text=text)["customers"] == ()
    assert "No customer" in shop.refused("customer-show", customer=ann)
    assert shop.do("history") == before
    assert not any(b"ecre" in part for rows in shop.dump().values() for row in rows for part in row)
