"""Refunds: goods come back, money goes out, the sale itself never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from core.errors import RefusedError
from core.money import divide_rounded, format_amount
from core.quantity import format_quantity
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import WORD_LENGTH_MAX
from core.shop.lines import ITEM, Tender
from core.shop.sale import receipt_text


class RefundLine(NamedTuple):
    """Goods of one item line of the sale that come back, and what is paid for them."""

    item: int
    sku: str
    quantity_milli: int
    amount_minor: int


class ItemPaid(NamedTuple):
    """What the customer paid for one item line, its own discounts and coupons counted."""

    sku: str
    quantity_milli: int
    paid_minor: int


class Refunded(NamedTuple):
    """What has come back of one item line so far."""

    quantity_milli: int
    amount_minor: int


NOTHING_REFUNDED = Refunded(0, 0)
"""The line of a sale nobody brought anything back of."""


class Refund(ShopAggregate):
    """A completed refund of one sale."""

    TOPIC = "refund"

    class Created(ShopAggregate.Created):
        """Goods came back and the money was paid out."""

        TOPIC = kinds.REFUND_COMPLETED
        location: str
        series: str
        number: int
        currency: str
        sale: bytes
        lines: tuple[RefundLine, ...]
        tenders: tuple[tuple[str, int], ...]
        reason: str

    def __init__(
        self,
        location: str,
        series: str,
        number: int,
        currency: str,
        sale: bytes,
        lines: tuple[RefundLine, ...],
        tenders: tuple[tuple[str, int], ...],
        reason: str,
    ) -> None:
        """Keep what came back."""
        self.location = location
        self.series = series
        self.number = number
        self.currency = currency
        self.sale = sale
        self.lines = lines
        self.tenders = tenders
        self.reason = reason

    @classmethod
    def complete(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        series: str,
        number: int,
        currency: str,
        sale: UUID,
        lines: Sequence[RefundLine],
        tender: str,
        reason: str = "",
    ) -> Self:
        """Decide that these goods came back and were paid out in one tender."""
        if not lines:
            raise RefusedError("A refund needs at least one line.")
        if not 0 < len(tender) <= WORD_LENGTH_MAX or len(reason) > WORD_LENGTH_MAX:
            raise RefusedError("Name the tender, and keep the reason short.")
        amount = sum(line.amount_minor for line in lines)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            series=series,
            number=number,
            currency=currency,
            sale=sale.bytes,
            lines=tuple(lines),
            tenders=(Tender(tender, amount),),
            reason=reason,
        )

    @property
    def amount_minor(self) -> int:
        """What was paid out."""
        return sum(amount for _, amount in self.tenders)

    @property
    def receipt(self) -> str:
        """The number a person reads."""
        return receipt_text(self.series, self.number)


def items_paid(lines: Sequence[tuple[Any, ...]]) -> list[ItemPaid]:
    """Return what was paid for each item line of a sale, in order.

    Discounts and coupons on the whole basket are not spread: they stay with the basket.
    """
    items: list[ItemPaid] = []
    for kind, word, number, amount in lines:
        if kind == ITEM:
            items.append(ItemPaid(word, number, amount))
        elif number:
            item = items[number - 1]
            items[number - 1] = item._replace(paid_minor=item.paid_minor + amount)
    return items


def refund_line(
    items: Sequence[ItemPaid],
    refunded: Mapping[int, Refunded],
    item: int,
    quantity_milli: int,
) -> RefundLine:
    """Return what to pay for ``quantity_milli`` of item line ``item``.

    The amount is the share of what was paid, rounded half away from zero; the last part
    takes what is left, so that all parts together are exactly what was paid. Raises
    :class:`RefusedError` when the line does not exist or less is left of it.
    """
    if not 0 < item <= len(items):
        raise RefusedError(f"The sale has no line {item}; it has {len(items)}.")
    if quantity_milli <= 0:
        raise RefusedError("A refunded quantity must be more than nothing.")
    sold, back = items[item - 1], refunded.get(item, NOTHING_REFUNDED)
    left_milli = sold.quantity_milli - back.quantity_milli
    if quantity_milli > left_milli:
        raise RefusedError(
            f"Only {format_quantity(left_milli)} of {sold.sku} can come back; "
            f"{format_quantity(sold.quantity_milli)} were sold."
        )
    left_minor = sold.paid_minor - back.amount_minor
    if quantity_milli == left_milli:
        amount = left_minor
    else:
        amount = divide_rounded(sold.paid_minor * quantity_milli, sold.quantity_milli)
    if amount > left_minor > 0:
        raise RefusedError(f"Only {format_amount(left_minor)} is left to pay back for {sold.sku}.")
    return RefundLine(item, sold.sku, quantity_milli, amount)
