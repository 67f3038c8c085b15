"""Tickets between tills and people: held, recalled, handed over, given up."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.shop.roles import ONCE, Permission
from core.shop.ticket import TicketClosing
from core.shop.ticket_fields import (
    HOLDER,
    NAME,
    PERSON,
)
from core.views import tickets, users
from core.views.tickets import TICKETS
from node.shop.answers.tickets import TicketAnswer, TicketsAnswer
from node.shop.authority import authority_at
from node.shop.commands.tickets import (
    CloseTicket,
    GiveTicket,
    HoldTicket,
    RecallTicket,
    ShowTicket,
    Tickets,
)
from node.shop.ticket_desk import (
    answer,
    edit_of,
    must_be_here,
    must_have_no_money,
    open_ticket_of,
    step_done,
    told,
)
from node.till import Till
from node.verb import Verb


def _edit(
    till: Till, command_id: UUID | None, ticket: UUID, values: dict[str, str], *, here: bool = False
) -> TicketAnswer:
    """Write fields of a ticket; ``here`` asks that this till has it or nobody does."""
    till.must_have_cashier()
    if step_done(till, command_id, ticket):
        return answer(till, ticket, repeated=True)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, ticket)
        authority.require(Permission.SELL)
        if here:
            must_be_here(till, found)
        edits = edit_of(till, ticket, found, values, command_id or till.log.mint_id())
        if edits:
            till.application.record(*edits)
    return answer(till, ticket)


def hold(till: Till, command: HoldTicket) -> TicketAnswer:
    """Put a ticket aside for any till of the branch."""
    values = {HOLDER: ""} | ({} if command.name is None else {NAME: command.name})
    return _edit(till, command.id, command.ticket, values, here=True)


def recall(till: Till, command: RecallTicket) -> TicketAnswer:
    """Take a ticket to this till, from the shelf or from another till."""
    values = {HOLDER: till.config.name}
    if till.cashier:
        values[PERSON] = till.cashier
    return _edit(till, command.id, command.ticket, values)


def give(till: Till, command: GiveTicket) -> TicketAnswer:
    """Hand a ticket to a colleague, who finds it on hold under their login."""
    with till.log.read() as view:
        people = [each for each in users.all_users(view.table("users")) if each.active]
    if command.to not in {person.login for person in people}:
        raise RefusedError(f"Nobody who may sign in has the login {command.to}.")
    return _edit(till, command.id, command.ticket, {HOLDER: "", PERSON: command.to}, here=True)


def close(till: Till, command: CloseTicket) -> TicketAnswer:
    """Give a ticket up; needs leave as taking all its lines off does."""
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        must_be_here(till, found)
        must_have_no_money(found)
        if found.lines:
            measure = max(found.to_pay_minor, ONCE)
            authority.require(Permission.VOID, about=str(found.id), measure=measure)
        closing = TicketClosing.close(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            ticket=found.id,
            reason=command.reason,
            cut=found.cut,
        )
        till.application.record(closing, *authority.approved(closing.id))
    return answer(till, command.ticket)


def show(till: Till, command: ShowTicket) -> TicketAnswer:
    """Return one ticket of the branch, ended or not."""
    return answer(till, command.ticket)


def list_tickets(till: Till, command: Tickets) -> TicketsAnswer:
    """Return the tickets of the branch that wait, with who has them and how old the news is."""
    with till.log.read() as view:
        found = tickets.open_tickets(view.table(TICKETS), till.branch_stream.scope)
        return TicketsAnswer(tuple(told(till, view, one) for one in found))


VERBS: dict[str, Verb] = {
    "ticket-hold": Verb(HoldTicket, hold),
    "ticket-recall": Verb(RecallTicket, recall),
    "ticket-give": Verb(GiveTicket, give),
    "ticket-close": Verb(CloseTicket, close),
    "ticket-show": Verb(ShowTicket, show),
    "tickets": Verb(Tickets, list_tickets),
}
"""The verbs of tickets between tills and people."""
