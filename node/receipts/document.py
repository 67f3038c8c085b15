"""A receipt as facts: what a committed sale or refund says, before any language or device."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from core.errors import RefusedError
from core.log.log_view import LogView
from core.log.record import chain_of
from core.shop.lines import ITEM, ROUNDING, TAX
from core.shop.refund import Refund
from core.shop.sale import Sale
from core.views import customers, receipts
from core.views.customers import CUSTOMERS
from core.views.receipts import Receipt
from node.language.languages import LANGUAGES
from node.selling import CHANGE
from node.shop.quoting import KIND_NAMES, name_of
from node.shop.sold import proof_of, sale_receipt
from node.till import Till

HASH_DIGITS = 16
"""Digits of a record's chain hash on paper; an auditor compares them with the log."""

SHIFT_DIGITS = 8
"""Digits of a shift's id on paper: enough to tell a till's shifts apart."""

CUSTOMER_DIGITS = 12
"""As much of a customer's number: a person's id is longer, and nobody reads it."""


@dataclass(frozen=True, slots=True)
class Charge:
    """Money beside the goods: a discount, a coupon, a promotion, a tax on top, a rounding."""

    kind: str
    reason: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Item:
    """Goods of one line, and what was charged or taken off for this line alone."""

    sku: str
    name: str
    quantity_milli: int
    amount_minor: int
    charges: tuple[Charge, ...] = ()


@dataclass(frozen=True, slots=True)
class Tax:
    """One rate: what was taxed at it, and the tax."""

    name: str
    rate_ppm: int
    inclusive: bool
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """Everything a receipt says. Amounts are minor units; of a refund they are paid out."""

    kind: str
    """sale or refund."""
    receipt: str
    branch: str
    till: str
    at_ms: int
    cashier: str
    shift: str
    """The beginning of the shift's id; empty when none was open."""
    customer: str
    currency: str
    items: tuple[Item, ...]
    charges: tuple[Charge, ...]
    """Of the whole basket, the rounding of cash among them."""
    total_minor: int
    tenders: tuple[tuple[str, int], ...]
    """How it was paid, without the change."""
    change_minor: int
    taxes: tuple[Tax, ...]
    of: str
    """Of a refund: the receipt of the sale; empty when this node does not hold it."""
    reason: str
    """Of a refund: why the goods came back."""
    hash: str
    """The beginning of the record's chain hash."""
    proof: str
    """What the QR code says: what another till takes as proof of the sale, else the hash."""
    copy: int = 0
    """How often it was printed again, this time included; 0 for the first paper."""
    doubtful: bool = False
    """Whether an earlier attempt may have come out of the printer after all."""
    cut_off: bool = False
    """Whether the till could reach nobody when it sold."""
    language: str = ""
    """The customer's, where they have said one."""


def find_receipt(till: Till, view: LogView, number: str) -> Receipt:
    """Return the one sale or refund with a number; raises :class:`RefusedError`."""
    found = receipts.find(view.table("receipts"), number)
    if not found:
        return sale_receipt(number, found, till.config)
    if len(found) > 1:
        raise RefusedError(
            f"Receipt {number} stands for {len(found)} papers; two tills share a name."
        )
    return found[0]


def receipt_document(till: Till, view: LogView, found: Receipt) -> ReceiptDocument:
    """Return what a receipt says, from its record and nothing that was typed."""
    (record,) = view.records(found.stream, found.sequence - 1, count=1)
    digits = chain_of(record).hex()[:HASH_DIGITS]
    if found.kind == receipts.SALE:
        sale = till.application.load_at(Sale, found.stream, found.sequence)
        proof = None
        if found.stream.author == till.log.author:
            proof = proof_of(till, view.transaction, sale, found.at_ms)
        return _of_sale(view, found, sale, digits, proof or "")
    refund = till.application.load_at(Refund, found.stream, found.sequence)
    return _of_refund(till, view, found, refund, digits)


def _of_sale(view: LogView, found: Receipt, sale: Sale, digits: str, proof: str) -> ReceiptDocument:
    products = view.table("catalogue")
    items: list[Item] = []
    charges: list[Charge] = []
    for kind, word, number, amount_minor in sale.lines:
        if kind == ITEM:
            items.append(Item(word, name_of(products, word), number, amount_minor))
            continue
        charge = Charge(KIND_NAMES.get(kind, ""), word, amount_minor)
        if kind in (TAX, ROUNDING) or not number:
            charges.append(charge)
        else:
            item = items[number - 1]
            items[number - 1] = replace(item, charges=(*item.charges, charge))
    return ReceiptDocument(
        kind=receipts.SALE,
        receipt=sale.receipt,
        branch=found.location,
        till=_till_of(found.series),
        at_ms=found.at_ms,
        cashier=sale.cashier,
        shift=_short(sale.shift),
        customer=sale.customer[:CUSTOMER_DIGITS],
        currency=sale.currency,
        items=tuple(items),
        charges=_summed(charges),
        total_minor=sale.totals.to_pay_minor,
        tenders=tuple(tender for tender in sale.tenders if tender[0] != CHANGE),
        change_minor=-sum(amount for kind, amount in sale.tenders if kind == CHANGE),
        taxes=_taxes(sale.taxes),
        of="",
        reason="",
        hash=digits,
        proof=proof or f"{sale.receipt} {digits}",
        language=language_of(view, sale.customer),
    )


def language_of(view: LogView, customer: str) -> str:
    """Return the language of whom a sale names; empty where nobody knows them, or it."""
    try:
        identifier = UUID(customer)
    except ValueError:
        return ""
    table = view.table(CUSTOMERS)
    said = customers.by_id(table, customers.survivor(table, identifier.bytes)).language
    return said if said in LANGUAGES else ""


def _of_refund(
    till: Till, view: LogView, found: Receipt, refund: Refund, digits: str
) -> ReceiptDocument:
    products = view.table("catalogue")
    return ReceiptDocument(
        kind=receipts.REFUND,
        receipt=refund.receipt,
        branch=found.location,
        till=_till_of(found.series),
        at_ms=found.at_ms,
        cashier=refund.cashier,
        shift=_short(refund.shift),
        customer="",
        currency=refund.currency,
        items=tuple(
            Item(sku, name_of(products, sku), quantity_milli, amount_minor)
            for _, sku, quantity_milli, amount_minor in refund.lines
        ),
        charges=(),
        total_minor=refund.amount_minor,
        tenders=tuple((kind, amount) for kind, amount, *_ in refund.tenders),
        change_minor=0,
        taxes=_taxes(refund.taxes),
        of=_sale_number(till, refund.sale),
        reason=refund.reason,
        hash=digits,
        proof=f"{refund.receipt} {digits}",
    )


def _taxes(sums: Iterable[tuple[str, int, int, int, int]]) -> tuple[Tax, ...]:
    return tuple(
        Tax(name, rate_ppm, bool(inclusive), base_minor, tax_minor)
        for name, rate_ppm, inclusive, base_minor, tax_minor in sums
    )


def _summed(charges: Iterable[Charge]) -> tuple[Charge, ...]:
    """Return charges of the basket, a tax of many lines as one."""
    found: dict[tuple[str, str], int] = {}
    for charge in charges:
        key = (charge.kind, charge.reason)
        found[key] = found.get(key, 0) + charge.amount_minor
    return tuple(Charge(*key, amount_minor) for key, amount_minor in found.items())


def _sale_number(till: Till, sale: bytes) -> str:
    try:
        return till.application.load(Sale, UUID(bytes=sale)).receipt if sale else ""
    except RefusedError:
        return ""


def _till_of(series: str) -> str:
    """Return the till of a series: a later epoch's ends with a tilde and more."""
    return series.partition("~")[0]


def _short(shift: bytes) -> str:
    return shift.hex()[:SHIFT_DIGITS]
