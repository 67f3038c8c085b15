"""A quote: what a basket would come to, by the same steps as its sale and without a trace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.errors import RefusedError
from core.log.projection import Table
from core.shop.lines import COUPON, DISCOUNT, ITEM, ROUNDING, TAX, ItemLine, totals_of
from core.views import catalogue
from core.views.price_book import PRICE_BOOK, rounding_at
from node import selling
from node.shop.answers.receipts import ChargeLine, QuoteAnswer, QuotedItem
from node.shop.charging import Pricing, charge
from node.shop.commands.receipts import Quote
from node.shop.crediting import card_lines
from node.shop.patrons import for_customer
from node.shop.promoting import promoted_basket
from node.shop.weighing import put_on_scale
from node.till import Till
from node.verb import Verb

KIND_NAMES = {DISCOUNT: "discount", COUPON: "coupon", TAX: "tax", ROUNDING: "rounding"}
"""What the kinds of line beside the goods are called."""


def quote(till: Till, command: Quote) -> QuoteAnswer:
    """Return what a basket comes to, in coins and without.

    Raises :class:`RefusedError` as selling it would.
    """
    if not command.lines and not command.gift_cards:
        raise RefusedError("There is nothing in the basket.")
    command = command.model_copy(update={"lines": put_on_scale(till, command.lines)})
    with till.log.read() as view:
        at_ms = till.log.now_ms()
        transaction = view.transaction
        command = for_customer(till, transaction, command)
        prices = Pricing(till, transaction, at_ms, command.group)
        goods = selling.basket_lines(till, transaction, command, prices)
        lines = [*goods, *card_lines(command.gift_cards)]
        lines = promoted_basket(till, transaction, command, lines, at_ms)
        charged = charge(till, transaction, lines, (), at_ms, prices.products)
        plain = charged.lines
        coins = charge(till, transaction, lines, None, at_ms, prices.products).lines
        products = view.table("catalogue")
        return QuoteAnswer(
            items=tuple(
                QuotedItem(
                    line.sku, name_of(products, line.sku), line.quantity_milli, line.amount_minor
                )
                for line in lines
                if isinstance(line, ItemLine)
            ),
            charges=charge_lines(plain),
            to_pay_minor=totals_of(plain).to_pay_minor,
            cash_minor=totals_of(coins).to_pay_minor,
            cash_step_minor=rounding_at(
                view.table(PRICE_BOOK), till.config.branch, at_ms
            ).cash_step_minor,
            currency=till.config.currency,
            minimum_age=charged.minimum_age,
        )


def charge_lines(lines: Iterable[tuple[Any, ...]]) -> tuple[ChargeLine, ...]:
    """Return the lines of a sale that are not goods."""
    return tuple(
        ChargeLine(KIND_NAMES[kind], reason, item, amount_minor)
        for kind, reason, item, amount_minor in lines
        if kind != ITEM
    )


def name_of(products: Table, sku: str) -> str:
    """Return what the catalogue calls a product; its SKU when it does not know it."""
    product = catalogue.by_sku(products, sku)
    return sku if product is None else product.name or sku


VERBS: dict[str, Verb] = {"quote": Verb(Quote, quote)}
"""The verb of quotes."""
