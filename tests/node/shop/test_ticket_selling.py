"""A ticket that a screen took and sells as a whole is over with that sale, in one commit."""

from __future__ import annotations

from tests.node.tills import CATALOGUE, Shop, Street

ID = "01890000-0000-7000-8000-00000000000a"


def held_ticket(shop: Shop) -> str:
    ticket = str(shop.do("ticket-open", name="table 4")["id"])
    shop.do("ticket-add", ticket=ticket, line={"code": "milk"})
    shop.do("ticket-hold", ticket=ticket)
    return ticket


def test_a_recalled_ticket_is_sold_with_what_was_changed_of_it(shop: Shop) -> None:
    ticket = held_ticket(shop)
    shop.do("ticket-recall", ticket=ticket)
    lines = [{"code": "milk", "quantity_milli": 2000}, {"code": "bread"}]
    sold = shop.do("sell", id=ID, lines=lines, ticket=ticket)
    assert sold["total_minor"] == 2 * 129 + 250
    assert shop.do("ticket-show", ticket=ticket)["state"] == "completed"
    assert shop.do("tickets")["tickets"] == ()
    assert shop.do("sell", id=ID, lines=lines, ticket=ticket)["repeated"]
    assert "completed" in shop.refused("sell", lines=lines, ticket=ticket)


def test_a_ticket_with_money_on_it_is_completed_as_it_is(shop: Shop) -> None:
    ticket = held_ticket(shop)
    shop.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 100})
    assert "Money was taken" in shop.refused("sell", lines=[{"code": "milk"}], ticket=ticket)


def test_two_tills_cut_apart_that_sell_one_ticket_make_a_review(street: Street) -> None:
    first, second = street.open(name="B1T1"), street.open(name="B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    ticket = held_ticket(first)
    second.hear(first)
    for till in (first, second):
        till.do("ticket-recall", ticket=ticket)
        till.do("sell", lines=[{"code": "milk"}], ticket=ticket)
    first.hear(second)
    assert "closed-twice" in {one["kind"] for one in first.do("reviews")["reviews"]}
