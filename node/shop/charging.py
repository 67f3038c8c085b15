"""What a sale charges beside its goods: taxes, and the rounding of its cash.

Worked out once, when the sale is made, by the rules the till knows and its own time; then
frozen in the sale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from core.log.projection import Table
from core.log.store import Transaction
from core.shop.credit import GIFT_CARD
from core.shop.lines import ItemLine, PriceLine, Tender, rounding_line, totals_of
from core.shop.pricing.cash import cash_rounding
from core.shop.pricing.price_list import price_at
from core.shop.pricing.tax import Taxes, tax_basket
from core.shop.taxes import TaxSum
from core.views import catalogue
from core.views.price_book import PRICE_BOOK, has_prices, price_rules, rounding_at, taxes_at
from core.views.product_record import CatalogueItem
from node.commands import TenderPaid
from node.till import Till

CASH = "cash"
"""The tender that is paid in coins, and that can be given back."""

ROUNDING_REASON = "rounding"
"""What stands on the receipt beside a cash rounding; of money that is paid out, a tender."""


NOTHING_KNOWN: Mapping[str, CatalogueItem] = MappingProxyType({})
"""Products of a basket that nobody looked up yet."""


class Charged(NamedTuple):
    """All lines of a sale, and its taxes."""

    lines: list[ItemLine | PriceLine]
    taxes: list[TaxSum]
    minimum_age: int = 0
    """From which age on all of it may be sold; 0 when anybody may have it."""
    oldest_sku: str = ""
    """The goods that have that age."""


class Pricing:
    """What products cost in one branch, at one moment, for one group of customers."""

    def __init__(self, till: Till, transaction: Transaction, at_ms: int, group: str = "") -> None:
        """Look into the till's price book inside ``transaction``."""
        self._book = till.log.table(transaction, PRICE_BOOK)
        self._branch = till.config.branch
        self._at_ms = at_ms
        self._group = group
        self.has_lists = has_prices(self._book)
        self._together: dict[str, int] = {}
        self.products: dict[str, CatalogueItem] = {}
        """The products of a basket by SKU, as they were found for it."""

    def expect(self, sku: str, quantity_milli: int) -> None:
        """Count goods of a basket: however they were scanned, the price is that of all of them."""
        self._together[sku] = self._together.get(sku, 0) + quantity_milli

    def unit(self, product: CatalogueItem, quantity_milli: int) -> int:
        """Return what one of a product costs, by the price lists or its own price."""
        if not self.has_lists:
            return product.price_minor
        return price_at(
            price_rules(self._book, product.sku),
            product.price_minor,
            branch=self._branch,
            group=self._group,
            quantity_milli=max(quantity_milli, self._together.get(product.sku, 0)),
            at_ms=self._at_ms,
        )


def charge(
    till: Till,
    transaction: Transaction,
    lines: Sequence[ItemLine | PriceLine],
    tenders: tuple[TenderPaid, ...] | None,
    at_ms: int,
    known: Mapping[str, CatalogueItem] = NOTHING_KNOWN,
) -> Charged:
    """Return the lines with those of taxes and rounding, and the taxes.

    Products that are ``known`` by their SKU are not looked up again.
    """
    book = till.log.table(transaction, PRICE_BOOK)
    branch = till.config.branch
    rounding = rounding_at(book, branch, at_ms)
    own, oldest = _taxes_of(till, transaction, book, lines, at_ms, known)
    charged, sums = list(lines), list[TaxSum]()
    if any(own):
        taxed = tax_basket(lines, own, by_receipt=rounding.by_receipt)
        charged += taxed.lines
        sums = taxed.sums
    cash_minor = _cash_part(totals_of(charged).to_pay_minor, tenders)
    if added := cash_rounding(cash_minor, rounding.cash_step_minor):
        charged.append(rounding_line(ROUNDING_REASON, added))
    return Charged(charged, sums, *oldest)


def _taxes_of(
    till: Till,
    transaction: Transaction,
    book: Table,
    lines: Sequence[ItemLine | PriceLine],
    at_ms: int,
    found: Mapping[str, CatalogueItem],
) -> tuple[list[Taxes], tuple[int, str]]:
    """Return the taxes of each item, each class looked up once, and the highest minimum age."""
    products = till.log.table(transaction, "catalogue")
    known: dict[str, Taxes] = {}
    own: list[Taxes] = []
    oldest = (0, "")
    for line in lines:
        if not isinstance(line, ItemLine):
            continue
        if line.sku == GIFT_CARD:
            own.append(())  # what is bought with it is taxed
            continue
        product = found.get(line.sku) or catalogue.by_sku(products, line.sku)
        tax_class = "" if product is None else product.tax_class
        if product is not None and product.minimum_age > oldest[0]:
            oldest = product.minimum_age, product.sku
        if tax_class not in known:
            known[tax_class] = taxes_at(book, tax_class, till.config.branch, at_ms)
        own.append(known[tax_class])
    return own, oldest


def _cash_part(to_pay_minor: int, tenders: tuple[TenderPaid, ...] | None) -> int:
    """Return how much of what is to pay is paid in coins; without tenders, all of it."""
    if tenders is None:
        return to_pay_minor
    if not any(tender.kind == CASH for tender in tenders):
        return 0
    return to_pay_minor - sum(tender.amount_minor for tender in tenders if tender.kind != CASH)


def paid_in_coins(
    till: Till, transaction: Transaction, tenders: Sequence[Tender], before_minor: int = 0
) -> list[Tender]:
    """Return the tenders of money that is paid out, its cash as coins can pay it.

    What rounding adds or takes is a tender of its own. Of a sale that ``before_minor`` went back
    of in cash already, all parts together are rounded once.
    """
    book = till.log.table(transaction, PRICE_BOOK)
    step_minor = rounding_at(book, till.config.branch, till.log.now_ms()).cash_step_minor
    cash_minor = sum(one.amount_minor for one in tenders if one.kind == CASH)
    after_minor = before_minor + cash_minor
    added = cash_rounding(after_minor, step_minor) - cash_rounding(before_minor, step_minor)
    if not (added and cash_minor):
        return list(tenders)
    others = [one for one in tenders if one.kind != CASH]
    return [*others, Tender(CASH, cash_minor + added), Tender(ROUNDING_REASON, -added)]


def paid_out_minor(tenders: Sequence[tuple[str, int]]) -> int:
    """Return what money goes out with these tenders: all but what rounding made of it."""
    return sum(amount for kind, amount in tenders if kind != ROUNDING_REASON)
