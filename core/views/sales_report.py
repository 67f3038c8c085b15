"""A sales report: sales and refunds added up by hour, day, item, department, person, tender, tax.

Amounts are minor units. An item's amount is what the shop received for it, discounts on it taken
off; what is taken off whole baskets belongs to no item and is told apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.shop import kinds
from core.shop.lines import BASKET, DISCOUNT, ITEM
from core.shop.z_report import DRAWER

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

CASH = "cash"
"""The tender under which what lies in the drawer is added up, change taken off."""


@dataclass
class Sums:
    """Of one hour, day or person: how much was sold and given back."""

    sales: int = 0
    paid_minor: int = 0
    refunds: int = 0
    refunded_minor: int = 0


@dataclass
class Goods:
    """Of one item or department: what went out, what came back."""

    lines: int = 0
    quantity_milli: int = 0
    amount_minor: int = 0
    back_milli: int = 0
    back_minor: int = 0

    def plus(self, other: Goods) -> None:
        """Add another's."""
        self.lines += other.lines
        self.quantity_milli += other.quantity_milli
        self.amount_minor += other.amount_minor
        self.back_milli += other.back_milli
        self.back_minor += other.back_minor


@dataclass
class SalesReport:
    """What the sales and refunds of some time come to."""

    from_ms: int
    """Hours and days are counted from here: a midnight where the shop is."""
    total: Sums = field(default_factory=Sums)
    takings_minor: int = 0
    """What the shop received for its goods: shelf prices less discounts."""
    basket_off_minor: int = 0
    """What was taken off whole baskets: part of the takings, and of no item."""
    coupon_minor: int = 0
    tax_minor: int = 0
    """Taxes on top of the prices."""
    rounding_minor: int = 0
    hours: dict[int, Sums] = field(default_factory=dict)
    """By hour of the day, 0 to 23."""
    days: dict[int, Sums] = field(default_factory=dict)
    """By the days since the beginning."""
    people: dict[str, Sums] = field(default_factory=dict)
    """By login; empty: nobody was signed in."""
    items: dict[str, Goods] = field(default_factory=dict)
    tenders: dict[str, list[int]] = field(default_factory=dict)
    """By kind: how often, and how much it brought, refunds taken off."""
    taxes: dict[tuple[str, int, int], list[int]] = field(default_factory=dict)
    """By name, rate and whether it is inside the prices: base and tax of the sales."""

    def add(self, kind: str, fact: Any) -> None:
        """Add a sale or a refund."""
        if kind == kinds.SALE_COMPLETED:
            self._sale(fact)
        elif kind == kinds.REFUND_COMPLETED:
            self._refund(fact)

    def _groups(self, fact: Any) -> tuple[Sums, ...]:
        since_ms = fact.at_ms - self.from_ms
        return (
            self.total,
            _of(self.hours, since_ms // HOUR_MS % 24, Sums),
            _of(self.days, since_ms // DAY_MS, Sums),
            _of(self.people, fact.cashier, Sums),
        )

    def _sale(self, fact: Any) -> None:
        totals = fact.totals
        for sums in self._groups(fact):
            sums.sales += 1
            sums.paid_minor += totals.to_pay_minor
        self.takings_minor += totals.takings_minor
        self.coupon_minor += totals.coupon_minor
        self.tax_minor += totals.tax_minor
        self.rounding_minor += totals.rounding_minor
        self._goods(fact.lines)
        self._money(fact.tenders, 1)
        for name, rate, inclusive, base, tax in fact.taxes:
            held = self.taxes.setdefault((name, rate, inclusive), [0, 0])
            held[0] += base
            held[1] += tax

    def _goods(self, lines: Any) -> None:
        numbered: list[Goods] = []
        for kind, word, number, amount in lines:
            if kind == ITEM:
                goods = _of(self.items, word, Goods)
                goods.lines += 1
                goods.quantity_milli += number
                goods.amount_minor += amount
                numbered.append(goods)
            elif kind == DISCOUNT and number == BASKET:
                self.basket_off_minor -= amount
            elif kind == DISCOUNT:
                numbered[number - 1].amount_minor += amount

    def _refund(self, fact: Any) -> None:
        paid_out = sum(amount for _, amount in fact.tenders)
        for sums in self._groups(fact):
            sums.refunds += 1
            sums.refunded_minor += paid_out
        for _, sku, quantity, amount in fact.lines:
            goods = _of(self.items, sku, Goods)
            goods.back_milli += quantity
            goods.back_minor += amount
        self._money(fact.tenders, -1)

    def _money(self, tenders: Any, sign: int) -> None:
        for kind, amount in tenders:
            held = self.tenders.setdefault(CASH if kind in DRAWER else kind, [0, 0])
            held[0] += kind != "change"
            held[1] += sign * amount


def _of(sums: dict[Any, Any], key: Any, new: Callable[[], Any]) -> Any:
    held = sums.get(key)
    if held is None:
        held = sums[key] = new()
    return held
