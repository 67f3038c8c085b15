"""Stock that comes in and stock that is put right; sales and refunds move it by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from core.errors import RefusedError
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    LINES_MAX,
    LOCATION_LENGTH_MAX,
    SKU_LENGTH_MAX,
    WORD_LENGTH_MAX,
    check_word,
)

StockLine = tuple[str, int]
"""SKU and quantity in thousandths."""


def _check(location: str, lines: Sequence[StockLine], note: str, *, least_milli: int) -> None:
    check_word("A location", location, LOCATION_LENGTH_MAX)
    check_word("A note", note, WORD_LENGTH_MAX, empty=True)
    if not 0 < len(lines) <= LINES_MAX:
        raise RefusedError(f"Give 1 to {LINES_MAX} lines of SKU and quantity.")
    for sku, quantity in lines:
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if quantity == 0 or not least_milli <= quantity <= QUANTITY_MILLI_MAX:
            raise RefusedError(f"The quantity of {sku} is nothing or out of bounds.")


class StockReceipt(ShopAggregate):
    """One delivery into a location."""

    TOPIC = "stock_receipt"

    class Created(ShopAggregate.Created):
        """Goods came in."""

        TOPIC = kinds.STOCK_RECEIVED
        location: str
        lines: tuple[StockLine, ...]
        reference: str

    location: str
    lines: tuple[StockLine, ...]
    reference: str

    @classmethod
    def receive(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        lines: Sequence[StockLine],
        reference: str = "",
    ) -> Self:
        """Decide that goods came in; raises :class:`RefusedError` on a negative quantity."""
        _check(location, lines, reference, least_milli=1)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            lines=tuple(lines),
            reference=reference,
        )


class StockAdjustment(ShopAggregate):
    """One correction of a location's stock, up or down, with its reason."""

    TOPIC = "stock_adjustment"

    class Created(ShopAggregate.Created):
        """Stock was found to be other than the books said."""

        TOPIC = kinds.STOCK_ADJUSTED
        location: str
        lines: tuple[StockLine, ...]
        reason: str

    location: str
    lines: tuple[StockLine, ...]
    reason: str

    @classmethod
    def adjust(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        lines: Sequence[StockLine],
        reason: str,
    ) -> Self:
        """Decide to correct stock; raises :class:`RefusedError` without a reason."""
        if not reason:
            raise RefusedError("An adjustment needs a reason.")
        _check(location, lines, reason, least_milli=-QUANTITY_MILLI_MAX)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            lines=tuple(lines),
            reason=reason,
        )
