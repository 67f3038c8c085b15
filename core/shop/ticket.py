"""Tickets: the open document a cashier scans into, durable at every keystroke."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    LINES_MAX,
    LOCATION_LENGTH_MAX,
    SKU_LENGTH_MAX,
    TENDER_LENGTH_MAX,
    TENDERS_MAX,
    WORD_LENGTH_MAX,
    check_word,
)
from core.shop.lines import ItemLine, Tender, item_line, totals_of


class Ticket(ShopAggregate):
    """A sale in the making: lines come and go until it is completed."""

    TOPIC = "ticket"

    class Created(ShopAggregate.Created):
        """The ticket was opened at a till."""

        TOPIC = kinds.TICKET_OPENED
        location: str
        till: str

    class LineAdded(ShopAggregate.Event):
        """Goods were scanned or typed in."""

        TOPIC = kinds.TICKET_LINE_ADDED
        line: int
        sku: str
        quantity_milli: int
        amount_minor: int

        def apply(self, aggregate: Ticket) -> None:
            """Remember the line under its number."""
            aggregate.lines[self.line] = item_line(self.sku, self.quantity_milli, self.amount_minor)
            aggregate.lines_added = self.line

    class LineRemoved(ShopAggregate.Event):
        """A line was taken off again."""

        TOPIC = kinds.TICKET_LINE_REMOVED
        line: int

        def apply(self, aggregate: Ticket) -> None:
            """Forget the line; its number is not used again."""
            del aggregate.lines[self.line]

    class Tendered(ShopAggregate.Event):
        """The customer paid a part or the whole."""

        TOPIC = kinds.TICKET_TENDERED
        kind: str
        amount_minor: int

        def apply(self, aggregate: Ticket) -> None:
            """Remember the tender."""
            aggregate.tenders.append(Tender(self.kind, self.amount_minor))

    class Completed(ShopAggregate.Event):
        """The ticket became a sale, in the same commit."""

        TOPIC = kinds.TICKET_COMPLETED
        sale: bytes

        def apply(self, aggregate: Ticket) -> None:
            """Remember the sale."""
            aggregate.sale = self.sale

    def __init__(self, location: str, till: str) -> None:
        """Open with nothing on it."""
        self.location = location
        self.till = till
        self.lines: dict[int, ItemLine] = {}
        self.lines_added = 0
        self.tenders: list[Tender] = []
        self.sale = b""

    @classmethod
    def open(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        location: str,
        till: str,
    ) -> Self:
        """Decide to open a ticket; raises :class:`RefusedError` when a name is wrong."""
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("A till", till, WORD_LENGTH_MAX)
        return cls._create(cls.Created, id=id, timestamp=timestamp, location=location, till=till)

    def add_line(
        self, timestamp: datetime, sku: str, quantity_milli: int, amount_minor: int
    ) -> int:
        """Add goods and return the line's number; raises :class:`RefusedError`."""
        self._must_be_open()
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if not 0 < quantity_milli <= QUANTITY_MILLI_MAX:
            raise RefusedError("A quantity must be more than nothing and within reason.")
        if not 0 <= amount_minor <= AMOUNT_MINOR_MAX:
            raise RefusedError("The amount of a line must not be negative or absurdly large.")
        if self.lines_added >= LINES_MAX:
            raise RefusedError(f"A ticket takes at most {LINES_MAX} lines; complete this one.")
        self.trigger_event(
            self.LineAdded,
            timestamp=timestamp,
            line=self.lines_added + 1,
            sku=sku,
            quantity_milli=quantity_milli,
            amount_minor=amount_minor,
        )
        return self.lines_added

    def remove_line(self, timestamp: datetime, line: int) -> None:
        """Take a line off; raises :class:`RefusedError` when it is not on the ticket."""
        self._must_be_open()
        if line not in self.lines:
            raise RefusedError(f"Line {line} is not on this ticket.")
        self.trigger_event(self.LineRemoved, timestamp=timestamp, line=line)

    def tender(self, timestamp: datetime, kind: str, amount_minor: int) -> None:
        """Take a payment; raises :class:`RefusedError`."""
        self._must_be_open()
        check_word("A tender", kind, TENDER_LENGTH_MAX)
        if not 0 < amount_minor <= AMOUNT_MINOR_MAX:
            raise RefusedError("A tender must be more than nothing and within reason.")
        if len(self.tenders) >= TENDERS_MAX - 1:
            raise RefusedError(f"A ticket takes at most {TENDERS_MAX - 1} tenders.")
        self.trigger_event(self.Tendered, timestamp=timestamp, kind=kind, amount_minor=amount_minor)

    def complete(self, timestamp: datetime, sale: UUID) -> None:
        """Close the ticket as the sale it became."""
        self._must_be_open()
        self.trigger_event(self.Completed, timestamp=timestamp, sale=sale.bytes)

    @property
    def to_pay_minor(self) -> int:
        """What the lines come to."""
        return totals_of(tuple(self.lines.values())).to_pay_minor

    @property
    def tendered_minor(self) -> int:
        """What has been paid so far."""
        return sum(tender.amount_minor for tender in self.tenders)

    def _must_be_open(self) -> None:
        if self.sale:
            raise RefusedError("This ticket is completed; open a new one.")
