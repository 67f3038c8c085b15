"""Status: figures that follow from the log alone, the same on every node that holds it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from node.answers import StatusAnswer
from node.till_config import HUB
from tests.node.tills import CATALOGUE, CATALOGUE_EVENTS, Shop, Street

WALKED = ("stock_digest", "projections_digest", "products")
"""What takes a walk over whole tables."""

MOVING = ("disk_bytes", "disk_free_bytes", "waits_for_hub_ms")
"""What two looks need not agree on."""


def still(status: dict[str, Any], *but: str) -> dict[str, Any]:
    """Return what must be the same at every look."""
    return {name: value for name, value in status.items() if name not in (*MOVING, *but)}


def test_an_empty_node_says_nothing_but_its_names(street: Street) -> None:
    status = street.open("HUB", "HQ", HUB).do("status")
    assert set(status) == {field.name for field in fields(StatusAnswer)}
    assert (status["name"], status["branch"], status["role"]) == ("HUB", "HQ", HUB)
    numbers = {name: value for name, value in status.items() if isinstance(value, int)}
    del numbers["disk_bytes"], numbers["disk_most_bytes"], numbers["disk_free_bytes"]
    assert numbers.pop("epoch") == 1
    assert set(numbers.values()) == {0}
    assert (status["heads"], status["peers"], status["running"]) == ({}, (), False)


def test_the_figures_are_those_of_the_log(shop: Shop) -> None:
    shop.do("receive", lines=[{"code": "milk", "quantity_milli": 1000}])
    receipt = shop.sell("milk", "bread")["receipt"]
    shop.do("refund", receipt=receipt, lines=[{"code": "bread"}])
    shop.do("ticket-open")
    status = shop.do("status", full=True)
    count = CATALOGUE_EVENTS
    assert (status["events"], status["own_events"], status["streams"]) == (count + 4, count + 4, 2)
    assert (status["sales"], status["items"], status["quantity_milli"]) == (1, 2, 2000)
    assert (status["sales_minor"], status["refunds"], status["refunded_minor"]) == (379, 1, 250)
    assert (status["products"], status["open_tickets"]) == (len(CATALOGUE), 1)
    author = shop.log.author.hex()
    assert status["heads"] == {f"{author}.1/branch:B1": 4, f"{author}.1/company": count}
    assert status["disk_bytes"] > 0


def test_nodes_with_the_same_events_have_the_same_digests(street: Street) -> None:
    first, second = street.open("N1", "north"), street.open("S1", "south")
    first.do("import-catalogue", products=CATALOGUE)
    second.hear(first)
    first.sell("milk")
    second.sell("bread")
    names = ("events", "digest", "stock_digest", "projections_digest", "heads", "sales_minor")
    assert first.figures(*names) != second.figures(*names)
    first.hear(second)
    second.hear(first)
    assert first.figures(*names) == second.figures(*names)
    assert first.figures("own_events") == (CATALOGUE_EVENTS + 1,)
    assert second.figures("own_events") == (1,)


def test_a_quick_look_walks_no_tables(shop: Shop) -> None:
    shop.sell("milk")
    full, quick = shop.do("status", full=True), shop.do("status")
    assert [quick[name] for name in WALKED] == ["", "", 0]
    assert still(quick, *WALKED) == still(full, *WALKED)


def test_every_event_changes_the_digests_it_should(shop: Shop) -> None:
    names = ("digest", "stock_digest", "projections_digest")
    before = shop.figures(*names)
    ticket = shop.do("ticket-open")["id"]
    opened = shop.figures(*names)
    assert [a == b for a, b in zip(before, opened, strict=True)] == [False, True, False]
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    added = shop.figures(*names)
    assert [a == b for a, b in zip(opened, added, strict=True)] == [False, True, False]
    shop.sell("milk")
    sold = shop.figures(*names)
    assert [a == b for a, b in zip(added, sold, strict=True)] == [False, False, False]


def test_a_node_opened_again_says_the_same(street: Street) -> None:
    shop = street.open()
    shop.do("import-catalogue", products=CATALOGUE)
    shop.sell("milk")
    before = shop.do("status")
    assert still(street.open().do("status")) == still(before)
