"""What cashiers do to tickets that all tills of their branch work on."""

from __future__ import annotations

from typing import Any

from simulations.dice import happens
from simulations.workload.books import whole
from simulations.workload.cashier import Act, Cashier

OPEN_MOST = 4
"""Most shared tickets of a branch at a time: few, so that tills meet over them."""

PRICE_MINOR_MAX = 5_000
"""Highest price drawn, in minor units."""


def share(cashier: Cashier) -> None:
    """Open a ticket for the branch, or scan into one, put one aside, take one or have it paid."""
    dice, books = cashier.dice, cashier.books
    tickets = books.shared[cashier.branch]
    if not tickets or (len(tickets) < OPEN_MOST and happens(dice, 150)):
        answer = cashier.do("ticket-open", {})
        if answer is not None:
            tickets.append(answer["id"])
        return
    ticket = dice.choice(tickets)
    what = dice.randrange(10)
    if what == 0:
        cashier.do("ticket-hold", {"ticket": ticket})
    elif what == 1:
        cashier.do("ticket-recall", {"ticket": ticket})
    elif what == 2:
        _pay(cashier, ticket)
    else:
        _scan(cashier, ticket)


def _scan(cashier: Cashier, ticket: str) -> None:
    item, quantity = cashier.drawn()
    amount = cashier.dice.randrange(1, PRICE_MINOR_MAX)
    line = {"code": item.sku, "quantity_milli": quantity, "amount_minor": amount}
    if cashier.do("ticket-add", {"ticket": ticket, "line": line}) is not None:
        cashier.books.scanned[ticket] += quantity


def _pay(cashier: Cashier, ticket: str) -> None:
    """Take a ticket, take its money and complete it; whoever completes it enters it."""
    held = cashier.do("ticket-recall", {"ticket": ticket})
    if held is None or not held["lines"]:
        return
    due = whole(held["cash_minor"])
    left = due - whole(held["tendered_minor"])
    cash = {"kind": "cash", "amount_minor": left}
    if left > 0 and cashier.do("ticket-tender", {"ticket": ticket, "tender": cash}) is None:
        return
    items = [(line["sku"], whole(line["quantity_milli"])) for line in held["lines"]]
    paid = [whole(one["amount_minor"]) for one in held["tenders"]] + [max(left, 0)]

    def enter(answer: dict[str, Any]) -> None:
        tickets = cashier.books.shared[cashier.branch]
        if ticket in tickets:
            tickets.remove(ticket)
        if answer["receipt"] in cashier.books.printed:
            return  # another till's sale, which was heard of before the answer came
        cashier.expect(f"{answer['receipt']}: the total", due, answer["total_minor"])
        _take(cashier, sum(paid), due)
        cashier.books.sale(cashier.node.index, cashier.branch, items, answer)

    command = cashier.with_id({"ticket": ticket}, always=True)
    cashier.ask("ticket-complete", command, enter)


def _take(cashier: Cashier, paid_minor: int, due_minor: int) -> None:
    tenders = cashier.books.tenders
    tenders["cash"] += paid_minor
    if paid_minor > due_minor:
        tenders["change"] -= paid_minor - due_minor
    cashier.take_cash(due_minor)


TICKET_ACTS: dict[str, Act] = {"share": share}
"""These acts by their names."""
