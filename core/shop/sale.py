"""Sales: closed, numbered, paid. A sale is one event and never changes again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from core.errors import MalformedError, RefusedError
from core.money import format_amount
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import TENDER_LENGTH_MAX, WORD_LENGTH_MAX, check_receipt, check_word
from core.shop.lines import (
    ItemLine,
    PriceLine,
    Tender,
    Totals,
    check_lines,
    check_tenders,
    totals_of,
)
from core.shop.taxes import TaxSum, taxes_agree


class Sale(ShopAggregate):
    """A completed sale: its lines and tenders frozen as they were charged."""

    TOPIC = "sale"

    class Created(ShopAggregate.Created):
        """The sale was completed, and its receipt number taken, in one commit."""

        TOPIC = kinds.SALE_COMPLETED
        class_version = 2
        location: str
        series: str
        number: int
        currency: str
        customer: str
        lines: tuple[tuple[Any, ...], ...]
        tenders: tuple[tuple[str, int], ...]
        ticket: bytes
        cashier: str
        shift: bytes
        taxes: tuple[TaxSum, ...]

        @staticmethod
        def upcast_v1_v2(fields: list[Any]) -> list[Any]:
            """Nobody was signed in, no shift was open and no tax was worked out."""
            return [*fields, "", b"", ()]

    location: str
    series: str
    number: int
    currency: str
    customer: str
    lines: tuple[tuple[Any, ...], ...]
    tenders: tuple[tuple[str, int], ...]
    ticket: bytes
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
        lines: Sequence[ItemLine | PriceLine],
        tenders: Sequence[Tender],
        customer: str = "",
        ticket: bytes = b"",
        cashier: str = "",
        shift: bytes = b"",
        taxes: Sequence[TaxSum] = (),
    ) -> Self:
        """Decide that these lines were sold for these tenders.

        ``cashier`` is empty when nobody is signed in, ``shift`` when none is open. Raises
        :class:`RefusedError` when there is nothing to sell, a field is out of bounds, or the
        tenders do not equal the lines (invariant I10).
        """
        held_lines, held_tenders, held_taxes = tuple(lines), tuple(tenders), tuple(taxes)
        assert taxes_agree(held_taxes, held_lines), "an exclusive tax is what its lines come to"
        check_receipt(location, series, number, currency)
        check_word("A customer number", customer, WORD_LENGTH_MAX, empty=True)
        check_word("A cashier", cashier, WORD_LENGTH_MAX, empty=True)
        check_sellable(held_lines, held_tenders)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            series=series,
            number=number,
            currency=currency,
            customer=customer,
            lines=held_lines,
            tenders=held_tenders,
            ticket=ticket,
            cashier=cashier,
            shift=shift,
            taxes=held_taxes,
        )

    @property
    def totals(self) -> Totals:
        """The sums of the lines."""
        return totals_of(self.lines)

    @property
    def receipt(self) -> str:
        """The number a person reads."""
        return receipt_text(self.series, self.number)


def receipt_text(series: str, number: int) -> str:
    """Return a receipt's number as it is printed: the till's series, then six digits."""
    return f"{series}-{number:06d}"


def check_sellable(lines: tuple[Any, ...], tenders: tuple[Any, ...]) -> Totals:
    """Check what a cashier wants to sell and return its sums; raises :class:`RefusedError`."""
    try:
        totals = check_lines(lines)
        check_tenders(tenders)
    except MalformedError as error:
        raise RefusedError(str(error)) from None
    for _, word, _, _ in lines:
        check_word("An SKU or reason", word, WORD_LENGTH_MAX, empty=True)
    for word, _ in tenders:
        check_word("A tender", word, TENDER_LENGTH_MAX)
    if totals.items == 0:
        raise RefusedError("A sale needs at least one line of goods.")
    tendered = sum(amount for _, amount in tenders)
    if tendered != totals.to_pay_minor:
        raise RefusedError(
            f"The tenders are {format_amount(tendered)} but "
            f"{format_amount(totals.to_pay_minor)} is to pay."
        )
    return totals
