"""Tickets between tills and people: held, recalled, handed over, split, merged, given up."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.money import divide_rounded
from core.shop.aggregate import ShopAggregate
from core.shop.roles import ONCE, Permission
from core.shop.ticket import Ticket, TicketClosing
from core.shop.ticket_fields import (
    CUSTOMER,
    GROUP,
    HOLDER,
    NAME,
    NO_PRICE,
    NOTES,
    PERSON,
    PRICES,
    line_field,
)
from core.shop.ticket_state import TicketLine, TicketState
from core.shop.ticket_steps import TicketScan
from core.views import tickets, users
from core.views.tickets import TICKETS
from node.shop.answers.tickets import TicketAnswer, TicketsAnswer
from node.shop.authority import authority_at
from node.shop.commands.tickets import (
    CloseTicket,
    EditTicket,
    GiveTicket,
    HoldTicket,
    MergeTickets,
    PartOfLine,
    RecallTicket,
    ShowTicket,
    SplitTicket,
    Tickets,
)
from node.shop.patrons import patron_of
from node.shop.ticket_desk import (
    answer,
    edit_of,
    line_of,
    must_be_here,
    open_ticket_of,
    step_done,
    told,
)
from node.shop.ticketing import removal_of
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


def edit_ticket(till: Till, command: EditTicket) -> TicketAnswer:
    """Say what a ticket is called and whom it is for."""
    said = {NAME: command.name, CUSTOMER: command.customer, GROUP: command.group}
    if command.customer:
        with till.log.read() as view:
            patron = patron_of(till, view.transaction, command.customer, command.group or "")
        said |= {CUSTOMER: patron.customer, GROUP: patron.group}
    values = {name: word for name, word in said.items() if word is not None}
    return _edit(till, command.id, command.ticket, values)


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


def split(till: Till, command: SplitTicket) -> TicketAnswer:
    """Move lines, or parts of them, to a new ticket at this till, in one commit.

    Returns the new ticket. Raises :class:`RefusedError` when nothing would stay behind.
    """
    till.must_have_cashier()
    if (done := till.done_before(Ticket, command.id)) is not None:
        return answer(till, done.id, repeated=True)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        authority.require(Permission.SELL)
        must_be_here(till, found)
        parts = [(line_of(found, part.line, part.till), part) for part in command.lines]
        if len({(line.line, line.owner) for line, _ in parts}) < len(parts):
            raise RefusedError("Name each line once.")
        fresh = Ticket.open(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            till=till.config.name,
        )
        steps: list[ShopAggregate] = [fresh]
        fields = {name: found.word(name) for name in (PERSON, CUSTOMER, GROUP) if found.word(name)}
        whole = 0
        for number, (line, part) in enumerate(parts, 1):
            quantity = _part(line, part)
            whole += quantity == line.quantity_milli
            steps += _moved(till, fresh.id, number, line, quantity)
            steps.append(_taken(till, found, line, quantity))
            fields |= _line_fields(till, number, line)
        if whole == len(found.lines):
            raise RefusedError("That is the whole ticket; there is nothing to split off.")
        steps += edit_of(till, fresh.id, None, fields, till.log.mint_id()) if fields else []
        till.application.record(*steps)
    return answer(till, fresh.id)


def _part(line: TicketLine, part: PartOfLine) -> int:
    quantity = line.quantity_milli if part.quantity_milli is None else part.quantity_milli
    if not 0 < quantity <= line.quantity_milli:
        raise RefusedError(f"Line {line.line} does not have so much of {line.sku} to move.")
    return quantity


def _share(line: TicketLine, quantity_milli: int) -> int:
    return divide_rounded(line.scanned_minor * quantity_milli, line.quantity_milli)


def _moved(
    till: Till, ticket: UUID, number: int, line: TicketLine, quantity_milli: int
) -> list[ShopAggregate]:
    """Return the scan that puts (a part of) a line of another ticket on this one."""
    return [
        TicketScan.scan(
            id=till.log.mint_id(),
            timestamp=till.now(),
            ticket=ticket,
            line=number,
            till=till.config.name,
            sku=line.sku,
            quantity_milli=quantity_milli,
            amount_minor=_share(line, quantity_milli),
            stated=line.stated,
        )
    ]


def _taken(till: Till, found: TicketState, line: TicketLine, quantity_milli: int) -> ShopAggregate:
    """Return the step that takes (a part of) a line off the ticket it was on."""
    if quantity_milli == line.quantity_milli:
        return removal_of(till, found, line, till.log.mint_id())
    own = till.branch_stream.to_bytes()
    return TicketScan.scan(
        id=till.log.mint_id(),
        timestamp=till.now(),
        ticket=found.id,
        line=line.line,
        owner=b"" if line.owner == own else line.owner,
        till=till.config.name,
        sku=line.sku,
        quantity_milli=-quantity_milli,
        amount_minor=-_share(line, quantity_milli),
    )


def _line_fields(till: Till, number: int, line: TicketLine) -> dict[str, str | int]:
    """Return the fields of a line as those of the one it becomes here."""
    own = till.branch_stream.to_bytes()
    fields: dict[str, str | int] = {}
    if line.price_minor != NO_PRICE:
        fields[line_field(PRICES, number, own)] = line.price_minor
    if line.note:
        fields[line_field(NOTES, number, own)] = line.note
    return fields


def merge(till: Till, command: MergeTickets) -> TicketAnswer:
    """Move all of another ticket to this one and close that, in one commit."""
    till.must_have_cashier()
    if step_done(till, command.id, command.other):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        other = open_ticket_of(till, transaction, command.other)
        authority.require(Permission.SELL)
        if found.id == other.id:
            raise RefusedError("A ticket cannot be merged with itself.")
        must_be_here(till, found)
        must_be_here(till, other)
        _must_have_no_money(other)
        steps: list[ShopAggregate] = [
            TicketClosing.close(
                id=command.id or till.log.mint_id(),
                timestamp=till.now(),
                ticket=other.id,
                into=found.id,
                cut=other.cut,
            )
        ]
        fields: dict[str, str | int] = {}
        for number, line in enumerate(other.lines, found.lines_added + 1):
            steps += _moved(till, found.id, number, line, line.quantity_milli)
            fields |= _line_fields(till, number, line)
        steps += edit_of(till, found.id, found, fields, till.log.mint_id())
        till.application.record(*steps)
    return answer(till, command.ticket)


def _must_have_no_money(found: TicketState) -> None:
    if found.tenders:
        raise RefusedError(f"Money was taken on ticket {found.id}; give it back first.")


def close(till: Till, command: CloseTicket) -> TicketAnswer:
    """Give a ticket up; needs leave as taking all its lines off does."""
    till.must_have_cashier()
    if step_done(till, command.id, command.ticket):
        return answer(till, command.ticket, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        found = open_ticket_of(till, transaction, command.ticket)
        must_be_here(till, found)
        _must_have_no_money(found)
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
    "ticket-edit": Verb(EditTicket, edit_ticket),
    "ticket-hold": Verb(HoldTicket, hold),
    "ticket-recall": Verb(RecallTicket, recall),
    "ticket-give": Verb(GiveTicket, give),
    "ticket-split": Verb(SplitTicket, split),
    "ticket-merge": Verb(MergeTickets, merge),
    "ticket-close": Verb(CloseTicket, close),
    "ticket-show": Verb(ShowTicket, show),
    "tickets": Verb(Tickets, list_tickets),
}
"""The verbs of tickets between tills and people."""
