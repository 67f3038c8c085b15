"""What the stockroom does: shelves are counted, goods sent to other branches and received."""

from __future__ import annotations

from typing import Any

from simulations.dice import happens
from simulations.workload.books import OnTheWay, whole
from simulations.workload.cashier import Act, Cashier, stock_lines

SENT_MAX = 3
"""Most products of one drawn transfer."""


def count(cashier: Cashier) -> None:
    """Work on a count: begin one, count a shelf, or finish; sales go on in between."""
    dice = cashier.dice
    if cashier.count is None:
        answer = cashier.do("count-start", {"by": "stockroom"})
        cashier.count = None if answer is None else str(answer["id"])
        return
    named: dict[str, Any] = {"count": cashier.count}
    if happens(dice, 700):
        quantity = 1_000 * dice.randrange(200)
        cashier.do("count-line", {**named, "code": cashier.pick().sku, "quantity_milli": quantity})
        return
    answer = cashier.do("count-finish", named)
    if answer is None:
        # Nothing was counted yet, or somebody else counted meanwhile: begin another one.
        cashier.count = None if dice.getrandbits(1) else cashier.count
        return
    cashier.count = None
    for line in answer["lines"]:
        found = whole(line["counted_milli"]) - whole(line["book_milli"])
        cashier.expect(f"count of {line['sku']}", found, line["delta_milli"])
        cashier.books.move(cashier.branch, line["sku"], found)


def send(cashier: Cashier) -> None:
    """Send goods to another branch that has opened."""
    others = sorted({branch for branch, _ in cashier.books.stock} - {cashier.branch})
    others = [branch for branch in others if not branch.startswith(TRANSIT)]
    if not others:
        return
    to = cashier.dice.choice(others)
    count = cashier.dice.randrange(1, SENT_MAX + 1)
    goods = {cashier.pick().sku: cashier.quantity() for _ in range(count)}
    lines = stock_lines(list(goods.items()))
    answer = cashier.do("transfer-send", {"to": to, "lines": lines})
    if answer is not None:
        books = cashier.books
        books.on_the_way.append(OnTheWay(str(answer["id"]), cashier.branch, to, goods))
        for sku, quantity in goods.items():
            books.move(cashier.branch, sku, -quantity)
            books.move(TRANSIT + to, sku, quantity)


def receive(cashier: Cashier) -> None:
    """Receive some of a transfer, which this till may not have heard of, or find it lost."""
    transfer = _some(cashier, to=cashier.branch)
    if transfer is None:
        return
    dice, books = cashier.dice, cashier.books
    sku = dice.choice(sorted(transfer.goods))
    quantity = max(1, transfer.goods[sku] // dice.choice((1, 1, 2)))
    lost = happens(dice, 200)
    lines = stock_lines([(sku, quantity)])
    said = {"transfer": transfer.id, "lost" if lost else "lines": lines}
    if cashier.do("transfer-receive", said) is not None:
        books.move(TRANSIT + cashier.branch, sku, -quantity)
        if not lost:
            books.move(cashier.branch, sku, quantity)


def cancel(cashier: Cashier) -> None:
    """Take back what of a transfer has not arrived, as far as this till has heard."""
    transfer = _some(cashier, origin=cashier.branch)
    if transfer is None:
        return
    answer = cashier.do("transfer-cancel", {"transfer": transfer.id})
    if answer is None:
        return
    books = cashier.books
    for line in answer["lines"]:
        back = whole(line["cancelled_milli"]) - transfer.cancelled.get(line["sku"], 0)
        transfer.cancelled[line["sku"]] = whole(line["cancelled_milli"])
        books.move(TRANSIT + transfer.to, line["sku"], -back)
        books.move(cashier.branch, line["sku"], back)


def _some(cashier: Cashier, *, origin: str = "", to: str = "") -> OnTheWay | None:
    found = [
        transfer
        for transfer in cashier.books.on_the_way
        if origin in ("", transfer.origin) and to in ("", transfer.to)
    ]
    return cashier.dice.choice(found) if found else None


TRANSIT = "transit:"
"""What the books write before the branch that goods are on their way to."""

STOCKROOM_ACTS: dict[str, Act] = {
    "count": count,
    "transfer-send": send,
    "transfer-receive": receive,
    "transfer-cancel": cancel,
}
"""Every act of the stockroom by its name."""
