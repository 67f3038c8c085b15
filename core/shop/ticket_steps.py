"""Steps on a ticket: goods scanned and taken off, money paid and given back, fields written.

Each is an event of its own that names its ticket, by whichever till of the branch it was done.
A line is named by the number its till gave it and the stream that holds its first scan: two
tills may both have a line 3. ``owner`` is that stream, empty where it is the event's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from core.crdt.field_map import Value
from core.errors import RefusedError
from core.money import AMOUNT_MINOR_MAX
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import (
    LINES_MAX,
    REVISION_MAX,
    SKU_LENGTH_MAX,
    TENDER_LENGTH_MAX,
    WORD_LENGTH_MAX,
    check_word,
)
from core.shop.product_edit import FieldEdit
from core.shop.ticket import TicketCut
from core.shop.ticket_fields import COUPONS, DISCOUNTS, is_ticket_field, read_off


class TicketScan(ShopAggregate):
    """Goods that were added to a line of a ticket, or taken off it: a negative quantity."""

    TOPIC = "ticket_scan"

    class Created(ShopAggregate.Created):
        """Goods were scanned or typed in."""

        TOPIC = kinds.TICKET_LINE_ADDED
        class_version = 2
        ticket: bytes
        line: int
        owner: bytes
        till: str
        sku: str
        quantity_milli: int
        amount_minor: int
        stated: int

        @staticmethod
        def upcast_v1_v2(fields: list[Any]) -> list[Any]:
            """A ticket was its till's alone, and the event's own originator."""
            line, *goods = fields
            return [b"", line, b"", "", *goods, 0]

    ticket: bytes

    @classmethod
    def scan(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        ticket: UUID,
        line: int,
        till: str,
        sku: str,
        quantity_milli: int,
        amount_minor: int,
        owner: bytes = b"",
        stated: bool = False,
    ) -> Self:
        """Decide to add goods to a line; raises :class:`RefusedError`.

        ``stated`` says that the amount is not the catalogue's. Only a line that is there already
        may be given less than nothing.
        """
        check_word("An SKU", sku, SKU_LENGTH_MAX)
        if not 0 < line <= LINES_MAX:
            raise RefusedError(f"A ticket takes at most {LINES_MAX} lines; complete this one.")
        if not 0 < abs(quantity_milli) <= QUANTITY_MILLI_MAX:
            raise RefusedError("A quantity must be more than nothing and within reason.")
        if not 0 <= amount_minor * (1 if quantity_milli > 0 else -1) <= AMOUNT_MINOR_MAX:
            raise RefusedError("The amount of a line must not be negative or absurdly large.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ticket=ticket.bytes,
            line=line,
            owner=owner,
            till=till,
            sku=sku,
            quantity_milli=quantity_milli,
            amount_minor=amount_minor,
            stated=int(stated),
        )


class TicketLineRemoval(ShopAggregate):
    """A line that was taken off a ticket."""

    TOPIC = "ticket_line_removal"

    class Created(ShopAggregate.Created):
        """What of the line lies within the cut was taken off; what was scanned apart stays."""

        TOPIC = kinds.TICKET_LINE_REMOVED
        class_version = 2
        ticket: bytes
        line: int
        owner: bytes
        cut: TicketCut

        @staticmethod
        def upcast_v1_v2(fields: list[Any]) -> list[Any]:
            """A ticket was its till's alone, and the event's own originator."""
            return [b"", *fields, b"", ()]

    ticket: bytes

    @classmethod
    def remove(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        ticket: UUID,
        line: int,
        cut: TicketCut,
        owner: bytes = b"",
    ) -> Self:
        """Decide to take a line off, as far as it was seen."""
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ticket=ticket.bytes,
            line=line,
            owner=owner,
            cut=cut,
        )


class TicketTender(ShopAggregate):
    """Money that was taken on a ticket."""

    TOPIC = "ticket_tender"

    class Created(ShopAggregate.Created):
        """The customer paid a part or the whole."""

        TOPIC = kinds.TICKET_TENDERED
        class_version = 2
        ticket: bytes
        till: str
        kind: str
        amount_minor: int
        reference: str
        pending: int

        @staticmethod
        def upcast_v1_v2(fields: list[Any]) -> list[Any]:
            """A ticket was its till's alone, and the event's own originator."""
            return [b"", "", *fields, "", 0]

    ticket: bytes

    @classmethod
    def take(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        ticket: UUID,
        till: str,
        kind: str,
        amount_minor: int,
        reference: str = "",
        pending: bool = False,
    ) -> Self:
        """Decide to take a payment; raises :class:`RefusedError`."""
        check_word("A tender", kind, TENDER_LENGTH_MAX)
        check_word("The code of a tender", reference, WORD_LENGTH_MAX, empty=True)
        if not 0 < amount_minor <= AMOUNT_MINOR_MAX:
            raise RefusedError("A tender must be more than nothing and within reason.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ticket=ticket.bytes,
            till=till,
            kind=kind,
            amount_minor=amount_minor,
            reference=reference,
            pending=int(pending),
        )


class TicketTenderReturn(ShopAggregate):
    """Money that was given back before the ticket became a sale."""

    TOPIC = "ticket_tender_return"

    class Created(ShopAggregate.Created):
        """The till that had taken a tender gave it back; it stands in the same stream."""

        TOPIC = kinds.TICKET_TENDER_RETURNED
        ticket: bytes
        sequence: int

    ticket: bytes

    @classmethod
    def give_back(cls, *, id: UUID, timestamp: datetime, ticket: UUID, sequence: int) -> Self:
        """Decide to give back the tender at a place of one's own stream."""
        return cls._create(
            cls.Created, id=id, timestamp=timestamp, ticket=ticket.bytes, sequence=sequence
        )


class TicketEdit(ShopAggregate):
    """Fields of a ticket or of its lines, written."""

    TOPIC = "ticket_edit"

    class Created(ShopAggregate.Created):
        """Fields were written; see :mod:`core.shop.ticket_fields`."""

        TOPIC = kinds.TICKET_EDITED
        ticket: bytes
        fields: tuple[FieldEdit, ...]

    ticket: bytes

    @classmethod
    def edit(
        cls, *, id: UUID, timestamp: datetime, ticket: UUID, fields: Sequence[FieldEdit]
    ) -> Self:
        """Decide that fields change; raises :class:`RefusedError` when one cannot."""
        assert fields, "an edit changes something"
        for name, revision, value in fields:
            if not 1 <= revision <= REVISION_MAX or not is_ticket_field(name, value):
                raise RefusedError(f"The {name.partition('/')[0]} of a ticket cannot be {value!r}.")
            _check_value(name, value)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ticket=ticket.bytes,
            fields=tuple(sorted(fields)),
        )


def _check_value(name: str, value: Value) -> None:
    what = f"The {name.partition('/')[0]} of a ticket"
    check_word(what, name, len(name))
    if isinstance(value, str):
        off = read_off(value) if name.startswith((DISCOUNTS, COUPONS)) else None
        check_word(what, value if off is None else off.reason, WORD_LENGTH_MAX, empty=True)
