"""Tickets: every step is on the disk before it answers, and a ticket becomes one sale."""

from __future__ import annotations

from typing import Any

import pytest

from node.till_config import HUB
from tests.node.tills import CATALOGUE, Shop, Street

NOBODY = "01890000-0000-7000-8000-00000000dead"


def cash(amount_minor: int) -> dict[str, Any]:
    return {"kind": "cash", "amount_minor": amount_minor}


def scan(shop: Shop, *codes: str) -> str:
    """Open a ticket with these goods on it and return its id."""
    ticket = str(shop.do("ticket-open")["id"])
    for code in codes:
        shop.do("ticket-add", ticket=ticket, line={"code": code, "quantity_milli": 1_000})
    return ticket


def test_a_ticket_survives_a_new_start_after_every_step(street: Street) -> None:
    street.open().do("import-catalogue", products=CATALOGUE)
    ticket = street.open().do("ticket-open")["id"]
    lines = [{"code": "milk"}, {"code": "4013", "quantity_milli": 500}, {"code": "bread"}]
    for number, line in enumerate(lines, 1):
        answer = street.open().do("ticket-add", ticket=ticket, line=line)
        assert [held["line"] for held in answer["lines"]] == list(range(1, number + 1))
    assert street.open().do("ticket-remove", ticket=ticket, line=3)["to_pay_minor"] == 1129
    assert street.open().do("ticket-tender", ticket=ticket, tender=cash(2000))["id"] == ticket
    (found,) = street.open().do("tickets")["tickets"]
    plain = {"till": "B1T1", "price_minor": None, "note": "", "stated": False}
    plain |= {"discount": None, "coupon": None}
    assert found["lines"] == (
        {"line": 1, "sku": "milk", "quantity_milli": 1000, "amount_minor": 129, **plain},
        {"line": 2, "sku": "cheese", "quantity_milli": 500, "amount_minor": 1000, **plain},
    )
    assert (found["id"], found["to_pay_minor"], found["tendered_minor"]) == (ticket, 1129, 2000)
    assert (found["state"], found["holder"], found["age_s"]) == ("open", "B1T1", 0)
    sold = street.open().do("ticket-complete", ticket=ticket)
    assert (sold["total_minor"], sold["change_minor"]) == (1129, 871)
    assert sold["receipt"] == "B1T1-000001"
    shop = street.open()
    assert shop.do("tickets")["tickets"] == ()
    assert shop.figures("sales", "items", "paid_minor", "open_tickets") == (1, 2, 1129, 0)


def test_completed_twice_it_answers_the_same_sale(street: Street) -> None:
    shop = street.open()
    shop.do("import-catalogue", products=CATALOGUE)
    ticket = scan(shop, "milk")
    shop.do("ticket-tender", ticket=ticket, tender=cash(129))
    sold = shop.do("ticket-complete", ticket=ticket)
    again = street.open().unchanged("ticket-complete", ticket=ticket)
    assert again == {**sold, "repeated": True}


@pytest.mark.parametrize(
    "tenders", [[], [cash(128)], [{"kind": "card", "amount_minor": 130}], [cash(100), cash(28)]]
)
def test_tenders_that_do_not_equal_the_lines_leave_it_open(
    shop: Shop, tenders: list[dict[str, Any]]
) -> None:
    ticket = scan(shop, "milk")
    for tender in tenders:
        shop.do("ticket-tender", ticket=ticket, tender=tender)
    shop.refused("ticket-complete", ticket=ticket)
    assert shop.figures("open_tickets", "sales") == (1, 0)


def test_an_empty_ticket_is_no_sale(shop: Shop) -> None:
    ticket = scan(shop)
    assert "at least one line" in shop.refused("ticket-complete", ticket=ticket)
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    shop.do("ticket-remove", ticket=ticket, line=1)
    shop.refused("ticket-complete", ticket=ticket)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("ticket-add", {"line": {"code": "chalk"}}),
        ("ticket-add", {"line": {"code": "4099"}}),
        ("ticket-add", {"line": {"code": "milk", "quantity_milli": 0}}),
        ("ticket-add", {"line": {"code": "milk", "quantity_milli": 0, "amount_minor": 1}}),
        ("ticket-add", {"line": {"code": "milk", "quantity_milli": -1000}}),
        ("ticket-add", {"line": {"code": "milk", "amount_minor": -1}}),
        ("ticket-add", {"line": {}}),
        ("ticket-add", {}),
        ("ticket-remove", {"line": 2}),
        ("ticket-remove", {"line": 0}),
        ("ticket-remove", {"line": "1"}),
        ("ticket-tender", {"tender": cash(0)}),
        ("ticket-tender", {"tender": cash(-5)}),
        ("ticket-tender", {"tender": {"kind": "", "amount_minor": 5}}),
        ("ticket-tender", {"tender": {"kind": "k\0", "amount_minor": 5}}),
        ("ticket-tender", {"tender": {"kind": "k" * 33, "amount_minor": 5}}),
    ],
)
def test_a_wrong_step_is_refused(shop: Shop, verb: str, arguments: dict[str, Any]) -> None:
    shop.refused(verb, ticket=scan(shop, "milk"), **arguments)


STEPS: dict[str, dict[str, Any]] = {
    "ticket-add": {"line": {"code": "milk"}},
    "ticket-remove": {"line": 1},
    "ticket-tender": {"tender": cash(1)},
    "ticket-complete": {},
}


@pytest.mark.parametrize("verb", STEPS)
def test_a_ticket_that_is_none_is_refused(shop: Shop, verb: str) -> None:
    sale = shop.sell("milk")["id"]
    for identifier in (NOBODY, sale):
        assert "no ticket" in shop.refused(verb, ticket=identifier, **STEPS[verb])
    shop.refused(verb, ticket="7", **STEPS[verb])


@pytest.mark.parametrize("verb", ["ticket-add", "ticket-remove", "ticket-tender"])
def test_a_completed_ticket_takes_nothing_more(shop: Shop, verb: str) -> None:
    ticket = scan(shop, "milk")
    shop.do("ticket-tender", ticket=ticket, tender=cash(129))
    shop.do("ticket-complete", ticket=ticket)
    assert "completed" in shop.refused(verb, ticket=ticket, **STEPS[verb])


@pytest.mark.parametrize("verb", ["ticket-open", *STEPS])
def test_a_hub_has_no_tickets(street: Street, verb: str) -> None:
    hub = street.open("HUB", "HQ", HUB)
    hub.do("import-catalogue", products=CATALOGUE)
    arguments = {"ticket": NOBODY, **STEPS[verb]} if verb in STEPS else {}
    assert "HUB is a hub" in hub.refused(verb, **arguments)


def test_tickets_are_listed_oldest_first_and_numbers_of_lines_stay(shop: Shop) -> None:
    first, second = scan(shop, "milk", "bread", "cheese"), scan(shop, "bread")
    shop.do("ticket-remove", ticket=first, line=2)
    answer = shop.do("ticket-add", ticket=first, line={"code": "bread", "amount_minor": 1})
    assert [line["line"] for line in answer["lines"]] == [1, 3, 4]
    shop.refused("ticket-remove", ticket=first, line=2)
    assert [ticket["id"] for ticket in shop.do("tickets")["tickets"]] == [first, second]


def test_a_price_is_the_one_at_the_scan(shop: Shop) -> None:
    ticket = scan(shop, "milk")
    shop.do("import-catalogue", products=[{**CATALOGUE[0], "price_minor": 999}])
    shop.do("ticket-tender", ticket=ticket, tender=cash(129))
    assert shop.do("ticket-complete", ticket=ticket)["total_minor"] == 129


def test_a_ticket_s_sale_can_be_refunded(shop: Shop) -> None:
    ticket = scan(shop, "milk", "bread")
    shop.do("ticket-tender", ticket=ticket, tender=cash(379))
    receipt = shop.do("ticket-complete", ticket=ticket)["receipt"]
    assert shop.do("refund", receipt=receipt)["total_minor"] == -379


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("ticket-add", {"line": {"code": "milk"}}),
        ("ticket-change", {"line": 1, "quantity_milli": 5000}),
        ("ticket-remove", {"line": 1}),
        ("ticket-tender", {"tender": cash(5)}),
        ("ticket-hold", {}),
        ("ticket-close", {}),
    ],
)
def test_a_step_sent_twice_is_done_once(shop: Shop, verb: str, said: dict[str, Any]) -> None:
    ticket = scan(shop, "milk", "milk")
    said = {**said, "ticket": ticket, "id": "01890000-0000-7000-8000-0000000000aa"}
    once = shop.do(verb, **said)
    again = shop.unchanged(verb, **said)
    assert again["repeated"]
    assert (again["lines"], again["state"]) == (once["lines"], once["state"])
    other = scan(shop)
    assert "something else" in shop.refused(verb, **{**said, "ticket": other})
