"""Refunds: goods come back, money goes out, the sale itself never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from core.errors import MalformedError, RefusedError
from core.money import divide_rounded, spread
from core.quantity import format_quantity
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import TENDER_LENGTH_MAX, WORD_LENGTH_MAX, check_receipt, check_word
from core.shop.lines import ITEM, Tender, check_refund_lines, check_tenders
from core.shop.sale import receipt_text
from core.shop.taxes import TaxSum


class RefundLine(NamedTuple):
    """Goods of one item line of the sale that come back, and what is paid for them."""

    item: int
    sku: str
    quantity_milli: int
    amount_minor: int


class ItemPaid(NamedTuple):
    """What the customer paid for one item line, its own discounts, coupons and taxes counted."""

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
        class_version = 3
        location: str
        series: str
        number: int
        currency: str
        sale: bytes
        lines: tuple[RefundLine, ...]
        tenders: tuple[tuple[str, int], ...]
        reason: str
        cashier: str
        shift: bytes
        taxes: tuple[TaxSum, ...]

        @staticmethod
        def upcast_v1_v2(fields: list[Any]) -> list[Any]:
            """Nobody was signed in and no shift was open."""
            return [*fields, "", b""]

        @staticmethod
        def upcast_v2_v3(fields: list[Any]) -> list[Any]:
            """What of the taxes came back was not worked out."""
            return [*fields, ()]

    location: str
    series: str
    number: int
    currency: str
    sale: bytes
    lines: tuple[RefundLine, ...]
    tenders: tuple[tuple[str, int], ...]
    reason: str
    cashier: str
    shift: bytes
    taxes: tuple[TaxSum, ...]

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
        sale: UUID | None,
        lines: Sequence[RefundLine],
        tender: str = "",
        tenders: Sequence[Tender] = (),
        reason: str = "",
        cashier: str = "",
        shift: bytes = b"",
        taxes: Sequence[TaxSum] = (),
    ) -> Self:
        """Decide that these goods came back and were paid out in one tender, or in these.

        ``sale`` is None when nothing proves one. ``cashier`` is empty when nobody is signed in,
        ``shift`` when none is open. Raises :class:`RefusedError` when nothing comes back, a
        field is out of bounds, or the tenders are not what the lines come to.
        """
        if not lines:
            raise RefusedError("A refund needs at least one line.")
        check_receipt(location, series, number, currency)
        amount_minor = sum(line.amount_minor for line in lines)
        paid_out = tuple(tenders) or (Tender(tender, amount_minor),)
        assert sum(one.amount_minor for one in paid_out) == amount_minor, "all is paid out (I10)"
        for one in paid_out:
            check_word("A tender", one.kind, TENDER_LENGTH_MAX)
        check_word("A reason", reason, WORD_LENGTH_MAX, empty=True)
        check_word("A cashier", cashier, WORD_LENGTH_MAX, empty=True)
        try:
            check_refund_lines(tuple(lines))
            check_tenders(paid_out)
        except MalformedError as error:
            raise RefusedError(str(error)) from None
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            series=series,
            number=number,
            currency=currency,
            sale=b"" if sale is None else sale.bytes,
            lines=tuple(lines),
            tenders=paid_out,
            reason=reason,
            cashier=cashier,
            shift=shift,
            taxes=tuple(taxes),
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

    What is of the whole basket is spread over its items by what each cost, so that the items
    together are exactly what the customer paid, taxes and rounding included.
    """
    items: list[ItemPaid] = []
    basket_minor = 0
    for kind, word, number, amount in lines:
        if kind == ITEM:
            items.append(ItemPaid(word, number, amount))
        elif number:
            item = items[number - 1]
            items[number - 1] = item._replace(paid_minor=item.paid_minor + amount)
        else:
            basket_minor += amount
    shares = spread(basket_minor, [max(item.paid_minor, 0) for item in items])
    return [
        item._replace(paid_minor=item.paid_minor + share)
        for item, share in zip(items, shares, strict=True)
    ]


def refund_line(
    items: Sequence[ItemPaid],
    refunded: Mapping[int, Refunded],
    item: int,
    quantity_milli: int,
) -> RefundLine:
    """Return what to pay for ``quantity_milli`` of item line ``item``.

    Everything brought back so far is worth its rounded share of what was paid, and a part
    is worth what it adds to that: any parts together are exactly what was paid. Raises
    :class:`RefusedError` when the line does not exist or less is left of it.
    """
    if not 0 < item <= len(items):
        raise RefusedError(f"The sale has no line {item}; it has {len(items)}.")
    sold, back = items[item - 1], refunded.get(item, NOTHING_REFUNDED)
    if sold.quantity_milli == 0:
        return _money_line(item, sold, back)
    if quantity_milli <= 0:
        raise RefusedError("A refunded quantity must be more than nothing.")
    left_milli = sold.quantity_milli - back.quantity_milli
    if quantity_milli > left_milli:
        raise RefusedError(
            f"Only {format_quantity(left_milli)} of {sold.sku} can come back; "
            f"{format_quantity(sold.quantity_milli)} were sold."
        )
    back_milli = back.quantity_milli + quantity_milli
    share = divide_rounded(sold.paid_minor * back_milli, sold.quantity_milli)
    amount = share - back.amount_minor
    # Tills apart may each have rounded up; that is not taken from the next customer.
    amount = max(amount, 0) if sold.paid_minor >= 0 else min(amount, 0)
    return RefundLine(item, sold.sku, quantity_milli, amount)


def _money_line(item: int, sold: ItemPaid, back: Refunded) -> RefundLine:
    """Return a line that was sold as money without a quantity: it comes back whole, once."""
    if sold.paid_minor == back.amount_minor:
        raise RefusedError(f"Nothing is left of {sold.sku} to refund.")
    return RefundLine(item, sold.sku, 0, sold.paid_minor - back.amount_minor)
