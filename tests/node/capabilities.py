"""What a till can do at each distance, as facts that are tried: docs/capabilities.md is made here.

Each fact is tried on a till that hears nobody; where another till or a hub makes a difference,
also after they met.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.node.shop.meetings import meet
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import Shop

YES = "yes"

Try = Callable[[Shop, Shop, Shop], None]
"""Tries a fact with a till, another till of its branch, and one of another branch."""


class Fact(NamedTuple):
    """Something people do, and how far it goes when nothing, the LAN, or a hub can be reached."""

    what: str
    alone: str
    lan: str
    hub: str
    tried: Try


def _sells(till: Shop, other: Shop, far: Shop) -> None:
    sold = till.sell("milk", tenders=[{"kind": "card", "amount_minor": 129}])
    assert sold["receipt"].startswith("B1T1-")
    weighed = [{"code": "cheese", "quantity_milli": 375}]
    cash = {"kind": "cash", "amount_minor": 1000}
    parts = [{"kind": "voucher", "amount_minor": 200, "reference": "V7"}, cash]
    off = [{"amount_minor": 50}]
    split = till.do("sell", lines=weighed, discounts=off, tenders=parts)
    assert (split["total_minor"], split["change_minor"]) == (700, 500)


def _shows_receipts(till: Shop, other: Shop, far: Shop) -> None:
    receipt = till.sell("milk")["receipt"]
    assert receipt in till.do("receipt-paper", receipt=receipt, language="uk")["text"]
    meet(till, other)
    assert receipt in other.do("receipt-paper", receipt=receipt)["text"]


def _refunds_what_is_held(till: Shop, other: Shop, far: Shop) -> None:
    receipt = till.sell("milk")["receipt"]
    assert till.do("refund", receipt=receipt)["total_minor"] == -129
    theirs = other.sell("bread")["receipt"]
    assert "not known on this node" in till.refused("refund", receipt=theirs)
    meet(till, other)
    assert till.do("refund", receipt=theirs)["total_minor"] == -250
    farther = far.sell("bread")["receipt"]
    meet(till, far)
    assert till.do("refund", receipt=farther)["total_minor"] == -250


def _refunds_by_proof(till: Shop, other: Shop, far: Shop) -> None:
    meet(till, far)  # once, long ago: the key of its till is known
    receipt = far.sell("bread")["receipt"]
    proof = far.do("receipt-proof", receipt=receipt)["proof"]
    assert till.do("refund", proof=proof)["total_minor"] == -250


def _exchanges(till: Shop, other: Shop, far: Shop) -> None:
    bread, milk = {"code": "bread"}, {"code": "milk"}
    dearer = till.do("exchange", receipt=till.sell("milk")["receipt"], back=[milk], lines=[bread])
    assert dearer["to_pay_minor"] == 121
    meet(till, far)
    proof = far.do("receipt-proof", receipt=far.sell("bread")["receipt"])["proof"]
    assert till.do("exchange", proof=proof, back=[bread], lines=[milk])["to_pay_minor"] == -121


def _edits_the_catalogue(till: Shop, other: Shop, far: Shop) -> None:
    till.do("product-add", sku="pen", name="Pen", price_minor=99)
    assert till.sell("pen")["total_minor"] == 99
    meet(till, far)
    assert far.sell("pen")["total_minor"] == 99


def _keeps_customers(till: Shop, other: Shop, far: Shop) -> None:
    ann = till.do("customer-add", name="Ann", phone="555 0101 01")["customer"]
    till.do("customer-edit", customer=ann, name="Anne")
    meet(till, far)
    assert len(far.do("customers", text="Anne")["customers"]) == 1


def _shares_tickets(till: Shop, other: Shop, far: Shop) -> None:
    ticket = till.do("ticket-open")["id"]
    till.do("ticket-add", ticket=ticket, line={"code": "milk"})
    till.do("ticket-hold", ticket=ticket)
    meet(till, other)
    other.do("ticket-recall", ticket=ticket)
    other.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 129})
    assert other.do("ticket-complete", ticket=ticket)["total_minor"] == 129


def _moves_stock(till: Shop, other: Shop, far: Shop) -> None:
    till.do("receive", lines=[{"code": "milk", "quantity_milli": 5_000}])
    till.do("adjust", lines=[{"code": "milk", "quantity_milli": -1_000}], reason="broken")
    assert till.stock_of("milk") == 4_000
    till.do("alert-set", code="milk", low_milli=5_000)
    assert till.do("stock", code="milk", location="B1")["lines"][0]["low"]


def _knows_other_branches(till: Shop, other: Shop, far: Shop) -> None:
    far.do("receive", lines=[{"code": "milk", "quantity_milli": 7_000}])
    assert till.stock_of("milk", "B2") == 0
    meet(till, far)
    assert till.stock_of("milk", "B2") == 7_000


def _counts(till: Shop, other: Shop, far: Shop) -> None:
    count = till.do("count-start")["id"]
    till.do("count-line", count=count, code="milk", quantity_milli=3_000)
    till.do("count-finish", count=count)
    assert till.stock_of("milk") == 3_000


def _transfers(till: Shop, other: Shop, far: Shop) -> None:
    till.do("receive", lines=[{"code": "milk", "quantity_milli": 5_000}])
    lines = [{"code": "milk", "quantity_milli": 2_000}]
    sent = till.do("transfer-send", to="B2", lines=lines)["id"]
    meet(till, far)
    far.do("transfer-receive", transfer=sent)
    unheard = till.do("transfer-send", to="B2", lines=lines)["id"]
    far.do("transfer-receive", transfer=unheard, lines=lines)
    assert far.stock_of("milk", "B2") == 4_000


def _closes_shifts(till: Shop, other: Shop, far: Shop) -> None:
    till.do("shift-open", business_date="2023-11-14")
    assert till.do("shift-x")["recomputes"]
    till.do("cash-count", coins=[])
    assert till.do("shift-close")["number"] == 1
    assert "Z 1" in till.do("report-paper")["text"]


def _reports(till: Shop, other: Shop, far: Shop) -> None:
    sold = till.sell("milk")
    assert till.do("history")["receipts"][0]["receipt"] == sold["receipt"]
    assert till.do("status")["sales"] == 1


def _spends_gift_cards(till: Shop, other: Shop, far: Shop) -> None:
    till.do("sell", gift_cards=[{"code": "C1", "amount_minor": 500}])
    paid = [{"kind": "gift-card", "amount_minor": 129, "reference": "C1"}]
    assert till.sell("milk", tenders=paid)["total_minor"] == 129
    meet(till, other)
    again = other.refused("sell", lines=[{"code": "milk"}], tenders=paid)
    assert "may spend 0.00 of the 3.71" in again


def _pays_by_points_and_account(till: Shop, other: Shop, far: Shop) -> None:
    till.do("setting-set", name="points.per_hundred", value=100)
    ann = till.do("customer-add", name="Ann", credit_limit_minor=500)["customer"]
    till.sell("milk", customer=ann)
    points = [{"kind": "points", "amount_minor": 129}]
    assert till.sell("milk", customer=ann, tenders=points)["total_minor"] == 129
    owed = [{"kind": "on-account", "amount_minor": 250}]
    assert till.sell("bread", customer=ann, tenders=owed)["total_minor"] == 250


def _signs_in_and_gets_leave(till: Shop, other: Shop, far: Shop) -> None:
    hire(till, "carl")
    sign_in(till, "carl")
    cheap = {"lines": [{"code": "milk", "amount_minor": 1}]}
    assert "may not" in till.refused("sell", **cheap)
    till.do("sell", **cheap, approval=leave_of("mia"))
    asked = till.do("approval-ask", permission="price-override", about="milk", measure=999)["id"]
    meet(till, other)
    other.do("approve", request=asked, **leave_of("mia"))
    meet(till, other)
    till.do("sell", **cheap, approval={"request": asked})


FACTS = (
    Fact(
        "Sell: scan, weigh, discount, pay in cash, by card terminal, split", YES, YES, YES, _sells
    ),
    Fact(
        "Print, show, save a receipt in any language",
        "those of this till and what it heard",
        "those of the branch",
        "those of every branch it subscribes to",
        _shows_receipts,
    ),
    Fact(
        "Refund by the receipt's number",
        "sales held here",
        "sales of the branch",
        "sales of every branch it subscribes to",
        _refunds_what_is_held,
    ),
    Fact(
        "Refund any branch's sale by the QR code on its receipt", YES, YES, YES, _refunds_by_proof
    ),
    Fact(
        "Exchange goods, money either way",
        "as they are refunded",
        "as they are refunded",
        "as they are refunded",
        _exchanges,
    ),
    Fact(
        "Add and change products, prices, taxes",
        "yes; others hear of it later",
        "yes; the branch at once",
        "yes; everybody at once",
        _edits_the_catalogue,
    ),
    Fact(
        "Add and change customers",
        "yes; others hear of it later",
        "yes; the branch at once",
        "yes; everybody at once",
        _keeps_customers,
    ),
    Fact(
        "Hold a ticket and recall it",
        "on this till",
        "on any till of the branch",
        "on any till of the branch",
        _shares_tickets,
    ),
    Fact("Receive and adjust stock, low-stock alerts", YES, YES, YES, _moves_stock),
    Fact(
        "See other branches' stock",
        "as old as it says",
        "as old as it says",
        "as of now",
        _knows_other_branches,
    ),
    Fact("Count stock while others sell", YES, YES, YES, _counts),
    Fact(
        "Send goods to another branch, and receive them",
        "yes; what was not heard of, by saying what arrived",
        "yes; what was not heard of, by saying what arrived",
        YES,
        _transfers,
    ),
    Fact("Open, count and close shifts; X and Z reports", YES, YES, YES, _closes_shifts),
    Fact(
        "Reports and history",
        "this till, and others as of when they were heard",
        "the branch",
        "every branch it subscribes to",
        _reports,
    ),
    Fact(
        "Spend gift cards and store credit",
        "within the rights this till holds",
        "within those of the branch",
        "all of it",
        _spends_gift_cards,
    ),
    Fact(
        "Earn points and pay with them; buy on account",
        "points within the rights this till holds; accounts within the limit, as known here",
        "points within those of the branch; accounts within the limit",
        "all points; accounts within the limit",
        _pays_by_points_and_account,
    ),
    Fact(
        "Sign in, change over, a manager's leave",
        "yes; leave by PIN at this till",
        "yes; leave from any till of the branch too",
        "yes; leave from any till of the branch too",
        _signs_in_and_gets_leave,
    ),
)
"""Every fact, in the order of the page."""

PAGE = """# What works at each distance

There is no offline mode: a till does the same at every distance, on what it has. Each line is a
test that runs it on a till that hears nobody (`tests/node/test_capabilities.py`).

| what | nothing in reach | the shop's own network | a hub in reach |
|---|---|---|---|
{rows}

An e-mailed receipt waits in the outbox until there is a line, and a card terminal or a bank has a
line of its own: what they cannot do without it, no till can do for them.
"""


def page() -> str:
    """The page, as it is written in docs/capabilities.md."""
    rows = [f"| {one.what} | {one.alone} | {one.lan} | {one.hub} |" for one in FACTS]
    return PAGE.format(rows="\n".join(rows))
