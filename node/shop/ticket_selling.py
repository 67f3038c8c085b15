"""A ticket that a screen took to itself, changed at will, and sells as a whole."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.log.store import Transaction
from core.shop.ticket import TicketCompletion
from node.shop.ticket_desk import must_be_here, open_ticket_of
from node.till import Till


def completions(
    till: Till, transaction: Transaction, ticket: UUID | None, sale: UUID
) -> list[TicketCompletion]:
    """Return the completion of the ticket a sale is of; nothing for a sale without one.

    Raises :class:`RefusedError` when another till has the ticket, it is over, or money lies on it.
    """
    if ticket is None:
        return []
    found = open_ticket_of(till, transaction, ticket)
    must_be_here(till, found)
    if found.tenders or found.sales:
        raise RefusedError("Money was taken on this ticket before: complete it as it is.")
    completion = TicketCompletion.complete(
        id=till.log.mint_id(),
        timestamp=till.now(),
        ticket=found.id,
        sale=sale,
        cut=found.cut,
    )
    return [completion]
