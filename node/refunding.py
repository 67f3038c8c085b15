"""Refunding: goods of any sale this node holds, its own branch's or another's."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import RefusedError
from core.log.store import Transaction
from core.quantity import format_quantity
from core.shop.refund import (
    NOTHING_REFUNDED,
    ItemPaid,
    Refund,
    Refunded,
    RefundLine,
    items_paid,
    refund_line,
)
from core.shop.roles import ONCE, Permission
from core.shop.sale import Sale
from core.views import catalogue, receipts
from core.views.receipts import Receipt
from node.answers import ReceiptAnswer
from node.commands import RefundLineAsked, RefundSale
from node.shop.authority import authority_at
from node.shop.crediting import credit_of_refund
from node.till import Till, TillConfig


def refund(till: Till, command: RefundSale) -> ReceiptAnswer:
    """Take goods back and pay out what was paid for them, in one commit.

    Raises :class:`RefusedError` when the receipt is not here, or more would come back than
    was sold, as far as this node knows.
    """
    till.must_have_cashier()
    if (done := till.done_before(Refund, command.id)) is not None:
        return _answer(done, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        table = till.log.table(transaction, "receipts")
        held = receipts.find(table, command.receipt)
        found = sale_receipt(command.receipt, held, till.config)
        sale = till.application.load_at(Sale, found.stream, found.sequence)
        if sale.currency != till.config.currency:
            raise RefusedError(
                f"Receipt {command.receipt} was paid in {sale.currency}; this till pays out "
                f"{till.config.currency}."
            )
        asked = [_by_sku(till, transaction, line) for line in command.lines]
        before = receipts.refunded(table, sale.id)
        lines = _lines(items_paid(sale.lines), before, asked)
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
            cashier=authority.cashier,
            shift=till.shift,
        )
        authority.require(
            Permission.REFUND, about=command.receipt, measure=max(decided.amount_minor, ONCE)
        )
        before_minor = sum(back.amount_minor for back in before.values())
        credit = credit_of_refund(till, transaction, command, sale, decided, before_minor)
        till.application.record(decided, *credit, *authority.approved(decided.id))
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


def _by_sku(till: Till, transaction: Transaction, asked: RefundLineAsked) -> RefundLineAsked:
    """Return the line with the SKU of a product that was asked for by its barcode."""
    if (asked.item is None) == (asked.code is None):
        raise RefusedError("Name each refunded line by its item number or by its code.")
    found = catalogue.by_code(till.log.table(transaction, "catalogue"), asked.code or "")
    return asked.model_copy(update={"code": found[0].sku}) if len(found) == 1 else asked


def sale_receipt(text: str, found: list[Receipt], config: TillConfig) -> Receipt:
    """Return the one sale among receipts of a number; raises :class:`RefusedError`."""
    sales = [receipt for receipt in found if receipt.kind == receipts.SALE]
    if found and not sales:
        raise RefusedError(f"Receipt {text} is of a refund.")
    if not sales and config.holds_all:
        raise RefusedError(f"Receipt {text} is not known on this node.")
    if not sales:
        raise RefusedError(
            f"Receipt {text} is not known on this node, which holds only the sales of "
            f"{', '.join(config.scopes)}; refund it at its own branch, or let "
            "'tillmesh subscribe' fetch that branch's sales from a hub."
        )
    if len(sales) > 1:
        raise RefusedError(f"Receipt {text} stands for {len(sales)} sales; two tills share a name.")
    return sales[0]


def _lines(
    items: list[ItemPaid], back: dict[int, Refunded], asked: list[RefundLineAsked]
) -> list[RefundLine]:
    """Return the lines to refund; everything that is left when none were asked for."""
    held = {number: back.get(number, NOTHING_REFUNDED) for number in range(1, len(items) + 1)}
    lines: list[RefundLine] = []
    # Looked up one by one: what the first line takes back, the next finds gone.
    for number, quantity_milli in _asked(items, held, asked) if asked else _left(items, held):
        line = refund_line(items, held, number, quantity_milli)
        before = held[number]
        held[number] = Refunded(
            before.quantity_milli + line.quantity_milli, before.amount_minor + line.amount_minor
        )
        lines.append(line)
    if not lines:
        raise RefusedError("Nothing is left of this sale to refund.")
    return lines


def _left(
    items: list[ItemPaid], held: dict[int, Refunded], sku: str | None = None
) -> Iterator[tuple[int, int]]:
    """Yield item numbers, of one SKU or all, and how much of each has not come back."""
    for number, item in enumerate(items, 1):
        left_milli = item.quantity_milli - held[number].quantity_milli
        if sku in (None, item.sku) and left_milli > 0:
            yield number, left_milli


def _asked(
    items: list[ItemPaid], held: dict[int, Refunded], asked: list[RefundLineAsked]
) -> Iterator[tuple[int, int]]:
    """Yield item numbers and quantities; a code may stand on several lines of the sale."""
    for line in asked:
        if line.item is not None:
            yield line.item, line.quantity_milli
            continue
        if line.code not in {item.sku for item in items}:
            raise RefusedError(f"The sale has no {line.code}.")
        left = list(_left(items, held, line.code))
        left_milli = sum(quantity for _, quantity in left)
        if line.quantity_milli <= 0:
            raise RefusedError("A refunded quantity must be more than nothing.")
        if line.quantity_milli > left_milli:
            raise RefusedError(f"Only {format_quantity(left_milli)} of {line.code} can come back.")
        wanted_milli = line.quantity_milli
        for number, quantity in left:
            if wanted_milli > 0:
                yield number, min(quantity, wanted_milli)
            wanted_milli -= quantity
