"""The lines and tenders of a sale, and the sums every part of the shop must agree on.

Item lines, discounts and coupons are lines of their own kind in money:

* takings = items + discounts: what the shop receives for its goods;
* to pay = takings + coupons + taxes + rounding: what the customer's tenders add up to
  (invariant I10). A manufacturer's coupon is paid to the shop by the manufacturer, a tax line
  is an exclusive tax the shop passes on, and rounding is what coins are too large for.

Discounts and coupons are negative amounts. Nothing here divides: a line's amount is kept as
it was charged, for 7.7 % of real multi-quantity lines do not divide by their quantity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop.limits import (
    LINES_MAX,
    SKU_LENGTH_MAX,
    TENDER_LENGTH_MAX,
    TENDERS_MAX,
    WORD_LENGTH_MAX,
)
from core.tuples import make_tuple

ITEM, DISCOUNT, COUPON, TAX, ROUNDING = 0, 1, 2, 3, 4
"""The first field of a line: what kind it is."""

_AMOUNT_MINOR_MIN = -AMOUNT_MINOR_MAX

BASKET = 0
"""The item number of a line about the whole basket; items count from 1."""


class ItemLine(NamedTuple):
    """Goods over the counter: amount is the shelf price for the whole quantity."""

    kind: int
    sku: str
    quantity_milli: int
    amount_minor: int


class PriceLine(NamedTuple):
    """Money beside the goods: of one item, or of the basket when ``item`` is 0.

    Its reason is what stands on the receipt: why less is charged, or the tax's name.
    """

    kind: int
    reason: str
    item: int
    amount_minor: int


class Tender(NamedTuple):
    """One payment; change handed back is a negative tender."""

    kind: str
    amount_minor: int


def item_line(sku: str, quantity_milli: int, amount_minor: int) -> ItemLine:
    """Return a line of goods."""
    return ItemLine(ITEM, sku, quantity_milli, amount_minor)


def discount_line(reason: str, item: int, amount_minor: int) -> PriceLine:
    """Return a discount, a negative amount, on the item numbered ``item`` or on the basket."""
    return PriceLine(DISCOUNT, reason, item, amount_minor)


def coupon_line(reason: str, item: int, amount_minor: int) -> PriceLine:
    """Return a manufacturer's coupon, a negative amount, on an item or on the basket."""
    return PriceLine(COUPON, reason, item, amount_minor)


def tax_line(name: str, item: int, amount_minor: int) -> PriceLine:
    """Return an exclusive tax, charged on top, of an item or of the basket."""
    return PriceLine(TAX, name, item, amount_minor)


def rounding_line(reason: str, amount_minor: int) -> PriceLine:
    """Return what is added or taken off so that coins can pay it."""
    return PriceLine(ROUNDING, reason, BASKET, amount_minor)


class Totals(NamedTuple):
    """The sums of a sale's lines."""

    items: int
    quantity_milli: int
    takings_minor: int
    coupon_minor: int
    """What coupons took off, as a positive amount."""
    tax_minor: int = 0
    """Exclusive taxes, on top of the takings; inclusive ones are part of them."""
    rounding_minor: int = 0

    @property
    def to_pay_minor(self) -> int:
        """What the tenders must add up to; below nothing only in sales of older programs."""
        _, _, takings, coupon, tax, rounding = self
        return takings - coupon + tax + rounding


def totals_of(lines: Sequence[tuple[Any, ...]]) -> Totals:
    """Return the sums of well-formed lines."""
    items = quantity = 0
    sums = [0] * (ROUNDING + 1)
    for kind, _, number, amount in lines:
        if kind == ITEM:
            items += 1
            quantity += number
        sums[kind] += amount
    goods, discounts, coupons, taxes, rounding = sums
    return Totals(items, quantity, goods + discounts, -coupons, taxes, rounding)


def check_lines(lines: Any) -> Totals:
    """Check the lines of an event from anywhere and return their sums.

    Raises :class:`MalformedError`. One walk does both: every sale of the chain passes here.
    """
    if type(lines) is not tuple or len(lines) > LINES_MAX:
        raise MalformedError(f"A sale has at most {LINES_MAX} lines.")
    items = quantity = goods = 0
    beside = [0, 0, 0, 0, 0]
    for kind, word, number, amount in lines:
        if type(amount) is not int or not _AMOUNT_MINOR_MIN <= amount <= AMOUNT_MINOR_MAX:
            raise MalformedError("A line's amount is no amount of money.")
        if type(word) is not str or type(number) is not int or number < 0 or "\0" in word:
            raise MalformedError("A line's fields are of the wrong type.")
        if type(kind) is not int:
            raise MalformedError("A line's kind is no number.")
        if kind == ITEM:
            if not 0 < len(word) <= SKU_LENGTH_MAX or number > QUANTITY_MILLI_MAX:
                raise MalformedError("A line's SKU or quantity is out of bounds.")
            items += 1
            quantity += number
            goods += amount
            continue
        if not ITEM < kind <= ROUNDING:
            raise MalformedError("A line's kind is not known here.")
        if len(word) > WORD_LENGTH_MAX:
            raise MalformedError("A line's reason is too long.")
        if number > (items if kind != ROUNDING else BASKET):
            raise MalformedError("A line names an item that is not above it.")
        if amount > 0 and kind <= COUPON:
            raise MalformedError("A discount or coupon adds money.")
        beside[kind] += amount
    _, discounts, coupons, taxes, rounding = beside
    return make_tuple(Totals, (items, quantity, goods + discounts, -coupons, taxes, rounding))


def check_tenders(tenders: Any) -> None:
    """Check the tenders of an event from anywhere; raises :class:`MalformedError`."""
    if type(tenders) is not tuple or len(tenders) > TENDERS_MAX:
        raise MalformedError(f"A sale has at most {TENDERS_MAX} tenders.")
    for kind, amount in tenders:
        if type(kind) is not str or not 0 < len(kind) <= TENDER_LENGTH_MAX or "\0" in kind:
            raise MalformedError("A tender's kind is empty or too long.")
        if type(amount) is not int or not _AMOUNT_MINOR_MIN <= amount <= AMOUNT_MINOR_MAX:
            raise MalformedError("A tender's amount is no amount of money.")


def check_refund_lines(lines: Any) -> None:
    """Check the lines of a refund from anywhere; raises :class:`MalformedError`."""
    if type(lines) is not tuple or len(lines) > LINES_MAX:
        raise MalformedError(f"A refund has at most {LINES_MAX} lines.")
    for item, sku, quantity, amount in lines:
        if type(item) is not int or not 1 <= item <= LINES_MAX:
            raise MalformedError("A refunded line names no item of the sale.")
        if type(sku) is not str or not 0 < len(sku) <= SKU_LENGTH_MAX or "\0" in sku:
            raise MalformedError("A refunded line's SKU is empty or too long.")
        if type(quantity) is not int or not 0 <= quantity <= QUANTITY_MILLI_MAX:
            raise MalformedError("A refunded line's quantity is out of bounds.")
        if type(amount) is not int or not _AMOUNT_MINOR_MIN <= amount <= AMOUNT_MINOR_MAX:
            raise MalformedError("A refunded line's amount is no amount of money.")
