"""Refunding: goods of any sale this node holds, its own branch's or another's."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import RefusedError
from core.log.store import Transaction
from core.quantity import MILLI, format_quantity
from core.shop.aggregate import ShopAggregate
from core.shop.credit import GIFT_CARD
from core.shop.lines import Tender
from core.shop.refund import (
    NOTHING_REFUNDED,
    ItemPaid,
    Refund,
    Refunded,
    RefundLine,
    at_most_paid,
    money_left,
    refund_line,
)
from core.shop.refund_shares import taxes_back, tenders_back
from core.shop.roles import ONCE, Permission
from core.shop.tender_note import TenderNote
from core.views import catalogue, receipts
from node.answers import ReceiptAnswer
from node.commands import RefundLineAsked, RefundSale, TenderPaid
from node.shop.authority import authority_at
from node.shop.charging import CASH, paid_in_coins, paid_out_minor
from node.shop.crediting import NAMED, credit_of_refund
from node.shop.sold import Sold, sold_by_proof, sold_by_receipt
from node.shop.tender_states import notes_of
from node.till import Till


def refund(till: Till, command: RefundSale) -> ReceiptAnswer:
    """Take goods back and pay out what was paid for them, in one commit.

    Raises :class:`RefusedError` when neither the receipt nor a proof of it tells of a sale, or
    more would come back than was sold, as far as this node knows.
    """
    till.must_have_cashier()
    if (done := till.done_before(Refund, command.id)) is not None:
        return answer(done, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        sold = sold_of(till, transaction, command.receipt, command.proof)
        before = receipts.refunded(till.log.table(transaction, "receipts"), sold.id)
        before_minor = sum(back.amount_minor for back in before.values())
        lines = lines_back(till, transaction, sold, before, command.lines)
        decided = Refund.complete(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            series=till.series,
            number=till.next_number(transaction),
            currency=sold.currency,
            sale=sold.id,
            lines=lines,
            tenders=_tenders(till, transaction, command, sold, before_minor, amount_of(lines)),
            reason=command.reason,
            cashier=authority.cashier,
            shift=till.shift,
            taxes=taxes_back(sold.taxes, sold.items, before, lines),
        )
        authority.require(
            Permission.REFUND, about=sold.receipt, measure=max(decided.amount_minor, ONCE)
        )
        credit = _credit(till, transaction, command, sold, decided, before_minor)
        notes = _notes(till, command, decided)
        till.application.record(decided, *credit, *notes, *authority.approved(decided.id))
    return answer(decided)


def _notes(till: Till, command: RefundSale, decided: Refund) -> list[TenderNote]:
    """Return what is noted of the card it is paid back to."""
    if command.tender is None or not command.reference:
        return []
    amount_minor = decided.amount_minor
    paid = TenderPaid(kind=command.tender, amount_minor=amount_minor, reference=command.reference)
    return notes_of(till, decided, [paid])


def sold_of(till: Till, transaction: Transaction, receipt: str, proof: str | None) -> Sold:
    """Return the sale a refund is of; raises :class:`RefusedError`."""
    if proof is None and not receipt:
        raise RefusedError("Give the number of the receipt, or scan its QR code.")
    if proof is None:
        sold = sold_by_receipt(till, transaction, receipt)
    else:
        sold = sold_by_proof(till, transaction, proof)
        if receipt not in ("", sold.receipt):
            raise RefusedError(f"The QR code is of receipt {sold.receipt}, and not of {receipt}.")
    if sold.currency != till.config.currency:
        raise RefusedError(
            f"Receipt {sold.receipt} was paid in {sold.currency}; this till pays out "
            f"{till.config.currency}."
        )
    return sold


def lines_back(
    till: Till,
    transaction: Transaction,
    sold: Sold,
    before: dict[int, Refunded],
    asked: tuple[RefundLineAsked, ...],
) -> list[RefundLine]:
    """Return the lines that come back, everything that is left when none were asked for."""
    named = [_by_sku(till, transaction, line) for line in asked]
    lines = _lines(sold.items, before, named)
    if named:
        _must_come_in_pieces(till, transaction, sold.items, lines)
    return at_most_paid(sold.items, before, lines)


def _must_come_in_pieces(
    till: Till, transaction: Transaction, items: list[ItemPaid], lines: list[RefundLine]
) -> None:
    """Raise :class:`RefusedError` for parts of a piece, unless parts of one were sold."""
    for line in lines:
        if items[line.item - 1].quantity_milli % MILLI == 0:
            till.must_come_in(transaction, line.sku, line.quantity_milli)


def amount_of(lines: list[RefundLine]) -> int:
    """Return what lines that come back are worth."""
    return sum(line.amount_minor for line in lines)


def _tenders(
    till: Till,
    transaction: Transaction,
    command: RefundSale,
    sold: Sold,
    before_minor: int,
    amount_minor: int,
) -> list[Tender]:
    """Return how it is paid out: as it was said, else to the tenders it was paid with."""
    if command.tender is not None:
        before = before_minor if command.tender == CASH else 0
        asked = [Tender(command.tender, amount_minor)]
        return paid_in_coins(till, transaction, asked, before)
    tenders = tenders_back(sold.tenders, before_minor, amount_minor, last=CASH)
    for tender in tenders:
        if tender.kind in NAMED:
            raise RefusedError(
                f"A part was paid with {tender.kind}: say with --tender how it goes back."
            )
    earlier = tenders_back(sold.tenders, 0, before_minor, last=CASH)
    before = sum(one.amount_minor for one in earlier if one.kind == CASH)
    return paid_in_coins(till, transaction, tenders, before)


def _credit(
    till: Till,
    transaction: Transaction,
    command: RefundSale,
    sold: Sold,
    decided: Refund,
    before_minor: int,
) -> list[ShopAggregate]:
    """Return what the refund does to credit; of a sale that is not held here, nothing is known."""
    if sold.sale is not None:
        return credit_of_refund(till, transaction, command, sold.sale, decided, before_minor)
    if command.tender in NAMED:
        raise RefusedError("Credit is given for a sale that is held here; pay out otherwise.")
    return []


def answer(refunded: Refund, *, repeated: bool = False) -> ReceiptAnswer:
    """Return what is said of a refund."""
    return ReceiptAnswer(
        str(refunded.id),
        refunded.receipt,
        "refund",
        -paid_out_minor(refunded.tenders),
        refunded.currency,
        repeated=repeated,
    )


def _by_sku(till: Till, transaction: Transaction, asked: RefundLineAsked) -> RefundLineAsked:
    """Return the line with the SKU of a product that was asked for by its barcode."""
    if (asked.item is None) == (asked.code is None):
        raise RefusedError("Name each refunded line by its item number or by its code.")
    found = catalogue.by_code(till.log.table(transaction, "catalogue"), asked.code or "")
    return asked.model_copy(update={"code": found[0].sku}) if len(found) == 1 else asked


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
    """Yield item numbers, of one SKU or all, and how much of each has not come back.

    Of goods sold as money without a quantity there is nothing to count: they are left until
    their money has gone back. A gift card is money too, and does not come back.
    """
    for number, item in enumerate(items, 1):
        if sku not in (None, item.sku) or item.sku == GIFT_CARD:
            continue
        left_milli = item.quantity_milli - held[number].quantity_milli
        whole = not item.quantity_milli and money_left(item, held[number])
        if left_milli > 0 or whole:
            yield number, left_milli


def _asked(
    items: list[ItemPaid], held: dict[int, Refunded], asked: list[RefundLineAsked]
) -> Iterator[tuple[int, int]]:
    """Yield item numbers and quantities; a code may stand on several lines of the sale."""
    for line in asked:
        if line.item is not None:
            if 0 < line.item <= len(items) and items[line.item - 1].sku == GIFT_CARD:
                raise RefusedError("A gift card is spent, and does not come back.")
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
