"""Tables of receipts: what was sold and came back, line by line and tender by tender."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import Story
from core.audit.ledger import Happening
from core.audit.period import Period
from core.audit.tables.table import PLACE, Table, Value, number, place, text, within
from core.shop import kinds
from core.shop.lines import COUPON, DISCOUNT, ITEM, ROUNDING, TAX

SALE, REFUND = "sale", "refund"
"""The kinds of a receipt."""

LINE_KINDS = {
    ITEM: "item",
    DISCOUNT: "discount",
    COUPON: "coupon",
    TAX: "tax",
    ROUNDING: "rounding",
}
"""The words for the kinds of a line."""

_RECEIPT = (text("receipt", "its number as printed"), text("kind", "sale or refund"))
_CURRENCY = text("currency", "of its amounts")


def _found(story: Story, period: Period) -> Iterator[tuple[Happening, str]]:
    for one in within(story, period, kinds.SALE_COMPLETED, kinds.REFUND_COMPLETED):
        yield one, SALE if one.kind == kinds.SALE_COMPLETED else REFUND


def _receipts(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    numbers = {one.id: one.receipt for one in story.of(kinds.SALE_COMPLETED)}
    for one, kind in _found(story, period):
        fact = one.fact
        head = (*place(one, story), one.receipt, kind, fact.cashier, fact.currency)
        if kind == SALE:
            totals = fact.totals
            off = -sum(line[3] for line in fact.lines if line[0] == DISCOUNT)
            money = (
                totals.to_pay_minor,
                totals.takings_minor,
                off,
                totals.coupon_minor,
                totals.tax_minor,
                totals.rounding_minor,
            )
            yield (*head, *money, "", "")
        else:
            paid = -sum(amount for _, amount in fact.tenders)
            of = numbers.get(fact.sale, fact.sale.hex())
            yield (*head, paid, 0, 0, 0, 0, 0, of, fact.reason)


RECEIPTS = Table(
    "receipts",
    "every sale and refund",
    (
        *PLACE,
        *_RECEIPT,
        text("cashier", "who was signed in"),
        _CURRENCY,
        number("paid_minor", "what the customer paid; of a refund what was paid back, negative"),
        number("takings_minor", "what the shop received for its goods"),
        number("discount_minor", "what discounts took off"),
        number("coupon_minor", "what coupons took off"),
        number("tax_minor", "taxes on top of the prices"),
        number("rounding_minor", "what was rounded"),
        text("refunds", "of a refund, the receipt it is of"),
        text("reason", "of a refund, why"),
    ),
    _receipts,
)


def _lines(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one, kind in _found(story, period):
        head = (*place(one, story), one.receipt, kind)
        for at, (first, word, quantity, amount) in enumerate(one.fact.lines, 1):
            if kind == SALE:
                milli = quantity if first == ITEM else 0
                yield (*head, at, LINE_KINDS[first], word, milli, amount)
            else:
                yield (*head, first, LINE_KINDS[ITEM], word, -quantity, -amount)


LINES = Table(
    "lines",
    "every line of every receipt",
    (
        *PLACE,
        *_RECEIPT,
        number("line", "its place on the receipt; of a refund, the item of the sale"),
        text("line_kind", "item, discount, coupon, tax or rounding"),
        text("word", "the SKU, or why less was charged"),
        number("quantity_milli", "thousandths; negative for what came back"),
        number("amount_minor", "what it came to; negative for what was paid back"),
    ),
    _lines,
)


def _tenders(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one, kind in _found(story, period):
        sign = 1 if kind == SALE else -1
        for tender, amount in one.fact.tenders:
            yield (
                *place(one, story),
                one.receipt,
                kind,
                one.fact.currency,
                tender,
                sign * amount,
            )


TENDERS = Table(
    "tenders",
    "every payment",
    (
        *PLACE,
        *_RECEIPT,
        _CURRENCY,
        text("tender", "cash, card, change ..."),
        number("amount_minor", "what it brought; change and what was paid back are negative"),
    ),
    _tenders,
)


def _taxes(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, kinds.SALE_COMPLETED):
        for name, rate, inclusive, base, tax in one.fact.taxes:
            head = (*place(one, story), one.receipt, one.fact.currency)
            yield (*head, name, rate, inclusive, base, tax)


TAXES = Table(
    "taxes",
    "the taxes of every sale",
    (
        *PLACE,
        text("receipt", "its number as printed"),
        _CURRENCY,
        text("tax", "its name"),
        number("rate_ppm", "its rate in parts of a million"),
        number("inclusive", "1 when it is inside the prices, 0 when on top"),
        number("base_minor", "what was taxed"),
        number("tax_minor", "what it came to"),
    ),
    _taxes,
)
