"""Pain 10: tills of one shop cannot see each other's tickets, and concurrent edits overwrite."""

from __future__ import annotations

from tests.node.shop.meetings import meet
from tests.node.tills import CATALOGUE, Street


def test_every_till_of_the_branch_sees_a_ticket_and_no_edit_is_lost() -> None:
    street = Street(None)
    first, second, third = (street.open(name) for name in ("B1T1", "B1T2", "B1T3"))
    first.do("import-catalogue", products=CATALOGUE)
    ticket = first.do("ticket-open", name="table 4")["id"]
    meet(first, second, third)
    for shop, code in ((first, "milk"), (second, "bread"), (third, "milk")):
        shop.do("ticket-add", ticket=ticket, line={"code": code})
    meet(first, second, third)
    for shop in (first, second, third):
        (seen,) = shop.do("tickets")["tickets"]
        assert sorted(line["sku"] for line in seen["lines"]) == ["bread", "milk", "milk"]
        assert (seen["name"], seen["holder"]) == ("table 4", "B1T1")
    third.do("ticket-recall", ticket=ticket)
    paid = {"kind": "cash", "amount_minor": 508}
    third.do("ticket-tender", ticket=ticket, tender=paid)
    assert third.do("ticket-complete", ticket=ticket)["total_minor"] == 508


def test_a_ticket_is_whole_after_the_power_goes_at_any_keystroke() -> None:
    street = Street(None)
    street.open().do("import-catalogue", products=CATALOGUE)
    ticket = street.open().do("ticket-open")["id"]
    for scanned in range(1, 4):
        street.open().do("ticket-add", ticket=ticket, line={"code": "milk"})
        (held,) = street.open().do("tickets")["tickets"]
        assert len(held["lines"]) == scanned
