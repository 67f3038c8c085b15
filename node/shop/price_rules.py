"""Price lists, taxes and roundings: set with no network, in force by each till's own time."""

from __future__ import annotations

from core.shop.price_rules import PriceSetting, RoundingSetting, TaxSetting
from core.shop.pricing.price_list import PriceRule
from core.shop.pricing.tax import Tax
from core.shop.roles import Permission
from core.views import price_book
from core.views.price_book import PRICE_BOOK, TaxRule
from node.shop.answers.price_rules import (
    PriceLine,
    PricesAnswer,
    RuleSetAnswer,
    TaxesAnswer,
    TaxLine,
)
from node.shop.authority import authority_at
from node.shop.charging import Pricing
from node.shop.commands.price_rules import ListTaxes, Prices, SetPrice, SetRounding, SetTaxes
from node.till import Till
from node.verb import Verb


def set_price(till: Till, command: SetPrice) -> RuleSetAnswer:
    """Set a price of a list; raises :class:`core.errors.RefusedError` when it makes no sense."""
    if (done := till.done_before(PriceSetting, command.id)) is not None:
        return RuleSetAnswer(str(done.id), PriceRule._make(done.rule).from_ms, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        rule = PriceRule(
            command.branch,
            command.group,
            command.from_quantity_milli,
            till.log.now_ms() if command.from_ms is None else command.from_ms,
            command.until_ms,
            -1 if command.price_minor is None else command.price_minor,
        )
        sku = till.product(transaction, command.code).sku
        table = till.log.table(transaction, PRICE_BOOK)
        decided = PriceSetting.decide(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            sku=sku,
            rule=rule,
            revision=1 + price_book.revision_of(table, price_book.price_key(sku, rule)),
        )
        till.application.record(decided, *authority.approved(decided.id))
    return RuleSetAnswer(str(decided.id), rule.from_ms)


def prices(till: Till, command: Prices) -> PricesAnswer:
    """Return every price of a product, and what one costs here and now."""
    with till.log.read() as view:
        product = till.product(view.transaction, command.code)
        here = Pricing(till, view.transaction, till.log.now_ms()).unit(product, 1_000)
        rules = price_book.price_rules(view.table(PRICE_BOOK), product.sku)
        lines = tuple(PriceLine(*rule) for rule in rules if rule.price_minor >= 0)
    return PricesAnswer(product.sku, product.price_minor, here, lines)


def set_taxes(till: Till, command: SetTaxes) -> RuleSetAnswer:
    """Set the taxes of a class; raises :class:`core.errors.RefusedError` when it makes no sense."""
    if (done := till.done_before(TaxSetting, command.id)) is not None:
        return RuleSetAnswer(str(done.id), done.from_ms, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        from_ms = till.log.now_ms() if command.from_ms is None else command.from_ms
        key = price_book.tax_key(command.tax_class, command.branch, from_ms)
        table = till.log.table(transaction, PRICE_BOOK)
        decided = TaxSetting.decide(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            tax_class=command.tax_class,
            branch=command.branch,
            from_ms=from_ms,
            taxes=[Tax(tax.name, tax.rate_ppm, int(tax.inclusive)) for tax in command.taxes],
            revision=1 + price_book.revision_of(table, key),
        )
        till.application.record(decided, *authority.approved(decided.id))
    return RuleSetAnswer(str(decided.id), from_ms)


def set_rounding(till: Till, command: SetRounding) -> RuleSetAnswer:
    """Set how is rounded, of a branch or of all that say nothing of their own."""
    if (done := till.done_before(RoundingSetting, command.id)) is not None:
        return RuleSetAnswer(str(done.id), done.from_ms, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        from_ms = till.log.now_ms() if command.from_ms is None else command.from_ms
        table = till.log.table(transaction, PRICE_BOOK)
        key = price_book.rounding_key(command.branch, from_ms)
        decided = RoundingSetting.decide(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            branch=command.branch,
            from_ms=from_ms,
            cash_step_minor=command.cash_step_minor,
            by_receipt=command.by_receipt,
            revision=1 + price_book.revision_of(table, key),
        )
        till.application.record(decided, *authority.approved(decided.id))
    return RuleSetAnswer(str(decided.id), from_ms)


def list_taxes(till: Till, command: ListTaxes) -> TaxesAnswer:
    """Return how everything is taxed, and how it is rounded here and now."""
    with till.log.read() as view:
        table = view.table(PRICE_BOOK)
        rounding = price_book.rounding_at(table, till.config.branch, till.log.now_ms())
        lines = [line for rule in price_book.tax_rules(table) for line in _tax_lines(rule)]
    return TaxesAnswer(tuple(lines), rounding.cash_step_minor, rounding.by_receipt)


def _tax_lines(rule: TaxRule) -> list[TaxLine]:
    taxes = rule.taxes or (Tax("", 0, 0),)
    return [
        TaxLine(*rule[:3], tax.name, tax.rate_ppm, inclusive=bool(tax.inclusive)) for tax in taxes
    ]


VERBS: dict[str, Verb] = {
    "price-set": Verb(SetPrice, set_price),
    "price-list": Verb(Prices, prices),
    "tax-set": Verb(SetTaxes, set_taxes),
    "tax-list": Verb(ListTaxes, list_taxes),
    "rounding-set": Verb(SetRounding, set_rounding),
}
"""The verbs about what is charged."""
