"""Layout: what a receipt says, in a language, as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from core.quantity import MILLI
from core.shop.account import ON_ACCOUNT
from core.shop.credit import GIFT_CARD, POINTS, STORE_CREDIT
from core.views.receipts import REFUND
from node.language.dates import moment_text
from node.language.marks import mark
from node.language.money import MoneyFormat, money_format
from node.language.numbers import percent_text, quantity_text
from node.language.words import Words, words
from node.receipts.blocks import Block, Centred, Code, Note, Pair, Paper, Rule, Title
from node.receipts.document import Charge, Item, ReceiptDocument
from node.till_config import Stationery

SUBJECT = "receipts"
"""The catalogue of what papers say: a screen may call the same thing otherwise."""

CHARGES = {
    "discount": mark("Discount"),
    "coupon": mark("Coupon"),
    "promotion": mark("Promotion"),
    "tax": mark("Tax"),
    "rounding": mark("Rounding"),
}
"""What money beside the goods is called where no reason stands."""

TENDERS = {
    "cash": mark("Cash"),
    "card": mark("Card"),
    "bank-qr": mark("Bank QR"),
    "voucher": mark("Voucher"),
    "other": mark("Other tender"),
    "change": mark("Change"),
    "rounding": mark("Rounding"),
    ON_ACCOUNT: mark("On account"),
    STORE_CREDIT: mark("Store credit"),
    GIFT_CARD: mark("Gift card"),
    POINTS: mark("Points"),
}
"""What the usual tenders are called; a tender of the shop's own is called what it is."""

INCLUDED, ADDED = mark("incl. {tax} {rate} of {base}"), mark("plus {tax} {rate} of {base}")
"""How a tax is said that the prices hold already, and one that was added to them."""


def receipt_paper(document: ReceiptDocument, language: str, stationery: Stationery) -> Paper:
    """Return a receipt as blocks."""
    say = words(language, SUBJECT)
    money = money_format(language, document.currency)
    return (
        *(Title(line) for line in stationery.header[:1]),
        *(Centred(line) for line in stationery.header[1:]),
        *_head(document, say, stationery),
        Rule(),
        *(block for item in document.items for block in _item(item, say, money)),
        *(_charge(charge, say, money, 0) for charge in document.charges),
        Rule(),
        *_sums(document, say, money),
        *_taxes(document, say, money),
        *_foot(document, say, stationery),
    )


def tender_name(kind: str, say: Words) -> str:
    """Return what a tender is called."""
    name = TENDERS.get(kind)
    return say.say(name) if name else kind


def _head(document: ReceiptDocument, say: Words, stationery: Stationery) -> Iterator[Block]:
    again = f" {document.copy}" if document.copy else ""
    if document.copy or document.doubtful:
        yield Title(say.say("COPY") + again)
    if document.kind == REFUND:
        yield Centred(say.say("Refund"))
    yield Pair(say.say("Receipt"), document.receipt)
    if document.of:
        yield Pair(say.say("Of receipt"), document.of)
    yield Pair(say.say("Date"), moment_text(say.language, document.at_ms, stationery.zone))
    yield Pair(say.say("Branch"), document.branch)
    yield Pair(say.say("Till"), document.till)
    for label, value in (
        (say.say("Cashier"), document.cashier),
        (say.say("Shift"), document.shift),
        (say.say("Customer"), document.customer),
    ):
        if value:
            yield Pair(label, value)
    if document.reason:
        yield Pair(say.say("Reason"), document.reason)


def _item(item: Item, say: Words, money: MoneyFormat) -> Iterator[Block]:
    if item.sku == GIFT_CARD:  # money on a card: no product, and nothing to count
        yield Pair(tender_name(GIFT_CARD, say), money.text(item.amount_minor))
        return
    yield Pair(item.name, money.text(item.amount_minor))
    if item.quantity_milli != MILLI:
        quantity = quantity_text(say.language, item.quantity_milli)
        each = _unit_price(item, money)
        yield Note(f"  {quantity} x {each}" if each else f"  {quantity} x")
    for charge in item.charges:
        yield _charge(charge, say, money, 2)


def _unit_price(item: Item, money: MoneyFormat) -> str:
    """Return the price of one, where that is a whole number of the smallest coin."""
    if item.quantity_milli <= 0 or item.amount_minor * MILLI % item.quantity_milli:
        return ""
    return money.text(item.amount_minor * MILLI // item.quantity_milli)


def _charge(charge: Charge, say: Words, money: MoneyFormat, indent: int) -> Pair:
    label = charge.reason or say.say(CHARGES.get(charge.kind, CHARGES["discount"]))
    return Pair(label, money.text(charge.amount_minor), indent=indent)


def _sums(document: ReceiptDocument, say: Words, money: MoneyFormat) -> Iterator[Block]:
    total = say.say("Paid out") if document.kind == REFUND else say.say("Total")
    yield Pair(total, money.text(document.total_minor), strong=True)
    for kind, amount_minor in document.tenders:
        yield Pair(tender_name(kind, say), money.text(amount_minor))
    if document.change_minor:
        yield Pair(say.say("Change"), money.text(document.change_minor), strong=True)
    milli = sum(item.quantity_milli for item in document.items)
    if all(item.quantity_milli % MILLI == 0 for item in document.items):
        pieces = milli // MILLI
        yield Note(say.count("{count} item", "{count} items", pieces).format(count=pieces))


def _taxes(document: ReceiptDocument, say: Words, money: MoneyFormat) -> Iterator[Block]:
    if document.taxes:
        yield Rule()
    for tax in document.taxes:
        rate = percent_text(say.language, tax.rate_ppm)
        base = money.text(tax.base_minor)
        said = say.say(INCLUDED if tax.inclusive else ADDED)
        yield Pair(said.format(tax=tax.name, rate=rate, base=base), money.text(tax.tax_minor))


def _foot(document: ReceiptDocument, say: Words, stationery: Stationery) -> Iterator[Block]:
    yield Rule()
    if document.doubtful:
        yield Note(say.say("An earlier paper of this receipt may have been printed."))
    if document.cut_off:
        yield Note(
            stationery.cut_off_note
            or say.say("Sold while this till could reach no other; it is recorded here.")
        )
    for line in stationery.footer:
        yield Centred(line)
    if document.proof:
        yield Code(document.proof)
    # As an auditor types it.
    yield Centred(f"{document.receipt} {document.hash}")
