"""Something left on a ticket that was ended elsewhere: goods or money that are in no sale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from core.identity import StreamId
from core.log.entry import Entry
from core.log.log_view import LogView
from core.money import format_amount
from core.shop.ticket_state import LEFT, TicketState
from core.views import tickets
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class TicketLeft:
    """A ticket ended at one till while another, unheard, still scanned or took money on it.

    What was left is on the ticket still: it may be completed or closed as any other.
    """

    name = "ticket-left"
    ways = ("complete the rest", "give the money back", "accept")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the table of tickets has it."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield the tickets that were ended and still have something on them."""
        for scope, ticket in tickets.waiting(view.table(tickets.TICKETS)):
            found = tickets.find(view.table(tickets.TICKETS), ticket, scope)
            if found is None or found.state != LEFT:
                continue
            amount = found.to_pay_minor + found.tendered_minor
            subject = (ticket.hex, scope)
            yield Problem(self.name, subject, found.opened.location, amount, marks_of(_left(found)))

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the scans and payments that are left."""
        ticket, scope = UUID(hex=problem.subject[0]), problem.subject[1]
        found = tickets.find(view.table(tickets.TICKETS), ticket, scope)
        places = [] if found is None else _left(found)
        return earliest(involved_at(view, stream, sequence) for stream, sequence in places)

    def said(self, problem: Problem) -> str:
        """Say what is left of which ticket."""
        return (
            f"Ticket {problem.subject[0][:8]} was ended at one till while another still worked on "
            f"it: {format_amount(problem.amount)} of goods and payments are in no sale."
        )


def _left(found: TicketState) -> list[tuple[StreamId, int]]:
    places = [place for line in found.lines for place in line.cut]
    places += [(tender.stream, tender.sequence) for tender in found.tenders]
    return [(StreamId.from_bytes(stream), sequence) for stream, sequence in places]
