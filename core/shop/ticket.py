"""Tickets: the open document that the tills of a branch scan into, durable at every keystroke.

A ticket is a merging document: whoever opened it, every till of its branch may edit it, whether
the others can be heard or not. So no step is an event *of* the ticket's aggregate, which only
one origin may write: each is an event of its own that names the ticket. What a ticket has come to
is the fold of all of them in any order (:mod:`core.shop.ticket_state`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import LOCATION_LENGTH_MAX, WORD_LENGTH_MAX, check_word

TicketCut = tuple[tuple[bytes, int], ...]
"""Of each stream that wrote to a ticket, as bytes and in their order, how far it was heard."""


class Ticket(ShopAggregate):
    """A sale in the making, opened."""

    TOPIC = "ticket"

    class Created(ShopAggregate.Created):
        """The ticket was opened at a till."""

        TOPIC = kinds.TICKET_OPENED
        location: str
        till: str

    location: str
    till: str

    @classmethod
    def open(cls, *, id: UUID, timestamp: datetime, location: str, till: str) -> Self:
        """Decide to open a ticket; raises :class:`RefusedError` when a name is wrong."""
        check_word("A location", location, LOCATION_LENGTH_MAX)
        check_word("A till", till, WORD_LENGTH_MAX)
        return cls._create(cls.Created, id=id, timestamp=timestamp, location=location, till=till)


class TicketCompletion(ShopAggregate):
    """A ticket that became a sale."""

    TOPIC = "ticket_completion"

    class Created(ShopAggregate.Created):
        """The ticket became a sale, in the same commit; what is beyond the cut did not."""

        TOPIC = kinds.TICKET_COMPLETED
        class_version = 2
        ticket: bytes
        sale: bytes
        cut: TicketCut

        @staticmethod
        def upcast_v1_v2(fields: list[Any]) -> list[Any]:
            """A ticket was its till's alone, and the event's own originator."""
            return [b"", *fields, ()]

    ticket: bytes
    sale: bytes
    cut: TicketCut

    @classmethod
    def complete(
        cls, *, id: UUID, timestamp: datetime, ticket: UUID, sale: UUID, cut: TicketCut
    ) -> Self:
        """Decide that all of a ticket within the cut is a sale now."""
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ticket=ticket.bytes,
            sale=sale.bytes,
            cut=cut,
        )


class TicketClosing(ShopAggregate):
    """A ticket that ended without a sale: merged into another, or given up."""

    TOPIC = "ticket_closing"

    class Created(ShopAggregate.Created):
        """What was on the ticket within the cut went elsewhere, or nowhere."""

        TOPIC = kinds.TICKET_CLOSED
        ticket: bytes
        into: bytes
        reason: str
        cut: TicketCut

    ticket: bytes
    into: bytes
    reason: str
    cut: TicketCut

    @classmethod
    def close(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        ticket: UUID,
        cut: TicketCut,
        into: UUID | None = None,
        reason: str = "",
    ) -> Self:
        """Decide to end a ticket; ``into`` is the one its lines went to, None for none."""
        check_word("A reason", reason, WORD_LENGTH_MAX, empty=True)
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            ticket=ticket.bytes,
            into=b"" if into is None else into.bytes,
            reason=reason,
            cut=cut,
        )


def cut_of(places: Sequence[tuple[bytes, int]]) -> TicketCut:
    """Return the cut that covers these places: (stream, sequence) each."""
    furthest: dict[bytes, int] = {}
    for stream, sequence in places:
        furthest[stream] = max(sequence, furthest.get(stream, 0))
    return tuple(sorted(furthest.items()))
