"""What a branch does about goods that must not be sold twice: it sells them by right only."""

from __future__ import annotations

from typing import Any

from node.verbs import perform
from simulations.dice import happens
from simulations.workload.cashier import Act, Cashier, stock_lines

PIECES_MAX = 12
"""Most pieces that are said to be there: few, so that tills run out of rights to them."""

GOODS = "goods"
"""The ledger of rights to goods."""


def scarce(cashier: Cashier) -> None:
    """Put the scarce product under escrow or out of it; sell it, or get more of it.

    What a till says it may sell it sells; what is more it refuses, for nobody else is asked.
    """
    sku, dice = cashier.goods.items[-1].sku, cashier.dice
    listed = perform(cashier.node.till, "escrows", {})["lines"]
    held = next((line for line in listed if line["sku"] == sku), None)
    if held is None:
        _put_under(cashier, sku)
    elif happens(dice, 30):
        cashier.ask("escrow-lift", cashier.with_id({"code": sku}), lambda _: None)
    elif happens(dice, 150):
        cashier.receive([(sku, 1_000 * dice.randrange(1, PIECES_MAX + 1))])
    elif happens(dice, 100):
        _break(cashier, sku)
    elif (more := held["total_milli"] - held["here_milli"]) > 0 and happens(dice, 300):
        asked = {"ledger": GOODS, "account": sku, "amount": held["here_milli"] + more}
        cashier.ask("credit-fetch", cashier.with_id(asked), lambda _: None)
    else:
        _sell(cashier, sku, held["here_milli"])


def _put_under(cashier: Cashier, sku: str) -> None:
    """Let the branch sell a product by right: to what the till says there is, or what one says."""
    dice = cashier.dice
    command: dict[str, Any] = {"code": sku}
    if cashier.careful or happens(dice, 700):
        there = 1_000 * dice.randrange(1, PIECES_MAX + 1)
        command["quantity_milli"] = there
    else:
        there = _in_stock(cashier, sku)

    def enter(answer: dict[str, Any]) -> None:
        cashier.books.first_rights[str(answer["id"])] = there

    cashier.ask("escrow-set", cashier.with_id(command), enter)


def _in_stock(cashier: Cashier, sku: str) -> int:
    """Return what this till says there is in its branch."""
    lines = perform(cashier.node.till, "stock", {})["lines"]
    here = (cashier.branch, sku)
    return sum(one["quantity_milli"] for one in lines if (one["location"], one["sku"]) == here)


def _break(cashier: Cashier, sku: str) -> None:
    """Take broken pieces off the books: nobody is asked whether they may break."""
    milli = 1_000 * cashier.dice.randrange(1, 4)
    command = {"lines": stock_lines([(sku, -milli)]), "reason": "broken"}
    books, branch = cashier.books, cashier.branch
    cashier.ask("adjust", cashier.with_id(command), lambda _: books.move(branch, sku, -milli))


def _sell(cashier: Cashier, sku: str, spendable: int) -> None:
    """Sell some, more than this till may in one of four sales."""
    dice = cashier.dice
    milli = 1_000 * dice.randrange(1, 4)
    if happens(dice, 250):
        milli = spendable + milli
    within = 0 < milli <= spendable
    amount = dice.randrange(1, 2_000)
    line = {"code": sku, "quantity_milli": milli, "amount_minor": amount}

    def enter(answer: dict[str, Any]) -> None:
        books = cashier.books
        if not cashier.careful:  # asked again much later, there may be rights to it
            cashier.expect(f"{answer['receipt']}: the rights to {sku}", True, within)
        books.tenders["cash"] += amount
        cashier.take_cash(amount)
        books.sale(cashier.node.index, cashier.branch, [(sku, milli)], answer)

    if not cashier.ask("sell", cashier.with_id({"lines": [line]}), enter) and within:
        said = cashier.refusal if "escrow" in cashier.refusal else ""
        cashier.expect(f"a sale of {sku}", "", said)


SCARCE_ACTS: dict[str, Act] = {"scarce": scarce}
"""These acts by their names."""
