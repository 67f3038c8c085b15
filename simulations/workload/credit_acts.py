"""What cashiers do with gift cards and customers, who walk from branch to branch."""

from __future__ import annotations

from typing import Any

from core.errors import RefusedError
from node.verbs import perform
from simulations.dice import happens
from simulations.workload.books import whole
from simulations.workload.cashier import Act, Cashier

CARDS_MAX = 6
"""Most gift cards of a world: few, so that tills meet over them."""

GIFT_CARD = "gift-card"
"""What a card's line and its tender are called."""

NAMES = ("Ann", "Bea", "Cy", "Dee")
"""Few names and few telephones, so that tills make one person a customer twice."""


def gift_card(cashier: Cashier) -> None:
    """Sell a card or top one up; pay with one; or ask other tills for the right to."""
    cards, dice = cashier.books.cards, cashier.dice
    code = some_card(cashier)
    if code not in cards or happens(dice, 200):
        issue(cashier, code)
        return
    spendable = spendable_here(cashier, code)
    if spendable is None:
        return
    if spendable and happens(dice, 800):
        _spend(cashier, code, dice.randrange(1, spendable + 1))
    else:
        named = {"ledger": GIFT_CARD, "account": code}
        cashier.do("credit-fetch", {**named, "amount": spendable + dice.randrange(1, 2_000)})


def spendable_here(cashier: Cashier, code: str) -> int | None:
    """Return what of a card this till may spend; None while nobody has told it of the card."""
    named = {"ledger": GIFT_CARD, "account": code}
    try:
        return whole(perform(cashier.node.till, "credit-show", named)["spendable"])
    except RefusedError:
        return None


def some_card(cashier: Cashier) -> str:
    """Return the code of a card, which somebody may have sold."""
    return f"card-{cashier.dice.randrange(CARDS_MAX)}"


def issue(cashier: Cashier, code: str) -> None:
    """Sell a card, or put more on one that was sold."""
    amount = cashier.dice.randrange(1, 5_000)
    command = {"gift_cards": [{"code": code, "amount_minor": amount}]}

    def enter(answer: dict[str, Any]) -> None:
        books = cashier.books
        books.cards[code] += amount
        books.tenders["cash"] += amount
        cashier.take_cash(amount)
        books.sale(cashier.node.index, cashier.branch, [(GIFT_CARD, 0)], answer)

    cashier.ask("sell", cashier.with_id(command), enter)


def _spend(cashier: Cashier, code: str, amount: int) -> None:
    """Pay for something with a card."""
    item, quantity = cashier.drawn()
    line = {"code": item.sku, "quantity_milli": quantity, "amount_minor": amount}
    paid = {"kind": GIFT_CARD, "amount_minor": amount, "reference": code}

    def enter(answer: dict[str, Any]) -> None:
        books = cashier.books
        books.cards[code] -= amount
        books.tenders[GIFT_CARD] += amount
        books.sale(cashier.node.index, cashier.branch, [(item.sku, quantity)], answer)

    cashier.ask("sell", cashier.with_id({"lines": [line], "tenders": [paid]}), enter)


def customer(cashier: Cashier) -> None:
    """Make a customer, or edit, merge or forget one this till knows."""
    dice = cashier.dice
    known = perform(cashier.node.till, "customers", {"limit": 20})["customers"]
    what = dice.randrange(10)
    if len(known) < 2 or what < 3:
        phone = f"555 01{dice.randrange(4)}0 0000"
        cashier.do("customer-add", {"name": dice.choice(NAMES), "phone": phone})
        return
    one, other = dice.sample(known, 2)
    if what < 7:
        edit = {"name": dice.choice(NAMES), "note": str(dice.randrange(3))}
        cashier.do("customer-edit", {"customer": one["id"], **edit})
    elif what < 9:
        cashier.do("customer-merge", {"customer": one["id"], "into": other["id"]})
    else:
        cashier.do("customer-forget", {"customer": one["id"]})


CREDIT_ACTS: dict[str, Act] = {"gift-card": gift_card, "customer": customer}
"""These acts by their names."""
