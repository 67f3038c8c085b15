"""Tables of goods: every move of stock, and every change of a price."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.anomalies.anomaly import Story
from core.audit.goods import MOVES
from core.audit.period import Period
from core.audit.tables.table import PLACE, Table, Value, number, place, text, within
from core.shop import kinds
from core.shop.product_fields import PRICE


def _moves(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, *MOVES):
        why = one.receipt or getattr(one.fact, "note", "")
        for sku, location, quantity in MOVES[one.kind](one.fact):
            yield (*place(one, story), one.kind, sku, location, quantity, why)


STOCK_MOVES = Table(
    "stock_moves",
    "everything that came to a location or left it",
    (
        *PLACE,
        text("event", "the kind of the event"),
        text("sku", "what"),
        text("location", "where; transit:BRANCH is on the way"),
        number("quantity_milli", "thousandths; what left is negative"),
        text("why", "a receipt, a note, a reason"),
    ),
    _moves,
)


def _prices(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    before: dict[tuple[str, str, str, int], int] = {}
    for one in story.of(kinds.PRODUCT_REGISTERED, kinds.PRODUCT_EDITED, kinds.PRICE_SET):
        fact = one.fact
        branch, group, quantity, from_ms, until_ms = "", "", 0, 0, 0
        if one.kind == kinds.PRICE_SET:
            branch, group, quantity, from_ms, until_ms, price = fact.rule
        elif one.kind == kinds.PRODUCT_REGISTERED:
            price = fact.price_minor
        else:
            price = next((value for name, _, value in fact.fields if name == PRICE), None)
        if not isinstance(price, int):
            continue
        key = (fact.sku, branch, group, quantity)
        was, before[key] = before.get(key, -1), price
        if was != price and period.holds(one, story):
            rule = (branch, group, quantity, from_ms, until_ms)
            yield (*place(one, story), fact.sku, *rule, was, price)


PRICES = Table(
    "prices",
    "every price that was set, and the one before",
    (
        *PLACE,
        text("sku", "of what"),
        text("for_branch", "for which branch only; empty: all"),
        text("for_group", "for which customers only; empty: all"),
        number("from_quantity_milli", "from how much on"),
        number("from_ms", "from when on; 0: at once"),
        number("until_ms", "until when; 0: without end"),
        number("before_minor", "the price before; -1: none"),
        number("price_minor", "the price now; -1: taken back"),
    ),
    _prices,
)
