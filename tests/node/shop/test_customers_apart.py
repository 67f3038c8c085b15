"""Customers whom tills made and changed while they could not hear one another."""

from __future__ import annotations

from typing import Any

import pytest

from core.log.entry import entry_of
from core.log.memory_store import MemoryStore
from node.duties import do_duties
from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Shop


@pytest.fixture
def tills() -> tuple[Shop, Shop]:
    here, there = Shop(MemoryStore()), Shop(MemoryStore(), name="B2T1", branch="B2")
    here.do("import-catalogue", products=CATALOGUE)
    return here, there


def reviews(shop: Shop) -> list[dict[str, Any]]:
    return list(shop.do("reviews")["reviews"])


def agree(*shops: Shop) -> None:
    """Check that all hold the same customers, and again after a rebuild (I7)."""
    tables = []
    for shop in shops:
        for _ in range(2):
            with shop.log.read() as view:
                tables.append(view.table("customers").digest())
            shop.log.rebuild()
    assert len(set(tables)) == 1


def test_one_person_made_twice_is_a_review_until_they_are_merged(tills: Any) -> None:
    here, there = tills
    ann = here.do("customer-add", name="Ann", phone="+49 171 5550101")["customer"]
    anna = there.do("customer-add", name="Anna", phone="0171 5550101")["customer"]
    meet(*tills)
    (found,) = reviews(here)
    assert reviews(there) == [found]
    assert found["kind"] == "customer-twice"
    assert {str(one).replace("-", "") for one in (ann, anna)} == set(found["subject"])
    assert len(here.do("review-show", review=found["id"])["involved"]) == 2
    assert "5550101" not in str(found)
    there.do("customer-merge", customer=anna, into=ann)
    meet(*tills)
    assert reviews(here) == reviews(there) == []
    assert here.do("customers", text="anna")["customers"][0]["id"] == ann
    agree(*tills)


def test_edits_apart_keep_both_fields_and_the_losing_value_as_a_review(tills: Any) -> None:
    here, there = tills
    ann = here.do("customer-add", name="Ann", phone="5550101")["customer"]
    meet(*tills)
    here.do("customer-edit", customer=ann, name="Anna", email="a@example.org")
    there.pass_time(60)
    there.do("customer-edit", customer=ann, name="Anne", group="club")
    meet(*tills)
    for shop in tills:
        shown = shop.do("customer-show", customer=ann)
        line = shown["customer"]
        assert (line["name"], line["email"], line["group"]) == ("Anne", "a@example.org", "club")
        assert [(each["field"], each["lost"]) for each in shown["lost"]] == [("name", "Anna")]
        (found,) = reviews(shop)
        assert found["kind"] == "lost-customer-value"
        assert "Ann" not in str(found["subject"])
    here.do("customer-edit", customer=ann, name="Anne")
    meet(*tills)
    assert reviews(there) == []
    agree(*tills)


def test_the_same_edit_made_twice_has_lost_nothing(tills: Any) -> None:
    ann = tills[0].do("customer-add", name="Ann")["customer"]
    meet(*tills)
    for shop in tills:
        shop.do("customer-edit", customer=ann, name="Anna")
    meet(*tills)
    assert reviews(tills[0]) == []


def test_merges_that_go_round_in_a_circle_name_one_customer_everywhere(tills: Any) -> None:
    here, there = tills
    ann, anna = (here.do("customer-add", name=name)["customer"] for name in ("Ann", "Anna"))
    meet(*tills)
    here.do("customer-merge", customer=ann, into=anna)
    there.do("customer-merge", customer=anna, into=ann)
    meet(*tills)
    for shop in tills:
        assert [one["id"] for one in shop.do("customers")["customers"]] == [min(ann, anna)]
    agree(*tills)


def keys_in(shop: Shop) -> list[bytes]:
    """Return every key to a customer that stands in a log."""
    with shop.log.read() as view:
        entries = [entry_of(record) for _, record in view.feed(0, 10_000)]
    made = [entry.body for entry in entries if entry.kind == "customer.registered"]
    return [body[-32:] for body in made if body]


def test_the_forgotten_stay_forgotten_whatever_comes_late(tills: Any) -> None:
    here, there = tills
    ann = here.do("customer-add", name="Ann", phone="171 5550101")["customer"]
    meet(*tills)
    there.do("customer-edit", customer=ann, address="Somewhere 7")
    here.do("customer-forget", customer=ann)
    late = Shop(MemoryStore(), name="B3T1", branch="B3")
    late.hear(there)
    assert late.do("customers", text="ann")["customers"]
    (key,) = keys_in(late)
    meet(here, there, late)
    for shop in (there, late):
        assert keys_in(shop) == [key]
        do_duties(shop.till)
    newest = Shop(MemoryStore(), name="B4T1", branch="B4")
    meet(here, newest)
    do_duties(newest.till)
    for shop in (here, there, late, newest):
        assert keys_in(shop) == []
        assert not any(key in part for rows in shop.dump().values() for row in rows for part in row)
        assert shop.do("customers", text="ann")["customers"] == ()
        assert shop.do("customers")["customers"] == ()
    agree(here, there, late, newest)
    there.do("customer-add", name="Bob")
    meet(here, there, late, newest)
    agree(here, there, late, newest)
