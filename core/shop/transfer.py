"""Transfers: goods on their way from one branch to another.

On the way they lie in a location of their own, so that nothing is created or destroyed by
being carried. Each act is an aggregate of its own that names the transfer: whoever receives need
not have heard of the dispatch, and nobody writes into another's aggregate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self
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
from core.shop.stock import StockLine

_IN_TRANSIT = "transit:"


def transit_to(location: str) -> str:
    """Return where goods are that were sent to a branch and have not arrived.

    No branch is called so: names of branches hold no colon.
    """
    return _IN_TRANSIT + location


def is_transit(location: str) -> bool:
    """Return whether a location is on the way to a branch."""
    return location.startswith(_IN_TRANSIT)


class ArrivedLine(NamedTuple):
    """What came of one product, and what is known to be lost for good."""

    sku: str
    received_milli: int
    lost_milli: int


class Dispatch(ShopAggregate):
    """Goods that left a branch; its id is the transfer's."""

    TOPIC = "transfer_dispatch"

    class Created(ShopAggregate.Created):
        """Goods left for another branch."""

        TOPIC = kinds.TRANSFER_DISPATCHED
        location: str
        to: str
        lines: tuple[StockLine, ...]
        note: str

    location: str
    to: str
    lines: tuple[StockLine, ...]
    note: str

    @classmethod
    def send(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        to: str,
        lines: Sequence[StockLine],
        note: str = "",
    ) -> Self:
        """Decide to send goods; raises :class:`RefusedError` when they would go nowhere."""
        check_word("A location", to, LOCATION_LENGTH_MAX)
        if to == location:
            raise RefusedError(f"The goods are in {to} already.")
        _check(location, note, lines)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            to=to,
            lines=tuple(lines),
            note=note,
        )


class Arrival(ShopAggregate):
    """Goods of a transfer that reached their branch, all or some, or never will."""

    TOPIC = "transfer_arrival"

    class Created(ShopAggregate.Created):
        """Goods arrived, or were found to be lost on the way."""

        TOPIC = kinds.TRANSFER_RECEIVED
        location: str
        transfer: bytes
        lines: tuple[ArrivedLine, ...]
        note: str

    location: str
    transfer: bytes
    lines: tuple[ArrivedLine, ...]
    note: str

    @classmethod
    def receive(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        transfer: UUID,
        lines: Sequence[ArrivedLine],
        note: str = "",
    ) -> Self:
        """Decide that goods arrived; raises :class:`RefusedError` when nothing did."""
        for line in lines:
            if min(line.received_milli, line.lost_milli) < 0:
                raise RefusedError(f"Less than nothing of {line.sku} cannot arrive or be lost.")
        _check(location, note, [(sku, received + lost) for sku, received, lost in lines])
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            transfer=transfer.bytes,
            lines=tuple(lines),
            note=note,
        )


class Cancellation(ShopAggregate):
    """Goods of a transfer that went back to the branch that sent them."""

    TOPIC = "transfer_cancellation"

    class Created(ShopAggregate.Created):
        """What was still on the way came back."""

        TOPIC = kinds.TRANSFER_CANCELLED
        location: str
        to: str
        transfer: bytes
        lines: tuple[StockLine, ...]
        note: str

    location: str
    to: str
    transfer: bytes
    lines: tuple[StockLine, ...]
    note: str

    @classmethod
    def cancel(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        to: str,
        transfer: UUID,
        lines: Sequence[StockLine],
        note: str = "",
    ) -> Self:
        """Decide that goods came back; raises :class:`RefusedError` when none can."""
        check_word("A location", to, LOCATION_LENGTH_MAX)
        _check(location, note, lines)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            location=location,
            to=to,
            transfer=transfer.bytes,
            lines=tuple(lines),
            note=note,
        )


def _check(location: str, note: str, lines: Sequence[StockLine]) -> None:
    check_word("A location", location, LOCATION_LENGTH_MAX)
    check_word("A note", note, WORD_LENGTH_MAX, empty=True)
    if not 0 < len(lines) <= LINES_MAX:
        raise RefusedError(f"Give 1 to {LINES_MAX} lines of SKU and quantity.")
    for sku, quantity in lines:
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if not 0 < quantity <= QUANTITY_MILLI_MAX:
            raise RefusedError(f"The quantity of {sku} is nothing or out of bounds.")
