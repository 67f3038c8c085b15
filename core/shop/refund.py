"""Refunds: goods come back, money goes out, the sale itself never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from core.errors import MalformedError, RefusedError
from core.money import divide_rounded, format_amount, spread
from core.quantity import format_quantity
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.credit import GIFT_CARD
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
    return settled(items, basket_minor)


def settled(items: Sequence[ItemPaid], basket_minor: int = 0) -> list[ItemPaid]:
    """Return items with what is of the whole basket spread over them, none below nothing.

    What an older sale took off an item beyond its price is borne by the others, for whoever
    brings those back alone has paid so much less for them. Gift cards are worth what stands on
    them, and bear only what the goods cannot. Below nothing items are where the sale is.
    """
    amounts = [max(item.paid_minor, 0) for item in items]
    spread_minor = basket_minor + sum(min(item.paid_minor, 0) for item in items)
    goods = [
        0 if item.sku == GIFT_CARD else amount for item, amount in zip(items, amounts, strict=True)
    ]
    by_goods_minor = max(spread_minor, -sum(goods)) if any(goods) else 0
    amounts = _added(amounts, spread(by_goods_minor, goods))
    amounts = _added(amounts, spread(spread_minor - by_goods_minor, amounts))
    return [item._replace(paid_minor=amount) for item, amount in zip(items, amounts, strict=True)]


def _added(amounts: Sequence[int], shares: Sequence[int]) -> list[int]:
    return [amount + share for amount, share in zip(amounts, shares, strict=True)]


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


def money_left(sold: ItemPaid, back: Refunded) -> int:
    """Return what of the money of a line has not gone back; nothing where too much did."""
    left = sold.paid_minor - back.amount_minor
    return left if left * sold.paid_minor > 0 else 0


def _money_line(item: int, sold: ItemPaid, back: Refunded) -> RefundLine:
    """Return a line that was sold as money without a quantity: it comes back whole, once."""
    left = money_left(sold, back)
    if not left:
        raise RefusedError(f"Nothing is left of {sold.sku} to refund.")
    return RefundLine(item, sold.sku, 0, left)


def at_most_paid(
    items: Sequence[ItemPaid], refunded: Mapping[int, Refunded], lines: Sequence[RefundLine]
) -> list[RefundLine]:
    """Return lines that come back worth no more than is left of what was paid for the sale.

    They are worth less only where more went back before than their goods were worth: at tills
    that could not hear one another, or by an older program. Raises :class:`RefusedError` when
    nothing is left.
    """
    paid_minor = max(sum(item.paid_minor for item in items), 0)
    before_minor = sum(back.amount_minor for back in refunded.values())
    left_minor = max(paid_minor - before_minor, 0)
    within = list[RefundLine]()
    for line in lines:
        amount = min(line.amount_minor, left_minor)
        left_minor -= max(amount, 0)
        within.append(line._replace(amount_minor=amount))
    if any(line.amount_minor > 0 for line in lines) and not any(
        line.amount_minor for line in within
    ):
        raise RefusedError(
            f"All that was paid for this sale went back before: {format_amount(before_minor)} "
            f"of {format_amount(paid_minor)}."
        )
    return within
