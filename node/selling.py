"""Selling: from lines and tenders to a receipt number, in one commit."""

from __future__ import annotations

from core.errors import RefusedError
from core.log.store import Transaction
from core.money import format_amount, price_for
from core.quantity import format_quantity
from core.shop.aggregate import moment
from core.shop.lines import (
    ItemLine,
    PriceLine,
    Tender,
    coupon_line,
    discount_line,
    item_line,
    totals_of,
)
from core.shop.sale import Sale
from core.views import catalogue
from node.answers import ReceiptAnswer
from node.commands import Off, Sell, SellLine, TenderPaid
from node.shop.ages import age_check
from node.shop.authority import authority_at
from node.shop.charging import CASH, Pricing, charge
from node.shop.commands.receipts import Quote
from node.shop.crediting import card_lines, credit_of_sale
from node.shop.labelling import labelled_line
from node.shop.patrons import for_customer
from node.shop.promoting import promoted_basket
from node.shop.sale_authority import require_sale
from node.shop.tender_states import notes_of
from node.shop.ticket_selling import completions
from node.shop.weighing import put_on_scale
from node.till import Till

CATALOGUE = "catalogue"
"""The name of the projection."""

CHANGE = "change"
"""The tender that is given back."""


def sell(till: Till, command: Sell) -> ReceiptAnswer:
    """Sell; the answer comes after the flush, and only then may the drawer open.

    Raises :class:`RefusedError` and changes nothing when a product is unknown, a quantity is
    wrong or the tenders do not equal the lines.
    """
    till.must_have_cashier()
    if (done := till.done_before(Sale, command.id)) is not None:
        return answer(done, repeated=True)
    command = command.model_copy(update={"lines": put_on_scale(till, command.lines)})
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        command = for_customer(till, transaction, command)
        at_ms = till.log.now_ms() if command.at_ms is None else command.at_ms
        prices = Pricing(till, transaction, at_ms, command.group)
        lines = [*basket_lines(till, transaction, command, prices), *card_lines(command.gift_cards)]
        require_sale(authority, till, transaction, command, lines, prices)
        lines = promoted_basket(till, transaction, command, lines, at_ms)
        charged = charge(till, transaction, lines, command.tenders, at_ms, prices.products)
        to_pay_minor = totals_of(charged.lines).to_pay_minor
        sale = Sale.complete(
            id=command.id or till.log.mint_id(),
            timestamp=moment(at_ms),
            location=till.config.branch,
            series=till.series,
            number=till.next_number(transaction),
            currency=till.config.currency,
            lines=charged.lines,
            tenders=tenders_for(to_pay_minor, command.tenders),
            customer=command.customer,
            ticket=b"" if command.ticket is None else command.ticket.bytes,
            cashier=authority.cashier,
            shift=till.shift,
            taxes=charged.taxes,
        )
        also = credit_of_sale(
            till, transaction, sale, tenders=command.tenders, cards=command.gift_cards
        )
        also += age_check(till, sale, charged, checked=command.age_checked)
        also += notes_of(till, sale, command.tenders)
        ended = completions(till, transaction, command.ticket, sale.id)
        till.application.record(*ended, sale, *also, *authority.approved(sale.id))
    return answer(sale)


def answer(sale: Sale, *, repeated: bool = False) -> ReceiptAnswer:
    """Return what is said of a sale."""
    change = -sum(amount for kind, amount in sale.tenders if kind == CHANGE)
    return ReceiptAnswer(
        str(sale.id),
        sale.receipt,
        "sale",
        sale.totals.to_pay_minor,
        sale.currency,
        change,
        repeated,
    )


def basket_lines(
    till: Till, transaction: Transaction, command: Sell | Quote, prices: Pricing
) -> list[ItemLine | PriceLine]:
    """Return the goods of a basket at their prices, and what is taken off them."""
    if prices.has_lists:
        for line in command.lines:
            found = catalogue.by_code(till.log.table(transaction, CATALOGUE), line.code)
            if len(found) == 1 and line.amount_minor is None:
                prices.expect(found[0].sku, line.quantity_milli)
    lines: list[ItemLine | PriceLine] = [
        priced_line(till, transaction, line, prices) for line in command.lines
    ]
    for off in command.discounts:
        _must_name_item(off, len(command.lines))
        lines.append(discount_line(off.reason, off.item, -off.amount_minor))
    for off in command.coupons:
        _must_name_item(off, len(command.lines))
        lines.append(coupon_line(off.reason, off.item, -off.amount_minor))
    return lines


def _must_name_item(off: Off, items: int) -> None:
    if off.item > items:
        raise RefusedError(f"There is no item {off.item} to take money off; there are {items}.")


def priced_line(till: Till, transaction: Transaction, line: SellLine, prices: Pricing) -> ItemLine:
    """Return the line of goods a code means, at the price that counts unless one is given."""
    found = catalogue.by_code(till.log.table(transaction, CATALOGUE), line.code)
    if not found and (labelled := labelled_line(till, transaction, line, prices)) is not None:
        return labelled
    product = found[0] if len(found) == 1 else till.product(transaction, line.code)
    prices.products[product.sku] = product
    product.must_come_in(line.quantity_milli)
    amount = line.amount_minor
    if amount is None:
        if product.weighed and "quantity_milli" not in line.model_fields_set:
            raise RefusedError(
                f"{product.sku} is weighed: say how much it is, like {product.sku}:0.350."
            )
        if line.quantity_milli == 0:
            raise RefusedError(
                f"A quantity of {format_quantity(0)} of {product.sku} needs an amount of its own."
            )
        price = prices.unit(product, line.quantity_milli)
        if price == 0:
            raise RefusedError(f"{product.sku} has no price; give an amount of its own.")
        amount = price_for(price, line.quantity_milli)
    return item_line(product.sku, line.quantity_milli, amount)


def tenders_for(to_pay_minor: int, tenders: tuple[TenderPaid, ...] | None) -> list[Tender]:
    """Return the tenders of a sale, change included; None means exact cash.

    Raises :class:`RefusedError` when they fall short, or exceed by more than the cash given.
    """
    if tenders is None:
        return [Tender(CASH, to_pay_minor)]
    paid = [Tender(tender.kind, tender.amount_minor) for tender in tenders]
    given = sum(tender.amount_minor for tender in paid)
    cash = sum(tender.amount_minor for tender in paid if tender.kind == CASH)
    over = given - to_pay_minor
    if over < 0:
        raise RefusedError(
            f"The tenders are {format_amount(given)} but {format_amount(to_pay_minor)} is to pay."
        )
    if over > max(cash, 0):
        raise RefusedError(
            f"The tenders exceed what is to pay by {format_amount(over)}, "
            f"more than the {format_amount(max(cash, 0))} given in cash can change."
        )
    return [*paid, Tender(CHANGE, -over)] if over else paid
