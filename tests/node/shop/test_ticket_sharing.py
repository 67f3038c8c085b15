"""One ticket, two tills: edits merge, nobody's are lost, and money never vanishes between them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.node.shop.meetings import meet
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import CATALOGUE, Shop, Street

MILK, BREAD = {"code": "milk"}, {"code": "bread"}


@pytest.fixture
def tills(street: Street) -> tuple[Shop, Shop]:
    first, second = street.open("B1T1"), street.open("B1T2")
    first.do("import-catalogue", products=CATALOGUE)
    second.hear(first)
    return first, second


@pytest.fixture
def staffed(shop: Shop) -> Shop:
    """Return a till with a manager and a supervisor, where the cashier stands."""
    hire(shop)
    sign_in(shop, "carl")
    return shop


def seen(*shops: Shop, ticket: str) -> dict[str, Any]:
    """Return the ticket as all tills see it, after a look that it is the same at each."""
    news = {"as_of_ms", "age_s"}
    told = [shop.do("ticket-show", ticket=ticket) for shop in shops]
    plain = [{name: said for name, said in each.items() if name not in news} for each in told]
    assert all(each == plain[0] for each in plain)
    return plain[0]


def opened(shop: Shop, *lines: dict[str, Any]) -> str:
    ticket = str(shop.do("ticket-open")["id"])
    for line in lines:
        shop.do("ticket-add", ticket=ticket, line=line)
    return ticket


def cash(amount_minor: int) -> dict[str, Any]:
    return {"kind": "cash", "amount_minor": amount_minor}


def test_a_ticket_held_here_is_recalled_and_sold_there(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    first.do("ticket-hold", ticket=ticket, name="red coat")
    meet(first, second)
    (listed,) = second.do("tickets")["tickets"]
    assert (listed["state"], listed["name"], listed["holder"]) == ("held", "red coat", "")
    second.do("ticket-recall", ticket=ticket)
    second.do("ticket-add", ticket=ticket, line=BREAD)
    second.do("ticket-tender", ticket=ticket, tender=cash(379))
    sold = second.do("ticket-complete", ticket=ticket)
    assert (sold["receipt"], sold["total_minor"]) == ("B1T2-000001", 379)
    meet(first, second)
    assert seen(first, second, ticket=ticket)["state"] == "completed"
    assert first.do("tickets")["tickets"] == ()
    assert first.unchanged("ticket-complete", ticket=ticket) == {**sold, "repeated": True}


def test_who_has_a_ticket_and_how_old_that_news_is(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    second.hear(first)
    second.pass_time(90)
    (listed,) = second.do("tickets")["tickets"]
    assert (listed["id"], listed["holder"]) == (ticket, "B1T1")
    assert 85 <= listed["age_s"] <= 90
    (own,) = first.do("tickets")["tickets"]
    assert own["age_s"] == 0


def test_edits_of_two_tills_that_could_not_hear_one_another_merge(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    meet(first, second)
    first.do("ticket-add", ticket=ticket, line=BREAD)
    second.do("ticket-add", ticket=ticket, line={**BREAD, "quantity_milli": 2000})
    first.do("ticket-change", ticket=ticket, line=1, quantity_milli=2000)
    second.do("ticket-change", ticket=ticket, line=1, note="cold")
    second.do("ticket-edit", ticket=ticket, name="red coat")
    meet(first, second)
    merged = seen(first, second, ticket=ticket)
    assert merged["name"] == "red coat"
    lines = [(line["line"], line["till"], line["quantity_milli"]) for line in merged["lines"]]
    assert sorted(lines) == [(1, "B1T1", 2000), (2, "B1T1", 1000), (2, "B1T2", 2000)]
    assert merged["to_pay_minor"] == 2 * 129 + 3 * 250
    assert "2@B1T1 or 2@B1T2" in first.refused("ticket-remove", ticket=ticket, line=2)
    first.do("ticket-remove", ticket=ticket, line=2, till="B1T2")
    assert first.do("ticket-show", ticket=ticket)["to_pay_minor"] == 2 * 129 + 250


def test_both_tills_scan_one_more_and_there_are_two_more(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    meet(first, second)
    for shop in tills:
        shop.do("ticket-change", ticket=ticket, line=1, quantity_milli=2000)
    meet(first, second)
    assert seen(first, second, ticket=ticket)["lines"][0]["quantity_milli"] == 3000


def test_a_line_taken_off_here_and_added_to_there_keeps_what_was_added(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    meet(first, second)
    first.do("ticket-remove", ticket=ticket, line=1)
    second.do("ticket-change", ticket=ticket, line=1, quantity_milli=3000)
    meet(first, second)
    (line,) = seen(first, second, ticket=ticket)["lines"]
    assert (line["quantity_milli"], line["amount_minor"]) == (2000, 258)


def test_both_tills_take_a_line_off_and_it_is_off_once(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, MILK, BREAD)
    meet(first, second)
    for shop in tills:
        shop.do("ticket-remove", ticket=ticket, line=1)
    meet(first, second)
    assert seen(first, second, ticket=ticket)["to_pay_minor"] == 250


def test_a_ticket_that_another_till_has_is_not_ended_here(tills: tuple[Shop, Shop]) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    meet(first, second)
    for verb in ("ticket-complete", "ticket-close", "ticket-hold"):
        assert "is at B1T1" in second.refused(verb, ticket=ticket)
    assert "is at B1T1" in second.refused("ticket-split", ticket=ticket, lines=[{"line": 1}])


def test_a_drawer_that_has_money_of_a_ticket_must_give_it_back_before_another_takes_some(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    first.do("ticket-tender", ticket=ticket, tender=cash(129))
    meet(first, second)
    second.do("ticket-recall", ticket=ticket)
    assert "B1T1 took money" in second.refused("ticket-tender", ticket=ticket, tender=cash(129))
    assert "B1T1 took money" in second.refused("ticket-complete", ticket=ticket)
    assert "took no such payment" in second.refused("ticket-return", ticket=ticket, **cash(129))
    first.do("ticket-return", ticket=ticket, **cash(129))
    meet(first, second)
    second.do("ticket-tender", ticket=ticket, tender=cash(129))
    assert second.do("ticket-complete", ticket=ticket)["total_minor"] == 129


def test_two_tills_that_complete_one_ticket_apart_are_one_review_and_no_money_is_dropped(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    meet(first, second)
    second.do("ticket-recall", ticket=ticket)
    for shop in tills:
        shop.do("ticket-tender", ticket=ticket, tender=cash(129))
        assert shop.do("ticket-complete", ticket=ticket)["total_minor"] == 129
    meet(first, second)
    for shop in tills:
        (review,) = shop.do("reviews")["reviews"]
        assert (review["kind"], review["amount"]) == ("closed-twice", 258)
        assert shop.figures("sales", "paid_minor", "open_tickets") == (2, 258, 0)


def test_what_was_scanned_and_paid_while_another_till_completed_is_a_review_and_can_be_sold(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    meet(first, second)
    first.do("ticket-tender", ticket=ticket, tender=cash(129))
    first.do("ticket-complete", ticket=ticket)
    second.do("ticket-add", ticket=ticket, line=BREAD)
    second.do("ticket-tender", ticket=ticket, tender=cash(250))
    meet(first, second)
    for shop in tills:
        (review,) = shop.do("reviews")["reviews"]
        assert (review["kind"], review["amount"]) == ("ticket-left", 500)
        assert shop.do("tickets")["tickets"][0]["state"] == "left"
    second.do("ticket-recall", ticket=ticket)
    assert second.do("ticket-complete", ticket=ticket)["total_minor"] == 250
    meet(first, second)
    for shop in tills:
        assert shop.do("reviews")["reviews"] == ()
        assert shop.figures("sales", "paid_minor", "open_tickets") == (2, 379, 0)


def test_a_ticket_is_split_by_line_and_by_quantity_and_nothing_is_lost(shop: Shop) -> None:
    ticket = opened(shop, {**MILK, "quantity_milli": 3000}, BREAD, BREAD)
    shop.do("ticket-change", ticket=ticket, line=2, price_minor=200, note="stale")
    parts = [{"line": 1, "quantity_milli": 1000}, {"line": 2}]
    split = shop.do("ticket-split", ticket=ticket, lines=parts)
    assert [(line["sku"], line["amount_minor"]) for line in split["lines"]] == [
        ("milk", 129),
        ("bread", 200),
    ]
    assert (split["lines"][1]["note"], split["holder"]) == ("stale", "B1T1")
    left = shop.do("ticket-show", ticket=ticket)
    assert [(line["line"], line["amount_minor"]) for line in left["lines"]] == [(1, 258), (3, 250)]
    assert "whole ticket" in shop.refused(
        "ticket-split", ticket=ticket, lines=[{"line": 1}, {"line": 3}]
    )
    more = [{"line": 1, "quantity_milli": 2001}]
    assert "so much of milk" in shop.refused("ticket-split", ticket=ticket, lines=more)
    assert "once" in shop.refused("ticket-split", ticket=ticket, lines=[{"line": 1}] * 2)


def test_a_merged_ticket_keeps_what_another_till_scanned_into_it_meanwhile(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    table, other = opened(first, MILK), opened(first, BREAD)
    meet(first, second)
    second.do("ticket-add", ticket=other, line=MILK)
    merged = first.do("ticket-merge", ticket=table, other=other)
    assert [(line["line"], line["sku"]) for line in merged["lines"]] == [(1, "milk"), (2, "bread")]
    meet(first, second)
    assert seen(first, second, ticket=other)["state"] == "left"
    first.do("ticket-merge", ticket=table, other=other)
    assert first.do("ticket-show", ticket=table)["to_pay_minor"] == 129 + 250 + 129
    assert first.do("ticket-show", ticket=other)["state"] == "closed"
    assert "with itself" in first.refused("ticket-merge", ticket=table, other=table)


def test_a_ticket_with_money_on_it_is_neither_merged_away_nor_given_up(shop: Shop) -> None:
    ticket, other = opened(shop, MILK), opened(shop)
    shop.do("ticket-tender", ticket=ticket, tender=cash(129))
    assert "give it back first" in shop.refused("ticket-merge", ticket=other, other=ticket)
    assert "give it back first" in shop.refused("ticket-close", ticket=ticket)


def test_a_colleague_is_given_a_ticket_by_name(staffed: Shop) -> None:
    ticket = opened(staffed, MILK)
    assert "login nobody" in staffed.refused("ticket-give", ticket=ticket, to="nobody")
    given = staffed.do("ticket-give", ticket=ticket, to="sam")
    assert (given["state"], given["person"]) == ("held", "sam")


def test_goods_below_their_price_and_fewer_of_them_need_leave(staffed: Shop) -> None:
    ticket = opened(staffed, {**MILK, "quantity_milli": 2000})
    cheap = {"ticket": ticket, "line": {"code": "bread", "amount_minor": 1}}
    assert "price" in staffed.refused("ticket-add", **cheap)
    staffed.do("ticket-add", **cheap, approval=leave_of("mia"))
    less = {"ticket": ticket, "line": 1, "price_minor": 1}
    assert "price" in staffed.refused("ticket-change", **less)
    staffed.do("ticket-change", **less, approval=leave_of("mia"))


def test_a_ticket_of_another_branch_is_not_known_here(street: Street) -> None:
    first, second = street.open("B1T1"), street.open("B2T1", "B2")
    first.do("import-catalogue", products=CATALOGUE)
    ticket = opened(first, MILK)
    second.hear(first)
    assert "no ticket" in second.refused("ticket-recall", ticket=ticket)
    assert second.do("tickets")["tickets"] == ()


def test_a_completion_sent_again_is_answered_whatever_was_left_on_the_ticket(
    tills: tuple[Shop, Shop],
) -> None:
    first, second = tills
    ticket = opened(first, MILK)
    meet(first, second)
    first.do("ticket-tender", ticket=ticket, tender=cash(129))
    said = {"ticket": ticket, "id": "01890000-0000-7000-8000-0000000000ae"}
    sold = first.do("ticket-complete", **said)
    second.do("ticket-add", ticket=ticket, line=BREAD)
    first.hear(second)
    assert first.unchanged("ticket-complete", **said) == {**sold, "repeated": True}
