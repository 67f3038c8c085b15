"""What cashiers do to tickets that all tills of their branch work on."""

from __future__ import annotations

from collections import Counter
from typing import Any

from simulations.dice import happens
from simulations.workload.books import whole
from simulations.workload.cashier import Act, Cashier
from simulations.workload.credit_acts import GIFT_CARD, issue, some_card, spendable_here

OPEN_MOST = 4
"""Most shared tickets of a branch at a time: few, so that tills meet over them."""

PRICE_MINOR_MAX = 5_000
"""Highest price drawn, in minor units."""

GIVEN_BACK_PERMILLE = 300
"""How many of a thousand payments with a card may be given back again."""


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
    paid = Counter({"cash": max(left, 0)})
    for one in held["tenders"]:
        paid[one["kind"]] += whole(one["amount_minor"])

    def enter(answer: dict[str, Any]) -> None:
        tickets = cashier.books.shared[cashier.branch]
        if ticket in tickets:
            tickets.remove(ticket)
        if answer["id"] in cashier.books.entered:
            return  # another till's sale, which was heard of before the answer came
        cashier.books.entered.add(answer["id"])
        cashier.expect(f"{answer['receipt']}: the total", due, answer["total_minor"])
        _take(cashier, paid, due)
        cashier.books.sale(cashier.node.index, cashier.branch, items, answer)

    command = cashier.with_id({"ticket": ticket}, always=True)
    cashier.ask("ticket-complete", command, enter)


def _take(cashier: Cashier, paid: Counter[str], due_minor: int) -> None:
    tenders = cashier.books.tenders
    for kind, amount_minor in paid.items():
        tenders[kind] += amount_minor
    if paid.total() > due_minor:
        tenders["change"] -= paid.total() - due_minor
    # What a card has paid lies in no drawer.
    cashier.take_cash(due_minor - paid[GIFT_CARD])


def pay_by_card(cashier: Cashier) -> None:
    """Pay part of a shared ticket with a gift card, at once, or give such a payment back."""
    dice, tickets = cashier.dice, cashier.books.shared[cashier.branch]
    code = some_card(cashier)
    if code not in cashier.books.cards:
        issue(cashier, code)
        return
    held = cashier.do("ticket-recall", {"ticket": dice.choice(tickets)}) if tickets else None
    if held is None:
        return
    own = [one for one in held["tenders"] if _by_card_here(cashier, one)]
    left = whole(held["cash_minor"]) - whole(held["tendered_minor"])
    spendable = min(left, spendable_here(cashier, code) or 0)
    if own and happens(dice, GIVEN_BACK_PERMILLE):
        _move_card(
            cashier, "ticket-return", held["id"], own[-1]["reference"], -own[-1]["amount_minor"]
        )
    elif spendable > 0:
        _move_card(cashier, "ticket-tender", held["id"], code, dice.randrange(1, spendable + 1))


def _by_card_here(cashier: Cashier, tender: dict[str, Any]) -> bool:
    return bool(tender["kind"] == GIFT_CARD and tender["till"] == cashier.node.till.config.name)


def _move_card(cashier: Cashier, verb: str, ticket: str, code: str, spent_minor: int) -> None:
    """Spend of a card on a ticket, or give back what was spent there: less than nothing."""
    paid = {"kind": GIFT_CARD, "amount_minor": abs(spent_minor), "reference": code}

    def enter(_: dict[str, Any]) -> None:
        cashier.books.cards[code] -= spent_minor

    asked = {"tender": paid} if spent_minor > 0 else paid
    cashier.ask(verb, cashier.with_id({"ticket": ticket, **asked}), enter)


TICKET_ACTS: dict[str, Act] = {"share": share, "share-card": pay_by_card}
"""These acts by their names."""
