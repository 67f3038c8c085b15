"""What comes later: money that was promised, a receipt printed again, rights left behind."""

from __future__ import annotations

from typing import Any

from simulations.dice import happens
from simulations.workload.books import Promise
from simulations.workload.cashier import REPRINT, Act, Cashier
from simulations.workload.counter import PRICE_MINOR_MAX, take_money
from simulations.workload.credit_acts import GIFT_CARD, some_card

BANK = "bank-qr"
"""What a tender is called whose money comes later."""

RECENT = 4
"""Of how many last receipts one is printed again: few, so that one is often enough."""


def promise(cashier: Cashier) -> None:
    """Sell for money that is still to come, or say what became of such money."""
    promises, dice = cashier.books.promises, cashier.dice
    if promises and happens(dice, 500):
        _settle(cashier)
        return
    item, quantity = cashier.drawn()
    amount = dice.randrange(2, PRICE_MINOR_MAX)
    later = dice.randrange(1, amount + 1)
    paid: list[dict[str, Any]] = [{"kind": BANK, "amount_minor": later, "pending": True}]
    if later < amount:
        paid.append({"kind": "cash", "amount_minor": amount - later})
    line = {"code": item.sku, "quantity_milli": quantity, "amount_minor": amount}

    def enter(answer: dict[str, Any]) -> None:
        books = cashier.books
        take_money(cashier, paid, answer)
        books.sale(cashier.node.index, cashier.branch, [(item.sku, quantity)], answer)
        receipt = str(answer["receipt"])
        books.promises[str(answer["id"])] = Promise(receipt, cashier.branch, [])

    cashier.ask("sell", cashier.with_id({"lines": [line], "tenders": paid}), enter)


def _settle(cashier: Cashier) -> None:
    dice = cashier.dice
    promised = dice.choice(list(cashier.books.promises.values()))
    confirmed = happens(dice, 700)
    command = cashier.with_id({"receipt": promised.receipt, "confirmed": confirmed})

    def enter(answer: dict[str, Any]) -> None:
        # Where a disk was set back, two sales may have one number: the answer says which it was.
        cashier.books.promises[answer["sale"]].settled.append(confirmed)

    cashier.ask("tender-settle", command, enter)


def reprint(cashier: Cashier) -> None:
    """Print one of the last receipts again, this till's or another's."""
    if not cashier.books.sold:
        return
    sold = cashier.dice.choice(cashier.books.sold[-RECENT:])

    def enter(answer: dict[str, Any]) -> None:
        cashier.books.copies[cashier.branch, answer["sale"], answer["copy"]] += 1

    cashier.ask(REPRINT, cashier.with_id({"receipt": sold.receipt}, always=True), enter)


def reclaim(cashier: Cashier) -> None:
    """Take over the rights to a card that this till held before its disk was set back."""
    if cashier.node.times_set_back:
        named = {"ledger": GIFT_CARD, "account": some_card(cashier)}
        cashier.do("credit-reclaim", cashier.with_id(named))


LATER_ACTS: dict[str, Act] = {"promise": promise, "reprint": reprint, "reclaim": reclaim}
"""These acts by their names."""
