"""Goods that come back otherwise: exchanged for others, or without a receipt."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from core.errors import RefusedError
from core.log.store import Transaction
from core.shop.aggregate import moment
from core.shop.lines import ItemLine, PriceLine, Tender, totals_of
from core.shop.refund import Refund, RefundLine
from core.shop.refund_shares import taxes_back
from core.shop.roles import ONCE, Permission
from core.shop.sale import Sale
from core.views import receipts
from node import refunding, selling
from node.answers import ReceiptAnswer
from node.commands import RefundSale, Sell, TenderPaid
from node.shop.ages import age_check
from node.shop.answers.exchanges import ExchangeAnswer
from node.shop.authority import Authority, authority_at
from node.shop.charging import (
    CASH,
    Charged,
    Pricing,
    charge,
    paid_in_coins,
    paid_out_minor,
)
from node.shop.commands.exchanges import Exchange, RefundUnproven
from node.shop.crediting import NAMED, credit_of_refund, credit_of_sale
from node.shop.patrons import for_customer
from node.shop.promoting import promoted_basket
from node.shop.sale_authority import require_sale
from node.shop.tender_states import notes_of
from node.shop.weighing import put_on_scale
from node.till import Till
from node.verb import Verb

EXCHANGE = "exchange"
"""The tender that goods which come back are worth in the goods that are taken for them."""


def exchange(till: Till, command: Exchange) -> ExchangeAnswer:
    """Refund and sell in one commit; what is left of either is paid in money.

    Raises :class:`RefusedError` as both would, and when a tender stands behind somebody's name.
    """
    till.must_have_cashier()
    if (done := till.done_before(Sale, command.id)) is not None:
        return _answer(till.application.load(Refund, _back_id(done.id)), done, repeated=True)
    if any(paid.kind in NAMED for paid in command.tenders or ()):
        raise RefusedError("Credit and accounts are paid with in a sale of its own.")
    command = command.model_copy(update={"lines": put_on_scale(till, command.lines)})
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        sold = refunding.sold_of(till, transaction, command.receipt, command.proof)
        before = receipts.refunded(till.log.table(transaction, "receipts"), sold.id)
        lines = refunding.lines_back(till, transaction, sold, before, command.back)
        worth_minor = refunding.amount_of(lines)
        authority.require(Permission.REFUND, about=sold.receipt, measure=max(worth_minor, ONCE))
        sale, charged = _sale(till, transaction, command, authority, worth_minor)
        used_minor = sum(amount for kind, amount in sale.tenders if kind == EXCHANGE)
        money = [Tender(CASH, worth_minor - used_minor)]
        out = [Tender(EXCHANGE, used_minor), *paid_in_coins(till, transaction, money)]
        back = Refund.complete(
            **_receipt(till, transaction, authority, sale.created_on),
            id=_back_id(sale.id),
            sale=sold.id,
            lines=lines,
            tenders=[one for one in out if one.amount_minor] or out[:1],
            reason=command.reason or EXCHANGE,
            taxes=taxes_back(sold.taxes, sold.items, before, lines),
        )
        also = credit_of_sale(till, transaction, sale)
        also += age_check(till, sale, charged, checked=command.age_checked)
        also += notes_of(till, sale, command.tenders, first=2)
        if sold.sale is not None:
            before_minor = sum(held.amount_minor for held in before.values())
            plain = RefundSale(receipt=sold.receipt)
            also += credit_of_refund(till, transaction, plain, sold.sale, back, before_minor)
        till.application.record(back, sale, *also, *authority.approved(sale.id))
    return _answer(back, sale)


def _back_id(sale: UUID) -> UUID:
    """Return the id of the refund that goes with an exchange's sale: found again by it."""
    return UUID(bytes=sha256(b"exchange" + sale.bytes).digest()[:16])


def _receipt(
    till: Till, transaction: Transaction, authority: Authority, at: datetime
) -> dict[str, Any]:
    """Return what both receipts of an exchange say; the refund has the first number."""
    return {
        "timestamp": at,
        "location": till.config.branch,
        "series": till.series,
        "number": till.next_number(transaction),
        "currency": till.config.currency,
        "cashier": authority.cashier,
        "shift": till.shift,
    }


def _sale(
    till: Till,
    transaction: Transaction,
    command: Exchange,
    authority: Authority,
    worth_minor: int,
) -> tuple[Sale, Charged]:
    """Return the sale of what is taken, paid with what came back and with money besides."""
    at_ms = till.log.now_ms()
    asked = Sell(
        lines=command.lines,
        customer=command.customer,
        group=command.group,
        promotion_coupons=command.promotion_coupons,
    )
    asked = for_customer(till, transaction, asked)
    prices = Pricing(till, transaction, at_ms, asked.group)
    basket = selling.basket_lines(till, transaction, asked, prices)
    require_sale(authority, till, transaction, asked, basket, prices)
    basket = promoted_basket(till, transaction, asked, basket, at_ms)
    charged, tenders = _paid(till, transaction, basket, worth_minor, command.tenders, at_ms)
    said = _receipt(till, transaction, authority, moment(at_ms))
    sale = Sale.complete(
        **said | {"number": said["number"] + 1},
        id=command.id or till.log.mint_id(),
        lines=charged.lines,
        tenders=tenders,
        customer=asked.customer,
        taxes=charged.taxes,
    )
    return sale, charged


def _paid(
    till: Till,
    transaction: Transaction,
    basket: list[ItemLine | PriceLine],
    worth_minor: int,
    given: tuple[TenderPaid, ...] | None,
    at_ms: int,
) -> tuple[Charged, list[Tender]]:
    """Return all lines of the sale and its tenders: first what came back, then money."""
    charged = charge(till, transaction, basket, (), at_ms)
    total_minor = totals_of(charged.lines).to_pay_minor
    if worth_minor >= total_minor:
        if given:
            raise RefusedError("Nothing is to pay besides: what came back is worth more.")
        return charged, [Tender(EXCHANGE, total_minor)]
    used = TenderPaid.model_construct(kind=EXCHANGE, amount_minor=worth_minor)
    due = (TenderPaid(kind=CASH, amount_minor=total_minor - worth_minor),)
    charged = charge(till, transaction, basket, (used, *(given or due)), at_ms)
    to_pay_minor = totals_of(charged.lines).to_pay_minor
    if given is None:  # in exact cash, after rounding
        given = (TenderPaid(kind=CASH, amount_minor=to_pay_minor - worth_minor),)
    return charged, selling.tenders_for(to_pay_minor, (used, *given))


def _answer(back: Refund, sale: Sale, *, repeated: bool = False) -> ExchangeAnswer:
    used = sum(amount for kind, amount in sale.tenders if kind == EXCHANGE)
    paid = sale.totals.to_pay_minor - used
    out = paid_out_minor(back.tenders) - used
    return ExchangeAnswer(
        refunding.answer(back, repeated=repeated),
        selling.answer(sale, repeated=repeated),
        paid - out,
        repeated,
    )


def refund_unproven(till: Till, command: RefundUnproven) -> ReceiptAnswer:
    """Take goods back that nothing proves were sold here; somebody who may must say so.

    Raises :class:`RefusedError` without that leave.
    """
    till.must_have_cashier()
    if (done := till.done_before(Refund, command.id)) is not None:
        return refunding.answer(done, repeated=True)
    if command.tender in NAMED:
        raise RefusedError("Credit is given for a sale that is held here; pay out otherwise.")
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        at_ms = till.log.now_ms()
        prices = Pricing(till, transaction, at_ms)
        items = [selling.priced_line(till, transaction, line, prices) for line in command.lines]
        lines = [RefundLine(at, item[1], item[2], item[3]) for at, item in enumerate(items, 1)]
        money = [Tender(command.tender, refunding.amount_of(lines))]
        back = Refund.complete(
            **_receipt(till, transaction, authority, moment(at_ms)),
            id=command.id or till.log.mint_id(),
            sale=None,
            lines=lines,
            tenders=paid_in_coins(till, transaction, money),
            reason=command.reason,
        )
        measure = max(back.amount_minor, ONCE)
        authority.require(Permission.REFUND_UNPROVEN, about=command.reason, measure=measure)
        till.application.record(back, *authority.approved(back.id))
    return refunding.answer(back)


VERBS: dict[str, Verb] = {
    "exchange": Verb(Exchange, exchange),
    "refund-unproven": Verb(RefundUnproven, refund_unproven),
}
"""The verbs of goods that come back otherwise."""
