"""Hypothesis strategies for what the whole house speaks of: streams, lines, sales, bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.utils import get_topic
from hypothesis import strategies as st

from core.log.event_codec import codec_of
from core.money import AMOUNT_MINOR_MAX
from core.shop import limits
from core.shop.aggregate import ShopAggregate, moment
from core.shop.fork import Fork
from core.shop.lines import (
    TAX,
    ItemLine,
    PriceLine,
    Tender,
    coupon_line,
    discount_line,
    item_line,
    rounding_line,
    tax_line,
    totals_of,
)
from core.shop.product import Product
from core.shop.product_edit import FieldEdit, ProductEdit
from core.shop.refund import Refund, RefundLine
from core.shop.sale import Sale
from core.shop.stock import StockAdjustment, StockReceipt
from core.shop.taxes import TaxSum
from tests.credit_acts import credit_acts
from tests.customer_acts import customer_acts
from tests.fields import (
    amounts,
    discounts,
    moments_ms,
    prices,
    quantities,
    rates,
    skus,
    streams,
    uuids,
    words,
)
from tests.people_acts import people_acts
from tests.rule_acts import DECIDED, rule_fields
from tests.shift_acts import shift_acts
from tests.stock_acts import stock_acts
from tests.ticket_acts import ticket_acts

Line = ItemLine | PriceLine
_ENVELOPE = {"originator_id", "originator_version", "timestamp", "originator_topic"}


@st.composite
def basket_lines(
    draw: st.DrawFn,
    sku: st.SearchStrategy[str] = skus,
    amount: st.SearchStrategy[int] = amounts,
    items_max: int = 6,
) -> list[Line]:
    """A sale's lines: goods with discounts, coupons and taxes, of them or of the basket."""
    lines: list[Line] = [item_line(draw(sku), draw(quantities), draw(amount))]
    items = 1
    for shape in draw(st.lists(st.sampled_from("iidctr"), max_size=items_max - 1)):
        if shape == "i":
            lines.append(item_line(draw(sku), draw(quantities), draw(amount)))
            items += 1
            continue
        reason = draw(words(limits.WORD_LENGTH_MAX, empty=shape != "t"))
        if shape == "r":
            lines.append(rounding_line(reason, draw(st.integers(-5, 5))))
        elif shape == "t":
            lines.append(tax_line(reason, draw(st.integers(0, items)), draw(amount)))
        else:
            make = discount_line if shape == "d" else coupon_line
            lines.append(make(reason, draw(st.integers(0, items)), draw(discounts)))
    return lines


@st.composite
def taxes_of(draw: st.DrawFn, lines: list[Line]) -> list[TaxSum]:
    """The taxes of a sale: its exclusive ones by name, and now and then an inclusive one."""
    on_top: dict[str, int] = {}
    for kind, name, _, amount in lines:
        if kind == TAX:
            on_top[name] = on_top.get(name, 0) + amount
    taxes = [TaxSum(name, draw(rates), 0, draw(prices), tax) for name, tax in on_top.items()]
    if draw(st.booleans()):
        taxes.append(TaxSum(draw(words()), draw(rates), 1, draw(amounts), draw(amounts)))
    return taxes


@st.composite
def tenders_for(
    draw: st.DrawFn, amount_minor: int, kind: st.SearchStrategy[str] | None = None
) -> list[Tender]:
    """Tenders that add up to an amount; change and odd splits among them."""
    kinds = words(limits.TENDER_LENGTH_MAX) if kind is None else kind
    tenders: list[Tender] = []
    for part in draw(st.lists(st.integers(-500, 50_000), max_size=3)):
        tenders.append(Tender(draw(kinds), part))
        amount_minor -= part
    while amount_minor or not tenders:
        part = max(-AMOUNT_MINOR_MAX, min(amount_minor, AMOUNT_MINOR_MAX))
        tenders.append(Tender(draw(kinds), part))
        amount_minor -= part
    return tenders


@dataclass(frozen=True)
class Act:
    """Something a person decides; who, when and under which number comes later."""

    decide: Callable[..., ShopAggregate]
    fields: dict[str, Any]
    at_ms: int

    @property
    def numbered(self) -> bool:
        """Whether a receipt is printed for it."""
        return "series" in self.fields

    def event(self, identifier: UUID, number: int = 1) -> ShopAggregate.Event:
        """Decide, and return the (last) event decided."""
        numbered = {"number": number} if self.numbered else {}
        at = moment(self.at_ms)
        aggregate = self.decide(id=identifier, timestamp=at, **self.fields, **numbered)
        event = list(aggregate.collect_events())[-1]
        assert isinstance(event, ShopAggregate.Event)
        return event


class Vocabulary(NamedTuple):
    """The words acts are made of: any at all, or a few, so that acts meet one another."""

    sku: st.SearchStrategy[str] = skus
    amount: st.SearchStrategy[int] = amounts
    location: st.SearchStrategy[str] = words(limits.LOCATION_LENGTH_MAX)
    series: st.SearchStrategy[str] = words(limits.SERIES_LENGTH_MAX)
    currency: st.SearchStrategy[str] = words(limits.CURRENCY_LENGTH_MAX)
    tender: st.SearchStrategy[str] = words(limits.TENDER_LENGTH_MAX)
    barcode: st.SearchStrategy[str] = words(limits.WORD_LENGTH_MAX, empty=True)
    sale: st.SearchStrategy[UUID] = uuids
    at_ms: st.SearchStrategy[int] = moments_ms


@st.composite
def sale_acts(draw: st.DrawFn, say: Vocabulary) -> Act:
    """A basket and tenders that pay for it."""
    lines = draw(basket_lines(say.sku, say.amount))
    named = {
        "location": draw(say.location),
        "series": draw(say.series),
        "currency": draw(say.currency),
        "customer": draw(words(empty=True)),
        "lines": lines,
        "tenders": draw(tenders_for(totals_of(lines).to_pay_minor, say.tender)),
        "ticket": draw(st.binary(max_size=16)),
        "cashier": draw(words(empty=True)),
        "shift": draw(st.just(b"") | st.binary(min_size=16, max_size=16)),
        "taxes": draw(taxes_of(lines)),
    }
    return Act(Sale.complete, named, draw(say.at_ms))


@st.composite
def refund_acts(draw: st.DrawFn, say: Vocabulary) -> Act:
    """Goods that come back, whoever sold them."""
    amount = st.integers(-999, AMOUNT_MINOR_MAX // 4)
    line = st.builds(RefundLine, st.integers(1, 3), say.sku, quantities, amount)
    named = {
        "location": draw(say.location),
        "series": draw(say.series),
        "currency": draw(say.currency),
        "sale": draw(say.sale),
        "lines": draw(st.lists(line, min_size=1, max_size=3)),
        "tender": draw(say.tender),
        "reason": draw(words(empty=True)),
        "cashier": draw(words(empty=True)),
        "shift": draw(st.just(b"") | st.binary(min_size=16, max_size=16)),
        "taxes": draw(taxes_of([])),
    }
    return Act(Refund.complete, named, draw(say.at_ms))


@st.composite
def edit_acts(draw: st.DrawFn, say: Vocabulary) -> Act:
    """A few fields of a product, changed by somebody who knew the product or did not."""
    words_or_none = words(empty=True)
    values: dict[str, st.SearchStrategy[str | int]] = {
        "name": words(limits.NAME_LENGTH_MAX, empty=True),
        "price": prices,
        "barcode": say.barcode,
        "unit": st.sampled_from(["piece", "weighed"]),
        "minimum_age": st.integers(0, 120),
        "tax_class": words_or_none,
        "parent": say.sku,
        "attribute/size": words_or_none,
        "barcode/" + draw(say.barcode.filter(bool)): st.integers(0, 1),
    }
    names = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True))
    revisions = st.integers(1, 3) | st.integers(1, limits.REVISION_MAX)
    fields = [FieldEdit(name, draw(revisions), draw(values[name])) for name in names]
    said = {"sku": draw(say.sku), "fields": sorted(fields)}
    return Act(ProductEdit.decide, said, draw(say.at_ms))


def acts(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    """Everything the shop can decide, by the name of its event's kind."""
    sold = quantities.filter(bool)
    moved = sold | sold.map(lambda quantity: -quantity)
    product = st.fixed_dictionaries(
        {
            "sku": say.sku,
            "name": words(limits.NAME_LENGTH_MAX, empty=True),
            "department": words(empty=True),
            "price_minor": prices,
            "barcode": say.barcode,
        }
    )
    received = st.fixed_dictionaries(
        {
            "location": say.location,
            "lines": st.lists(st.tuples(say.sku, sold), min_size=1, max_size=4),
            "reference": words(empty=True),
        }
    )
    adjusted = st.fixed_dictionaries(
        {
            "location": say.location,
            "lines": st.lists(st.tuples(say.sku, moved), min_size=1, max_size=4),
            "reason": words(),
        }
    )
    forked = st.fixed_dictionaries(
        {
            "stream": streams().map(lambda stream: stream.base),
            "sequence": st.integers(1, 2**64 - 1) | st.integers(1, 3),
            "proof": st.binary(max_size=40),
        }
    )
    return {
        "product.registered": st.builds(Act, st.just(Product.register), product, say.at_ms),
        "product.edited": edit_acts(say),
        **{
            kind: st.builds(Act, st.just(DECIDED[kind]), fields, say.at_ms)
            for kind, fields in rule_fields(say.sku).items()
        },
        "sale.completed": sale_acts(say),
        "refund.completed": refund_acts(say),
        "stock.received": st.builds(Act, st.just(StockReceipt.receive), received, say.at_ms),
        "stock.adjusted": st.builds(Act, st.just(StockAdjustment.adjust), adjusted, say.at_ms),
        "stream.forked": st.builds(Act, st.just(Fork.find), forked, say.at_ms),
        **ticket_acts(say),
        **stock_acts(say),
        **people_acts(say),
        **customer_acts(say),
        **credit_acts(say),
        **shift_acts(say),
    }


ANY_WORDS = Vocabulary()
"""Fields at all lengths and in all scripts."""


def kind_of(event: object) -> str:
    """Return the kind an event is recorded under."""
    return get_topic(type(event))


def body_fields(event: ShopAggregate.Event) -> list[Any]:
    """Return what an event says beyond its envelope, in declared order."""
    return [getattr(event, field.name) for field in fields(event) if field.name not in _ENVELOPE]


def body_of(event: object) -> bytes:
    """Return the body an event is recorded with."""
    return bytes(codec_of(type(event)).encode(event))
