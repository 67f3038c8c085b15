"""Tickets: what was scanned into a shared one is in a sale of it, or on it still."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from core.identity import StreamId, branch_scope
from core.log.entry import entry_of
from core.log.log_view import LogView
from core.shop.lines import ITEM
from core.shop.readers import SHOP_READERS
from core.shop.ticket_state import TicketState
from core.views import tickets
from core.views.tickets import TICKETS
from simulations.checkers.checker import Checker, Finding
from simulations.run_state import RunState


class Tickets(Checker):
    """No scan of a shared ticket vanishes between the tills that work on it."""

    name = "tickets"
    invariants = ("I9",)
    needs_books = True

    def at_end(self, state: RunState) -> Iterator[Finding]:
        """Hold what cashiers were told against sales and tickets, on every node of the branch."""
        books = state.world.books
        for node in state.world.nodes:
            scopes = [branch_scope(name) for name in state.world.branches_at(node.place)]
            with node.log.read() as view:
                for ticket, scanned in sorted(books.scanned.items()):
                    known = [
                        found
                        for scope in scopes
                        if (found := tickets.find(view.table(TICKETS), UUID(ticket), scope))
                    ]
                    for found in known:
                        if _is_unclear(view, found):
                            continue
                        left = sum(line.quantity_milli for line in found.lines)
                        sold = sum(_quantity(view, sale) for sale in found.sales)
                        if scanned > left + sold:
                            said = f"{scanned} were scanned, {left} are on it, {sold} were sold"
                            yield Finding("tickets.vanished", node.place.name, ticket, said)


def _is_unclear(view: LogView, ticket: TicketState) -> bool:
    """Whether one till may have ended what another scanned in a history it never saw.

    A cut names another till's stream, and nobody can tell which of its histories that was
    (docs/decisions/0027-rows-of-lanes.md).
    """
    streams = {StreamId.from_bytes(stream).base for stream, _ in ticket.cut}
    return len(streams) > 1 and any(view.lanes(stream) for stream in streams)


def _quantity(view: LogView, sale: UUID) -> int:
    """Return how much a sale sold; nothing where it is not held."""
    record = next(iter(view.aggregate(0, sale.bytes)), None)
    if record is None:
        return 0
    entry = entry_of(record)
    fact = SHOP_READERS[entry.kind](entry.body)
    return sum(line[2] for line in fact.lines if line[0] == ITEM)
