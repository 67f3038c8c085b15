"""Tickets: scanned line by line, each durable before the next, completed into a sale."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.shop.aggregate import moment
from core.shop.lines import totals_of
from core.shop.roles import ONCE, Permission
from core.shop.sale import Sale
from core.shop.ticket import Ticket
from core.views.tickets import open_tickets
from node import selling
from node.answers import ReceiptAnswer, TicketAnswer, TicketLine, TicketsAnswer
from node.commands import (
    AddLine,
    CompleteTicket,
    OpenTicket,
    RemoveLine,
    TenderPaid,
    TenderTicket,
    Tickets,
)
from node.shop.authority import authority_at
from node.shop.charging import Pricing, charge
from node.till import Till


def open_ticket(till: Till, command: OpenTicket) -> TicketAnswer:
    """Open a ticket at this till."""
    till.must_have_cashier()
    authority_at(till).require(Permission.SELL)
    ticket = Ticket.open(
        id=till.log.mint_id(),
        timestamp=till.now(),
        location=till.config.branch,
        till=till.config.name,
    )
    till.application.record(ticket)
    return _answer(ticket)


def add_line(till: Till, command: AddLine) -> TicketAnswer:
    """Add goods to a ticket, at the catalogue's price unless one is given."""
    ticket = _own_ticket(till, command.ticket)
    with till.log.transaction() as transaction:
        prices = Pricing(till, transaction, till.log.now_ms())
        line = selling.priced_line(till, transaction, command.line, prices)
        ticket.add_line(till.now(), line.sku, line.quantity_milli, line.amount_minor)
        till.application.record(ticket)
    return _answer(ticket)


def remove_line(till: Till, command: RemoveLine) -> TicketAnswer:
    """Take a line off a ticket."""
    authority = authority_at(till, command.approval)
    ticket = _own_ticket(till, command.ticket)
    removed = ticket.lines.get(command.line)
    ticket.remove_line(till.now(), command.line)
    if removed is not None:
        authority.require(
            Permission.VOID, about=removed.sku, measure=max(removed.amount_minor, ONCE)
        )
    till.application.record(ticket, *authority.approved(ticket.id))
    return _answer(ticket)


def tender_ticket(till: Till, command: TenderTicket) -> TicketAnswer:
    """Take a payment on a ticket."""
    ticket = _own_ticket(till, command.ticket)
    ticket.tender(till.now(), command.tender.kind, command.tender.amount_minor)
    till.application.record(ticket)
    return _answer(ticket)


def complete_ticket(till: Till, command: CompleteTicket) -> ReceiptAnswer:
    """Turn a ticket into a sale: ticket, sale and receipt number in one commit.

    Completed before, it answers with the sale it became. Raises :class:`RefusedError` when
    the tenders do not equal the lines.
    """
    ticket = _own_ticket(till, command.ticket)
    if ticket.sale:
        sale = till.application.load(Sale, UUID(bytes=ticket.sale))
        return selling.answer(sale, repeated=True)
    authority = authority_at(till, command.approval)
    paid = tuple(
        TenderPaid(kind=tender.kind, amount_minor=tender.amount_minor) for tender in ticket.tenders
    )
    with till.log.transaction() as transaction:
        authority.require(Permission.SELL)
        at_ms = till.log.now_ms()
        charged = charge(till, transaction, list(ticket.lines.values()), paid, at_ms)
        to_pay_minor = totals_of(charged.lines).to_pay_minor
        sale = Sale.complete(
            id=till.log.mint_id(),
            timestamp=moment(at_ms),
            location=till.config.branch,
            series=till.series,
            number=till.next_number(transaction),
            currency=till.config.currency,
            lines=charged.lines,
            tenders=selling.tenders_for(to_pay_minor, paid),
            ticket=ticket.id.bytes,
            cashier=authority.cashier,
            shift=till.shift,
            taxes=charged.taxes,
        )
        ticket.complete(till.now(), sale.id)
        till.application.record(ticket, sale, *authority.approved(sale.id))
    return selling.answer(sale)


def list_tickets(till: Till, command: Tickets) -> TicketsAnswer:
    """Return the tickets this till opened and has not completed."""
    with till.log.read() as view:
        found = open_tickets(view.table("tickets"))
    own = [identifier for identifier, stream in found if stream.origin == till.origin]
    return TicketsAnswer(
        tuple(_answer(till.application.load(Ticket, identifier)) for identifier in own)
    )


def _own_ticket(till: Till, identifier: UUID) -> Ticket:
    till.must_have_cashier()
    ticket = till.application.load(Ticket, identifier)
    if (ticket.location, ticket.till) != (till.config.branch, till.config.name):
        raise RefusedError(f"Ticket {identifier} was opened at {ticket.till}; complete it there.")
    till.must_have_written("ticket", identifier)
    return ticket


def _answer(ticket: Ticket) -> TicketAnswer:
    lines = tuple(
        TicketLine(number, line.sku, line.quantity_milli, line.amount_minor)
        for number, line in ticket.lines.items()
    )
    return TicketAnswer(str(ticket.id), lines, ticket.to_pay_minor, ticket.tendered_minor)
