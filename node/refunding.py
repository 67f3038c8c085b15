"""Refunding: goods of any sale this node holds, its own branch's or another's."""

from __future__ import annotations

from core.errors import RefusedError
from core.shop.refund import ItemPaid, Refund, Refunded, RefundLine, items_paid, refund_line
from core.shop.sale import Sale
from core.views import receipts
from core.views.receipts import Receipt
from node.answers import ReceiptAnswer
from node.commands import RefundLineAsked, RefundSale
from node.till import Till


def refund(till: Till, command: RefundSale) -> ReceiptAnswer:
    """Take goods back and pay out what was paid for them, in one commit.

    Raises :class:`RefusedError` when the receipt is not here, or more would come back than
    was sold, as far as this node knows.
    """
    till.must_have_cashier()
    if command.id is not None and till.is_recorded(command.id):
        return _answer(till.application.load(Refund, command.id), repeated=True)
    with till.log.transaction() as transaction:
        table = till.log.table(transaction, "receipts")
        found = _sale_receipt(command.receipt, receipts.find(table, command.receipt))
        sale = till.application.load(Sale, found.id)
        lines = _lines(items_paid(sale.lines), receipts.refunded(table, sale.id), command.lines)
        decided = Refund.complete(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            series=till.series,
            number=till.next_number(transaction),
            currency=sale.currency,
            sale=sale.id,
            lines=lines,
            tender=command.tender,
            reason=command.reason,
        )
        till.application.record(decided)
    return _answer(decided)


def _answer(refunded: Refund, *, repeated: bool = False) -> ReceiptAnswer:
    return ReceiptAnswer(
        str(refunded.id),
        refunded.receipt,
        "refund",
        -refunded.amount_minor,
        refunded.currency,
        repeated=repeated,
    )


def _sale_receipt(text: str, found: list[Receipt]) -> Receipt:
    sales = [receipt for receipt in found if receipt.kind == receipts.SALE]
    if not sales:
        kind = "is of a refund" if found else "is not known on this node"
        raise RefusedError(f"Receipt {text} {kind}.")
    if len(sales) > 1:
        raise RefusedError(f"Receipt {text} stands for {len(sales)} sales; two tills share a name.")
    return sales[0]


def _lines(
    items: list[ItemPaid], back: dict[int, Refunded], asked: tuple[RefundLineAsked, ...]
) -> list[RefundLine]:
    """Return the lines to refund; everything that is left when none were asked for."""
    held = dict(back)
    wanted = (
        [(_item_of(items, held, line), line.quantity_milli) for line in asked]
        if asked
        else [
            (number, left)
            for number, item in enumerate(items, 1)
            if (left := _left_milli(item, held.get(number))) > 0
        ]
    )
    if not wanted:
        raise RefusedError("Nothing is left of this sale to refund.")
    lines: list[RefundLine] = []
    for number, quantity_milli in wanted:
        line = refund_line(items, held, number, quantity_milli)
        before = held.get(number, Refunded(0, 0))
        held[number] = Refunded(
            before.quantity_milli + line.quantity_milli, before.amount_minor + line.amount_minor
        )
        lines.append(line)
    return lines


def _item_of(items: list[ItemPaid], held: dict[int, Refunded], asked: RefundLineAsked) -> int:
    if asked.item is not None:
        return asked.item
    numbers = [number for number, item in enumerate(items, 1) if item.sku == asked.code]
    if not numbers:
        raise RefusedError(f"The sale has no {asked.code or 'line without a number'}.")
    for number in numbers:
        if _left_milli(items[number - 1], held.get(number)) >= asked.quantity_milli:
            return number
    return numbers[-1]


def _left_milli(item: ItemPaid, back: Refunded | None) -> int:
    return item.quantity_milli - (0 if back is None else back.quantity_milli)
