"""What the stockroom does: shelves are counted, goods sent to other branches and received."""

from __future__ import annotations

from typing import Any

from node.verbs import perform
from simulations.dice import happens
from simulations.workload.books import OnTheWay, whole
from simulations.workload.cashier import Act, Cashier, stock_lines

SENT_MAX = 3
"""Most products of one drawn transfer."""


def count(cashier: Cashier) -> None:
    """Work on a count: begin one, count a shelf, or finish; sales go on in between."""
    dice = cashier.dice
    if cashier.count is None:

        def begin(answer: dict[str, Any]) -> None:
            cashier.count = str(answer["id"])

        cashier.ask("count-start", cashier.with_id({"by": "stockroom"}), begin)
        return
    named: dict[str, Any] = {"count": cashier.count}
    if happens(dice, 700):
        quantity = 1_000 * dice.randrange(200)
        cashier.do("count-line", {**named, "code": cashier.pick().sku, "quantity_milli": quantity})
        return

    def enter(answer: dict[str, Any]) -> None:
        cashier.count = None
        for line in answer["lines"]:
            found = whole(line["counted_milli"]) - whole(line["book_milli"])
            cashier.expect(f"count of {line['sku']}", found, line["delta_milli"])
            cashier.books.move(cashier.branch, line["sku"], found)

    if not cashier.ask("count-finish", named, enter) and not cashier.waits:
        # Nothing was counted yet, or somebody else counted meanwhile: begin another one.
        cashier.count = None if dice.getrandbits(1) else cashier.count


def take_up(cashier: Cashier) -> None:
    """Go on with what this till says it is counting: its disk was set back into the middle."""
    listed = perform(cashier.node.till, "counts", {})["counts"]
    cashier.count = str(listed[0]["id"]) if listed else None


def send(cashier: Cashier) -> None:
    """Send goods to another branch that has opened."""
    others = sorted({branch for branch, _ in cashier.books.stock} - {cashier.branch})
    others = [branch for branch in others if not branch.startswith(TRANSIT)]
    if not others:
        return
    to = cashier.dice.choice(others)
    count = cashier.dice.randrange(1, SENT_MAX + 1)
    drawn = (cashier.drawn() for _ in range(count))
    goods = {item.sku: quantity for item, quantity in drawn}
    lines = stock_lines(list(goods.items()))
    books, till = cashier.books, cashier.node.name

    def enter(answer: dict[str, Any]) -> None:
        books.on_the_way.append(OnTheWay(str(answer["id"]), cashier.branch, to, till, goods))
        for sku, quantity in goods.items():
            books.move(cashier.branch, sku, -quantity)
            books.move(TRANSIT + to, sku, quantity)

    cashier.ask("transfer-send", cashier.with_id({"to": to, "lines": lines}), enter)


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

    def enter(_: dict[str, Any]) -> None:
        books.move(TRANSIT + cashier.branch, sku, -quantity)
        if not lost:
            books.move(cashier.branch, sku, quantity)

    cashier.ask("transfer-receive", cashier.with_id(said), enter)


def cancel(cashier: Cashier) -> None:
    """Take back what of a transfer has not arrived, as far as this till has heard.

    How much that is, the till says before and after. Where answers get lost only the sender
    does it: of another till's cancellations nobody knew whether they came in between.
    """
    transfer = _some(cashier, origin=cashier.branch)
    if transfer is None or (cashier.careful and transfer.till != cashier.node.name):
        return
    listed = perform(cashier.node.till, "transfers", {"all": True})["transfers"]
    before = {
        line["sku"]: whole(line["cancelled_milli"])
        for known in listed
        if known["id"] == transfer.id
        for line in known["lines"]
    }

    def enter(answer: dict[str, Any]) -> None:
        for line in answer["lines"]:
            back = whole(line["cancelled_milli"]) - before.get(line["sku"], 0)
            cashier.books.move(TRANSIT + transfer.to, line["sku"], -back)
            cashier.books.move(cashier.branch, line["sku"], back)

    cashier.ask("transfer-cancel", cashier.with_id({"transfer": transfer.id}), enter)


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
